import SentryProtocol
import Storage

/// A release with everything that is known of it (web-api.md §2.9).
struct ReleaseDetailJSON {
    let release: Release
    /// All of the organization.
    let projects: [Project]
    let health: ReleaseHealthJSON?

    func encode(into writer: inout JSONWriter) {
        let name = ReleaseName(release.version)
        writer.object { writer in
            writer.field("id", Int(release.id.rawValue))
            writer.field("version", release.version)
            writer.field("shortVersion", name.short)
            writer.field("status", release.isArchived ? "archived" : "open")
            writer.key("versionInfo")
            versionInfo(name, &writer)
            writer.field("ref", release.ref)
            writer.field("url", release.url)
            writer.field("dateCreated", release.createdAt)
            writer.field("dateStarted", release.startedAt)
            writer.field("dateReleased", release.releasedAt)
            writer.emptyObject("data")
            writer.field("newGroups", release.newIssues)
            writer.null("owner")
            commits(&writer)
            writer.field("deployCount", release.deployCount)
            writer.key("lastDeploy")
            if let deploy = release.lastDeploy {
                DeployJSON(deploy: deploy).encode(into: &writer)
            } else {
                writer.null()
            }
            writer.array("projects", release.projects) { project($1, &$0) }
            writer.field("firstEvent", release.firstEventAt)
            writer.field("lastEvent", release.lastEventAt)
            writer.emptyObject("currentProjectMeta")
            writer.null("userAgent")
            writer.null("adoptionStages")
            writer.emptyArray("refs")
        }
    }

    private func commits(_ writer: inout JSONWriter) {
        writer.field("commitCount", release.commits.count)
        writer.key("lastCommit")
        if let commit = release.commits.first {
            CommitJSON(commit: commit).encode(into: &writer)
        } else {
            writer.null()
        }
        var seen: Set<String> = []
        let authors = release.commits.filter { commit in
            (commit.authorName != nil || commit.authorEmail != nil)
                && seen.insert("\(commit.authorName ?? "")\0\(commit.authorEmail ?? "")").inserted
        }
        writer.array("authors", authors) { CommitJSON(commit: $1).author(&$0) }
    }

    private func project(_ part: ReleaseProject, _ writer: inout JSONWriter) {
        let project = projects.first { $0.id == part.projectID }
        writer.object { writer in
            writer.field("id", Int(part.projectID.rawValue))
            writer.field("slug", project?.slug ?? String(part.projectID.rawValue))
            writer.field("name", project?.name ?? String(part.projectID.rawValue))
            writer.field("newGroups", part.newIssues)
            writer.field("platform", project?.platform)
            writer.strings("platforms", [project?.platform].compactMap { $0 })
            let counts = health?.sessions[part.projectID]?[release.version]
            writer.field("hasHealthData", counts != nil)
            if let counts, let health {
                writer.key("healthData")
                health.encode(counts, of: part.projectID, into: &writer)
            }
        }
    }

    private func versionInfo(_ name: ReleaseName, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("package", name.package)
            writer.key("version")
            if let version = SemanticVersion(name.rest) {
                version.encode(raw: name.rest, into: &writer)
            } else {
                writer.object { $0.field("raw", name.rest) }
            }
            writer.field("description", name.short)
            writer.field("buildHash", name.rest == name.short ? nil : name.rest.count == 40 ? name.rest : nil)
        }
    }
}

/// `1.2.3-beta+4` in its parts.
struct SemanticVersion: Equatable {
    var numbers: [Int]
    var pre: String?
    var build: String?

    /// Nil unless it begins with up to four numbers.
    init?(_ text: String) {
        let halves = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...4).contains(numbers.count), numbers.allSatisfy({ (1...9).contains($0.utf8.count) }) else {
            return nil
        }
        self.numbers = numbers.compactMap { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int($0) : nil }
        guard self.numbers.count == numbers.count else { return nil }
        pre = parts.count > 1 ? String(parts[1]) : nil
        build = halves.count > 1 ? String(halves[1]) : nil
    }

    fileprivate func encode(raw: String, into writer: inout JSONWriter) {
        func number(_ index: Int) -> Int { index < numbers.count ? numbers[index] : 0 }
        writer.object { writer in
            writer.field("raw", raw)
            writer.field("major", number(0))
            writer.field("minor", number(1))
            writer.field("patch", number(2))
            writer.field("pre", pre)
            writer.field("buildCode", build)
            writer.field("components", numbers.count)
        }
    }
}

/// A commit as clients read it; its author is an object, whoever it was.
struct CommitJSON {
    let commit: Commit

    func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", commit.id)
            writer.field("message", commit.message)
            writer.field("dateCreated", commit.createdAt)
            writer.key("author")
            author(&writer)
            writer.key("repository")
            if let name = commit.repository { writer.object { $0.field("name", name) } } else { writer.null() }
            writer.emptyArray("releases")
            writer.null("pullRequest")
            writer.field("suspectCommitType", "")
        }
    }

    func author(_ writer: inout JSONWriter) {
        writer.object { writer in
            if commit.authorName == nil && commit.authorEmail == nil { return }
            writer.field("name", commit.authorName ?? commit.authorEmail)
            writer.field("email", commit.authorEmail)
        }
    }
}

/// A deploy as clients read it.
struct DeployJSON {
    let deploy: Deploy

    func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.id("id", deploy.id)
            writer.field("environment", deploy.environment)
            writer.field("name", deploy.name)
            writer.field("url", deploy.url)
            writer.field("dateStarted", deploy.startedAt)
            writer.field("dateFinished", deploy.finishedAt)
        }
    }
}
