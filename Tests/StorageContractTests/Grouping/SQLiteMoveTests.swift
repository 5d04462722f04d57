import Glibc
import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("SQLite: moving events")
struct SQLiteMoveTests {
    private func doctor(_ folder: TemporaryFolder) throws -> [String] {
        try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode).differences
    }

    private func open(_ folder: TemporaryFolder) throws -> SQLiteEngine { try SQLiteEngine.open(.test(folder.path)) }

    private let one = IssueID(rawValue: 1)

    /// Moves an event as a step would, and stops after the note.
    private func noteMove(in engine: SQLiteEngine, ofRow row: Int64, to issue: IssueID, by hash: String) async throws {
        try await engine.writer.perform { files in
            let (mover, _) = try files.moving()
            let moveFiles = mover.files()
            let place = EventPlace(day: Sample.noon.day, row: row)
            var move = try #require(try moveFiles.event(at: place, of: Sample.project, files.directory))
            move.to = RowLabel(issue: issue, hash: HashKey(Sample.hash(hash), of: Sample.project).prefix)
            let moves = [move]
            _ = try files.change { _ in try mover.move(moves, recountingBoth: true, moveFiles) }
        }
    }

    @Test("a crash between the note and the relabelling leaves nothing wrong")
    func crashAfterNote() async throws {
        let folder = try TemporaryFolder()
        let first = try open(folder)
        _ = try await first.commit(
            Sample.batch((1...6).map { Sample.event($0, in: [$0 % 2 == 0 ? "b" : "a"], user: "\($0)") }))
        try await noteMove(in: first, ofRow: 1, to: IssueID(rawValue: 2), by: "b")
        let file = try Connection(path: folder.path + "/events/2026-11-23.db", mode: .read)
        #expect(try file.integer("SELECT issue_id FROM event WHERE id = 1") == 1, "not relabelled")
        #expect(try doctor(folder) == [], "the note says where it counts")
        await first.close()
        #expect(try doctor(folder) == [])
        let second = try open(folder)
        #expect(try file.integer("SELECT issue_id FROM event WHERE id = 1") == 2)
        try await second.finishMoves()
        #expect(try await second.issue(one)?.timesSeen == 2)
        #expect(try await second.issue(one)?.usersAffected == 2)
        #expect(try await second.eventIDs(of: IssueID(rawValue: 2)).count == 4)
        #expect(try doctor(folder) == [])
        let culprit = try Connection(path: folder.path + "/culprit.db", mode: .read)
        for table: SQL in ["event_move", "issue_recount", "unmerge"] {
            #expect(try culprit.integer("SELECT count(*) FROM \(table)") == 0)
        }
        await second.close()
    }

    @Test("a crash after any part of taking an issue apart is finished by the next start", arguments: 0..<3)
    func crashInUnmerge(stage: Int) async throws {
        let folder = try TemporaryFolder()
        let first = try open(folder)
        let events = (1...900).map { Sample.event($0, in: [$0 % 3 == 0 ? "leaves" : "stays"], user: "\($0 % 50)") }
        for start in stride(from: 0, to: 900, by: 300) {
            _ = try await first.commit(Sample.batch(Array(events[start..<start + 300])))
        }
        let two = try #require(try await first.issue(ofHash: "leaves"))
        _ = try await first.merge([one, two], into: one, by: .system, at: Sample.noon)
        let survey = try await first.read { try UnmergeSurvey(.hashes([Sample.hash("leaves")], of: one), $0) }
        let file = try Connection(path: folder.path + "/events/2026-11-23.db", mode: .write)
        try file.execute("UPDATE event SET issue_id = 1 WHERE issue_id = 2")
        try await first.writer.perform { files in try files.change { try $0.noteTagRecount(of: IssueID(rawValue: 1)) } }
        #expect(try doctor(folder) == [])
        if stage > 0 {
            try await first.writer.perform { files in
                let (mover, ingestion) = try files.moving()
                let moveFiles = mover.files()
                _ = try files.change { _ in
                    try Unmerge(survey, mover, by: .system, at: Sample.noon).begin(moveFiles) {
                        try ingestion.placing { $0.nextID() }
                    }
                }
                ingestion.forgetIssues()
                if stage > 1 { try mover.relabelNoted() }
            }
            #expect(try doctor(folder) == [])
            _ = try await first.commit(Sample.batch(Sample.event(1000, in: ["leaves"], user: "new")))
        }
        await first.close()
        #expect(try doctor(folder) == [])
        let second = try open(folder)
        try await second.finishMoves()
        #expect(try doctor(folder) == [])
        let left = try #require(try await second.issue(one))
        let came = try #require(try await second.issue(two))
        #expect(left.timesSeen == (stage == 0 ? 900 : 600))
        #expect(came.timesSeen == (stage == 0 ? 900 : 301))
        #expect(came.usersAffected == (stage == 0 ? 50 : 51))
        await second.close()
    }

    @Test("rows of older files, which do not know their hash, are told apart by their bodies")
    func olderFiles() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder)
        _ = try await store.commit(
            Sample.batch(
                (1...40).map { Sample.event($0, in: [$0 % 4 == 0 ? "app" : "other", "system"], user: "\($0)") }))
        let file = try Connection(path: folder.path + "/events/2026-11-23.db", mode: .write)
        try file.execute("UPDATE event SET hash = NULL")
        #expect(try doctor(folder) == [])
        let hashes = try await store.hashes(of: one, limit: 9)
        #expect(Dictionary(hashes.map { ($0.hash, $0.events) }, uniquingKeysWith: +)[Sample.hash("app")] == 10)
        let opened = try await store.takeOut([Sample.hash("app")], of: one, by: .system, at: Sample.noon)
        #expect(try await store.issue(opened[0])?.timesSeen == 10)
        #expect(try await store.issue(one)?.usersAffected == 30)
        #expect(try doctor(folder) == [])
        await store.close()
    }

    @Test("a day's file of the version before is brought up to date")
    func migration() async throws {
        let folder = try TemporaryFolder()
        try StoreLayout(directory: folder.path).makeDirectories()
        for (name, kind) in [("culprit.db", DatabaseKind.culprit), ("events/2026-11-20.db", .events)] {
            let connection = try Connection(path: folder.path + "/" + name, mode: .create)
            try connection.prepareForWriting(synchronous: .full, cacheKibibytes: 512)
            // Before hashes and rows knew of each other.
            let scripts = kind.migrations.prefix(kind == .culprit ? 2 : 1)
            for script in scripts { try connection.execute(script) }
            try connection.execute("PRAGMA user_version = \(scripts.count)")
            if kind == .culprit { try connection.execute("INSERT INTO issue_hash VALUES (1, x'00', 1)") }
        }
        let store = try open(folder)
        _ = try await store.commit(Sample.batch(Sample.event(1, received: Sample.day(-3))))
        #expect(try await store.issue(ofEvent: 1) != nil)
        await store.close()
    }

    @Test("the doctor finds hashes and labels that lead nowhere")
    func doctorFinds() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder)
        try await Sample.fillThree(store)
        _ = try await store.merge([one, IssueID(rawValue: 2)], into: one, by: .system, at: Sample.noon)
        await store.close()
        let culprit = try Connection(path: folder.path + "/culprit.db", mode: .write)
        let file = try Connection(path: folder.path + "/events/2026-11-23.db", mode: .write)
        for (connection, damage, repair) in [
            (culprit, "UPDATE retired_issue SET target_id = 3", "UPDATE retired_issue SET target_id = 1"),
            (culprit, "UPDATE retired_issue SET target_id = 9", "UPDATE retired_issue SET target_id = 1"),
            (culprit, "UPDATE retired_issue SET id = 3", "UPDATE retired_issue SET id = 2"),
            (file, "UPDATE event SET hash = hash + 1", "UPDATE event SET hash = hash - 1"),
            (file, "UPDATE event SET issue_id = 1 WHERE id = 2", "UPDATE event SET issue_id = 3 WHERE id = 2"),
            (culprit, "UPDATE issue_hash SET issue_id = 4 - issue_id", "UPDATE issue_hash SET issue_id = 4 - issue_id"),
            (culprit, "INSERT INTO event_move (day, rows) VALUES (20780, x'ff')", "DELETE FROM event_move"),
        ] {
            try connection.execute(damage)
            #expect(try !doctor(folder).isEmpty, "\(damage)")
            try connection.execute(repair)
            #expect(try doctor(folder) == [], "\(repair)")
        }
    }

    @Test("the doctor agrees with a server that moves events")
    func doctorBesideMoves() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder)
        for start in stride(from: 0, to: 4000, by: 500) {
            _ = try await store.commit(
                Sample.batch((start..<start + 500).map { Sample.event($0, in: ["h\($0 % 4)"], user: "\($0 % 99)") }))
        }
        let issues = (1...4).map { IssueID(rawValue: $0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<4 {
                    let merge = try await store.merge(issues, into: one, by: .system, at: Sample.noon)
                    let hashes = try await store.hashes(of: one, limit: 9).filter { $0.mergedFrom != nil }
                    let back = try await store.takeOut(hashes.map(\.hash), of: one, by: .system, at: Sample.noon)
                    #expect(back == merge.merged)
                }
            }
            group.addTask {
                for _ in 0..<12 {
                    let differences = try doctor(folder)
                    #expect(differences == [])
                }
            }
            try await group.waitForAll()
        }
        #expect(try doctor(folder) == [])
        await store.close()
    }

    @Test("labels of rows survive being packed")
    func labelledRows() throws {
        let labels = [
            RowLabel(issue: one, hash: nil), RowLabel(issue: IssueID(rawValue: .max), hash: .min),
            RowLabel(issue: IssueID(rawValue: 300), hash: -1),
        ]
        let rows = (0..<500).map { (row: Int64($0 * 7 + 1), label: labels[$0 % 3]) }
        let packed = LabelledRows(rows.shuffled()).bytes
        #expect(packed.count < 1100)
        let unpacked = try #require(LabelledRows(packed))
        #expect(unpacked.rows.map(\.row) == rows.map(\.row) && unpacked.rows.map(\.label) == rows.map(\.label))
        #expect(LabelledRows([])?.rows.isEmpty ?? true)
        #expect(LabelledRows([0xff, 0xff, 0xff]) == nil)
        #expect(LabelledRows([1, 1, 0, 1, 9]) == nil)
    }

    @Test("reading moved events walks indices and never sorts")
    func plans() throws {
        let events = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(events, as: .events)
        let scope = EventScope.issue(labels: (1...5).map { IssueID(rawValue: $0) }, environments: [])
        for oldestFirst in [false, true] {
            let plan = try events.queryPlan(of: scope.rows(after: nil, oldestFirst: oldestFirst, limit: 9))
            #expect(plan.count { $0.contains("SEARCH event USING INDEX event_by_issue") } == 5, "\(plan)")
            #expect(plan.allSatisfy { !$0.contains("TEMP B-TREE") && !$0.contains("SCAN event") }, "\(plan)")
        }
        let period = RegroupTests.period
        let placed = try events.queryPlan(
            of: PlacedEvents.rows(of: Sample.project, in: period, " AND event.id > \(7)", "ASC", limit: 9))
        #expect(placed.first?.contains("USING INTEGER PRIMARY KEY (rowid>?)") == true, "\(placed)")
        #expect(placed.allSatisfy { !$0.contains("TEMP B-TREE") })
        let counted = try events.queryPlan(of: PlacedEvents.count(of: Sample.project, in: period, on: Sample.noon.day))
        #expect(counted == ["SEARCH event USING COVERING INDEX event_by_project (project_id=?)"])
        let culprit = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(culprit, as: .culprit)
        for (sql, index) in [
            ("SELECT id FROM retired_issue WHERE target_id = 1 ORDER BY id", "retired_issue_by_target"),
            ("SELECT target_id FROM retired_issue WHERE id = 1", "INTEGER PRIMARY KEY"),
            ("SELECT target_id FROM retired_issue WHERE project_id = 1 AND number = 2", "retired_issue_by_number"),
            ("SELECT issue_id FROM issue_hash WHERE project_id = 1 AND hash >= x'00' AND hash <= x'ff'", "PRIMARY KEY"),
        ] as [(SQL, String)] {
            let plan = try culprit.queryPlan(of: sql)
            #expect(plan.count == 1 && plan[0].hasPrefix("SEARCH") && plan[0].contains(index), "\(plan)")
        }
    }

    @Test("previous hashes are attached again after a crash, and healed ones as before")
    func countsAgain() async throws {
        let folder = try TemporaryFolder()
        let first = try open(folder)
        _ = try await first.commit(Sample.batch(Sample.event(1, in: ["old", "old system"])))
        await first.close()
        try folder.copy("culprit.db", to: "culprit.before")
        let second = try open(folder)
        var moved = Sample.event(2, in: ["new", "new system"])
        moved.facts.previousHashes = [Sample.hash("old")]
        _ = try await second.commit(Sample.batch(moved, Sample.event(3, in: ["healed", "new system"])))
        let expected = try await second.picture()
        await second.close()
        try folder.copy("culprit.before", to: "culprit.db")
        let third = try open(folder)
        #expect(try await third.picture() == expected)
        await third.close()
        #expect(try doctor(folder) == [])
    }
}

