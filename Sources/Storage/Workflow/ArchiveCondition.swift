import SentryProtocol

/// When an archived issue comes back: as soon as any of these is met. Without any it stays away.
public struct ArchiveCondition: Sendable, Equatable {
    /// At this moment.
    public var until: Timestamp?
    /// With so many more events.
    public var events: Int?
    /// When they come within so many minutes. Windows follow each other; the first begins with the archiving.
    public var eventsWindow: Int?
    /// With so many more users.
    public var users: Int?
    public var usersWindow: Int?
    /// When an hour has more than twice the events of the busiest hour of the week before.
    public var untilEscalating: Bool

    public init(
        until: Timestamp? = nil, events: Int? = nil, eventsWindow: Int? = nil, users: Int? = nil,
        usersWindow: Int? = nil, untilEscalating: Bool = false
    ) {
        (self.until, self.events, self.eventsWindow) = (until, events, eventsWindow)
        (self.users, self.usersWindow, self.untilEscalating) = (users, usersWindow, untilEscalating)
    }

    /// Nothing would bring the issue back.
    public var isEmpty: Bool { until == nil && events == nil && users == nil && !untilEscalating }

    /// The longest window that can be asked for: a week.
    public static let windowMinutesMax = 10_080
}
