import SentryProtocol
import Storage

/// How durable a commit of events is.
public enum Synchronous: String, Sendable, CaseIterable {
    /// Survives a power cut.
    case full = "FULL"
    /// Survives a crash of the process; a power cut may cost the last moments.
    case normal = "NORMAL"
}

/// What a process wants of the store.
public enum StoreAccess: Sendable {
    /// Takes events; one process at a time. Repeats what a crash left undone.
    case server
    /// Reads, and writes to the directory of projects and people; works beside a server.
    case tool
}

/// Settings of the SQLite engine; the defaults suit a machine with two cores.
public struct SQLiteConfiguration: Sendable {
    /// Where `culprit.db` and `events/` are; made when missing.
    public var dataDirectory: String
    public var access: StoreAccess = .server
    public var synchronous: Synchronous = .full
    /// Batches that wait for the writer, in bytes; more are refused.
    public var queueBytesMax = 64 * 1024 * 1024
    /// Under load, how long the writer waits at most, between two transactions, for as many rows as came the last time. A
    /// batch alone never waits.
    public var gatherMicroseconds = 2_500
    /// Commits are refused while the disk has less than this left.
    public var diskFreeBytesMin = 64 * 1024 * 1024
    /// Connections that answer questions.
    public var readers = 4
    /// How long to wait for another process: for its transaction, and for the end of a server before this one.
    public var busyMilliseconds = 10_000
    /// Stored bytes to JSON.
    public var decodeBody: BodyDecoder
    /// The clock that relative dates of searches count from.
    public var now: @Sendable () -> Timestamp

    public init(
        dataDirectory: String, now: @escaping @Sendable () -> Timestamp,
        decodeBody: @escaping BodyDecoder
    ) {
        (self.dataDirectory, self.now, self.decodeBody) = (dataDirectory, now, decodeBody)
    }
}

/// Turns a stored body into JSON. A body may refer to another of the same file by its event id; the second argument finds
/// that one's stored bytes.
public typealias BodyDecoder = @Sendable (_ stored: [UInt8], _ find: (EventID) throws -> [UInt8]?) throws -> [UInt8]

extension Connection {
    /// The stored body of an event in this day's file.
    func storedBody(of id: EventID, in project: ProjectID) throws -> [UInt8]? {
        try first(
            """
            SELECT bytes FROM event JOIN body ON body.id = event.id
            WHERE event_id = \(id) AND project_id = \(project)
            """
        ) { $0.blob(0) }
    }
}
