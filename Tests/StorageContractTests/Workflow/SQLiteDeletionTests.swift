import Compression
import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("SQLite: deleting issues")
struct SQLiteDeletionTests {
    static let decode: BodyDecoder = { stored, find in
        let codec = BodyCodec.standard
        guard let name = BodyCodec.keyframe(of: stored), let id = EventID(bytes: name), let keyframe = try find(id)
        else { return try codec.decode(stored) }
        return try codec.decode(stored, after: codec.decode(keyframe))
    }

    @Test("a body that continues one of a deleted issue's is stored anew, and stays readable")
    func keyframes() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(
            SQLiteConfiguration(dataDirectory: folder.path, now: { Sample.noon }, decodeBody: Self.decode))
        let keyframe = Sample.event(1, in: ["a"])
        var dependent = Sample.event(2, in: ["b"])
        let json = Array(dependent.body.dropFirst())
        dependent.body = try #require(
            BodyCodec.standard.encode(
                json, after: Array(keyframe.body.dropFirst()), named: keyframe.facts.id.bytes))
        _ = try await store.commit(Sample.batch(keyframe))
        _ = try await store.commit(Sample.batch(dependent))
        // As if events had been moved between issues before.
        let culprit = try Connection(path: folder.path + "/culprit.db", mode: .write)
        try culprit.execute("INSERT INTO event_move (day, rows) VALUES (1, x''); DELETE FROM event_move")
        let gone = try #require(try await store.event(Sample.id(1), in: Sample.project)).issueID
        _ = try await store.delete([gone], at: Sample.noon)
        try await store.finishDeletions()
        #expect(try await store.event(Sample.id(2), in: Sample.project)?.body == json)
        #expect(try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Self.decode).differences == [])
        await store.close()
    }

    @Test("a crash between the counters and the rows leaves nothing wrong")
    func crash() async throws {
        let folder = try TemporaryFolder()
        let first = try SQLiteEngine.open(.test(folder.path))
        _ = try await first.commit(Sample.batch((1...9).map { Sample.event($0, in: [$0 % 3 == 0 ? "b" : "a"]) }))
        let gone = try #require(try await first.event(Sample.id(1), in: Sample.project)).issueID
        _ = try await first.delete([gone], at: Sample.noon)
        try await first.writer.perform { files in
            let moveFiles = try files.moving().mover.files()
            try files.change { culprit in
                try IssueRemoval.takeOut(gone, IssueRemoval.Survey(labels: [gone]), culprit, moveFiles)
            }
            files.ingestion?.forgetIssues()
        }
        #expect(try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode).differences == [])
        await first.close()
        let second = try SQLiteEngine.open(.test(folder.path))
        #expect(try await second.hasDeletions())
        try await second.finishDeletions()
        #expect(try await second.event(Sample.id(1), in: Sample.project) == nil)
        #expect(try await second.onlyIssue().timesSeen == 3)
        #expect(try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode).differences == [])
        await second.close()
    }

    @Test("retention does not count the rows of a deleted issue once more")
    func retention() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        let old = Sample.noon.adding(seconds: -40 * 86_400)
        _ = try await store.commit(
            Sample.batch((1...9).map { Sample.event($0, in: [$0 % 3 == 0 ? "b" : "a"], at: old, received: old) }))
        _ = try await store.commit(Sample.batch(Sample.event(20, in: ["b"])))
        let gone = try #require(try await store.event(Sample.id(1), in: Sample.project)).issueID
        _ = try await store.delete([gone], at: Sample.noon)
        try await store.writer.perform { files in
            let moveFiles = try files.moving().mover.files()
            try files.change { culprit in
                try IssueRemoval.takeOut(gone, IssueRemoval.Survey(labels: [gone]), culprit, moveFiles)
            }
            files.ingestion?.forgetIssues()
        }
        _ = try await store.maintain(
            now: Sample.noon, policy: RetentionPolicy(days: [.errors: 30], projects: [:], diskBytesMax: nil))
        #expect(try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode).differences == [])
        try await store.finishDeletions()
        #expect(try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode).differences == [])
        await store.close()
    }
}
