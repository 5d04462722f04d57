import Access
import Hummingbird
import Logging
import NIOCore
import Pages
import SentryProtocol
import Storage
import Synchronization
import Testing

@testable import Server

/// Keeps what is written into it.
private final class Entries: AuditLog {
    let all = Mutex<[AuditEntry]>([])

    func append(_ entry: AuditEntry) { all.withLock { $0.append(entry) } }
    func auditEntries(matching query: AuditQuery) -> Page<AuditEntry> { Page(rows: all.withLock { $0 }) }
    func deleteAuditEntries(before moment: Timestamp) -> Int {
        all.withLock { entries in
            let count = entries.count
            entries.removeAll { $0.at < moment }
            return count - entries.count
        }
    }
    var events: [String] { all.withLock { $0.map(\.event) } }
    var first: AuditEntry? { all.withLock { $0.first } }
}

@Suite("The gate writes down what handlers do not")
struct AuditTrailTests {
    private let entries = Entries()
    private var trail: AuditTrail { AuditTrail(log: entries, logger: Logger(label: "test")) }

    private static let visit = Visit(
        request: Request(
            head: .init(method: .post, scheme: "http", authority: "h", path: "/issues/7/", headerFields: [:]),
            body: RequestBody(buffer: ByteBuffer())),
        query: QueryString(""), session: nil, cookie: nil, language: .english,
        now: Timestamp(seconds: 1_795_435_200), caller: .nobody, address: "192.0.2.1")

    private func watch(_ handle: (AuditTrail) async throws -> Response) async throws {
        _ = try await trail.watching(Self.visit, .issueWrite, ["issues", "7"]) { try await handle(trail) }
    }

    @Test("an accepted write that says nothing is written down, with its path and address")
    func silent() async throws {
        try await watch { _ in Response(status: .seeOther) }
        try await watch { _ in Response(status: .ok) }
        #expect(entries.events == ["issue.change", "issue.change"])
        let entry = try #require(entries.first)
        #expect(entry.target.id == "7")
        #expect(entry.address == "192.0.2.1")
    }

    @Test("one that says itself what it did is not written down twice")
    func noted() async throws {
        try await watch { trail in
            await trail.note(Self.visit.entry(.issueMerge, to: AuditTarget(kind: "issue", id: "7", name: ""), in: nil))
            return Response(status: .seeOther)
        }
        #expect(entries.events == ["issue.merge"])
    }

    @Test("previews, refusals and failures leave nothing")
    func nothing() async throws {
        try await watch { trail in
            trail.nothingWritten()
            return Response(status: .ok)
        }
        try await watch { _ in Response(status: .unprocessableContent) }
        await #expect(throws: PageFailure.self) { try await watch { _ in throw PageFailure.forbidden } }
        #expect(entries.events.isEmpty)
    }

    @Test("entries that are too old go, and that is written down")
    func retention() async throws {
        let now = Self.visit.now
        try await watch { _ in Response(status: .seeOther) }
        try await trail.forget(before: now, at: now)
        #expect(entries.events == ["issue.change"])
        try await trail.forget(before: now.adding(seconds: 1), at: now.adding(seconds: 1))
        #expect(entries.events == ["audit.forget"])
    }
}
