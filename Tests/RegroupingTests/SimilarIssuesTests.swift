import Grouping
import SentryProtocol
import Storage
import Testing

@testable import Regrouping

@Suite("Similar issues")
struct SimilarIssuesTests {
    private let checkout = ["main", "serve", "route", "checkout", "total", "price"]

    @Test("more shared frames come first, and what has little in common does not come at all")
    func ranking() async throws {
        let store = MemoryStore()
        let issue = try await store.add(Samples.event("KeyError", functions: checkout))
        let stranger = try await store.add(Samples.event("OSError", functions: ["cron", "sweep"], module: "jobs"))
        let near = try await store.add(Samples.event("TypeError", functions: checkout.dropLast() + ["round"]))
        let far = try await store.add(
            Samples.event("ValueError", functions: checkout.dropLast(2) + ["ship", "pack"]))
        let sameEnd = try await store.add(Samples.event("KeyError", functions: ["cron", "sweep", "price"]))
        let similar = try await SimilarIssues(reader: store).similar(to: issue, under: .standard)
        #expect(similar.map(\.issue.id) == [near, sameEnd, far])
        #expect(
            similar.map(\.likeness) == [
                .sharedFrames(shared: 5, of: 6), .sameTypeInSameFunction, .sharedFrames(shared: 4, of: 6),
            ])
        #expect(similar.map(\.score) == similar.map(\.score).sorted(by: >))
        #expect(!similar.contains { $0.issue.id == stranger || $0.issue.id == issue })
    }

    @Test("one shared frame, such as an entry point, is no likeness")
    func loneFrame() async throws {
        let store = MemoryStore()
        let issue = try await store.add(Samples.event("KeyError", functions: ["main"]))
        try await store.add(Samples.event("OSError", functions: ["main"]))
        #expect(try await SimilarIssues(reader: store).similar(to: issue, under: .standard).isEmpty)
    }

    @Test("the list is bounded, and the search for candidates too")
    func bounds() async throws {
        let store = MemoryStore()
        let issue = try await store.add(Samples.event("KeyError", functions: checkout))
        for number in 0..<230 {
            try await store.add(Samples.event("KeyError", functions: checkout.dropLast() + ["other\(number)"]))
        }
        let finder = SimilarIssues(reader: store)
        #expect(try await finder.similar(to: issue, under: .standard).count == RegroupingLimits.similarMax)
        #expect(try await finder.similar(to: issue, under: .standard, limit: 5).count == 5)
        #expect(try await finder.similar(to: issue, under: .standard, limit: -1).isEmpty)
    }

    @Test("messages, unknown issues and damaged events have nothing similar")
    func nothing() async throws {
        let store = MemoryStore()
        let message = try await store.add(#"{"message":"down","level":"error"}"#)
        let issue = try await store.add(Samples.event("KeyError", functions: checkout))
        let other = try await store.add(Samples.event("OSError", functions: checkout))
        await store.add(damaged: Array("{".utf8), in: other)
        let finder = SimilarIssues(reader: store)
        #expect(try await finder.similar(to: message, under: .standard).isEmpty)
        #expect(try await finder.similar(to: IssueID(rawValue: 99), under: .standard).isEmpty)
        #expect(try await finder.similar(to: issue, under: .standard).isEmpty)
    }

    @Test("a type full of signs is a text, not a pattern")
    func oddTypes() async throws {
        let store = MemoryStore()
        let issue = try await store.add(Samples.event("Odd*[type]%", functions: checkout))
        let other = try await store.add(Samples.event("Odd*[type]%", functions: ["a", "price"]))
        let similar = try await SimilarIssues(reader: store).similar(to: issue, under: .standard)
        #expect(similar.map(\.issue.id) == [other])
    }
}
