import Access
import HTTPTypes
import Hummingbird
import Pages
import Regrouping
import SentryProtocol
import Storage

/// `/projects/<slug>/settings/grouping/`: a project's grouping rules, their preview and their history.
extension PageRoutes {
    /// Pages below `/projects/<slug>/settings/grouping/`; `rest` is what follows.
    func groupingSettings(_ visit: Visit, slug: String, _ rest: [String]) async throws -> Response {
        let projects = try await visibleProjects(visit)
        guard let project = projects.first(where: { $0.slug == slug }) else { throw PageFailure.notFound }
        let frame = frame(visit, projects: projects)
        switch rest {
        case []: return try await groupingRules(visit, project, frame)
        case ["regroup"]: return try await regroup(visit, project, frame)
        case let rest where rest.count == 2 && rest[0] == "regroup":
            guard let number = Int64(rest[1]), let job = try await storage.regroupJob(number),
                job.projectID == project.id
            else { throw PageFailure.notFound }
            return try await regroupJob(visit, project, job, frame)
        default: throw PageFailure.notFound
        }
    }

    /// Whether the page offers to change something; when it is sent, `AccessGate` decides.
    func mayChangeGrouping(_ visit: Visit, _ project: Project) async throws -> Bool {
        try await gate.may(visit.caller, .groupingWrite, project)
    }

    private func groupingRules(_ visit: Visit, _ project: Project, _ frame: FrameModel) async throws -> Response {
        var data = try await rulesData(visit, project)
        if visit.isPost { return try await changeRules(visit, &data, frame) }
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        if let text = visit.query[FieldName.revision] {
            guard let revision = Int64(text), let shown = try await rules(ofRevision: revision, in: project.id) else {
                throw PageFailure.notFound
            }
            data.shown = shown
            data.before = try await rules(ofRevision: revision - 1, in: project.id)
        }
        if let number = visit.query[FieldName.issue] {
            guard let issue = try await issue(numbered: number, in: project) else { throw PageFailure.notFound }
            if data.canChange { try await propose(for: issue, &data) }
        }
        return rulesPage(visit, data, frame)
    }

