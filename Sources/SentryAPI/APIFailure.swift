import SentryProtocol

/// Why a request was refused. The status and the words are decided here and nowhere else (web-api.md §1.2, §1.3).
enum APIFailure: Error, Equatable {
    case notAuthenticated
    case invalidToken
    case tokenExpired
    case userInactive
    /// The scopes do not reach this far.
    case forbidden
    /// No such path, organization, project or issue; also when the caller may not know.
    case notFound
    case issueHasNoEvents
    case eventNotFound
    case methodNotAllowed(String, allowed: [String])
    case badCursor
    case badLimit
    /// The same on the issue lists, which say it in their own words.
    case badIssueLimit
    case badGroupIDs
    case badSearch(String)
    case badPeriod(String)
    case oneEndOfPeriod
    case emptyPeriod
    case bodyNotJSON
    case bodyNotObject
    /// Messages for each field.
    case badFields([FieldErrors])
    case slugTaken
    /// A renamed project: its slug now, and where this request has to go.
    case movedTo(slug: String, url: String)
    case tooManyIssues(max: Int)
    /// Nothing was merged or taken apart.
    case notMerged(String)
    /// The store refuses writes for now.
    case unavailable(String, retryAfter: Int)

    /// One field's refusal.
    static func badField(_ name: String, _ message: String) -> APIFailure {
        .badFields([FieldErrors(name: name, messages: [message])])
    }
}

/// What is wrong with one field of a body.
struct FieldErrors: Equatable, Sendable {
    var name: String
    var messages: [String]
}

extension APIFailure {
    var response: APIResponse {
        switch self {
        case .notAuthenticated: .unauthorized("Authentication credentials were not provided.")
        case .invalidToken: .unauthorized("Invalid token")
        case .tokenExpired: .unauthorized("Token expired")
        case .userInactive: .unauthorized("User inactive or deleted")
        case .forbidden: .detail(403, "You do not have permission to perform this action.")
        case .notFound: .detail(404, "The requested resource does not exist")
        case .issueHasNoEvents: .detail(404, "No events found for issue")
        case .eventNotFound: .detail(404, "Event not found")
        case .methodNotAllowed(let method, let allowed):
            .detail(405, "Method \"\(method)\" not allowed.").adding("Allow", allowed.joined(separator: ", "))
        case .badCursor: .detail(400, "Invalid cursor parameter.")
        case .badLimit: .detail(400, "Invalid limit parameter.")
        case .badIssueLimit: .detail(400, "invalid limit")
        case .badGroupIDs: .detail(400, "Group ids must be integers")
        case .badSearch(let message): .detail(400, message)
        case .badPeriod(let message): .detail(400, message)
        case .oneEndOfPeriod: .detail(400, "start and end are both required")
        case .emptyPeriod: .detail(400, "start must be before end")
        case .bodyNotJSON: .detail(400, "JSON parse error")
        case .bodyNotObject:
            .fields([FieldErrors(name: "nonFieldErrors", messages: ["Invalid data. Expected a dictionary."])])
        case .badFields(let errors): .fields(errors)
        case .slugTaken: .detail(409, "A project with this slug already exists.")
        case .movedTo(let slug, let url): .moved(to: slug, url)
        case .tooManyIssues(let max): .detail(400, "At most \(max) issues can be changed in one request.")
        case .notMerged(let reason): .detail(400, reason)
        case .unavailable(let reason, let seconds): .detail(503, reason).adding("Retry-After", String(seconds))
        }
    }
}

extension APIResponse {
    fileprivate static func unauthorized(_ text: String) -> APIResponse {
        detail(401, text).adding("WWW-Authenticate", "Bearer realm=\"api\"")
    }

    /// web-api.md §1.3.
    fileprivate static func moved(to slug: String, _ url: String) -> APIResponse {
        json(302) { writer in
            writer.object { writer in
                writer.field("slug", slug)
                writer.object("detail") { writer in
                    writer.field("code", "resource-moved")
                    writer.field("message", "Resource with slug has moved to " + slug)
                    writer.object("extra") {
                        $0.field("url", url)
                        $0.field("slug", slug)
                    }
                }
            }
        }.adding("Location", url)
    }

    fileprivate static func fields(_ errors: [FieldErrors]) -> APIResponse {
        json(400) { writer in
            writer.object { writer in
                for error in errors {
                    writer.key(dynamic: error.name)
                    writer.array(error.messages) { $0.string($1) }
                }
            }
        }
    }
}
