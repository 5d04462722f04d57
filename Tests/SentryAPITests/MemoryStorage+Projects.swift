import SentryProtocol
import Storage

/// What people change about projects and keys after they were made.
extension MemoryStorage {
    func updateProject(_ id: ProjectID, _ change: ProjectChange, at now: Timestamp) throws -> Project? {
        guard let index = projectRows.firstIndex(where: { $0.id == id }) else { return nil }
        if let slug = change.slug, slug != projectRows[index].slug {
            guard !projectRows.contains(where: { $0.slug == slug }) else { throw DirectoryError.taken(slug) }
            formerSlugs[projectRows[index].slug] = id
            projectRows[index].slug = slug
        }
        if let name = change.name { projectRows[index].name = name }
        if let platform = change.platform { projectRows[index].platform = platform }
        if let isArchived = change.isArchived { projectRows[index].archivedAt = isArchived ? now : nil }
        return projectRows[index]
    }

    func project(formerlyCalled slug: String, in organization: OrganizationID) -> Project? {
        formerSlugs[slug].flatMap { id in projectRows.first { $0.id == id && $0.organizationID == organization } }
    }

    func setRateLimit(_ limit: KeyRateLimit?, ofKey publicKey: String) -> ProjectKey? {
        guard let index = keyRows.firstIndex(where: { $0.publicKey == publicKey }) else { return nil }
        keyRows[index].rateLimit = limit
        return keyRows[index]
    }

    func beginDeletion(of project: ProjectID, by author: UserID?, at now: Timestamp) -> Bool {
        guard let row = projectRows.first(where: { $0.id == project }) else { return false }
        projectRows.removeAll { $0.id == project }
        keyRows.removeAll { $0.projectID == project }
        deletionRows.append(
            ProjectDeletion(
                project: project, organizationID: row.organizationID, slug: row.slug, name: row.name, beganAt: now))
        return true
    }

    func projectDeletions() -> [ProjectDeletion] { deletionRows }

    func settings(of project: ProjectID) -> ProjectSettings { settingRows[project] ?? ProjectSettings() }
    func allSettings() -> [ProjectID: ProjectSettings] { settingRows }
    func setSettings(_ settings: ProjectSettings, of project: ProjectID) { settingRows[project] = settings }
}
