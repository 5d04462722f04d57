import Grouping
import SentryProtocol
import Testing

/// Every kind of change that the samples have, made of every event they have, not only of those they chose.
@Suite("Mutations of every sample")
struct MutationTests {
    /// Authored and public events without their twins.
    private static let bases = Corpus.names.filter { name in
        !name.contains("--") && !["snap-", "fp-"].contains { name.hasPrefix($0) }
    }

    private func isSame(_ twins: (a: MutableJSON, b: MutableJSON)) throws -> Bool {
        var book = IssueBook()
        let first = book.issue(of: Grouper.standard.group(try twins.a.event()))
        return book.issue(of: Grouper.standard.group(try twins.b.event())) == first
    }

    @Test("what varies keeps the issue, what matters splits it")
    func mutations() throws {
        var scores = Scores()
        for name in Self.bases {
            let event = try MutatedEvent(MutableJSON(JSONDocument(parsing: Corpus.payload(name)).root))
            for mutation in Mutation.keeping + Mutation.splitting {
                guard let twins = mutation.twins(event) else { continue }
                let isRight = try isSame(twins) == mutation.keepsIssue
                scores.count(
                    isRight, platform: event.platform, column: mutation.keepsIssue ? "same" : "different",
                    "\(name) \(mutation.name)")
            }
        }
        scores.printTable(["same", "different"], title: "mutations")
        #expect(scores.total("same").all > 1_200)
        #expect(scores.total("different").all > 500)
        #expect(scores.failures.isEmpty, "\(scores.failures)")
    }

    @Test("every form of a generated name is the name, and no other one's")
    func generatedNames() throws {
        var forms: Set<Int> = []
        for name in Self.bases {
            let event = try MutatedEvent(MutableJSON(JSONDocument(parsing: Corpus.payload(name)).root))
            for (index, form) in GeneratedNames.forms.enumerated() {
                guard let twins = GeneratedNames.twins(of: event, form: form) else { continue }
                forms.insert(index)
                #expect(try isSame(twins), "\(name): \(form.first) and \(form.second)")
                let other = MutableJSON(
                    try JSONDocument(parsing: Array(twins.b.text.replacing("acme_total", with: "refund").utf8)).root)
                #expect(try !isSame((twins.a, other)), "\(name): \(form.first)")
                if try !isSame(twins) || isSame((twins.a, other)) { print("CG", name, form.first) }
            }
        }
        #expect(forms.count == GeneratedNames.forms.count)
    }
}
