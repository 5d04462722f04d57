import SentryProtocol

/// Organizations as their people make and rename them.
public protocol OrganizationStore: Sendable {
    /// Makes an organization and its first owner in one step. Throws `taken` for a slug that another one has, and
    /// `badSlug`.
    func createOrganization(slug: String, name: String, owner: UserID, at now: Timestamp) async throws -> Organization
    /// Changes name and slug; nil leaves one as it is. Nil when there is no such organization. Throws as above.
    func updateOrganization(_ id: OrganizationID, slug: String?, name: String?) async throws -> Organization?
}
