import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Deleting a project with everything it had")
struct ProjectRemovalTests {
    /// Two projects with events of three days that share files, and records of other kinds.
    private func fill(_ engine: SQLiteEngine, _ records: RecordStore) async throws -> ProjectID {
        let shop = try await engine.makeShop()
        _ = try await engine.createProject(
            slug: "other", name: "Other", platform: nil, in: shop.organizationID, key: Sample.key("b"), at: Sample.noon)
        for project in [Sample.project, Sample.other] {
            for day in 0..<3 {
                let at = Sample.noon.adding(seconds: Int64(day) * 86_400)
                let first = Int(project.rawValue) * 100 + day * 10
                _ = try await engine.commit(
                    Sample.batch(
                        (0..<4).map {
                            Sample.event(
                                first + $0, in: ["issue \($0)"], at: at, value: "\($0)", environment: "prod",
                                user: "u\($0)")
                        }, project: project))
            }
            try records.store(
                Sample.transaction(Int(project.rawValue)), project: project)
        }
        try await engine.recordOutcomes(
            [Sample.project, Sample.other].map {
                OutcomeSample(
                    minute: Int(Sample.noon.seconds / 60), projectID: $0, publicKey: nil, category: .error,
                    outcome: "accepted", reason: "", sdk: "", quantity: 4)
            })
        return shop.id
    }

    /// Tables of all files that name the project.
    private func traces(of project: ProjectID, in folder: TemporaryFolder) throws -> [String] {
        let layout = StoreLayout(directory: folder.path)
        var paths = [layout.culprit, layout.search]
        paths += layout.days().map { layout.file(of: $0) }
        for kind in DataKind.records { paths += layout.days(of: kind).map { layout.file(of: $0, kind) } }
        return try paths.flatMap { path in
            let file = try Connection(path: path, mode: .read)
            let tables = try file.rows(
                """
                SELECT name FROM sqlite_schema AS item WHERE type = 'table'
                    AND EXISTS (SELECT 1 FROM pragma_table_info(item.name) WHERE name = 'project_id')
                """
            ) { $0.text(0) }
            return try tables.filter {
                try file.integer(
                    SQL(stringLiteral: "SELECT count(*) FROM \($0) WHERE project_id = \(project.rawValue)"))
                    != 0
            }
        }
    }

    private func expectGone(_ project: ProjectID, _ engine: SQLiteEngine, _ folder: TemporaryFolder) async throws {
        #expect(try traces(of: project, in: folder) == [])
        #expect(try await engine.projectDeletions() == [])
        let others = try await engine.issues(matching: IssueQuery(projects: [Sample.other], limit: 10)).rows
        #expect(others.map(\.timesSeen) == [3, 3, 3, 3])
        let doctor = try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode)
        #expect(doctor.differences == [] && doctor.events == 12)
    }

    @Test("leaves nothing of it in any table of any file, and everything of the others")
    func all() async throws {
        try await withRecords { records, engine, folder in
            let shop = try await fill(engine, records)
            #expect(try traces(of: shop, in: folder).count > 5)
            #expect(try await engine.carryOutDeletions(now: Sample.noon).isEmpty, "nobody has asked")
            _ = try await engine.beginDeletion(of: shop, by: nil, at: Sample.noon)
            #expect(try await engine.carryOutDeletions(now: Sample.noon).map(\.project) == [shop])
            try await expectGone(shop, engine, folder)
        }
    }

    @Test("goes on where a crash stopped it")
    func interrupted() async throws {
        try await withRecords { records, engine, folder in
            let shop = try await fill(engine, records)
            _ = try await engine.beginDeletion(of: shop, by: nil, at: Sample.noon)
            var housekeeping = Housekeeping(engine, now: Sample.noon, policy: RetentionPolicy())
            try await housekeeping.drop(shop, Sample.noon.day, .errors)
            await engine.close()
            let again = try SQLiteEngine.open(.test(folder.path))
            #expect(try await again.projectDeletions().map(\.project) == [shop])
            #expect(try await again.carryOutDeletions(now: Sample.noon).map(\.project) == [shop])
            try await expectGone(shop, again, folder)
            await again.close()
        }
    }

    @Test("a crash between the last event and the note that all are gone leaves nothing behind")
    func interruptedLate() async throws {
        try await withRecords { records, engine, folder in
            let shop = try await fill(engine, records)
            _ = try await engine.beginDeletion(of: shop, by: nil, at: Sample.noon)
            let removal = EventDayRemoval(day: Sample.noon.day, project: shop)
            let progress = { try await engine.readers.read { try removal.progress($0.culprit) } }
            let count = "SELECT count(*) FROM event WHERE project_id = \(shop)" as SQL
            var housekeeping = Housekeeping(engine, now: Sample.noon, policy: RetentionPolicy())
            try await housekeeping.drop(shop, Sample.noon.day, .errors)
            #expect(try await progress() == 0)
            // As if the process had ended before its last two steps.
            _ = try await engine.tags.perform { fold in
                try fold.search.run(
                    "INSERT INTO unfolded (day, project_id, last_label) VALUES (\(Sample.noon.day), \(shop), \(Int64.max))"
                )
            }
            try await engine.writer.perform { files in
                try files.change { try removal.note(EventDayRemoval.finished, in: $0) }
            }
            #expect(try await engine.readers.read { try $0.file(of: Sample.noon.day)?.integer(count) } == 0)
            _ = try await engine.carryOutDeletions(now: Sample.noon)
            try await expectGone(shop, engine, folder)
        }
    }

    @Test("what was let in before is not stored any more, and a file whose last rows went twice stays whole")
    func late() async throws {
        try await withRecords { records, engine, folder in
            let shop = try await fill(engine, records)
            let late = Sample.noon.adding(seconds: 2 * 86_400)
            _ = try await engine.commit(Sample.batch([Sample.event(900, in: ["x"], at: late)], project: shop))
            _ = try await engine.beginDeletion(of: shop, by: nil, at: Sample.noon)
            _ = try await engine.carryOutDeletions(now: Sample.noon)
            await #expect(throws: CommitError.self) {
                try await engine.commit(Sample.batch([Sample.event(901, in: ["x"], at: late)], project: shop))
            }
            #expect(try traces(of: shop, in: folder) == [])

            // The next one has the last row of the same file, behind the place holder.
            let (third, _) = try await engine.createProject(
                slug: "third", name: "Third", platform: nil, in: OrganizationID(rawValue: 1), key: Sample.key("c"),
                at: Sample.noon)
            _ = try await engine.commit(Sample.batch([Sample.event(902, in: ["y"], at: late)], project: third.id))
            _ = try await engine.beginDeletion(of: third.id, by: nil, at: Sample.noon)
            _ = try await engine.carryOutDeletions(now: Sample.noon)
            try await expectGone(third.id, engine, folder)
            let after = try await engine.commit(
                Sample.batch([Sample.event(903, in: ["issue 0"], at: late)], project: Sample.other))
            #expect(after.stored == 1)
        }
    }
}
