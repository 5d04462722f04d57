/// What a check-in says of its monitor's schedule: only the keys that were sent (protocol.md §5.8).
public struct MonitorConfig: Sendable, Equatable {
    public var schedule: Schedule
    /// Minutes after the expected time that are still in time.
    public var checkInMargin: Int?
    /// In minutes.
    public var maxRuntime: Int?
    /// A name of the tz database, as far as its form can be checked.
    public var timezone: String?
    public var failureIssueThreshold: Int?
    public var recoveryThreshold: Int?
    /// `user:1` or `team:slug`.
    public var owner: String?

    /// When the job is to run.
    public enum Schedule: Sendable, Equatable {
        /// Five fields with single blanks between them.
        case crontab(String)
        /// Every so many `minute`, `hour`, `day`, `week`, `month` or `year`.
        case interval(Int, unit: String)
    }

    private static let minutes = 1...40_320
    private static let thresholds = 1...720

    /// Nil when any of it is wrong: half a configuration is none.
    public init?(reading node: JSONNode) {
        guard node.kind == .object, let schedule = Self.schedule(node) else { return nil }
        self.schedule = schedule
        do throws(Unusable) {
            checkInMargin = try Self.number(node["checkin_margin"], in: Self.minutes, zeroMeansOne: true)
            maxRuntime = try Self.number(node["max_runtime"], in: Self.minutes)
            failureIssueThreshold = try Self.number(node["failure_issue_threshold"], in: Self.thresholds)
            recoveryThreshold = try Self.number(node["recovery_threshold"], in: Self.thresholds)
            timezone = try Self.timezone(node["timezone"])
        } catch {
            return nil
        }
        owner = node["owner"]?.string.flatMap { text in
            let isOwner = text.hasPrefix("user:") || text.hasPrefix("team:")
            return isOwner && text.utf8.count <= 200 && !text.containsControl() ? text : nil
        }
    }

    /// In the protocol's own names.
    public var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.object("schedule") { writer in
                switch schedule {
                case .crontab(let text):
                    writer.member("type", "crontab")
                    writer.member("value", text)
                case .interval(let count, let unit):
                    writer.member("type", "interval")
                    writer.member("value", count)
                    writer.member("unit", unit)
                }
            }
            writer.member("checkin_margin", checkInMargin)
            writer.member("max_runtime", maxRuntime)
            writer.member("timezone", timezone)
            writer.member("failure_issue_threshold", failureIssueThreshold)
            writer.member("recovery_threshold", recoveryThreshold)
            writer.member("owner", owner)
        }
        return writer.text
    }

    /// An object, or the API's form: `schedule_type` beside a text or a pair.
    private static func schedule(_ node: JSONNode) -> Schedule? {
        guard let schedule = node["schedule"] else { return nil }
        let type = (schedule["type"] ?? node["schedule_type"])?.string
        let value = schedule.kind == .object ? schedule["value"] : schedule
        guard let value else { return nil }
        switch type ?? (value.kind == .string ? "crontab" : "interval") {
        case "crontab": return value.string.flatMap { Crontab.normalized($0) }.map { .crontab($0) }
        case "interval":
            var parts = value.elements
            let count = (value.kind == .array ? parts.next() : value)?.integer
            let unit = (value.kind == .array ? parts.next() : schedule["unit"])?.string
            guard let count, let unit, (1...100_000).contains(count),
                ["minute", "hour", "day", "week", "month", "year"].contains(unit)
            else { return nil }
            return .interval(count, unit: unit)
        default: return nil
        }
    }

    private static func number(
        _ node: JSONNode?, in range: ClosedRange<Int>, zeroMeansOne: Bool = false
    ) throws(Unusable) -> Int? {
        guard let node, !node.isNull else { return nil }
        guard let number = node.integer else { throw Unusable(.badValue) }
        if number == 0, zeroMeansOne { return 1 }
        guard range.contains(number) else { throw Unusable(.badValue) }
        return number
    }

    private static func timezone(_ node: JSONNode?) throws(Unusable) -> String? {
        guard let node, !node.isNull else { return nil }
        guard let name = node.string?.trimmingSpace() else { throw Unusable(.badValue) }
        guard !name.isEmpty else { return nil }
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "/"):
                true
            default: false
            }
        }
        guard isName, name.utf8.count <= 64, !name.hasPrefix("/"), !name.hasSuffix("/") else {
            throw Unusable(.badValue)
        }
        return name
    }
}
