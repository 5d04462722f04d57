import SentryProtocol
import Storage

extension StatusPhrase {
    var english: String {
        switch self {
        case .title: "Status"
        case .everythingIsStored: "Everything that is accepted is being stored."
        case .nothingIsStored: "Nothing can be stored now:"

        case .serverVersion: "Version"
        case .runningFor: "Running for"
        case .eventsStored: "Events stored since then"
        case .andDuplicates(let count): "and \(count.grouped) sent twice"
        case .waitingForWriter: "Waiting to be written"
        case .requestsInMemory: "Requests in memory"
        case .ofAtMost(let size): "of at most \(size)"
        case .commitTime: "Writing takes"
        case .commits(let count): count == 1 ? "1 commit" : "\(count.grouped) commits"
        case .diskUsed: "Used on disk"
        case .diskFree: "Free"
        case .diskFloor(let size): "stops at \(size)"
        case .growth(let size): "\(size) more a day"
        case .daysLeft(let days): days == 1 ? "for 1 day at this rate" : "for \(days.grouped) days at this rate"

        case .problems: "Problems"
        case .fileSetAside(let name): "A damaged file was set aside: \(name)"
        case .dayDropped(let kind, let day): "The disk cap was reached. Dropped before its time: \(kind), \(day)"
        case .diskBelowFloor: "The disk was nearly full; nothing was accepted."
        case .outcomesWaiting: "The numbers below are late: the store does not take them."
        case .other(let text): text

        case .outcomes: "What became of items, last 24 hours"
        case .noOutcomes: "Nothing has arrived in the last 24 hours."
        case .notKept: "Why items were not kept"
        case .categoryHead: "Category"
        case .outcomeHead: "Outcome"
        case .reasonHead: "Reason"
        case .itemsHead: "Items"
        case .outcome(let column): column.english
        case .category(let category): category.english
        case .reason(let reason): reason.english

        case .refusals: "Last refused requests"
        case .noRefusals: "No request has been refused."
        case .refusalsText: "If an SDK is set up and nothing arrives, look for its address or its key here."
        case .senderHead: "Sender"
        case .times(let count): "\(count.grouped) times"
        case .refusal(let reason, let until): reason.english(until: until)

        case .retention: "How long data is kept"
        case .kindHead: "Data"
        case .keptHead: "Kept for"
        case .oldestHead: "Oldest day"
        case .sizeHead: "Size"
        case .keptDays(let days): days == 1 ? "1 day" : "\(days.grouped) days"
        case .keptForEver: "ever"
        case .kind(let kind): kind.english
        }
    }
}

extension OutcomeColumn {
    fileprivate var english: String {
        switch self {
        case .accepted: "Accepted"
        case .filtered: "Filtered"
        case .rateLimited: "Rate limited"
        case .invalid: "Unreadable"
        case .unsupported: "Not supported"
        case .clientDiscard: "Lost in the SDK"
        }
    }
}

extension DataCategory {
    fileprivate var english: String {
        switch self {
        case .default: "Other events"
        case .error: "Errors"
        case .transaction: "Transactions"
        case .security: "Security reports"
        case .attachment: "Attachments"
        case .session: "Sessions"
        case .profile: "Profiles"
        case .replay: "Replays"
        case .monitor: "Check-ins"
        case .span: "Spans"
        case .feedback: "User feedback"
        case .logItem: "Logs"
        case .logByte: "Logs, in bytes"
        case .metricBucket: "Metric buckets"
        case .profileChunk: "Profile chunks"
        case .attachmentItem: "Attachments, by number"
        case .traceMetric: "Metrics"
        case .traceMetricByte: "Metrics, in bytes"
        case .metric: "Metrics (JavaScript)"
        case .replayVideo: "Replay videos"
        case .profileChunkUI: "Profile chunks (UI)"
        case .profileBackend: "Profiles (back end)"
        case .profileUI: "Profiles (UI)"
        case .internal: "Client reports"
        case .unknown: "Unknown"
        }
    }
}

