import SentryProtocol
import Storage

/// Changes of one issue, of listed ones, of all that match (web-api.md §2.6.3). The paths are those of the issues.
enum IssueUpdateResource {
    static let issuesPerCallMax = 1_000

    /// Answers with the whole issue, which clients read.
    static func updateOne(_ call: Call) async throws -> APIResponse {
        let place = try await call.issue()
        let change = try IssueChange(reading: call.bodyObject())
        if change.merges { throw APIFailure.badField("merge", "Merging takes at least two issues.") }
        guard let command = change.command else { return try await IssueResource.detail(call, of: place) }
        let changed = try await call.storage.apply(
            command, to: [place.issue.id], by: call.caller?.actor ?? .system, at: call.now)
        guard !changed.isEmpty, let issue = try await call.storage.issue(place.issue.id) else {
            throw APIFailure.notFound
        }
        return try await IssueResource.detail(
            call, of: IssuePlace(organization: place.organization, project: place.project, issue: issue))
    }

    static func updateInProject(_ call: Call) async throws -> APIResponse {
        try await update(call, in: [call.project().project.id])
    }

    static func updateInOrganization(_ call: Call) async throws -> APIResponse {
        try await update(call, in: call.chosenProjects(of: call.organization()).map(\.id))
    }

    private static func update(_ call: Call, in projects: [ProjectID]) async throws -> APIResponse {
        let change = try IssueChange(reading: call.bodyObject())
        let issues = try await chosenIssues(call, in: projects)
        if change.merges || call.request.value(of: "merge") == "1" { return try await merge(issues, call) }
        if issues.isEmpty { return .noContent }
        guard let command = change.command else { return .json { $0.emptyObject() } }
        let changed = try await call.storage.apply(
            command, to: issues, by: call.caller?.actor ?? .system, at: call.now)
        guard let first = changed.first, let example = try await call.storage.issue(first) else { return .noContent }
        return .json { writer in
            writer.object {
                $0.field("status", example.status.apiName)
                $0.emptyObject("statusDetails")
                $0.field("substatus", example.substatus?.apiName)
            }
        }
    }

    /// Makes one issue of those that `id` lists: the one with the most events. A search is no list: too much could be
    /// in it.
    private static func merge(_ issues: [IssueID], _ call: Call) async throws -> APIResponse {
        do {
            guard !call.request.values(of: "id").isEmpty else { throw MergeError.tooFew }
            let merge = try await call.storage.merge(
                issues, into: nil, by: call.caller?.actor ?? .system, at: call.now)
            return .json { writer in
                writer.object {
                    $0.object("merge") {
                        $0.id("parent", merge.target.rawValue)
                        $0.strings("children", merge.merged.map { String($0.rawValue) })
                    }
                }
            }
        } catch MergeError.tooFew {
            throw APIFailure.badField("merge", "Merging takes at least two issues.")
        } catch let error as MergeError {
            throw APIFailure(error)
        }
    }

    /// The issues that `id` lists, else all that `status` and `query` match.
    private static func chosenIssues(_ call: Call, in projects: [ProjectID]) async throws -> [IssueID] {
        let names = call.request.values(of: "id")
        guard names.isEmpty else { return try await listedIssues(call, names, in: projects) }
        var search = try call.search(orElse: "")
        if let text = call.request.value(of: "status"), !text.isEmpty {
            guard let status = IssueStatus(apiName: text) else { throw APIFailure.badField("status", badStatus(text)) }
            search.terms.append(SearchTerm(.status(status)))
        }
        var query = IssueQuery(
            projects: projects, search: search, environments: call.environments, period: try call.period(), limit: 100)
        var found: [IssueID] = []
        while found.count < issuesPerCallMax {
            let page = try await call.storage.issues(matching: query)
            found += page.rows.map(\.id)
            guard let next = page.next, !page.rows.isEmpty else { break }
            query.cursor = next
        }
        return Array(found.prefix(issuesPerCallMax))
    }

