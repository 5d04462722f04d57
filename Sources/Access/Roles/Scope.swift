/// How far a token of the JSON API reaches (web-api.md §1.2).
public enum Scope: String, Sendable, CaseIterable, Hashable {
    case orgRead = "org:read"
    case orgWrite = "org:write"
    case orgAdmin = "org:admin"
    case orgIntegrations = "org:integrations"
    case orgCI = "org:ci"
    case projectRead = "project:read"
    case projectWrite = "project:write"
    case projectAdmin = "project:admin"
    case projectReleases = "project:releases"
    case teamRead = "team:read"
    case teamWrite = "team:write"
    case teamAdmin = "team:admin"
    case memberRead = "member:read"
    case memberWrite = "member:write"
    case memberAdmin = "member:admin"
    case memberInvite = "member:invite"
    case eventRead = "event:read"
    case eventWrite = "event:write"
    case eventAdmin = "event:admin"
    case alertsRead = "alerts:read"
    case alertsWrite = "alerts:write"

    /// `project` of `project:read`.
    public var family: Substring { rawValue.prefix { $0 != ":" } }

    /// The scope itself and the lower ones of its family: who may administer may write, who may write may read.
    public var implied: Set<Scope> {
        let steps = ["read", "write", "admin"]
        let step = String(rawValue.dropFirst(family.count + 1))
        guard let height = steps.firstIndex(of: step) else { return [self] }
        return Set(steps[...height].compactMap { Scope(rawValue: "\(family):\($0)") })
    }
}

extension Set<Scope> {
    /// Reads scopes as they are stored; words that are none are left out, for they allow nothing.
    public init(texts: some Sequence<String>) { self = Set(texts.compactMap { Scope(rawValue: $0) }) }

    /// With the lower ones that each of them implies.
    public var closed: Set<Scope> { reduce(into: []) { $0.formUnion($1.implied) } }
}
