import SentryProtocol
import Storage

/// Which releases of a project are newer than others: by their versions where those have an order, else by when their
/// first events arrived.
struct ReleaseOrder {
    let culprit: Connection
    let project: ProjectID

    /// False also when one of them has not been seen and their versions do not tell.
    func isNewer(_ release: String, than other: String) throws -> Bool {
        if release == other { return false }
        if let left = SemanticVersion(release), let right = SemanticVersion(other), let order = left.order(to: right) {
            return order > 0
        }
        guard let left = try firstSeen(release), let right = try firstSeen(other) else { return false }
        return left > right
    }

    /// Of the releases that came last, the highest version of the last one's package.
    func newest() throws -> String? {
        Self.newest(of: try culprit.rows(Self.latest(of: project)) { $0.text(0) })
    }

    /// Versions, the one that came last first.
    static func latest(of project: ProjectID) -> SQL {
        """
        SELECT version FROM release_seen WHERE project_id = \(project)
        ORDER BY first_seen DESC LIMIT \(releasesMax)
        """
    }

    /// The same of versions that `latest` found.
    static func newest(of versions: [String]) -> String? {
        guard var newest = versions.first, var highest = SemanticVersion(newest) else { return versions.first }
        for version in versions.dropFirst() {
            guard let other = SemanticVersion(version), let order = other.order(to: highest), order > 0 else {
                continue
            }
            (newest, highest) = (version, other)
        }
        return newest
    }

    /// The release that is named for a commit, if there is one: `4f1c…`, `web@4f1c…` or `web@1.2.0+4f1c…`.
    func release(namedFor commit: String) throws -> String? {
        try culprit.rows(Self.latest(of: project)) { $0.text(0) }.last { Self.isNamed($0, for: commit) }
    }

    static func isNamed(_ release: String, for commit: String) -> Bool {
        guard commit.utf8.count >= 7 else { return false }
        if release == commit { return true }
        guard release.hasSuffix(commit) else { return false }
        let before = release.dropLast(commit.count).last
        return before == "@" || before == "+" || before == "-"
    }

    private func firstSeen(_ release: String) throws -> Int64? {
        try culprit.integer(
            "SELECT first_seen FROM release_seen WHERE project_id = \(project) AND version = \(release)")
    }

    private static let releasesMax = 500
}

extension SQLiteEngine {
    public func newestRelease(of project: ProjectID) async throws -> String? {
        try await read { try ReleaseOrder(culprit: $0.culprit, project: project).newest() }
    }
}
