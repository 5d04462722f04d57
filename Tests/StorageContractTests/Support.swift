import Glibc
import SQLiteStorage
import SentryProtocol
import Storage
import Testing

/// An engine that the suite is run against. A second engine joins by a line in `all`.
struct EngineUnderTest: Sendable, CustomTestStringConvertible {
    let name: String
    let open: @Sendable (String) throws -> any StorageEngine
    /// A second process beside the one that takes events.
    let openTool: @Sendable (String) throws -> any StorageEngine
    let doctor: @Sendable (String) throws -> DoctorReport

    var testDescription: String { name }

    static let all = [sqlite]

    static let sqlite = EngineUnderTest(
        name: "SQLite",
        open: { try SQLiteEngine.open(.test($0)) },
        openTool: { folder in
            var configuration = SQLiteConfiguration.test(folder)
            configuration.access = .tool
            return try SQLiteEngine.open(configuration)
        },
        doctor: { try SQLiteEngine.doctor(dataDirectory: $0, decodeBody: Sample.decode) })
}

extension SQLiteConfiguration {
    static func test(_ folder: String) -> SQLiteConfiguration {
        var configuration = SQLiteConfiguration(
            dataDirectory: folder, now: { Sample.noon }, decodeBody: Sample.decode)
        configuration.readers = 2
        configuration.busyMilliseconds = 2000
        return configuration
    }
}

/// A folder that is gone when the test is over.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/culprit-test-XXXXXX".utf8CString)
        path = try template.withUnsafeMutableBufferPointer { buffer in
            let made = try #require(buffer.baseAddress.flatMap { mkdtemp($0) })
            return String(cString: made)
        }
    }

    deinit { Self.remove(path) }

    /// Copies `name` and whatever SQLite keeps beside it.
    func copy(_ name: String, to other: String) throws {
        for suffix in ["", "-wal", "-shm"] {
            unlink(path + "/" + other + suffix)
            guard let source = fopen(path + "/" + name + suffix, "r") else { continue }
            defer { fclose(source) }
            let target = try #require(fopen(path + "/" + other + suffix, "w"))
            defer { fclose(target) }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while case let count = fread(&buffer, 1, buffer.count, source), count > 0 {
                fwrite(&buffer, 1, count, target)
            }
        }
    }

    private static func remove(_ path: String) {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { remove(path + "/" + name) }
            }
            closedir(folder)
        }
        _ = Glibc.remove(path)
    }
}

/// Made-up events around one noon.
enum Sample {
    /// 2026-11-23T12:00:00Z.
    static let noon = Timestamp(seconds: 1_795_435_200)
    static let project = ProjectID(rawValue: 1)

    struct NotABody: Error {}

    static let decode: BodyDecoder = { stored, _ in
        guard stored.first == 0 else { throw NotABody() }
        return Array(stored.dropFirst())
    }

    static func id(_ number: Int) -> EventID { EventID(high: 0xe0, low: UInt64(number)) }
    static func hash(_ name: String) -> String {
        var bytes = Array(name.utf8.prefix(16))
        while bytes.count < 16 { bytes.append(0) }
        return EventID(bytes: bytes)?.hex ?? ""
    }

    /// An event named by `number`, in the issue of the hashes `in`.
    static func event(
        _ number: Int, in hashes: [String] = ["a"], at occurredAt: Timestamp = noon, received: Timestamp? = nil,
        level: Level = .error, type: String = "ValueError", value: String = "bad value", culprit: String = "shop.views",
        environment: String? = nil, release: String? = nil, user: String? = nil, tags: [String: String] = [:],
        frames: [(function: String, file: String)] = []
    ) -> EventRow {
        var event = Event()
        event.id = id(number)
        event.type = .error
        event.occurredAt = occurredAt
        event.receivedAt = received ?? max(occurredAt, noon)
        event.platform = "python"
        event.level = level
        event.title = "\(type): \(value)"
        event.culprit = culprit
        var exception = Exception()
        exception.type = type
        exception.value = value
        exception.mechanism = Mechanism()
        exception.mechanism?.handled = level < .fatal
        if !frames.isEmpty {
            exception.stacktrace = Stacktrace()
            exception.stacktrace?.frames = frames.map { call in
                var frame = Frame()
                (frame.function, frame.filename) = (call.function, call.file)
                return frame
            }
        }
        event.exceptions = [exception]
        event.tags = tags.sorted { $0.key < $1.key }.map { Tag(key: $0.key, value: $0.value) }
        event.metadata.type = type
        event.metadata.value = value
        event.hashes = hashes.map(hash)
        event.environment = environment
        event.release = release
        if let user {
            event.user = EventUser()
            event.user?.id = user
        }
        guard let facts = EventFacts(event) else { preconditionFailure("a sample is a finished event") }
        return EventRow(facts: facts, body: [0] + event.encoded())
    }

    static func batch(_ events: EventRow..., project: ProjectID = project) -> IngestBatch {
        batch(events, project: project)
    }

    static func batch(_ events: [EventRow], project: ProjectID = project) -> IngestBatch {
        var batch = IngestBatch(projectID: project)
        batch.events = events
        return batch
    }

    static func key(_ digit: Character) -> NewKey {
        NewKey(publicKey: String(repeating: digit, count: 32), secretKey: "secret", label: "Default")
    }
}

extension StorageEngine {
    /// The organization and project that samples belong to.
    @discardableResult
    func makeShop() async throws -> Project {
        let organization = try await createOrganization(slug: "acme", name: "Acme", at: Sample.noon)
        return try await createProject(
            slug: "shop", name: "Shop", platform: nil, in: organization.id, key: Sample.key("a"), at: Sample.noon
        ).0
    }

    func onlyIssue() async throws -> IssueSummary {
        let page = try await issues(matching: IssueQuery(projects: [Sample.project]))
        try #require(page.rows.count == 1)
        return page.rows[0]
    }

    func titles(_ query: IssueQuery) async throws -> [String] {
        try await issues(matching: query).rows.map { $0.metadata.value ?? "" }
    }
}

/// Runs `body` on a fresh engine, closes it, and has every counter recounted.
func withEngine(
    _ engine: EngineUnderTest, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (any StorageEngine, TemporaryFolder) async throws -> Void
) async throws {
    let folder = try TemporaryFolder()
    let store = try engine.open(folder.path)
    do {
        try await body(store, folder)
    } catch {
        await store.close()
        throw error
    }
    let report = try engine.doctor(folder.path)
    #expect(report.differences == [], "the counters agree with the events", sourceLocation: sourceLocation)
    await store.close()
}
