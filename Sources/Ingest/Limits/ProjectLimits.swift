import SentryProtocol
import Storage

/// A project's limits in the form in which items are measured against them. Made once for each change of the settings.
public struct ProjectLimits: Sendable {
    public let projectID: ProjectID
    let quotas: [Quota]
    let hasSpikeProtection: Bool
    /// What any quota counts.
    let counted: CategorySet

    public init(projectID: ProjectID, settings: LimitSettings) {
        self.projectID = projectID
        // A quota that names nothing that may be limited must not be told: no category means every category.
        quotas = settings.quotas.map { Quota($0, of: projectID) }.filter { !$0.categories.isEmpty }
        hasSpikeProtection = settings.spikeProtection
        counted = quotas.reduce(into: settings.spikeProtection ? CategorySet.errors : []) {
            $0.formUnion($1.id.categories)
        }
    }
}

/// One quota, compiled.
struct Quota: Sendable {
    let id: WindowID
    /// Of items or bytes; none at all when it is 0.
    let limit: Int
    /// What is told when it is used up.
    let categories: [DataCategory]

    /// A longer one is a mistake.
    private static let windowSecondsMax = 10 * 366 * 86_400

    init(_ setting: QuotaSetting, of project: ProjectID) {
        let named = CategorySet(setting.categories)
        id = WindowID(
            projectID: project, publicKey: setting.publicKey,
            categories: named.isEmpty ? .everything : named.withFamilies, countsBytes: named.countsBytes,
            seconds: min(max(setting.window, 1), Self.windowSecondsMax))
        limit = max(setting.limit, 0)
        categories = id.categories.categories
    }

    func holds(for publicKey: String) -> Bool { id.publicKey == nil || id.publicKey == publicKey }

    func rateLimit(remaining seconds: Int) -> RateLimit {
        let reason: DropReason = id.publicKey == nil ? .quotaExceeded : .keyQuota
        return RateLimit(
            seconds: seconds, categories: categories, scope: id.publicKey == nil ? .project : .key,
            reason: reason.rawValue)
    }
}

/// What makes two quotas the same one: raising a limit does not forget what has been used.
struct WindowID: Hashable, Sendable {
    var projectID: ProjectID
    var publicKey: String?
    var categories: CategorySet
    var countsBytes: Bool
    /// How long the window is.
    var seconds: Int
}

/// What has been used of a quota since the first use that it counts.
struct QuotaWindow: Sendable, Equatable {
    /// In seconds since 1970.
    var startedAt: Int64
    var used: Int

    /// The clock may go back this many seconds before what was begun is forgotten.
    private static let clockSlackMax: Int64 = 60

    /// Whole seconds until it ends, at least 1; nil when it has ended, or begins in the future.
    func remaining(of length: Int, at now: Timestamp) -> Int? {
        let elapsed = now.seconds - startedAt
        guard elapsed >= -Self.clockSlackMax, elapsed < Int64(length) else { return nil }
        return length - Int(max(elapsed, 0))
    }
}
