import SentryProtocol
import Storage

/// What the status page says.
enum StatusPhrase: Sendable {
    case title, everythingIsStored, nothingIsStored

    // Facts
    case serverVersion, runningFor, eventsStored, andDuplicates(Int), waitingForWriter, requestsInMemory
    case ofAtMost(String), commitTime, commits(Int)
    case diskUsed, diskFree, diskFloor(String), growth(String), daysLeft(Int)

    // Problems
    case problems
    case fileSetAside(String), dayDropped(kind: String, day: String), diskBelowFloor, outcomesWaiting, other(String)

    // Outcomes
    case outcomes, noOutcomes, notKept, categoryHead, outcomeHead, reasonHead, itemsHead
    case outcome(OutcomeColumn), category(DataCategory), reason(StatusReason)

    // Refused requests
    case refusals, noRefusals, refusalsText, senderHead, times(Int)
    case refusal(RefusalReason, until: String?)

    // Retention
    case retention, kindHead, keptHead, oldestHead, sizeHead, keptDays(Int), keptForEver
    case kind(DataKind)
}

/// Reasons of outcomes that the page has words for; others are shown as they are stored.
enum StatusReason: String, Sendable, CaseIterable {
    // Ours (`DropReason`)
    case invalidJSON = "invalid_json"
    case tooDeep = "too_deep"
    case invalidEnvelope = "invalid_envelope"
    case notAnObject = "not_an_object"
    case empty
    case itemTypeNotKept = "item_type_not_kept"
    case unknownItemType = "unknown_item_type"
    /// Also an SDK's.
    case backpressure
    case diskFull = "disk_full"
    case quotaExceeded = "quota_exceeded"
    case keyQuota = "key_quota"
    case spikeProtection = "spike_protection"
    case internalError = "internal_error"
    case unknownMonitor = "unknown_monitor"
    case checkInRate = "check_in_rate"

    // Filters (protocol.md §9.6)
    case browserExtension = "browser-extensions"
    case legacyBrowser = "legacy-browsers"
    case webCrawler = "web-crawlers"
    case localhost
    case chunkLoadError = "chunk-load-error"
    case hydrationError = "react-hydration-errors"
    case disallowedSource = "invalid-csp"
    case ipAddress = "ip-address"
    case releaseVersion = "release-version"
    case errorMessage = "error-message"
    case healthCheck = "filtered-transaction"
    case crossOrigin = "cors"

    // Those of SDKs (protocol.md §5.12)
    case queueOverflow = "queue_overflow"
    case cacheOverflow = "cache_overflow"
    case bufferOverflow = "buffer_overflow"
    case rateLimitBackoff = "ratelimit_backoff"
    case networkError = "network_error"
    case sampleRate = "sample_rate"
    case beforeSend = "before_send"
    case eventProcessor = "event_processor"
    case sendError = "send_error"
    case internalSDKError = "internal_sdk_error"
    case insufficientData = "insufficient_data"
    case noParentSpan = "no_parent_span"
    case ignored
}

extension StatusProblem.Kind {
    func phrase(_ say: Language) -> StatusPhrase {
        switch self {
        case .fileSetAside(let name): .fileSetAside(name)
        case .dayDropped(let kind, let day): .dayDropped(kind: say(.serverStatus(.kind(kind))), day: day.text)
        case .diskBelowFloor: .diskBelowFloor
        case .outcomesWaiting: .outcomesWaiting
        case .other(let text): .other(text)
        }
    }
}
