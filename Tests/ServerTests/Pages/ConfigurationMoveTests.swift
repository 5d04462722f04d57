import Foundation
import SQLiteStorage
import SentryProtocol
import Storage
import Testing

@testable import Server

@Suite("Moving a project to another grouping configuration")
struct ConfigurationMoveTests {
    private let project = ProjectID(rawValue: 1)
    private let now = Timestamp(seconds: 1_795_402_800)

    private func withMove(_ test: (ConfigurationMove, SQLiteEngine) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "culprit-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let storage = try SQLiteEngine.open(
            SQLiteConfiguration(dataDirectory: folder.path(), now: { now }, decodeBody: { body, _ in Array(body) }))
        let move = ConfigurationMove(
            storage: storage, retentionDays: [.errors: 30], known: ["culprit-1", "test-2"])
        do {
            try await test(move, storage)
        } catch {
            await storage.close()
            throw error
        }
        await storage.close()
    }

    @Test("the one before counts for as long as events are kept")
    func window() async throws {
        try await withMove { move, storage in
            let moved = try await move.move(project, to: "test-2", at: now)
            #expect(moved.name == "test-2" && moved.previous == "culprit-1")
            #expect(moved.previousUntil == now.adding(seconds: 30 * 86_400))
            let saved = try await storage.groupingConfiguration(of: project)
            #expect(saved == moved)
            let again = try await move.move(project, to: "test-2", at: now.adding(seconds: 9))
            #expect(again == moved, "moving to where it is keeps the window")
        }
    }

    @Test("a name that nobody knows is refused")
    func unknown() async throws {
        try await withMove { move, storage in
            await #expect(throws: NoSuchConfiguration(name: "test-3", known: ["culprit-1", "test-2"])) {
                try await move.move(project, to: "test-3", at: now)
            }
            let saved = try await storage.groupingConfigurations()
            #expect(saved.isEmpty)
        }
    }
}
