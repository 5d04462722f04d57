/// Bounds of an event's times (protocol.md §5.5).
public enum TimeLimits {
    /// A difference between the sender's clock and ours below this is taken for travel time, in seconds.
    public static let driftMin: Int64 = 55 * 60
    /// Older events are dated when they arrived, in days.
    public static let ageMaxDays = 90
    /// How far ahead of us an event may be, in seconds.
    public static let futureMax: Int64 = 60
    /// Corrections larger than this say nothing about the times inside the event, in seconds: ten years.
    static let plausibleShift: Int64 = 10 * 365 * 86_400
}

/// What the envelope and the request around an event say of it; kept with the event, so that it can be read again as it
/// was read when it came in.
public struct EventSource: Sendable, Equatable {
    /// The id it is filed under.
    public var eventID: EventID
    public var receivedAt: Timestamp
    /// The sender's clock when it sent the envelope.
    public var sentAt: Timestamp?
    /// The envelope's `sdk`, else what `sentry_client` says.
    public var sdkName: String?
    public var sdkVersion: String?
    /// The sender's address; nil where it must not be kept.
    public var address: String?
    /// Of the HTTP request that brought the event.
    public var userAgent: String?
    /// Of the same request.
    public var hints = ClientHints()

    public init(
        eventID: EventID, receivedAt: Timestamp, sentAt: Timestamp? = nil, sdkName: String? = nil,
        sdkVersion: String? = nil, address: String? = nil, userAgent: String? = nil
    ) {
        (self.eventID, self.receivedAt, self.sentAt) = (eventID, receivedAt, sentAt)
        (self.sdkName, self.sdkVersion, self.address, self.userAgent) = (sdkName, sdkVersion, address, userAgent)
    }
}

/// Fills in what the payload leaves open, from the envelope and the request (protocol.md §5.5).
///
/// Stored events are normalised again whenever they are read: what this does to an event must not change for events that
/// are stored already.
public struct EventNormalizer: Sendable {
    public let source: EventSource

    public init(source: EventSource) { self.source = source }

    /// `depth` is how far the event was read: of a head, nobody shows the contexts.
    public func normalize(_ event: inout Event, depth: EventReadingDepth = .whole) {
        event.id = source.eventID
        event.receivedAt = source.receivedAt
        correctTimes(&event)
        if event.platform == nil || event.platform?.isEmpty == true { event.platform = "other" }
        if event.level == nil { event.level = event.type == .transaction ? .info : .error }
        if event.sdk?.name == nil, let name = source.sdkName {
            event.sdk = SDKInfo(name: name, version: source.sdkVersion)
        }
        fillAddress(&event)
        guard depth == .whole else { return }
        for index in event.contexts.indices { name(&event.contexts[index]) }
    }

    /// Clock drift first, then the clamps; every time inside the event moves along.
    private func correctTimes(_ event: inout Event) {
        let now = source.receivedAt
        guard var occurredAt = event.occurredAt else {
            event.occurredAt = now
            return
        }
        var shift: Int64 = 0
        if let sentAt = source.sentAt {
            let drift = now.microseconds(since: sentAt)
            if abs(drift) >= TimeLimits.driftMin * 1_000_000, abs(drift) < TimeLimits.plausibleShift * 1_000_000 {
                shift = drift
                occurredAt = Timestamp(microseconds: occurredAt.microseconds + drift)
                event.errors.append(ProcessingError(type: "clock_drift", name: "timestamp", value: sentAt.iso8601))
            }
        }
        let age = now.microseconds(since: occurredAt)
        if age > Int64(TimeLimits.ageMaxDays) * 86_400_000_000 {
            event.errors.append(
                ProcessingError(type: "past_timestamp", name: "timestamp", value: occurredAt.iso8601))
            shift += age
            occurredAt = now
        } else if age < -TimeLimits.futureMax * 1_000_000 {
            event.errors.append(
                ProcessingError(type: "future_timestamp", name: "timestamp", value: occurredAt.iso8601))
            shift += age
            occurredAt = now
        }
        event.occurredAt = occurredAt
        guard shift != 0, abs(shift) < TimeLimits.plausibleShift * 1_000_000 else { return }
        for index in event.breadcrumbs.indices {
            guard let time = event.breadcrumbs[index].timestamp else { continue }
            event.breadcrumbs[index].timestamp = Timestamp(microseconds: time.microseconds + shift)
        }
    }

    /// `{{auto}}` and the platforms that mean it when they say nothing (protocol.md §5.5.4).
    private func fillAddress(_ event: inout Event) {
        let settings = event.sdk?.rest.first { $0.key == "settings" }?.value
        let inference = settings?["infer_ip"]?.string
        let sent = event.user?.ipAddress
        let isAuto = sent == "{{auto}}"
        guard inference != "never" else {
            if isAuto { event.user?.ipAddress = nil }
            return
        }
        guard isAuto || sent == nil else { return }
        let meansAuto = ["javascript", "cocoa", "objc"].contains(event.platform ?? "")
        let remote = event.request?.env?["REMOTE_ADDR"]?.string.flatMap { IPAddress.isValid($0) ? $0 : nil }
        if isAuto || inference == "auto" || meansAuto {
            setAddress(remote ?? source.address, of: &event)
        } else if let remote {
            setAddress(remote, of: &event)
        }
    }

    private func setAddress(_ address: String?, of event: inout Event) {
        if event.user == nil {
            guard let address else { return }
            event.user = EventUser()
            event.user?.ipAddress = address
        } else {
            event.user?.ipAddress = address
        }
    }

    /// `os`, `browser` and `runtime` get the text "name version" that tags and pages show (protocol.md §5.4).
    private func name(_ context: inout EventContext) {
        guard ["os", "browser", "runtime"].contains(context.type), context.text(context.type) == nil,
            let name = context.text("name")
        else { return }
        let text = context.text("version").map { name + " " + $0 } ?? name
        context.fields.append((context.type, .text(text)))
    }
}
