import SentryProtocol
import Storage

/// Decides which items of an envelope may come in (protocol.md §6.3).
public struct EnvelopeLimits: Sendable {
    private let quotas: Quotas

    public init(quotas: Quotas) { self.quotas = quotas }

    /// Charges the sender for `items` and tells which of them may be stored.
    public func admit(
        _ items: [Item], from publicKey: String, under limits: ProjectLimits, at now: Timestamp
    ) -> ItemAdmission {
        var admission = ItemAdmission(keeping: items)
        guard !limits.counted.isEmpty else { return admission }
        let till = Till(quotas: quotas, limits: limits, publicKey: publicKey, now: now)
        if items.count == 1 {
            // Most envelopes: nothing depends on anything.
            if let limit = till.chargeAlone(items[0]) { admission.drop(0, of: items, for: limit) }
        } else {
            let rules = SharedFate(of: items, charging: till)
            for index in items.indices {
                let limit: RateLimit? =
                    switch rules.verdict(on: items[index]) {
                    case .admitted: nil
                    case .refused(let limit): limit
                    case .ownCharge: till.charge(items[index])
                    }
                if let limit { admission.drop(index, of: items, for: limit) } else { admission.keep(index, of: items) }
            }
        }
        admission.limits = quotas.active(under: limits, for: publicKey, at: now)
        return admission
    }
}

/// Which items of an envelope may be stored, and what the sender is told about the others.
public struct ItemAdmission: Sendable {
    /// In the order sent.
    public private(set) var kept: [Item]
    /// One for each item that was dropped, `rate_limited`.
    public private(set) var outcomes: [OutcomeCount] = []
    /// Those in force now, for the headers of any answer.
    public fileprivate(set) var limits: [RateLimit] = []
    /// What the first dropped item met.
    private var firstMet: RateLimit?

    fileprivate init(keeping items: [Item]) { kept = items }

    /// Items were dropped and none was kept: 429 with these limits. Nil: 200, with `limits` in the headers.
    public var refusal: [RateLimit]? {
        guard let firstMet, kept.isEmpty else { return nil }
        return limits.isEmpty ? [firstMet] : limits
    }

    /// Until something is dropped, `kept` is what was sent, not copied.
    fileprivate mutating func keep(_ index: Int, of items: [Item]) {
        if firstMet != nil { kept.append(items[index]) }
    }

    fileprivate mutating func drop(_ index: Int, of items: [Item], for limit: RateLimit) {
        if firstMet == nil { (kept, firstMet) = (Array(items.prefix(index)), limit) }
        let reason = limit.reason.flatMap { DropReason(rawValue: $0) } ?? .quotaExceeded
        outcomes.append(
            OutcomeCount(
                outcome: .rateLimited(reason: reason), category: items[index].type.category,
                quantity: items[index].quantity))
    }
}

/// Where items are paid for.
private struct Till {
    let quotas: Quotas
    let limits: ProjectLimits
    let publicKey: String
    let now: Timestamp

    func charge(_ category: DataCategory, quantity: Int = 1, bytes: Int) -> RateLimit? {
        quotas.charge(category, quantity: quantity, bytes: bytes, from: publicKey, under: limits, at: now)
    }

    /// The only item of an envelope. A crash report is an error then.
    func chargeAlone(_ item: Item) -> RateLimit? {
        if case .attachment = item.type, item.createsEvent { return charge(.error, bytes: item.payload.count) }
        return charge(item)
    }

    func charge(_ item: Item) -> RateLimit? {
        charge(item.type.category, quantity: item.quantity, bytes: item.payload.count)
    }
}

/// Items that stand or fall together: the envelope's event with what belongs to it, and the parts of a replay.
private struct SharedFate {
    private enum Fate {
        case none
        case decided(RateLimit?)
    }
    private var event = Fate.none
    private var replay = Fate.none

    enum Verdict {
        case admitted
        case refused(RateLimit)
        /// It stands for itself.
        case ownCharge
    }

    /// Charges each shared thing once, however many items it came in.
    init(of items: [Item], charging till: Till) {
        // A crash report beside its event is that event; alone it is an error.
        if let index = items.firstIndex(where: { $0.type.createsEvent }) ?? items.firstIndex(where: { $0.createsEvent })
        {
            let type = items[index].type
            let category = type.createsEvent ? type.category : .error
            event = .decided(till.charge(category, bytes: items[index].payload.count))
        }
        if case .decided(.some) = event { return }
        if let index = items.firstIndex(where: { $0.type.isReplay }) {
            replay = .decided(till.charge(items[index]))
        }
    }

    func verdict(on item: Item) -> Verdict {
        if case .decided(let limit) = event {
            if item.createsEvent { return limit.map { .refused($0) } ?? .admitted }
            if let limit, item.requiresEvent { return .refused(limit) }
        }
        if item.type.isReplay, case .decided(let limit) = replay {
            return limit.map { .refused($0) } ?? .admitted
        }
        return .ownCharge
    }
}

extension Item {
    /// Entries of a container, else one. A header may claim more than its payload can hold.
    fileprivate var quantity: Int {
        guard isContainer, let itemCount else { return 1 }
        return max(1, min(itemCount, payload.count / 2))
    }
}

extension ItemType {
    fileprivate var isReplay: Bool {
        switch self {
        case .replayEvent, .replayRecording, .replayVideo: true
        default: false
        }
    }
}
