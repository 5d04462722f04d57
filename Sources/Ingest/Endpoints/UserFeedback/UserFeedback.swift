import SentryProtocol

/// The web API's old way of sending what a user wrote (protocol.md §1.12):
/// `POST /api/0/projects/{organization}/{project}/user-feedback/`, with a DSN in place of a token.
public enum UserFeedback {
    public static let bodyBytesMax = 64 * 1024

    /// Which project a path asks about; nil for every other path.
    public struct Path: Hashable, Sendable {
        public let organization: String
        /// Its slug or number.
        public let project: String

        /// `prefix` is where the server is mounted; `user-reports` is the same by its older name.
        public init?(path: some StringProtocol, prefix: String = "") {
            var segments = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")[...]
            for expected in prefix.split(separator: "/") {
                guard let first = segments.first, first == expected else { return nil }
                segments.removeFirst()
            }
            let parts = segments.map { PercentEncoding.decode($0) }
            guard parts.count == 6, Array(parts.prefix(3)) == ["api", "0", "projects"],
                parts[5] == "user-feedback" || parts[5] == "user-reports"
            else { return nil }
            (organization, project) = (parts[3], parts[4])
        }
    }

    /// The DSN of `Authorization: DSN https://…`; nil for every other scheme, which is the JSON API's business.
    public static func credentials(authorization: String) -> DSN? {
        let parts = authorization.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "dsn" else { return nil }
        return DSN(parts[1].split(separator: " ").first.map(String.init) ?? "")
    }

    /// A report that was read, ready to be stored.
    public struct Report: Sendable {
        public let eventID: EventID
        /// One `user_report` item.
        public let envelope: Envelope
    }

    /// Why a report is not taken, with the answer in the API's own shape.
    public enum Refusal: Error, Sendable, Equatable {
        case notJSON(String)
        /// Of an event, or instead of a report, that is no longer new.
        case tooLate
        /// By the names of the fields.
        case invalid([FieldProblem])

        /// What is wrong with one field.
        public struct FieldProblem: Sendable, Equatable {
            public let field: String
            public let messages: [String]
        }

        /// 400 with `{"field": ["…"]}`, or with `{"detail": "…"}` where there are no fields; 409 when it is too late.
        public var reply: IngestReply {
            var writer = JSONWriter()
            writer.object { writer in
                switch self {
                case .notJSON(let reason): writer.member("detail", "JSON parse error - \(reason)")
                case .tooLate: writer.member("detail", "Feedback for this event cannot be modified.")
                case .invalid(let problems):
                    for problem in problems {
                        writer.key(dynamic: problem.field)
                        writer.array(problem.messages) { $0.string($1) }
                    }
                }
            }
            return IngestReply(
                status: self == .tooLate ? 409 : 400, contentType: "application/json", body: writer.bytes)
        }
    }

    /// Reads a body; `mediaType` in lower case and without parameters, as forms are taken besides JSON. The event's id
    /// and the comments must be there; whoever reports may stay nameless.
    public static func read(body: [UInt8], mediaType: String? = nil) throws(Refusal) -> Report {
        let fields: Fields
        if mediaType == "application/x-www-form-urlencoded" {
            fields = Fields(QueryString(String(decoding: body, as: UTF8.self), pairsMax: 32))
        } else {
            do throws(JSONError) { fields = Fields(try JSONDocument(parsing: body).root) } catch {
                throw .notJSON(error.description)
            }
        }
        let eventID = fields.eventID.flatMap { EventID(hex: $0) }.flatMap { $0.isNil ? nil : $0 }
        var problems: [Refusal.FieldProblem] = []
        if fields.eventID?.isEmpty != false {
            problems.append(.init(field: "event_id", messages: ["This field is required."]))
        } else if eventID == nil {
            problems.append(.init(field: "event_id", messages: ["Enter a valid event ID."]))
        }
        for (field, messages) in fields.form.problems(requiring: [.comments]) {
            problems.append(.init(field: field.rawValue, messages: messages))
        }
        guard problems.isEmpty, let eventID else { throw .invalid(problems) }
        return Report(eventID: eventID, envelope: fields.form.envelope(about: eventID))
    }

    /// How long after an event somebody may write about it, in seconds.
    private static let eventAgeMax: Int64 = 30 * 60
    /// How long after a report another one may take its place, in seconds.
    private static let reportAgeMax: Int64 = 5 * 60

    /// Refuses what would change the past: anybody who has the DSN may write. Nil stands for an event that has not come
    /// yet, and for no report.
    public static func checkTime(
        of now: Timestamp, eventReceivedAt: Timestamp?, reportedAt: Timestamp?
    ) throws(Refusal) {
        func isOlder(_ time: Timestamp?, than seconds: Int64) -> Bool {
            time.map { now.microseconds(since: $0) > seconds * 1_000_000 } ?? false
        }
        if isOlder(eventReceivedAt, than: eventAgeMax) || isOlder(reportedAt, than: reportAgeMax) { throw .tooLate }
    }

    /// What a sender with a DSN is told when the report is stored: nothing.
    public static var accepted: IngestReply { IngestReply(status: 200, contentType: "application/json") }
}

/// The fields as they were sent.
private struct Fields {
    var eventID: String?
    var form = UserReportForm()

    init(_ node: JSONNode) {
        eventID = node["event_id"]?.string
        form.name = node["name"]?.lenientString ?? ""
        form.email = node["email"]?.lenientString ?? ""
        form.comments = node["comments"]?.lenientString ?? ""
    }

    init(_ query: QueryString) {
        eventID = query["event_id"]
        form.name = query["name"] ?? ""
        form.email = query["email"] ?? ""
        form.comments = query["comments"] ?? ""
    }
}
