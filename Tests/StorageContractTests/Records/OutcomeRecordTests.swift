import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Records: outcomes, refusals and settings")
struct OutcomeRecordTests {
    private static let minute = Int(Sample.noon.seconds / 60)

    private func sample(
        _ quantity: Int, minute: Int = minute, outcome: Outcome = .accepted, project: ProjectID? = Sample.project,
        sdk: String = "sentry.python"
    ) -> OutcomeSample {
        OutcomeSample(
            minute: minute, projectID: project, publicKey: project == nil ? nil : "key", category: .error,
            outcome: outcome.name, reason: outcome.reason, sdk: sdk, quantity: quantity)
    }

    @Test("outcomes add up per project, and are shown in bars")
    func outcomes() async throws {
        try await withRecords { _, engine, _ in
            try await engine.recordOutcomes([sample(2), sample(3, minute: Self.minute + 1), sample(1, project: nil)])
            try await engine.recordOutcomes([
                sample(5), sample(4, outcome: .rateLimited(reason: .quotaExceeded)),
                sample(.max, project: Sample.other),
                sample(.max, project: Sample.other), sample(-7),
            ])
            let period = Period(start: Sample.noon, end: Sample.noon.adding(seconds: 120))
            let found = try await engine.outcomes(of: Sample.project, over: period, bars: 2)
            #expect(found.map(\.quantities) == [[7, 3], [4, 0]])
            #expect(found.map(\.reason) == ["", "quota_exceeded"])
            #expect(try await engine.outcomes(of: nil, over: period, bars: 1).map(\.quantities) == [[1]])
            let full = try await engine.outcomes(of: Sample.other, over: period, bars: 1)
            #expect(full.map(\.total) == [Outcomes.quantityMax])
            let totals = try await engine.outcomeTotals(of: Sample.project, over: period)
            #expect(totals.map(\.quantity) == [10, 4] && totals.map(\.publicKey) == ["key", "key"])
        }
    }

    @Test("minutes older than two days become hours, and their sums stay")
    func rollUp() async throws {
        try await withRecords { _, engine, _ in
            for offset in [0, 1, 59, 60, 61, 3000] {
                try await engine.recordOutcomes([sample(1, minute: Self.minute + offset)])
            }
            let now = Self.minute + 5000
            try await engine.writer.perform { files in
                try files.change { database in
                    while let hour = try Outcomes.oldestHour(database, now: now) {
                        try Outcomes.rollUp(hour, in: database)
                    }
                    let minutes = try database.rows("SELECT minute FROM outcome_minute ORDER BY 1") { $0.int(0) }
                    #expect(minutes == [0, 60, 3000].map { Self.minute + $0 })
                    let removed = try Outcomes.forget(database, of: 1, before: Self.minute + 60, limit: 100)
                    #expect(removed == 1)
                }
            }
            let period = Period(start: Sample.noon, end: Sample.noon.adding(seconds: 5000 * 60))
            let left = try await engine.outcomes(of: Sample.project, over: period, bars: 1)
            #expect(left.map(\.total) == [3])
        }
    }

    @Test("the last 500 refused requests are kept, the same ones as one")
    func refusals() async throws {
        try await withRecords { _, engine, _ in
            func refusal(_ number: Int, project: String?) -> Refusal {
                Refusal(
                    at: Sample.noon.adding(seconds: Int64(number)), project: project, publicKey: "\(number % 1000)",
                    address: "10.0.0.1", client: "curl", status: 401, reason: .unknownKey, detail: "no such key")
            }
            try await engine.recordRefusals((0..<700).map { refusal($0, project: "7") })
            #expect(try await engine.refusals(limit: 1000).count == 500)
            try await engine.recordRefusals([refusal(1699, project: "7"), refusal(1700, project: nil)])
            let found = try await engine.refusals(limit: 2)
            #expect(found.map(\.project) == [nil, "7"] && found.map(\.count) == [1, 2])
            #expect(found.map(\.detail) == ["no such key", "no such key"])
        }
    }

    @Test("settings are kept per project, and other processes notice")
    func settings() async throws {
        try await withRecords { _, engine, folder in
            #expect(try await engine.settings(of: Sample.project) == ProjectSettings())
            var settings = ProjectSettings()
            settings.filters.localhost = true
            settings.retention.days[.logs] = 7
            settings.limits.quotas = [QuotaSetting(categories: [.error], limit: 100, window: 60)]
            let tool = try EngineUnderTest.sqlite.openTool(folder.path)
            let before = try await tool.version()
            try await engine.setSettings(settings, of: Sample.project)
            #expect(try await tool.version() > before)
            #expect(try await engine.settings(of: Sample.project) == settings)
            #expect(try await engine.allSettings() == [Sample.project: settings])
            try await engine.setSettings(ProjectSettings(), of: Sample.project)
            #expect(try await engine.allSettings().isEmpty)
            await tool.close()
        }
    }
}
