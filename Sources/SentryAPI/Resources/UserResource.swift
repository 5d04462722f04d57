import SentryProtocol
import Storage

/// Who is asking (web-api.md §2.1). There is one region, so the list of regions has no address.
enum UserResource {
    static let endpoints = [
        Endpoint("auth", .get(do: me)),
        Endpoint("users/me", .get(do: me)),
    ]

    /// A token that belongs to nobody cannot say who it is.
    private static func me(_ call: Call) throws -> APIResponse {
        guard let user = call.caller?.user else { throw APIFailure.forbidden }
        return .json { $0.user(user) }
    }
}