    /// Those of `names` that exist in one of `projects`.
    private static func listedIssues(
        _ call: Call, _ names: [String], in projects: [ProjectID]
    ) async throws -> [IssueID] {
        var numbers: Set<Int64> = []
        for name in names {
            guard let number = Int64(name) else { throw APIFailure.badField("id", "Not a valid number.") }
            numbers.insert(number)
        }
        guard numbers.count <= issuesPerCallMax else { throw APIFailure.tooManyIssues(max: issuesPerCallMax) }
        var found: [IssueID] = []
        for number in numbers.sorted() {
            let issue = try await call.storage.issue(IssueID(rawValue: number))
            // The number of a merged issue leads to the one that it is part of.
            if let issue, projects.contains(issue.projectID), !found.contains(issue.id) { found.append(issue.id) }
        }
        return found
    }

    static func badStatus(_ text: String) -> String { "\"\(text)\" is not a valid choice." }
}

/// What the body of a change asks for. What Culprit cannot keep is refused, unless leaving it out does no harm.
struct IssueChange: Equatable {
    /// Nil when nothing is to be done.
    var command: IssueCommand?
    /// Makes one issue of those that are chosen; nothing else is done then.
    var merges = false

    init(reading object: JSONNode) throws {
        var body = BodyReader(object)
        let status = body.string("status")
        switch status {
        case nil: break
        // Until releases are tracked, the next release is the next event: the issue comes back sooner than asked,
        // never later, and the answer does not claim otherwise.
        case "resolved", "resolvedInNextRelease": command = .resolve
        case "unresolved": command = .unresolve
        case "ignored", "archived", "muted": command = .archive
        case .some(let text): body.refuse("status", IssueUpdateResource.badStatus(text))
        }
        Self.checkDetails(&body, status: status)
        Self.refuseUnkept(&body)
        merges = body.asks("merge")
        try body.check()
    }

    /// Conditions for coming back that would be forgotten: the issue would stay away for ever.
    private static let conditions: [StaticString] = [
        "ignoreDuration", "ignoreCount", "ignoreWindow", "ignoreUserCount", "ignoreUserWindow", "snoozeDuration",
        "ignoreUntil",
    ]

    private static func checkDetails(_ body: inout BodyReader, status: String?) {
        for name in conditions where body.asks(name) {
            body.refuse(name, "Archiving until a condition is met is not supported by this server.")
        }
        if let text = body.string("substatus"), IssueSubstatus(apiName: text) == nil {
            body.refuse("substatus", IssueUpdateResource.badStatus(text))
        } else if body.object["substatus"]?.string == IssueSubstatus.archivedUntilConditionMet.apiName {
            body.refuse("substatus", "Archiving until a condition is met is not supported by this server.")
        }
        guard let details = body.object["statusDetails"], !details.isNull else { return }
        guard details.kind == .object else { return body.refuse("statusDetails", "Expected a dictionary.") }
        for (name, value) in details.members where BodyReader.isSomething(value) {
            switch name {
            case "inRelease", "inCommit":
                body.refuse("statusDetails", "Resolving in a given release or commit is not supported by this server.")
            default:
                if conditions.contains(where: { name.equals($0) }) {
                    body.refuse(
                        "statusDetails", "Archiving until a condition is met is not supported by this server.")
                }
            }
        }
    }

    /// Fields whose loss would be noticed. Marks that only change somebody's own view (`hasSeen`, `isBookmarked`,
    /// `isSubscribed`, `inbox`) are left out without a word.
    private static func refuseUnkept(_ body: inout BodyReader) {
        if body.asks("assignedTo") { body.refuse("assignedTo", "Assigning issues is not supported by this server.") }
        if body.asks("isPublic") { body.refuse("isPublic", "Sharing issues is not supported by this server.") }
        if body.asks("priority") { body.refuse("priority", "Changing priorities is not supported by this server.") }
        if body.asks("discard") { body.refuse("discard", "Discarding issues is not supported by this server.") }
    }
}

extension IssueStatus {
    /// A status by any of the names that clients have for it.
    init?(apiName: String) {
        switch apiName {
        case "unresolved": self = .unresolved
        case "resolved": self = .resolved
        case "ignored", "muted", "archived": self = .archived
        default: return nil
        }
    }
}
