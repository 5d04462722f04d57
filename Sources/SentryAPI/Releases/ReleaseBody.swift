import SentryProtocol
import Storage

/// What clients may call a release (web-api.md §2.9).
enum ReleaseVersion {
    static func checked(_ body: inout BodyReader) throws -> String {
        guard let version = body.string("version", max: ReleaseLimits.versionBytesMax) else {
            if body.errors.isEmpty { body.refuse("version", "This field is required.") }
            try body.check()
            return ""
        }
        if !isAllowed(version) { body.refuse("version", "Release with name \(version) is not allowed") }
        try body.check()
        return version
    }

    static func isAllowed(_ version: String) -> Bool {
        guard let first = version.first, let last = version.last, !first.isWhitespace, !last.isWhitespace else {
            return false
        }
        let forbidden: Set<UInt8> = [0x09, 0x0A, 0x0C, 0x0D, UInt8(ascii: "/"), UInt8(ascii: "\\")]
        return ![".", "..", "latest"].contains(version.lowercased())
            && !version.utf8.contains(where: forbidden.contains)
    }
}

/// The fields of a release that a body may change.
enum ReleaseBody {
    static func change(
        _ body: inout BodyReader, _ scope: ReleaseScope, mayBeOfNoProject: Bool
    ) throws -> ReleaseChange {
        var change = ReleaseChange()
        change.ref = body.string("ref")
        change.url = body.string("url", max: 1_000)
        change.startedAt = moment("dateStarted", &body)
        change.releasedAt = moment("dateReleased", &body)
        switch body.string("status") {
        case nil: break
        case "open": change.isArchived = false
        case "archived": change.isArchived = true
        default: body.refuse("status", "Invalid status: must be open or archived.")
        }
        change.commits = commits(&body)
        change.projects = projects(&body, scope, mayBeEmpty: mayBeOfNoProject)
        return change
    }

    private static func moment(_ name: StaticString, _ body: inout BodyReader) -> Timestamp? {
        guard let text = body.string(name) else { return nil }
        guard let moment = Timestamp(iso8601: text) else {
            body.refuse(name, "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm:ss.uZ.")
            return nil
        }
        return moment
    }

    /// Slugs or numbers; those of a project's own path are not asked for.
    private static func projects(_ body: inout BodyReader, _ scope: ReleaseScope, mayBeEmpty: Bool) -> [ProjectID] {
        if scope.isOfProject { return scope.projects.map(\.id) }
        var found: [ProjectID] = []
        let names = body.object["projects"]
        for name in (names?.kind == .array ? names : nil)?.elements.lazy.prefix(1_000).map({ $0 }) ?? [] {
            guard let text = name.lenientString, let project = scope.reachable.first(where: { $0.isCalled(text) })
            else {
                body.refuse("projects", "Invalid project ids or slugs")
                return []
            }
            found.append(project.id)
        }
        if found.isEmpty && !mayBeEmpty { body.refuse("projects", "This field is required.") }
        return found
    }

    /// Nil when the body says nothing of commits. `refs` names one for each repository.
    private static func commits(_ body: inout BodyReader) -> [Commit]? {
        if let list = body.object["commits"], !list.isNull {
            guard list.kind == .array else {
                body.refuse("commits", "Expected a list of items.")
                return nil
            }
            var commits: [Commit] = []
            for node in list.elements {
                guard commits.count < ReleaseLimits.commitsMax else { break }
                guard let commit = Commit(sent: node) else {
                    body.refuse("commits", "Each commit needs an id.")
                    return nil
                }
                commits.append(commit)
            }
            return commits
        }
        guard let refs = body.object["refs"], refs.kind == .array else { return nil }
        var commits: [Commit] = []
        for node in refs.elements {
            guard commits.count < ReleaseLimits.commitsMax, let id = node["commit"]?.string, id.utf8.count <= 64 else {
                continue
            }
            commits.append(Commit(id: id, repository: node["repository"]?.string?.cut(to: 200)))
        }
        return commits
    }
}

extension Commit {
    fileprivate init?(sent node: JSONNode) {
        guard let id = node["id"]?.string, (1...64).contains(id.utf8.count) else { return nil }
        self.init(
            id: id, message: node["message"]?.string?.cut(to: ReleaseLimits.messageBytesMax),
            authorName: node["author_name"]?.string?.cut(to: 200),
            authorEmail: node["author_email"]?.string?.cut(to: 200),
            repository: node["repository"]?.string?.cut(to: 200),
            createdAt: node["timestamp"]?.string.flatMap { Timestamp(iso8601: $0) })
    }
}

extension String {
    /// As many whole characters as fit into so many bytes.
    func cut(to bytesMax: Int) -> String {
        guard utf8.count > bytesMax else { return self }
        var end = utf8.index(startIndex, offsetBy: bytesMax)
        while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
