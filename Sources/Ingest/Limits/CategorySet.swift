import SentryProtocol

/// Categories as bits, so that asking whether a quota means an item is one comparison.
public struct CategorySet: OptionSet, Hashable, Sendable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public init(_ category: DataCategory) { rawValue = 1 << UInt64(category.number) }
    public init(_ categories: some Sequence<DataCategory>) {
        self = categories.reduce(into: CategorySet()) { $0.formUnion(CategorySet($1)) }
    }

    /// In the order in which headers name them.
    public var categories: [DataCategory] {
        DataCategory.allCases.filter { contains(CategorySet($0)) }.sorted { $0.headerOrder < $1.headerOrder }
    }
}

extension CategorySet {
    /// Categories that SDKs file the same data under: limited, counted and told together (protocol.md §6.2).
    private static let families: [CategorySet] = [
        errors,
        CategorySet([.transaction, .span]),
        CategorySet([.attachment, .attachmentItem]),
        CategorySet([.logItem, .logByte]),
        CategorySet([.feedback]),
        CategorySet([.replay, .replayVideo]),
        CategorySet([.profile, .profileChunk, .profileChunkUI, .profileBackend, .profileUI]),
        CategorySet([.traceMetric, .traceMetricByte, .metric]),
        CategorySet([.metricBucket]),
    ]

    /// Events of issues, under all the names that SDKs have for them.
    static let errors = CategorySet([.error, .default, .security])

    /// What a quota for everything means. Sessions and check-ins are exempt unless a quota names them; client reports
    /// are never limited.
    static let everything = families.reduce(into: CategorySet()) { $0.formUnion($1) }

    /// Categories whose quantity is bytes.
    private static let bytes = CategorySet([.attachment, .logByte, .traceMetricByte])

    /// Never limited, whatever a quota says.
    private static let neverLimited = CategorySet([.internal, .unknown])

    /// These and all that SDKs file with them.
    var withFamilies: CategorySet {
        let whole = Self.families.filter { !$0.isDisjoint(with: self) }
        return whole.reduce(into: self) { $0.formUnion($1) }.subtracting(Self.neverLimited)
    }

    /// True when all of them are counted in bytes.
    var countsBytes: Bool { !isEmpty && isSubset(of: Self.bytes) }
}

extension DataCategory {
    /// What people know it as comes first in its group: `error;default;security`.
    fileprivate var headerOrder: Int { self == .error ? -1 : Int(number) }
}
