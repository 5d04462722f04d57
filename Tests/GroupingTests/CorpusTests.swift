import Foundation
import SentryProtocol
import Testing

@testable import Grouping

@Suite("The corpus of labelled events")
struct CorpusTests {
    @Test("pairs, labels, expectations and messages are as recorded; prints the table of all four by platform")
    func corpus() throws {
        var scores = Scores()
        try countPairs(&scores)
        try countExpectations(&scores)
        try countParameterized(&scores)
        let (events, measure) = try labels()
        scores.printTable(["core", "stretch", "expected", "parameterized"], title: "corpus")
        print("labels: \(events) events, V-measure \(measure)")
        let (core, stretch) = (scores.total("core"), scores.total("stretch"))
        #expect(core.right == core.all && core.all == 390, "\(scores.failures)")
        #expect(stretch.right >= 9 && stretch.all == 11, "\(scores.failures)")
        let expected = scores.total("expected")
        #expect(expected.right * 100 >= expected.all * 98 && expected.all == 111, "\(scores.failures)")
        let parameterized = scores.total("parameterized")
        #expect(parameterized.right == parameterized.all && parameterized.all == 74, "\(scores.failures)")
        #expect(events == 453)
        #expect(measure >= 0.995)
    }

    /// Two events are the same issue exactly when the pair says so.
    private func countPairs(_ scores: inout Scores) throws {
        for row in try Corpus.rows("cases.jsonl") {
            guard let first = row["a"]?.string, let second = row["b"]?.string, let same = row["same_issue"]?.bool else {
                continue
            }
            var book = IssueBook()
            let isSame =
                book.issue(of: Grouper.standard.group(try Corpus.event(first)))
                == book.issue(of: Grouper.standard.group(try Corpus.event(second)))
            scores.count(
                isSame == same, platform: row["platform"]?.string ?? "?", column: row["tier"]?.string ?? "?",
                row["name"]?.string ?? first)
        }
    }

    /// Issues of the whole corpus against its labels.
    private func labels() throws -> (events: Int, measure: Double) {
        var book = IssueBook()
        var pairs: [(label: String, issue: Int)] = []
        for row in try Corpus.rows("labels.jsonl") {
            guard let file = row["file"]?.string, let label = row["issue"]?.string else { continue }
            pairs.append((label, book.issue(of: Grouper.standard.group(try Corpus.event(file)))))
        }
        return (pairs.count, vMeasure(pairs.map(\.label), pairs.map(\.issue)))
    }

    private func countParameterized(_ scores: inout Scores) throws {
        for row in try Corpus.rows("parameterize.jsonl") {
            let input = row["input"]?.string ?? ""
            let got = String(bytes: Parameterizer.parameterize(input))
            scores.count(got == row["expect"]?.string, platform: "other", column: "parameterized", "\(input): \(got)")
        }
    }

    /// Titles, culprits, in-app flags and fingerprints.
    private func countExpectations(_ scores: inout Scores) throws {
        for row in try Corpus.rows("cases.jsonl") {
            guard let expected = row["expect"], let file = row["event"]?.string else { continue }
            let isCore = row["tier"]?.string == "core"
            let grouper = try grouper(of: row)
            let event = try Corpus.event(file)
            let explanation = grouper.explain(event)
            var wrong = differences(explanation, event, expected)
            wrong += variantDifference(explanation, expected)
            wrong += stackDifferences(explanation, expected, comparingContributions: isCore)
            if let culprit = expected["culprit"]?.string {
                // The rows hold the culprit that is worked out; one that was sent, or a transaction, would win over it.
                var unnamed = event
                (unnamed.culprit, unnamed.transaction) = (nil, nil)
                let got = grouper.group(unnamed).culprit
                if got != culprit { wrong.append("culprit \(got) for \(culprit)") }
            }
            scores.count(
                wrong.isEmpty, platform: row["platform"]?.string ?? "?", column: "expected",
                "\(row["name"]?.string ?? file): \(wrong)")
        }
    }

    @Test("recorded events are titled and blamed as Sentry does it")
    func recordedTitles() throws {
        var failures: [String] = []
        let rows = try Corpus.rows("recorded-titles.jsonl")
        for row in rows {
            guard let payload = row["event"] else { continue }
            var event = Event(reading: payload)
            Grouper.standard.apply(to: &event)
            let titles = [row["title"]?.string, row["alternative"]?.string].compactMap { $0 }
            // NUL does not survive reading; it shows as a replacement character.
            let title = event.title?.replacing("\u{FFFD}", with: "\0") ?? ""
            if !titles.contains(title), !titles.contains(event.title ?? "") {
                failures.append("\(row["name"]?.string ?? ""): title \(title) for \(titles)")
            }
            if event.culprit != row["culprit"]?.string {
                failures.append(
                    "\(row["name"]?.string ?? ""): culprit \(event.culprit ?? "") for \(row["culprit"]?.string ?? "")")
            }
        }
        #expect(rows.count > 200)
        #expect(failures.isEmpty, "\(failures)")
    }

