import SentryProtocol
import Storage

/// What is said while somebody connects an SDK.
enum ConnectPhrase: Sendable {
    case choosePlatform, searchPlatforms, noPlatform, allPlatforms, step(ConnectPlatform.Step), inFile(String), inShell
    case copy, copied
    case received(title: String, ago: String), openIt, keepChecking, checksItself
    case whatArrived, refused(RefusalReason, until: String?), from(String), times(Int)
    case itemsDropped(count: Int, category: DataCategory, reason: String), lastHour
    case advice(ConnectAdvice)
}

/// What to do about something that was refused, and where.
public enum ConnectAdvice: Sendable, Equatable {
    /// The key is not this project's, or is none at all.
    case copyTheDSN
    case switchTheKeyOn, raiseTheKeysLimit
    case raiseTheQuota, lookAtFilters, allowTheDomain
    case unarchive
    /// The sender is too old or something between changes what it sends.
    case lookAtTheSender

    /// Where it is done; nil when that is not here.
    func link(_ slug: String) -> Link? {
        switch self {
        case .switchTheKeyOn, .raiseTheKeysLimit: .projectSettings(projectSlug: slug, .keys)
        case .raiseTheQuota: .projectSettings(projectSlug: slug, .limits)
        case .lookAtFilters, .allowTheDomain: .projectSettings(projectSlug: slug, .filters)
        case .unarchive: .projectSettings(projectSlug: slug, .general)
        case .copyTheDSN, .lookAtTheSender: nil
        }
    }
}
