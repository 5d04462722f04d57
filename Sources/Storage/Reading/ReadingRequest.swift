import Synchronization

/// One request that reads: how many statements its answer takes, and what engines need not look up twice for it.
public final class ReadingRequest: Sendable {
    /// Whom engines tell about each statement; set around whatever answers the request.
    @TaskLocal public static var current: ReadingRequest?

    private let statements = Atomic(0)
    private let version = Mutex<Int64?>(nil)

    public init() {}

    /// Statements so far.
    public var statementCount: Int { statements.load(ordering: .relaxed) }

    /// Called by engines, once for each statement.
    public func countStatement() { statements.add(1, ordering: .relaxed) }

    /// The version of the directory (`Directory.version()`) as this request first saw it; nil until somebody looked, and
    /// again after the request itself has changed something.
    public var directoryVersion: Int64? {
        get { version.withLock { $0 } }
        set { version.withLock { $0 = newValue } }
    }
}