@Suite("SQLite: retention of merged issues")
struct SQLiteMergedRetentionTests {
    private let actor = Actor.system

    private func doctor(_ folder: TemporaryFolder) throws -> [String] {
        try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode).differences
    }

    @Test("a day of merged issues goes like any other, and with the last one the redirect", arguments: [1, 3])
    func afterMerge(target: Int64) async throws {
        try await withRecords { _, engine, folder in
            try await engine.makeShop()
            try await Sample.fillThree(engine)
            let ids = (1...3).map { IssueID(rawValue: $0) }
            let target = IssueID(rawValue: target)
            let before = try await engine.picture()
            _ = try await engine.merge(ids, into: target, by: actor, at: Sample.day(3))
            let merged = try #require(try await engine.issue(target))
            _ = try await engine.maintain(now: Sample.day(91), policy: RetentionPolicy())
            #expect(try doctor(folder) == [])
            let left = try #require(try await engine.issue(ids[1]))
            #expect(left == merged, "its life goes on counting what is gone")
            #expect(try await engine.eventIDs(of: ids[0]).count == 20)
            // What came by the merge comes back, and tells of what is gone of it.
            let hashes = try await engine.hashes(of: target, limit: 9).filter { $0.mergedFrom == ids[1] }
            #expect(try await engine.takeOut(hashes.map(\.hash), of: target, by: actor, at: Sample.day(91)) == [ids[1]])
            #expect(try doctor(folder) == [])
            let back = try #require(try await engine.issue(ids[1]))
            #expect(back.timesSeen == before.issues[1].timesSeen && back.firstSeen == before.issues[1].firstSeen)
            #expect(back.shortID == before.issues[1].shortID)
            let rest = try #require(try await engine.issue(target))
            #expect(rest.timesSeen == 30 - back.timesSeen)
            _ = try await engine.maintain(now: Sample.day(200), policy: RetentionPolicy())
            #expect(try doctor(folder) == [])
            for id in ids { #expect(try await engine.issue(id) == nil) }
            let culprit = try Connection(path: folder.path + "/culprit.db", mode: .read)
            for table: SQL in ["retired_issue", "issue_hash", "issue_user", "issue_hour", "issue_day", "activity"] {
                #expect(try culprit.integer("SELECT count(*) FROM \(table)") == 0, "\(table.text)")
            }
        }
    }

    @Test("what retention had taken before a merge is told of again where it was, after its undoing")
    func beforeMerge() async throws {
        try await withRecords { _, engine, folder in
            try await engine.makeShop()
            try await Sample.fillThree(engine)
            let ids = (1...3).map { IssueID(rawValue: $0) }
            _ = try await engine.maintain(now: Sample.day(91), policy: RetentionPolicy())
            let before = try await engine.picture()
            #expect(before.events.values.map(\.count).reduce(0, +) == 20)
            let merge = try await engine.merge(ids, into: ids[1], by: actor, at: Sample.day(91))
            let one = try #require(try await engine.issue(ids[1]))
            #expect(one.timesSeen == 30 && one.usersAffected == 7)
            #expect(one.firstSeen == before.issues.map(\.firstSeen).min())
            #expect(try doctor(folder) == [])
            #expect(try await engine.takeBack(merge: merge.id, by: actor, at: Sample.day(91)) == [ids[0], ids[2]])
            #expect(try doctor(folder) == [])
            let after = try await engine.picture()
            for (one, other) in zip(after.issues, before.issues) {
                #expect(one.timesSeen == other.timesSeen && one.usersAffected == other.usersAffected)
                #expect(one.firstSeen == other.firstSeen && one.lastSeen == other.lastSeen)
            }
            #expect(after.events == before.events && after.hashes == before.hashes)
            // Merged again, the next day goes, and what it had is with its owner afterwards.
            let again = try await engine.merge(ids, into: ids[1], by: actor, at: Sample.day(91))
            _ = try await engine.maintain(now: Sample.day(92), policy: RetentionPolicy())
            #expect(try doctor(folder) == [])
            _ = try await engine.takeBack(merge: again.id, by: actor, at: Sample.day(92))
            #expect(try await engine.picture().issues.map(\.timesSeen) == before.issues.map(\.timesSeen))
            #expect(try doctor(folder) == [])
        }
    }

    @Test("a round that was interrupted between the labels of an issue is finished", arguments: [1, 3])
    func interrupted(target: Int64) async throws {
        try await withRecords { _, engine, folder in
            try await Sample.fillThree(engine)
            let ids = (1...3).map { IssueID(rawValue: $0) }
            _ = try await engine.merge(ids, into: IssueID(rawValue: target), by: actor, at: Sample.day(3))
            let removal = EventDayRemoval(day: Sample.noon.day, project: nil)
            let layout = StoreLayout(directory: folder.path)
            try await engine.writer.perform { files in
                let file = try Connection(path: layout.file(of: removal.day), mode: .read)
                let losses = try removal.chunk(after: 0, in: file, files.directory).losses
                #expect(losses.map(\.isLastOfTarget) == [false, false, true])
                _ = try files.change { try removal.apply([losses[0]], after: 0, to: $0) }
            }
            #expect(try doctor(folder) == [])
            await #expect(throws: MergeError.busy) {
                try await engine.takeOut([Sample.hash("b")], of: ids[0], by: actor, at: Sample.day(3))
            }
            _ = try await engine.maintain(now: Sample.day(3), policy: RetentionPolicy())
            #expect(try doctor(folder) == [])
            #expect(try await engine.eventIDs(of: ids[0]).count == 20)
        }
    }

    @Test("a job is taken back as far as its events are still there")
    func revertAfterRetention() async throws {
        try await withRecords { _, engine, folder in
            try await Sample.fillThree(engine)
            let job = try await RegroupTests.run(try await RegroupTests.begin(engine), on: engine) { _ in ["all"] }
            _ = try await engine.maintain(now: Sample.day(91), policy: RetentionPolicy())
            #expect(try doctor(folder) == [])
            #expect(try await RegroupTests.revert(job, on: engine).state == .reverted)
            #expect(try doctor(folder) == [])
            let picture = try await engine.picture()
            #expect(picture.events.values.map(\.count).reduce(0, +) == 20)
        }
    }
}
