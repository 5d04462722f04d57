/// Everything an engine knows about people: who they are, where they belong, how they prove it.
///
/// Commands are durable on return and seen by other processes through `Directory.version()`, so that a revocation holds
/// everywhere within a second. Nothing here checks whether somebody may: that is `Access`'s business, before the call.
public protocol PeopleStore: MembershipStore, TeamStore, InviteStore, SecondFactorStore, SessionStore, TokenStore,
    IdentityStore
{}