extension StatusReason {
    fileprivate var english: String {
        switch self {
        case .invalidJSON: "Not JSON"
        case .tooDeep: "Nested too deeply"
        case .invalidEnvelope: "The envelope is broken"
        case .notAnObject: "JSON, but no object"
        case .empty: "Empty"
        case .itemTypeNotKept: "A type that is not kept"
        case .unknownItemType: "A type nobody knows"
        case .backpressure: "Too busy"
        case .diskFull: "The disk was full"
        case .quotaExceeded: "The project's quota was used up"
        case .keyQuota: "The key's quota was used up"
        case .spikeProtection: "Far more errors than usual"
        case .internalError: "A fault of the server"
        case .unknownMonitor: "A check-in of a monitor that nobody set up"
        case .checkInRate: "Too many check-ins of one monitor"
        case .browserExtension: "Caused by a browser extension"
        case .legacyBrowser: "From an old browser"
        case .webCrawler: "From a web crawler"
        case .localhost: "From localhost"
        case .chunkLoadError: "A chunk that failed to load"
        case .hydrationError: "A hydration error of React"
        case .disallowedSource: "A source that is not allowed"
        case .ipAddress: "From a blocked IP address"
        case .releaseVersion: "Of a filtered release"
        case .errorMessage: "With a filtered message"
        case .healthCheck: "A health check"
        case .crossOrigin: "From a page that may not send"
        case .queueOverflow: "The SDK's queue was full"
        case .cacheOverflow: "The SDK's cache was full"
        case .bufferOverflow: "The SDK's buffer was full"
        case .rateLimitBackoff: "The SDK was told to wait"
        case .networkError: "The SDK could not reach the server"
        case .sampleRate: "Left out by the sample rate"
        case .beforeSend: "Dropped by before_send"
        case .eventProcessor: "Dropped by an event processor"
        case .sendError: "The server refused it"
        case .internalSDKError: "A fault of the SDK"
        case .insufficientData: "The SDK had too little to send"
        case .noParentSpan: "A span without a parent"
        case .ignored: "Ignored by the SDK's settings"
        }
    }
}

extension RefusalReason {
    fileprivate func english(until: String?) -> String {
        switch self {
        case .noCredentials: "No key was sent. Is the DSN complete?"
        case .badCredentials: "The credentials could not be read."
        case .badKey: "Wrong key: a key has 32 characters."
        case .badProject: "The project in the address is not a number."
        case .unknownKey: "Wrong key: nobody issued it, or it was deleted."
        case .keyDisabled: "The key is switched off."
        case .projectMismatch: "The project number does not match the key."
        case .notAdmitted: "Wrong key: unknown, switched off, or of another project."
        case .originNotAllowed: "Origin not allowed: the page is on none of the project's domains."
        case .unreadableBody: "The body could not be read."
        case .tooLarge: "Too large."
        case .incomplete: "The sender stopped in the middle, or was too slow."
        case .wrongRequest: "Wrong address or method."
        case .quotaUsedUp: until.map { "Quota used up until \($0)." } ?? "Quota used up."
        case .spikeProtection:
            "Far more errors than usual; the excess is dropped" + (until.map { " until \($0)." } ?? ".")
        case .overloaded: "The server was too busy; SDKs try again later."
        case .unavailable: "The server could not store anything."
        }
    }
}

extension DataKind {
    fileprivate var english: String {
        switch self {
        case .errors: "Errors"
        case .logs: "Logs"
        case .requestLogs: "Request logs"
        case .performance: "Transactions, spans, profiles"
        case .metrics: "Metrics"
        case .checkIns: "Check-ins"
        case .sessions: "Sessions"
        case .attachments: "Attachments and feedback"
        case .replays: "Replays"
        case .outcomes: "Outcomes"
        }
    }
}
