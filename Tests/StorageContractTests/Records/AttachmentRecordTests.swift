import Glibc
import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Records: attachments, user reports and replays")
struct AttachmentRecordTests {
    private static let large = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }

    @Test("small contents lie in their row, large ones in a file named by what they say")
    func contents() async throws {
        try await withRecords { store, engine, folder in
            try store.store(
                Sample.attachment(1), Sample.attachment(1, name: "shot.png", content: Self.large),
                Sample.attachment(2, name: "copy.png", content: Self.large), Sample.attachment(1, content: []))
            let found = try await engine.attachments(of: Sample.id(1), in: Sample.project)
            #expect(found.map(\.name) == ["log.txt", "shot.png", "log.txt"])
            #expect(found.map(\.size) == [3, 100_000, 0])
            #expect(try await engine.content(of: found[0]) == [1, 2, 3])
            #expect(try await engine.content(of: found[1]) == Self.large)
            #expect(try await engine.content(of: found[2]) == [])
            let files = DirectoryBlobStore(StoreLayout(directory: folder.path)).files(
                of: .attachments, on: Sample.noon.day)
            #expect(files.map { $0.hash?.hex } == [found[1].sha256])
            #expect(try await engine.attachments(of: Sample.id(1), in: Sample.other).isEmpty)
        }
    }

    @Test("the same attachment is stored once, over midnight too")
    func duplicates() async throws {
        try await withRecords { store, engine, folder in
            try store.store(Sample.attachment(1), Sample.attachment(1))
            try folder.recordStore().store(Sample.attachment(1, received: Sample.tomorrow))
            #expect(try await engine.attachments(of: Sample.id(1), in: Sample.project).count == 1)
        }
    }

    @Test("the last report about an event stands")
    func reports() async throws {
        try await withRecords { store, engine, _ in
            try store.store(Sample.report(1, "first"), Sample.report(2, "another"))
            try store.store(Sample.report(1, "second", at: Sample.noon.adding(seconds: 1)), Sample.report(1, "old"))
            #expect(try await engine.userReport(of: Sample.id(1), in: Sample.project)?.comments == "second")
            try store.store(Sample.report(1, "third", at: Sample.tomorrow))
            #expect(try await engine.userReport(of: Sample.id(1), in: Sample.project)?.comments == "third")
            let page = try await engine.userReports(of: Sample.project, cursor: .start, limit: 2)
            #expect(page.rows.map(\.comments) == ["third", "second"] && page.next != nil)
        }
    }

    /// Twenty days on which something came with an event of their own, and on the first and the fourth with event 1.
    private func fill(_ store: RecordStore) throws {
        for number in 0..<20 {
            let at = day(number)
            try store.store(
                Sample.attachment(100 + number, received: at), Sample.report(100 + number, "day \(number)", at: at))
        }
        try store.store(
            Sample.report(1, "first"), Sample.attachment(1, name: "z.txt"), Sample.attachment(1, name: "a.txt"))
        try store.store(Sample.report(1, "last", at: day(3)), Sample.attachment(1, name: "late.txt", received: day(3)))
    }

    /// Another one opens files of its own, which takes statements.
    private func oneReader(_ configuration: inout SQLiteConfiguration) { configuration.readers = 1 }

    private func day(_ number: Int) -> Timestamp { Sample.noon.adding(seconds: Int64(number) * 86_400) }

    private func statements(_ ask: () async throws -> Void) async throws -> Int {
        // The first time, files are opened.
        try await ask()
        let request = ReadingRequest()
        try await ReadingRequest.$current.withValue(request) { try await ask() }
        return request.statementCount
    }

    @Test("what came with an event is found on its days, and no other day is asked")
    func companions() async throws {
        try await withRecords(oneReader) { store, engine, _ in
            try fill(store)
            let found = try await engine.companions(of: Sample.id(1), in: Sample.project)
            #expect(found.attachments.map(\.name) == ["z.txt", "a.txt", "late.txt"])
            #expect(found.attachments.map(\.receivedAt) == [day(0), day(0), day(3)])
            #expect(found.report?.comments == "last" && found.report?.receivedAt == day(3))
            let attached = try #require(found.attachments.last)
            #expect(try await engine.content(of: attached) == [1, 2, 3])
            #expect(try await engine.companions(of: Sample.id(1), in: Sample.other) == EventCompanions())
            #expect(try await engine.companions(of: Sample.id(115), in: Sample.project).report?.comments == "day 15")
            for (number, count) in [(1, 2), (115, 1), (2, 0)] {
                let taken = try await statements {
                    _ = try await engine.companions(of: Sample.id(number), in: Sample.project)
                }
                #expect(taken == count)
            }
        }
    }

    @Test("what comes after its day was looked at is found")
    func cameLater() async throws {
        try await withRecords { store, engine, _ in
            try fill(store)
            #expect(try await engine.companions(of: Sample.id(2), in: Sample.project) == EventCompanions())
            try store.store(Sample.attachment(2, received: day(3)))
            #expect(try await engine.companions(of: Sample.id(2), in: Sample.project).attachments.count == 1)
            try store.store(Sample.report(2, "on a new day", at: day(40)))
            #expect(try await engine.userReport(of: Sample.id(2), in: Sample.project)?.comments == "on a new day")
        }
    }

    @Test("what is sent to the engine is found, on a day that was looked at and on one that was not")
    func sent() async throws {
        let folder = try TemporaryFolder()
        let engine = try SQLiteEngine.open(.test(folder.path))
        for number in 1...3 {
            #expect(try await engine.companions(of: Sample.id(number), in: Sample.project) == EventCompanions())
            let at = day(number / 3)
            _ = try await engine.commit(
                Sample.records([Sample.attachment(number, received: at), Sample.report(number, "sent", at: at)]))
            let found = try await engine.companions(of: Sample.id(number), in: Sample.project)
            #expect(found.attachments.count == 1 && found.report?.comments == "sent")
        }
        await engine.close()
    }

    @Test("a tool beside the server sees what the server adds")
    func besideServer() async throws {
        let folder = try TemporaryFolder()
        let server = try SQLiteEngine.open(.test(folder.path))
        var configuration = SQLiteConfiguration.test(folder.path)
        configuration.access = .tool
        let tool = try SQLiteEngine.open(configuration)
        for number in 1...2 {
            #expect(try await tool.attachments(of: Sample.id(number), in: Sample.project).isEmpty)
            _ = try await server.commit(Sample.records([Sample.attachment(number)]))
            #expect(try await tool.attachments(of: Sample.id(number), in: Sample.project).count == 1)
        }
        await tool.close()
        await server.close()
    }

    @Test("a day that was dropped has nothing, and can be begun again")
    func dropped() async throws {
        try await withRecords { store, engine, _ in
            try fill(store)
            #expect(try await engine.attachments(of: Sample.id(1), in: Sample.project).count == 3)
            store.close(RecordFileKey(kind: .attachments, day: day(0).day))
            let policy = RetentionPolicy()
            let days = policy.longestDays(of: .attachments)
            _ = try await engine.maintain(now: day(days + 1), policy: policy)
            #expect(try await engine.attachments(of: Sample.id(1), in: Sample.project).map(\.name) == ["late.txt"])
            try store.store(Sample.attachment(1, name: "again.txt"), Sample.attachment(2))
            #expect(
                try await engine.attachments(of: Sample.id(1), in: Sample.project).map(\.name)
                    == ["again.txt", "late.txt"])
            #expect(try await engine.attachments(of: Sample.id(2), in: Sample.project).count == 1)
            #expect(try await engine.attachments(of: Sample.id(100), in: Sample.project).isEmpty)
        }
    }

    @Test("a replay shows its segments in order, is found by its errors, and is one over midnight")
    func replays() async throws {
        try await withRecords { store, engine, _ in
            try store.store(
                Sample.replay(1, segment: 1, errors: [7], at: Sample.noon.adding(seconds: 5)),
                Sample.replay(1, segment: 0), Sample.replay(1, segment: 0), Sample.replay(2, segment: 0))
            try store.store(Sample.replay(1, segment: 2, errors: [7, 8], at: Sample.tomorrow))
            let replay = try #require(try await engine.replay(Sample.id(1), in: Sample.project))
            #expect(replay.segments.map(\.number) == [0, 1, 2])
            #expect(replay.segments[1].urls == ["https://shop/1"])
            #expect(replay.errorIDs == [Sample.id(7), Sample.id(8)] && replay.traceIDs == [Sample.trace(3)])
            let list = try await engine.replays(of: Sample.project, cursor: .start, limit: 10).rows
            #expect(list.map(\.id) == [Sample.id(1), Sample.id(2)])
            #expect(list[0].segments == 3 && list[0].startedAt == Sample.noon.adding(seconds: -5))
            #expect(try await engine.replays(withError: Sample.id(7), in: Sample.project) == [Sample.id(1)])
            #expect(try await engine.replays(withError: Sample.id(7), in: Sample.other).isEmpty)
        }
    }

    @Test("recordings and videos come back as they came")
    func recordings() async throws {
        try await withRecords { store, engine, _ in
            let events = Array((0..<5000).map { #"{"type":3,"n":\#($0)}"# }.joined(separator: ",").utf8)
            try store.store(
                Sample.recording(1, segment: 0, events), Sample.recording(1, segment: 0, events),
                Sample.recording(1, segment: 1, Self.large, format: .video))
            let first = try #require(try await engine.recording(of: Sample.id(1), segment: 0, in: Sample.project))
            #expect(first.content == events && first.format == .rrweb)
            let second = try #require(try await engine.recording(of: Sample.id(1), segment: 1, in: Sample.project))
            #expect(second.content == Self.large && second.format == .video)
            #expect(try await engine.recording(of: Sample.id(1), segment: 2, in: Sample.project) == nil)
        }
    }
}
