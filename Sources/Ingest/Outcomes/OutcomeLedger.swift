import SentryProtocol
import Storage
import Synchronization

/// Who sent what is counted.
public struct OutcomeSource: Sendable {
    public var projectID: ProjectID?
    /// Of an admitted sender.
    public var publicKey: String?
    /// `sentry_client`, name and version.
    public var client: String?

    public init(projectID: ProjectID?, publicKey: String?, client: String?) {
        (self.projectID, self.publicKey, self.client) = (projectID, publicKey, client)
    }

    /// Somebody who was not let in.
    public static let unknown = OutcomeSource(projectID: nil, publicKey: nil, client: nil)
}

extension OutcomeSource {
    public init(_ sender: Sender) {
        self.init(projectID: sender.projectID, publicKey: sender.publicKey, client: sender.client)
    }
}

/// What became of items: counted in memory, one lock a request, until `drain` takes it away to be stored.
///
/// What is drained belongs to the minute in which that happens, so counting needs no clock.
public final class OutcomeLedger: Sendable {
    /// Hashed for every item, so by numbers as far as possible.
    private struct Key: Hashable {
        let projectID: ProjectID?
        /// Numbers of `keys` and `clients`.
        let key: UInt32
        let client: UInt32
        let category: DataCategory
        let outcome: Outcome

        static func == (left: Key, right: Key) -> Bool {
            left.key == right.key && left.client == right.client && left.projectID == right.projectID
                && left.category.number == right.category.number && left.outcome == right.outcome
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(projectID?.rawValue ?? .min)
            hasher.combine(UInt64(key) << 32 | UInt64(client))
            hasher.combine(category.number)
            if outcome != .accepted { hasher.combine(outcome) }
        }
    }

    private struct State {
        var counts: [Key: Int] = [:]
        var keys = InternedTexts(textsMax: OutcomeLedger.keysMax) { $0 }
        var clients = InternedTexts(textsMax: OutcomeLedger.clientsMax, name: OutcomeLedger.sdkName)
        /// Everything before the last drain.
        var past = OutcomeTotals()
    }
    private let state = Mutex(State())

    /// Distinct counts between two drains; what strangers make up beyond them loses its sender.
    static let countsMax = 20_000
    static let keysMax = 20_000
    static let clientsMax = 2_000

    public init() {}

    /// Counts what became of the items of one request.
    public func count(_ outcomes: [OutcomeCount], from source: OutcomeSource = .unknown) {
        guard !outcomes.isEmpty else { return }
        state.withLock { state in
            let key = state.keys.number(of: source.publicKey)
            let client = state.clients.number(of: source.client)
            for entry in outcomes where entry.quantity > 0 {
                var place = Key(
                    projectID: source.projectID, key: key, client: client, category: entry.category,
                    outcome: entry.outcome)
                if state.counts.count >= Self.countsMax, state.counts[place] == nil {
                    place = Key(
                        projectID: nil, key: InternedTexts.none, client: InternedTexts.other,
                        category: entry.category, outcome: entry.outcome.withoutForeignReason)
                }
                state.counts[place, default: 0].addSaturating(entry.quantity)
            }
        }
    }

    /// Counts what became of one thing.
    public func count(
        _ outcome: Outcome, of category: DataCategory, quantity: Int = 1, from source: OutcomeSource = .unknown
    ) {
        count([OutcomeCount(outcome: outcome, category: category, quantity: quantity)], from: source)
    }

    /// Takes what has been counted since the last time.
    public func drain(at now: Timestamp) -> [OutcomeSample] {
        let minute = Int(now.seconds / 60)
        return state.withLock { state in
            var samples: [OutcomeSample] = []
            samples.reserveCapacity(state.counts.count)
            for (key, quantity) in state.counts {
                state.past.add(quantity, of: key.outcome, key.category, in: key.projectID)
                samples.append(
                    OutcomeSample(
                        minute: minute, projectID: key.projectID, publicKey: state.keys.text(key.key),
                        category: key.category, outcome: key.outcome.name, reason: key.outcome.reason,
                        sdk: state.clients.text(key.client) ?? "", quantity: quantity))
            }
            state.counts.removeAll(keepingCapacity: state.counts.count < 1_000)
            state.keys.forgetIfCrowded()
            state.clients.forgetIfCrowded()
            return samples
        }
    }

    /// All counts since the start, in a stable order.
    public var totals: [OutcomeCount] { sums.byOutcome }

    /// All counts since the start.
    public var sums: OutcomeTotals {
        state.withLock { state in
            var sums = state.past
            for (key, quantity) in state.counts { sums.add(quantity, of: key.outcome, key.category, in: key.projectID) }
            return sums
        }
    }

    /// `sentry.python` of `sentry.python/2.30.0`; what is no name is `other`, as it becomes a label.
    private static func sdkName(_ client: String) -> String {
        let name = client.prefix { $0 != "/" && $0 != " " }
        guard (1...40).contains(name.utf8.count), name.utf8.allSatisfy(\.isNameByte) else {
            return InternedTexts.otherText
        }
        return name.lowercased()
    }
}

extension UInt8 {
    /// Letters, digits and `_.-`.
    fileprivate var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension Outcome {
    /// Reasons that SDKs make up become one.
    var withoutForeignReason: Outcome {
        if case .clientDiscard = self { return .clientDiscard(reason: InternedTexts.otherText) }
        return self
    }
}

extension Int {
    /// Quantities come from strangers: a full counter stays full.
    mutating func addSaturating(_ quantity: Int) {
        let (sum, overflows) = addingReportingOverflow(quantity)
        self = overflows ? .max : sum
    }
}
