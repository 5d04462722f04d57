import SentryProtocol
import Storage

/// What an action asks of whoever calls it.
enum Access: Sendable {
    /// Nobody is asked who they are.
    case open
    /// Anybody; but a token that is given must be good.
    case anyone
    /// Somebody, whatever their scopes.
    case authenticated
    case scopes([Scope])
}

extension API {
    /// Who sent `request`, if `access` allows them in. A bearer token goes before a browser session.
    func caller(of request: APIRequest, for access: Access) async throws -> APIIdentity? {
        if case .open = access { return nil }
        let identity = try await identity(of: request)
        switch access {
        case .open, .anyone: return identity
        case .authenticated:
            guard let identity else { throw APIFailure.notAuthenticated }
            return identity
        case .scopes(let scopes):
            guard let identity else { throw APIFailure.notAuthenticated }
            guard identity.has(anyOf: scopes) else { throw APIFailure.forbidden }
            return identity
        }
    }

    private func identity(of request: APIRequest) async throws -> APIIdentity? {
        guard let text = Self.bearerToken(in: request.authorization) else { return request.session }
        guard let token = try await storage.token(hash: sha256(Array(text.utf8))) else {
            throw APIFailure.invalidToken
        }
        if let expiresAt = token.expiresAt, expiresAt <= now() { throw APIFailure.tokenExpired }
        guard let userID = token.userID else {
            return APIIdentity(actor: .token(token.id), user: nil, scopes: token.scopes)
        }
        guard let user = try await storage.users().first(where: { $0.id == userID }), user.isActive else {
            throw APIFailure.userInactive
        }
        return APIIdentity(actor: .user(user.id), user: user, scopes: token.scopes)
    }

    /// The text after `Bearer`; nil when the header is absent or of another scheme.
    private static func bearerToken(in header: String?) -> Substring? {
        guard let parts = header?.split(separator: " ", maxSplits: 1), parts.first?.lowercased() == "bearer" else {
            return nil
        }
        return parts.count == 2 ? parts[1].drop { $0 == " " } : ""
    }
}
