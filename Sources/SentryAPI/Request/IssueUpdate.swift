import SentryProtocol
import Storage

/// What the body of a change asks for (web-api.md §2.6.3). What cannot be kept is refused, unless leaving it out does no
/// harm.
struct IssueUpdate: Equatable {
    var status: IssueCommand?
    /// Nil leaves the assignee alone; the empty text stands for nobody.
    var assignee: String?
    var priority: IssuePriority?
    var marks = MarkChange()
    /// Makes one issue of those that are chosen; nothing else is done then.
    var merges = false

    init(reading object: JSONNode, at now: Timestamp) throws {
        var body = BodyReader(object)
        status = Self.status(&body, at: now)
        if let node = object["assignedTo"] { assignee = node.isNull ? "" : body.string("assignedTo") }
        if let text = body.string("priority") {
            priority = IssuePriority(rawValue: text)
            if priority == nil { body.refuse("priority", IssueUpdateResource.badStatus(text)) }
        }
        marks = MarkChange(
            isBookmarked: body.bool("isBookmarked"), isSubscribed: body.bool("isSubscribed"),
            hasSeen: body.bool("hasSeen"))
        if body.asks("isPublic") { body.refuse("isPublic", "Sharing issues is not supported by this server.") }
        if body.asks("discard") { body.refuse("discard", "Discarding issues is not supported by this server.") }
        merges = body.asks("merge")
        try body.check()
    }

    /// What the store is to do, with the assignee looked up.
    func commands(_ book: () async throws -> AssigneeBook) async throws -> [IssueCommand] {
        var commands = status.map { [$0] } ?? []
        if let assignee {
            if assignee.isEmpty {
                commands.append(.assign(nil))
            } else {
                guard let found = try await book().assignee(named: assignee) else {
                    throw APIFailure.badField(
                        "assignedTo",
                        "Could not parse actor. Format should be `type:id` where type is `team` or `user`.")
                }
                commands.append(.assign(found))
            }
        }
        if let priority { commands.append(.setPriority(priority)) }
        return commands
    }

    private static func status(_ body: inout BodyReader, at now: Timestamp) -> IssueCommand? {
        var details = body.object["statusDetails"]
        if let node = details, !node.isNull, node.kind != .object {
            body.refuse("statusDetails", "Expected a dictionary.")
            details = nil
        }
        let condition = archiveCondition(&body, details, at: now)
        let substatus = body.string("substatus")
        if let substatus, IssueSubstatus(apiName: substatus) == nil {
            body.refuse("substatus", IssueUpdateResource.badStatus(substatus))
        }
        switch body.string("status") {
        case nil: return nil
        case "resolved": return fix(&body, details).map { .resolveIn($0) } ?? .resolve
        case "resolvedInNextRelease": return .resolveIn(.nextRelease)
        case "unresolved": return .unresolve
        case "ignored", "archived", "muted":
            if !condition.isEmpty { return .archiveUntil(condition) }
            switch substatus.flatMap({ IssueSubstatus(apiName: $0) }) {
            case .archivedUntilEscalating: return .archiveUntil(ArchiveCondition(untilEscalating: true))
            case .archivedUntilConditionMet:
                body.refuse("substatus", "A condition is missing: ignoreDuration, ignoreCount or ignoreUserCount.")
                return nil
            default: return .archive
            }
        case .some(let text):
            body.refuse("status", IssueUpdateResource.badStatus(text))
            return nil
        }
    }

    /// Where the error is mended; nil for everywhere.
    private static func fix(_ body: inout BodyReader, _ details: JSONNode?) -> Fix? {
        guard let details else { return nil }
        if details["inNextRelease"]?.bool == true || details["inUpcomingRelease"]?.bool == true { return .nextRelease }
        if let node = details["inRelease"], BodyReader.isSomething(node) {
            guard let version = node.string, version.utf8.count <= WorkflowLimits.versionBytesMax else {
                body.refuse("statusDetails", "inRelease: Not a valid version.")
                return nil
            }
            return version == "latest" ? .latestRelease : .release(version)
        }
        guard let node = details["inCommit"], BodyReader.isSomething(node) else { return nil }
        let commit = node["commit"]?.string ?? ""
        let repository = node["repository"]?.string
        guard !commit.isEmpty, commit.utf8.count <= 64, repository?.utf8.count ?? 0 <= 200 else {
            body.refuse("statusDetails", "inCommit: Unable to find the given commit.")
            return nil
        }
        return .commit(commit, repository: repository)
    }

    // MARK: Archiving

    /// Ten years.
    private static let minutesMax = 5_256_000

    /// Conditions from `statusDetails`, or from the body itself as old clients send them.
    private static func archiveCondition(
        _ body: inout BodyReader, _ details: JSONNode?, at now: Timestamp
    ) -> ArchiveCondition {
        func number(_ name: StaticString, _ maximum: Int, _ body: inout BodyReader) -> Int? {
            guard let node = details?[name] ?? body.object[name], BodyReader.isSomething(node) else { return nil }
            guard let value = node.double ?? node.string.flatMap({ Double($0) }), value >= 1, value <= Double(maximum)
            else {
                body.refuse(name, "Ensure this value is a whole number from 1 to \(maximum).")
                return nil
            }
            return Int(value)
        }
        var condition = ArchiveCondition()
        let minutes = number("ignoreDuration", minutesMax, &body) ?? number("snoozeDuration", minutesMax, &body)
        condition.until = minutes.map { now.adding(seconds: Int64($0) * 60) }
        condition.events = number("ignoreCount", 1_000_000_000, &body)
        condition.eventsWindow = number("ignoreWindow", ArchiveCondition.windowMinutesMax, &body)
        condition.users = number("ignoreUserCount", 1_000_000_000, &body)
        condition.usersWindow = number("ignoreUserWindow", ArchiveCondition.windowMinutesMax, &body)
        if let node = details?["ignoreUntil"] ?? body.object["ignoreUntil"], BodyReader.isSomething(node) {
            condition.until = Timestamp(node)
            if condition.until == nil { body.refuse("ignoreUntil", "Not a valid date.") }
        }
        return condition
    }
}
