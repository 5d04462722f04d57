import SentryProtocol
import Storage
import Testing

/// Everything about people, on a fresh engine with the organizations `acme` and `other`.
struct Crowd: Sendable {
    let store: any StorageEngine & PeopleStore & AuditLog
    let acme: OrganizationID
    let other: OrganizationID
    let now = Sample.noon

    /// Somebody with a role in `acme`.
    func person(_ name: String, _ role: Role? = .member) async throws -> User {
        let user = try await store.createAccount(
            email: "\(name)@example.com", name: name, passwordHash: "hash of \(name)", at: now)
        if let role { try await store.setRole(role, of: user.id, in: acme, at: now) }
        return user
    }

    func session(_ byte: UInt8, of user: User) async throws -> SessionID {
        try await store.openSession(
            hash: [byte], user: user.id, from: SessionOrigin(address: "192.0.2.1", userAgent: "Browser"),
            expiresAt: now.adding(seconds: 100), at: now)
    }

    func invite(
        _ byte: UInt8, _ role: Role = .member, teams: Set<TeamID> = [], by user: User, email: String? = nil
    ) async throws -> Invite {
        try await store.createInvite(
            NewInvite(
                organizationID: acme, role: role, teams: teams, email: email, invitedBy: user.id, secretHash: [byte],
                expiresAt: now.adding(seconds: 100)), at: now)
    }
}

func withCrowd(_ engine: EngineUnderTest, _ body: (Crowd) async throws -> Void) async throws {
    try await withEngine(engine) { store, _ in
        let store = try #require(store as? any StorageEngine & PeopleStore & AuditLog)
        let acme = try await store.createOrganization(slug: "acme", name: "Acme", at: Sample.noon)
        let other = try await store.createOrganization(slug: "other", name: "Other", at: Sample.noon)
        try await body(Crowd(store: store, acme: acme.id, other: other.id))
    }
}
