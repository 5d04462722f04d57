/// What a user told through the feedback form: an event payload with `contexts.feedback` (protocol.md §5.13).
public struct FeedbackItem: Sendable {
    public let message: String
    public let name: String?
    public let email: String?
    /// The event it is about.
    public let associatedEventID: EventID?
    private let root: JSONNode

    public static let messageMax = 4_096

    /// All feedback of a project is one issue, unless the sender groups it itself.
    private static let fingerprint = "user-feedback"

    public init(reading root: JSONNode) throws(Unusable) {
        guard root.kind == .object else { throw Unusable(.notAnObject) }
        guard let feedback = root["contexts"]?["feedback"], feedback.kind == .object else {
            throw Unusable(.missingField)
        }
        let message = feedback["message"]?.string?.trimmingSpace() ?? ""
        guard !message.isEmpty else { throw Unusable(.empty) }
        self.message = message.trimmed(to: Self.messageMax)
        let user = root["user"]
        name = Self.text(feedback["name"]) ?? Self.text(user?["name"]) ?? Self.text(user?["username"])
        email = Self.text(feedback["contact_email"]) ?? Self.text(user?["email"])
        associatedEventID = feedback["associated_event_id"].flatMap { EventID(telemetry: $0) }.flatMap {
            $0.isNil ? nil : $0
        }
        self.root = root
    }

    private static func text(_ node: JSONNode?) -> String? {
        node?.lenientString.flatMap { $0.isEmpty ? nil : $0.trimmed(to: UserReportItem.nameMax) }
    }

    /// The event that is stored: what was sent, with the type, the level and the fingerprint of feedback, and without
    /// anything that errors are grouped by.
    public func event(expecting size: Int) -> [UInt8] {
        var writer = JSONWriter(reserving: size + 256)
        var (hasLevel, hasFingerprint) = (false, false)
        writer.beginObject()
        writer.member("type", "feedback")
        for (key, value) in root.members where !value.isNull {
            switch key {
            case "type", "contexts", "exception", "stacktrace", "threads": continue
            case "level": hasLevel = true
            case "fingerprint": hasFingerprint = value.count > 0
            default: break
            }
            writer.key(key)
            writer.value(value)
        }
        if !hasLevel { writer.member("level", "info") }
        if !hasFingerprint { writer.array("fingerprint", [Self.fingerprint]) { $0.string($1) } }
        writer.key("contexts")
        writeContexts(into: &writer)
        writer.endObject()
        return writer.bytes
    }

    private func writeContexts(into writer: inout JSONWriter) {
        writer.beginObject()
        if let contexts = root["contexts"] {
            for (key, value) in contexts.members where !key.equals("feedback") {
                writer.key(key)
                writer.value(value)
            }
            writer.object("feedback") { writer in
                writer.member("message", message)
                writer.member("name", name)
                writer.member("contact_email", email)
                guard let feedback = contexts["feedback"] else { return }
                for (key, value) in feedback.members where !value.isNull {
                    switch key {
                    case "message", "name", "contact_email": continue
                    default:
                        writer.key(key)
                        writer.value(value)
                    }
                }
            }
        }
        writer.endObject()
    }
}
