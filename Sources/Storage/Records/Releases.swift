/// How a release does, by its sessions (protocol.md §5.9).
public struct ReleaseHealth: Sendable, Equatable {
    public var release: String
    public var sessions: SessionCounts
    public var users: SessionCounts
    public init(release: String, sessions: SessionCounts, users: SessionCounts) {
        (self.release, self.sessions, self.users) = (release, sessions, users)
    }
}

/// Sessions, or the people who had them.
public struct SessionCounts: Sendable, Equatable {
    public var total = 0
    /// With any error, crashes among them.
    public var errored = 0
    public var crashed = 0
    public var abnormal = 0
    public var unhandled = 0

    public init(total: Int = 0, errored: Int = 0, crashed: Int = 0, abnormal: Int = 0, unhandled: Int = 0) {
        (self.total, self.errored, self.crashed) = (total, errored, crashed)
        (self.abnormal, self.unhandled) = (abnormal, unhandled)
    }

    /// 0 to 1; nil when there are no sessions. A crash whose beginning was lost does not make it negative.
    public var crashFreeRate: Double? {
        total > 0 ? min(max(1 - Double(crashed) / Double(total), 0), 1) : nil
    }
    public var healthy: Int { max(total - errored, 0) }
    /// As shown beside crashes: with errors, but ended well.
    public var erroredOnly: Int { max(errored - crashed - abnormal - unhandled, 0) }

    public static func += (left: inout SessionCounts, right: SessionCounts) {
        left.total += right.total
        left.errored += right.errored
        left.crashed += right.crashed
        left.abnormal += right.abnormal
        left.unhandled += right.unhandled
    }
}
