import SentryProtocol
import Storage

/// Changes of one issue, of listed ones, of all that match (web-api.md §2.6.3). The paths are those of the issues.
enum IssueUpdateResource {
    static let issuesPerCallMax = 1_000

    /// Answers with the whole issue, which clients read.
    static func updateOne(_ call: Call) async throws -> APIResponse {
        let place = try await call.issue()
        let update = try IssueUpdate(reading: call.bodyObject(), at: call.now)
        if update.merges { throw APIFailure.badField("merge", "Merging takes at least two issues.") }
        let commands = try await update.commands { try await call.assignees(of: place.organization) }
        try await apply(commands, update.marks, to: [place.issue.id], call)
        guard let issue = try await call.storage.issue(place.issue.id) else { throw APIFailure.notFound }
        return try await IssueResource.detail(
            call, of: IssuePlace(organization: place.organization, project: place.project, issue: issue))
    }

    /// Hides the issue; its events go soon.
    static func deleteOne(_ call: Call) async throws -> APIResponse {
        let place = try await call.issue()
        guard try await !call.storage.delete([place.issue.id], at: call.now).isEmpty else { throw APIFailure.notFound }
        return APIResponse(status: 202)
    }

    static func deleteInProject(_ call: Call) async throws -> APIResponse {
        try await delete(call, in: [call.project().project.id])
    }

    static func deleteInOrganization(_ call: Call) async throws -> APIResponse {
        try await delete(call, in: call.chosenProjects(of: call.organization()).map(\.id))
    }

    /// Those that `id` lists; a search would be too easily a wrong one.
    private static func delete(_ call: Call, in projects: [ProjectID]) async throws -> APIResponse {
        let names = call.request.values(of: "id")
        guard !names.isEmpty else { throw APIFailure.badField("id", "This field is required.") }
        _ = try await call.storage.delete(listedIssues(call, names, in: projects), at: call.now)
        return .noContent
    }

    private static func apply(
        _ commands: [IssueCommand], _ marks: MarkChange, to issues: [IssueID], _ call: Call
    ) async throws {
        if !commands.isEmpty {
            _ = try await call.storage.change(
                issues, by: commands, actor: call.caller?.actor ?? .system, at: call.now)
        }
        if let user = call.caller?.user { try await call.storage.mark(issues, for: user.id, marks, at: call.now) }
    }

    static func updateInProject(_ call: Call) async throws -> APIResponse {
        let place = try await call.project()
        return try await update(call, of: place.organization, in: [place.project.id])
    }

    static func updateInOrganization(_ call: Call) async throws -> APIResponse {
        let organization = try await call.organization()
        return try await update(call, of: organization, in: call.chosenProjects(of: organization).map(\.id))
    }

    private static func update(
        _ call: Call, of organization: Organization, in projects: [ProjectID]
    ) async throws -> APIResponse {
        let update = try IssueUpdate(reading: call.bodyObject(), at: call.now)
        let issues = try await chosenIssues(call, of: organization, in: projects)
        if update.merges || call.request.value(of: "merge") == "1" { return try await merge(issues, call) }
        if issues.isEmpty { return .noContent }
        let book = try await call.assignees(of: organization)
        try await apply(update.commands { book }, update.marks, to: issues, call)
        guard let example = try await call.storage.issue(issues[0]) else { return .noContent }
        return .json { writer in
            writer.object { encode(update, example, book, into: &$0) }
        }
    }

    /// What was asked for, as an issue says it now.
    private static func encode(
        _ update: IssueUpdate, _ example: IssueSummary, _ book: AssigneeBook, into writer: inout JSONWriter
    ) {
        if update.status != nil {
            writer.field("status", example.status.apiName)
            writer.statusDetails(example, book)
            writer.field("substatus", example.substatus?.apiName)
        }
        if update.assignee != nil { writer.assignee("assignedTo", example.workflow.assignee, book) }
        if update.priority != nil { writer.field("priority", example.priority.rawValue) }
        if let value = update.marks.isBookmarked { writer.field("isBookmarked", value) }
        if let value = update.marks.isSubscribed { writer.field("isSubscribed", value) }
        if let value = update.marks.hasSeen { writer.field("hasSeen", value) }
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
    private static func chosenIssues(
        _ call: Call, of organization: Organization, in projects: [ProjectID]
    ) async throws -> [IssueID] {
        let names = call.request.values(of: "id")
        guard names.isEmpty else { return try await listedIssues(call, names, in: projects) }
        var search = try await call.search(orElse: "", in: organization)
        if let text = call.request.value(of: "status"), !text.isEmpty {
            guard let status = IssueStatus(apiName: text) else { throw APIFailure.badField("status", badStatus(text)) }
            search.terms.append(SearchTerm(.status(status)))
        }
        let query = IssueQuery(
            projects: projects, search: search, environments: call.environments, period: try call.period())
        return try await call.storage.issueIDs(matching: query, upTo: issuesPerCallMax)
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