    private func grouper(of row: JSONNode) throws -> Grouper {
        let stackRules = row["stack_rules"]?.string
        let fingerprintRules = row["fingerprint_rules"]?.string
        guard stackRules != nil || fingerprintRules != nil else { return .standard }
        return Grouper(
            stackRules: try StackRules(parsing: stackRules ?? ""),
            fingerprintRules: try FingerprintRules(parsing: fingerprintRules ?? ""))
    }

    private func differences(_ explanation: GroupingExplanation, _ event: Event, _ expected: JSONNode) -> [String] {
        let result = explanation.result
        let metadata = expected["metadata"]
        let pairs: [(String, String?, String?)] = [
            ("title", result.title, expected["title"]?.string),
            ("location", result.location, expected["location"]?.string),
            ("type", event.type.rawValue, expected["type"]?.string),
            ("metadata.type", result.metadata.type, metadata?["type"]?.string),
            ("metadata.value", result.metadata.value, metadata?["value"]?.string),
            ("metadata.filename", result.metadata.filename, metadata?["filename"]?.string),
            ("metadata.function", result.metadata.function, metadata?["function"]?.string),
            ("kind", result.kind.rawValue, expected["kind"]?.string),
            ("rule", result.matchedRule, expected["matched_rule"]?.string),
        ]
        var wrong = pairs.filter { $0.2 != nil && $0.1 != $0.2 }.map { "\($0.0) \($0.1 ?? "nil") for \($0.2 ?? "nil")" }
        let lists: [(String, [String], JSONNode?)] = [
            ("fingerprint", explanation.fingerprint, expected["fingerprint"]),
            ("resolved", result.fingerprint, expected["resolved"]),
            ("client fingerprint", explanation.clientFingerprint, expected["client_fingerprint"]),
        ]
        for (name, got, node) in lists {
            guard let wanted = node?.elements.compactMap(\.string), wanted != got else { continue }
            wrong.append("\(name) \(got) for \(wanted)")
        }
        return wrong
    }

    /// Upstream's names of the variants that count. Ours differ on purpose in two places: what has no frames is called
    /// `default`, and of two variants with one hash it is `app` that stays.
    private func variantDifference(_ explanation: GroupingExplanation, _ expected: JSONNode) -> [String] {
        guard let wanted = expected["variants"]?.elements.compactMap(\.string) else { return [] }
        let got =
            switch explanation.result.kind {
            case .checksum: ["checksum"]
            case .custom: ["custom-fingerprint"]
            case .fallback: ["fallback"]
            default: explanation.result.hashes.map(\.variant.rawValue)
            }
        if wanted == ["app"], got == ["default"] { return [] }
        if wanted == ["system"], got == ["app"], explanation.variants.count == 2 { return [] }
        return Set(got) == Set(wanted) ? [] : ["variants \(got) for \(wanted)"]
    }

    /// In-app flags always; which frames count only where our rules are meant to agree.
    private func stackDifferences(
        _ explanation: GroupingExplanation, _ expected: JSONNode, comparingContributions: Bool
    ) -> [String] {
        guard let stacks = expected["stacks"] else { return [] }
        return stacks.elements.flatMap { wanted -> [String] in
            let path = wanted["path"]?.string ?? ""
            let frames = explanation.stacks.first { $0.path == path }?.frames ?? []
            var wrong: [String] = []
            let inApp = frames.map { $0.isInApp ? "1" : "0" }.joined()
            if let flags = wanted["in_app"]?.string, flags != inApp {
                wrong.append("\(path) in_app \(inApp) for \(flags)")
            }
            let counted = frames.map { $0.contributes ? "1" : "0" }.joined()
            if comparingContributions, let flags = wanted["contributes"]?.string,
                flags.count != counted.count || zip(flags, counted).contains(where: { $0 != "r" && $0 != $1 })
            {
                wrong.append("\(path) contributes \(counted) for \(flags)")
            }
            return wrong
        }
    }

    /// The harmonic mean of homogeneity and completeness.
    private func vMeasure(_ labels: [String], _ clusters: [Int]) -> Double {
        func entropy(_ counts: some Collection<Int>) -> Double {
            counts.reduce(0) { $0 - Double($1) / Double(labels.count) * log(Double($1) / Double(labels.count)) }
        }
        func counts<Key: Hashable>(_ keys: [Key]) -> [Key: Int] {
            keys.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        let joint = entropy(counts(zip(labels, clusters).map { "\($0)|\($1)" }).values)
        let (labelEntropy, clusterEntropy) = (entropy(counts(labels).values), entropy(counts(clusters).values))
        let homogeneity = labelEntropy == 0 ? 1 : 1 - (joint - clusterEntropy) / labelEntropy
        let completeness = clusterEntropy == 0 ? 1 : 1 - (joint - labelEntropy) / clusterEntropy
        return 2 * homogeneity * completeness / (homogeneity + completeness)
    }
}
