import SentryProtocol

/// Where large contents are kept: under the hash of what they say, in the day on which they came.
public protocol BlobStore: Sendable {
    /// Durable on return. The same content is stored once.
    func put(_ content: [UInt8], at place: BlobPlace) throws
    /// Nil when there is none.
    func content(at place: BlobPlace) throws -> [UInt8]?
    /// Drops everything of a day.
    func deleteDay(_ day: Day, of kind: DataKind) throws
}

/// The name of a blob.
public struct BlobPlace: Sendable, Hashable {
    public var kind: DataKind
    public var day: Day
    /// SHA-256 of the content: 32 bytes.
    public var hash: [UInt8]
    public init(kind: DataKind, day: Day, hash: [UInt8]) { (self.kind, self.day, self.hash) = (kind, day, hash) }
}
