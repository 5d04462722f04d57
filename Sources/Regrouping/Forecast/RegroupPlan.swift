import Storage

/// Which issues keep going under new hashes, when rules give all of their events other ones.
///
/// Events of one issue that came with one hash stay together as far as they can: unless some of them keep a hash that
/// leads to the issue, their largest part takes its new hash along into it. So an issue keeps its number, its state and
/// its history when its hash merely changes, and what people merged stays merged.
struct RegroupPlan: Sendable {
    /// By new hash; of those that lead nowhere yet.
    private let heirs: [String: HashInIssue]

    init(heirs: [String: HashInIssue] = [:]) { self.heirs = heirs }

    /// Who takes the hashes of an event.
    func heir(of hashes: [String]) -> HashInIssue? {
        for hash in hashes { if let heir = heirs[hash] { return heir } }
        return nil
    }

    /// Events that would go from one place to another.
    struct Claim {
        var from: HashInIssue
        var to: RegroupForecast.Destination
        var events: Int
    }

    /// Each new place goes to whom most of its events come from, and each origin keeps one place at most.
    static func heirs(among claims: [Claim]) -> [String: HashInIssue] {
        var served = Set(claims.lazy.filter { $0.to == .issue($0.from.issueID) }.map(\.from))
        var heirs: [String: HashInIssue] = [:]
        let ordered = claims.compactMap { claim -> (events: Int, from: HashInIssue, hash: String)? in
            guard case .new(let hash) = claim.to else { return nil }
            return (claim.events, claim.from, hash)
        }.sorted { one, other in
            // Between equals anything will do that is always the same.
            (one.events, other.from.issueID, other.from.prefix, other.hash)
                > (other.events, one.from.issueID, one.from.prefix, one.hash)
        }
        for claim in ordered where !served.contains(claim.from) {
            let heir = heirs[claim.hash]
            if heir == nil { heirs[claim.hash] = claim.from }
            // What another hash of the same issue has taken is in the issue, too.
            if heir == nil || heir?.issueID == claim.from.issueID { served.insert(claim.from) }
        }
        return heirs
    }
}
