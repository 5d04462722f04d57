/// What somebody wrote about an event, in the old form (protocol.md §5.13).
public struct UserReportItem: Sendable, Equatable {
    /// The event that the payload names; the envelope's header wins.
    public let eventID: EventID?
    public let name: String
    public let email: String
    public let comments: String

    public static let nameMax = 128
    public static let emailMax = 75
    public static let commentsMax = 4_096

    public init(reading root: JSONNode) throws(Unusable) {
        guard root.kind == .object else { throw Unusable(.notAnObject) }
        eventID = root["event_id"].flatMap { EventID(telemetry: $0) }.flatMap { $0.isNil ? nil : $0 }
        name = Self.text(root["name"], limit: Self.nameMax)
        email = Self.text(root["email"], limit: Self.emailMax)
        comments = Self.text(root["comments"], limit: Self.commentsMax)
        guard !name.isEmpty || !email.isEmpty || !comments.isEmpty else { throw Unusable(.empty) }
    }

    private static func text(_ node: JSONNode?, limit: Int) -> String {
        node?.lenientString?.trimmingSpace().trimmed(to: limit) ?? ""
    }
}
