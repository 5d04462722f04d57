import Compression
import Foundation
import Grouping
import SQLiteStorage
import SentryProtocol
import Storage

extension Scenario {
    /// Sixteen requests of one event each wait for the same commit, in a store of their own that is thrown away.
    static var commit: Scenario {
        let directory = FileManager.default.temporaryDirectory.appending(path: "culprit-bench-\(getpid())").path
        let store = BenchStore(directory: directory)
        var scenario = Scenario("commit") { corpus in
            let project = try await store.open()
            let rows = corpus.entries.compactMap { entry in
                finishedEvent(entry).flatMap { event in
                    EventFacts(event).map { EventRow(facts: $0, body: BodyCodec.standard.encode(event.encoded())) }
                }
            }
            return { try await store.commit(rows, of: project, atOnce: 16) }
        }
        scenario.cleanUp = { await store.close() }
        return scenario
    }

    /// The event as the ingest path leaves it, with a time of today.
    private static func finishedEvent(_ entry: Corpus.Entry) -> Event? {
        guard let root = try? JSONDocument(parsing: entry.event).root else { return nil }
        var event = Event(reading: root)
        var random = SystemRandomNumberGenerator()
        event.id = .random(using: &random)
        event.receivedAt = Timestamp(seconds: Int64(time(nil)))
        event.occurredAt = event.receivedAt
        Grouper.standard.apply(to: &event)
        return event
    }
}

/// A store in a temporary folder.
private actor BenchStore {
    private let directory: String
    private var engine: SQLiteEngine?

    init(directory: String) { self.directory = directory }

    func open() async throws -> ProjectID {
        let now = Timestamp(seconds: Int64(time(nil)))
        let engine = try SQLiteEngine.open(
            SQLiteConfiguration(dataDirectory: directory, now: { now }) { stored, _ in
                try BodyCodec.standard.decode(stored)
            })
        self.engine = engine
        let organization = try await engine.createOrganization(slug: "bench", name: "Bench", at: now)
        let key = NewKey(publicKey: String(repeating: "a", count: 32), secretKey: "", label: "Bench")
        let (project, _) = try await engine.createProject(
            slug: "bench", name: "Bench", platform: nil, in: organization.id, key: key, at: now)
        return project.id
    }

    /// Commits every row under a new id, `atOnce` of them at the same time.
    func commit(_ rows: [EventRow], of project: ProjectID, atOnce: Int) async throws {
        guard let engine else { return }
        for start in stride(from: 0, to: rows.count, by: atOnce) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for row in rows[start..<min(start + atOnce, rows.count)] {
                    group.addTask {
                        var random = SystemRandomNumberGenerator()
                        var row = row
                        row.facts.id = .random(using: &random)
                        var batch = IngestBatch(projectID: project)
                        batch.events = [row]
                        batch.count(.accepted, of: .error)
                        _ = try await engine.commit(batch)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    func close() async {
        await engine?.close()
        engine = nil
        try? FileManager.default.removeItem(atPath: directory)
    }
}
