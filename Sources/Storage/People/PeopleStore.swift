import SentryProtocol

/// Everything an engine knows about people: who they are, where they belong, how they prove it.
///
/// Commands are durable on return and seen by other processes through `Directory.version()`, so that a revocation holds
/// everywhere within a second. Nothing here checks whether somebody may: that is `Access`'s business, before the call.
public protocol PeopleStore: MembershipStore, TeamStore, InviteStore, SecondFactorStore, SessionStore, TokenStore,
    IdentityStore, OrganizationStore, AccessFacts
{}

/// What is asked at every request to find out who somebody is and whose something is.
public protocol AccessFacts: Sendable {
    func access(of user: UserID) async throws -> UserAccess?
    func tokenSummary(hash: [UInt8]) async throws -> TokenSummary?
    /// Notes a use; once a minute and token is enough.
    func touchToken(_ id: TokenID, from address: String?, at now: Timestamp) async throws
    func members(of organization: OrganizationID) async throws -> [Member]
    func teams(of project: ProjectID) async throws -> Set<TeamID>
    func projectTeams(of organization: OrganizationID) async throws -> [ProjectID: Set<TeamID>]
}