    /// `/issues/<id>/rule/`: leads to the rules of its project, with one that is proposed for it.
    func proposedRule(_ visit: Visit, _ issue: IssueSummary) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let projects = try await visibleProjects(visit)
        guard let project = projects.first(where: { $0.id == issue.projectID }) else { throw PageFailure.notFound }
        return redirect(to: Link.proposedRule(projectSlug: project.slug, issue.id).path)
    }

    private func issue(numbered number: String, in project: Project) async throws -> IssueSummary? {
        guard let id = Int64(number), let issue = try await storage.issue(IssueID(rawValue: id)) else { return nil }
        return issue.projectID == project.id ? issue : nil
    }

    /// Puts a rule for events like those of an issue before the others.
    private func propose(for issue: IssueSummary, _ data: inout GroupingRulesData) async throws {
        let proposal = try await grouping.proposal(for: issue)
        data.offer = RuleOffer(issue: issue.shortID.description, isFound: proposal != nil)
        guard let rule = proposal?.rule else { return }
        let (old, name) = (data.current, issue.shortID.description)
        var draft = RulesDraft(
            revision: old.revision, stackRules: old.stackRules, fingerprintRules: "\(rule)\n\(old.fingerprintRules)",
            note: name)
        draft.issue = issue.id
        data.draft = draft
    }

    private func rulesData(_ visit: Visit, _ project: Project) async throws -> GroupingRulesData {
        var data = GroupingRulesData(
            project: project, current: try await storage.groupingRules(of: project.id),
            configuration: try await storage.groupingConfiguration(of: project.id))
        data.history = try await storage.groupingRuleHistory(of: project.id, limit: GroupingRulesData.historyMax)
        data.userNames = data.history.isEmpty ? [:] : try await userNames()
        data.canChange = try await mayChangeGrouping(visit, project)
        data.newestConfiguration = GroupingService.newestConfiguration
        return data
    }

    private func rulesPage(
        _ visit: Visit, _ data: GroupingRulesData, _ frame: FrameModel, status: HTTPResponse.Status = .ok
    ) -> Response {
        page(
            groupingRulesPage(GroupingRulesModel(frame: frame, data: data, now: visit.now)), status: status, visit)
    }

    /// Revisions beyond the listed ones can be opened, too.
    private static let revisionsMax = 1_000

    private func rules(ofRevision revision: Int64, in project: ProjectID) async throws -> GroupingRules? {
        try await storage.groupingRuleHistory(of: project, limit: Self.revisionsMax).first { $0.revision == revision }
    }

    private func changeRules(
        _ visit: Visit, _ data: inout GroupingRulesData, _ frame: FrameModel
    ) async throws -> Response {
        let form = try await form(visit)
        let action = RulesAction(rawValue: form[FieldName.action])
        if action == .upgrade {
            _ = try await grouping.move.move(data.project.id, to: GroupingService.newestConfiguration, at: visit.now)
            return redirect(to: Link.groupingRules(projectSlug: data.project.slug).path)
        }
        guard let action, let revision = Int64(form[FieldName.revision]) else { throw PageFailure.badRequest }
        if action == .restore { return try await restore(revision, visit, data, frame) }
        var draft = RulesDraft(
            revision: revision, stackRules: form[FieldName.stackRules],
            fingerprintRules: form[FieldName.fingerprintRules], note: form[FieldName.note])
        draft.previewDays = Int(form[FieldName.days]).flatMap(RegroupDays.init(rawValue:)) ?? .fortnight
        if let issue = try await issue(numbered: form[FieldName.issue], in: data.project) {
            draft.issue = issue.id
            data.offer = RuleOffer(issue: issue.shortID.description, isFound: true)
        }
        data.draft = draft
        data.problems = draft.sizeProblems
        if data.problems.isEmpty { data.problems = grouping.pageProblems(in: GroupingRules(draft)) }
        guard data.problems.allSatisfy(\.fault.isWarning) else {
            return rulesPage(visit, data, frame, status: .unprocessableContent)
        }
        if action == .preview { return try await preview(draft, visit, &data, frame) }
        return try await save(GroupingRules(draft), visit, data, frame)
    }

    private func preview(
        _ draft: RulesDraft, _ visit: Visit, _ data: inout GroupingRulesData, _ frame: FrameModel
    ) async throws -> Response {
        do {
            data.preview = try await grouping.preview(
                GroupingRules(draft), of: data.project.id, over: draft.previewDays, at: visit.now)
            audit.nothingWritten()
            return rulesPage(visit, data, frame)
        } catch is Turns.TooMany {
            data.isBusy = true
            return rulesPage(visit, data, frame, status: .serviceUnavailable)
        }
    }

    private func save(
        _ rules: GroupingRules, _ visit: Visit, _ data: GroupingRulesData, _ frame: FrameModel
    ) async throws -> Response {
        do {
            let saved = try await storage.save(
                rules, of: data.project.id, by: visit.session?.user.id, at: visit.now)
            if let id = data.draft?.issue, let issue = try await storage.issue(id) {
                try await grouping.lead(eventsLikeThoseOf: issue, at: visit.now)
            }
            return redirect(
                to: Link.groupingRules(projectSlug: data.project.slug).path, with: .rulesSaved(saved.revision))
        } catch let conflict as RulesConflict {
            var data = try await rulesData(visit, data.project).with(draftOf: data)
            data.conflict = conflict.current
            return rulesPage(visit, data, frame, status: .conflict)
        }
    }

    /// An old revision becomes the newest one; what was said about it then is said again.
    private func restore(
        _ revision: Int64, _ visit: Visit, _ data: GroupingRulesData, _ frame: FrameModel
    ) async throws -> Response {
        guard var rules = try await rules(ofRevision: revision, in: data.project.id) else { throw PageFailure.notFound }
        rules.revision = data.current.revision
        return try await save(rules, visit, data, frame)
    }
}

extension GroupingRules {
    fileprivate init(_ draft: RulesDraft) {
        self.init(
            revision: draft.revision, stackRules: draft.stackRules, fingerprintRules: draft.fingerprintRules,
            note: draft.note)
    }
}

extension GroupingRulesData {
    /// Newly read, with what somebody typed.
    fileprivate func with(draftOf other: GroupingRulesData) -> GroupingRulesData {
        var copy = self
        (copy.draft, copy.problems) = (other.draft, other.problems)
        return copy
    }
}
