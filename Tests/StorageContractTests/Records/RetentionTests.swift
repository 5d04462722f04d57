import Glibc
import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Records: retention")
struct RetentionTests {
    /// A hundred days after noon.
    private static let later = Sample.noon.adding(seconds: 100 * 86_400)

    private func doctor(_ folder: TemporaryFolder) throws -> DoctorReport {
        try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode)
    }

    private func day(_ number: Int64) -> Timestamp { Sample.noon.adding(seconds: number * 86_400) }

    /// Days 0 and 1, an issue that lives on both and two that live on one.
    private func fill(_ engine: SQLiteEngine, project: ProjectID = Sample.project) async throws {
        for (number, at) in [(0, day(0)), (10, day(1))] {
            _ = try await engine.commit(
                Sample.batch(
                    [
                        Sample.event(number, in: ["both"], at: at, value: "both", environment: "prod", user: "ann"),
                        Sample.event(
                            number + 1, in: ["both"], at: at.adding(seconds: 3600), value: "both",
                            environment: "dev\(number)", user: "u\(number)"),
                        Sample.event(number + 2, in: ["only \(number)"], at: at, value: "only \(number)", user: "bob"),
                        // Sent late: it happened on the day before.
                        Sample.event(
                            number + 3, in: ["both"], at: at.adding(seconds: -80_000), received: at, value: "both"),
                    ], project: project))
        }
    }

    private func issues(_ engine: SQLiteEngine, _ project: ProjectID = Sample.project) async throws -> [IssueSummary] {
        try await engine.issues(matching: IssueQuery(projects: [project], sort: .firstSeen, limit: 100)).rows
    }

    @Test("dropping a day of events keeps every counter exact; issues keep their history, empty ones go")
    func eventDay() async throws {
        try await withRecords { _, engine, folder in
            try await engine.makeShop()
            try await fill(engine)
            let before = try #require(try await issues(engine).first { $0.metadata.value == "both" })
            let report = try await engine.maintain(now: day(91), policy: RetentionPolicy())
            #expect(report.dropped == [DroppedDay(kind: .errors, day: day(0).day, reason: .age)])
            #expect(report.issuesDeleted == 1)
            #expect(StoreLayout(directory: folder.path).days() == [day(1).day])
            #expect(DirectoryBlobStore.names(in: folder.path + "/events").allSatisfy { !$0.contains("2026-11-23") })
            let after = try await issues(engine)
            #expect(after.map { $0.metadata.value ?? "" }.sorted() == ["both", "only 10"])
            let both = try #require(after.first { $0.metadata.value == "both" })
            #expect(both.timesSeen == 6 && both.firstSeen == before.firstSeen && both.lastSeen == before.lastSeen)
            #expect(both.usersAffected == before.usersAffected)
            #expect(try await engine.events(of: both.id, environments: [], cursor: .start, limit: 10).rows.count == 3)
            #expect(try doctor(folder).differences == [])
            let hours = Period(start: day(-2), end: day(3))
            #expect(
                try await engine.trend(of: [Sample.project], environments: [], over: hours, bars: 1) == [4],
                "hours count what is stored")
            // What comes back is a new issue with a number of its own.
            let back = try await engine.commit(
                Sample.batch(Sample.event(50, in: ["only 0"], at: day(91), user: "bob")))
            #expect(back.newIssues.count == 1)
            _ = try await engine.commit(Sample.batch(Sample.event(51, in: ["both"], at: day(91), user: "ann")))
            #expect(try doctor(folder).differences == [])
            await engine.close()
            let again = try SQLiteEngine.open(.test(folder.path))
            #expect(try await again.commit(Sample.batch(Sample.event(52, in: ["only 0"], at: day(91)))).newIssues == [])
            #expect(try doctor(folder).differences == [])
            await again.close()
        }
    }

    @Test("a round that was interrupted anywhere is finished by the next one", arguments: 0..<4)
    func interrupted(stage: Int) async throws {
        try await withRecords { _, engine, folder in
            try await fill(engine)
            let removal = EventDayRemoval(day: day(0).day, project: nil)
            let layout = StoreLayout(directory: folder.path)
            while try await engine.tags.perform({ try $0.unfold(removal.day, nil) }) == true {}
            try await engine.writer.perform { files in
                let file = try Connection(path: layout.file(of: removal.day), mode: .read)
                let losses = try removal.chunk(after: 0, in: file, files.directory).losses
                #expect(losses.count == 2)
                let part = stage == 0 ? losses.prefix(1) : losses[...]
                let deleted = try files.change { try removal.apply(Array(part), after: 0, to: $0) }
                try files.retained().forget(deleted)
                if stage > 1 { try files.change { try removal.note(EventDayRemoval.finished, in: $0) } }
                if stage > 2 { _ = layout.hide(removal.day, .errors) }
            }
            #expect(try doctor(folder).differences == [], "the doctor knows what is going on")
            await engine.close()
            let again = try SQLiteEngine.open(.test(folder.path))
            #expect(try doctor(folder).differences == [])
            _ = try await again.maintain(now: day(2), policy: RetentionPolicy())
            #expect(layout.days() == [day(1).day])
            #expect(try doctor(folder).differences == [])
            await again.close()
        }
    }

    @Test("a crash after the last note of a day leaves no mark that keeps its tags from being counted again")
    func interruptedLate() async throws {
        try await withRecords { _, engine, folder in
            try await fill(engine)
            let gone = day(0).day
            _ = try await engine.maintain(now: day(91), policy: RetentionPolicy())
            // As if the process had ended before its last step.
            _ = try await engine.tags.perform { fold in
                try fold.search.run(
                    "INSERT INTO unfolded (day, project_id, last_label) VALUES (\(gone), 0, \(Int64.max))")
            }
            _ = try await engine.maintain(now: day(91), policy: RetentionPolicy())
            #expect(try await engine.tags.perform { try $0.projectsLeaving(on: gone) } == [])
            #expect(try doctor(folder).differences == [])
        }
    }

    @Test("a project that keeps less loses its rows, and the others nothing")
    func shorter() async throws {
        try await withRecords { store, engine, folder in
            try await fill(engine)
            try await fill(engine, project: Sample.other)
            let records = [
                Sample.transaction(1, measurements: ["lcp": 1]), Sample.span(1), Sample.logs(Sample.log("a")),
                Sample.metric([1]), Sample.checkIn(1, .ok), Sample.session(1, 0, initial: true, user: "ann"),
                Sample.attachment(1), Sample.report(1, "x"), Sample.replay(1, segment: 0, errors: [1]),
                Sample.recording(1, segment: 0, [1, 2]),
            ]
            try store.store([Sample.records(records), Sample.records(records, project: Sample.other)])
            var policy = RetentionPolicy()
            policy.projects[Sample.other] = RetentionSettings(days: 5)
            let report = try await engine.maintain(now: day(7), policy: policy)
            #expect(report.dropped.isEmpty && report.rowsDeleted > 15)
            #expect(try doctor(folder).differences == [])
            #expect(try await issues(engine, Sample.other).isEmpty)
            #expect(try await issues(engine).count == 3)
            #expect(try await engine.maintain(now: day(7), policy: policy).rowsDeleted == 0)
            for (project, count) in [(Sample.project, 1), (Sample.other, 0)] {
                #expect(try await engine.transactions(matching: TransactionQuery(project: project)).rows.count == count)
                #expect(try await engine.trace(Sample.trace(1), in: [project]).spans.count == count)
                #expect(try await engine.logs(matching: LogQuery(project: project)).rows.count == count)
                #expect(try await engine.metrics(of: project, over: Sample.period).count == count)
                #expect(
                    try await engine.releaseHealth(of: project, environments: [], over: Sample.period).count == count)
                #expect(try await engine.attachments(of: Sample.id(1), in: project).count == count)
                #expect(try await engine.replays(of: project, cursor: .start, limit: 9).rows.count == count)
            }
            // The last row's number is not given away.
            let layout = StoreLayout(directory: folder.path)
            let file = try Connection(path: layout.file(of: day(0).day), mode: .read)
            #expect(try file.integer("SELECT max(id) FROM event") == 8)
            let late = Sample.event(99, in: ["late"], at: day(0))
            _ = try await engine.commit(Sample.batch([late], project: Sample.other))
            #expect(try doctor(folder).differences == [])
        }
    }

    @Test("every kind is dropped when it is older than anybody wants, with its blobs")
    func kinds() async throws {
        try await withRecords { store, engine, folder in
            let large = [UInt8](repeating: 7, count: 50_000)
            try store.store(
                Sample.transaction(1), Sample.logs(Sample.log("a")), Sample.attachment(1, content: large),
                Sample.recording(1, segment: 0, large, format: .video))
            store.close()
            #expect(try await engine.attachments(of: Sample.id(1), in: Sample.project).count == 1)
            var policy = RetentionPolicy()
            policy.projects[Sample.other] = RetentionSettings(days: 40)
            #expect(try await engine.maintain(now: day(30), policy: policy).dropped.isEmpty)
            let first = try await engine.maintain(now: day(41), policy: policy)
            #expect(Set(first.dropped.map(\.kind)) == [.performance, .replays])
            let second = try await engine.maintain(now: Self.later, policy: policy)
            #expect(Set(second.dropped.map(\.kind)) == [.logs, .attachments])
            let layout = StoreLayout(directory: folder.path)
            for kind in DataKind.records {
                #expect(layout.days(of: kind).isEmpty)
                #expect(DirectoryBlobStore(layout).days(of: kind).isEmpty)
                #expect(DirectoryBlobStore.names(in: layout.folder(of: kind)).isEmpty)
            }
            #expect(try await engine.attachments(of: Sample.id(1), in: Sample.project).isEmpty)
        }
    }

    @Test("beyond the disk cap the oldest days go first, of whatever kind, and today stays")
    func cap() async throws {
        try await withRecords { store, engine, folder in
            let large = [UInt8](repeating: 7, count: 3_000_000)
            for number in 0..<4 {
                var content = large
                content[0] = UInt8(number)
                try store.store(Sample.attachment(number, content: content, received: day(Int64(number))))
                _ = try await engine.commit(Sample.batch(Sample.event(number, at: day(Int64(number)))))
            }
            store.close()
            let used = StoreLayout(directory: folder.path).bytesUsed()
            let report = try await engine.maintain(
                now: day(3), policy: RetentionPolicy(days: [:], diskBytesMax: used - 3_000_000))
            #expect(report.dropped.allSatisfy { $0.reason == .diskCap && $0.day < day(2).day })
            #expect(report.dropped.contains(DroppedDay(kind: .attachments, day: day(0).day, reason: .diskCap)))
            #expect(report.problems.count == report.dropped.count)
            #expect(try doctor(folder).differences == [])
            let rest = try await engine.maintain(now: day(3), policy: RetentionPolicy(days: [:], diskBytesMax: 1))
            #expect(rest.problems.last?.contains("only today is left") == true)
            let layout = StoreLayout(directory: folder.path)
            #expect(layout.days() == [day(3).day] && layout.days(of: .attachments) == [day(3).day])
            #expect(try doctor(folder).differences == [])
        }
    }

    @Test("a blob that no row names is collected, and one that a row names stays")
    func orphans() async throws {
        try await withRecords { store, engine, folder in
            let content = [UInt8](repeating: 9, count: 40_000)
            try store.store(Sample.attachment(1, content: content))
            let blobs = DirectoryBlobStore(StoreLayout(directory: folder.path))
            let orphan = [UInt8](repeating: 8, count: 40_000)
            let place = BlobPlace(kind: .attachments, day: day(0).day, hash: ContentHash.sha256(orphan))
            try blobs.put(orphan, at: place)
            #expect(try await engine.maintain(now: day(0), policy: RetentionPolicy()).blobsCollected == 1)
            #expect(try blobs.content(at: place) == nil)
            let kept = try #require(try await engine.attachments(of: Sample.id(1), in: Sample.project).first)
            #expect(try await engine.content(of: kept) == content)
        }
    }
}

extension RetentionSettings {
    /// Everything for so many days.
    init(days: Int) {
        self.init()
        for kind in DataKind.allCases { self.days[kind] = days }
    }
}
