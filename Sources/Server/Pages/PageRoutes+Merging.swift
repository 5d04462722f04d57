import HTTPTypes
import Hummingbird
import Pages
import SentryProtocol
import Storage

/// Merging issues, and taking them apart again.
extension PageRoutes {
    /// What the list's form, the panel of similar issues and the notices' Undo ask for.
    func apply(
        _ action: MergeAction, _ form: FormBody, to issues: [IssueID], _ visit: Visit, back: String
    ) async throws -> Response {
        guard let user = visit.session?.user else { throw PageFailure.badRequest }
        let target = Int64(form[FieldName.target]).map { IssueID(rawValue: $0) }
        do {
            switch action {
            case .merge: return try await merge(issues, into: target, by: user, visit, back: back)
            case .undoMerge:
                guard let merge = Int64(form[FieldName.merge]), let target else { throw PageFailure.badRequest }
                // The gate has let them change this issue; the number could be that of any merge.
                guard let merged = try await storage.issue(ofMerge: merge),
                    try await storage.issue(target)?.id == merged
                else { throw MergeError.unknownHashes([]) }
                let undone = try await storage.undo(merge: merge, by: .user(user.id), at: visit.now)
                return redirect(to: back, with: .takenOut(of: target, undone.issues, forgotten: undone.forgotten))
            case .unmerge: throw PageFailure.badRequest
            }
        } catch let error as MergeError {
            return redirect(to: back, with: .mergeRefused(MergeRefusal(error)))
        }
    }

    private func merge(
        _ issues: [IssueID], into target: IssueID?, by user: User, _ visit: Visit, back: String
    ) async throws -> Response {
        let merge = try await storage.merge(issues, into: target, by: .user(user.id), at: visit.now)
        return redirect(to: back, with: .merged(into: merge.target, others: merge.merged.count, merge: merge.id))
    }

    /// `/issues/<id>/merged/`: the hashes of an issue.
    func merged(_ visit: Visit, _ issue: IssueSummary) async throws -> Response {
        if visit.isPost { return try await takeOut(visit, of: issue.id) }
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let projects = try await visibleProjects(visit)
        guard let project = projects.first(where: { $0.id == issue.projectID }) else { throw PageFailure.notFound }
        let hashes = try await storage.hashes(of: issue.id, limit: MergedData.hashesMax + 1)
        let origins = try await storage.shortIDs(
            ofMerged: hashes.prefix(MergedData.hashesMax).compactMap(\.mergedFrom))
        var data = MergedData(issue: issue, project: project, hashes: hashes, origins: origins)
        data.isMoving = try await storage.isMovingEvents(of: issue.id)
        let model = MergedModel(frame: frame(visit, projects: projects), data: data, now: visit.now)
        return page(mergedPage(model), visit)
    }

    private func takeOut(_ visit: Visit, of issue: IssueID) async throws -> Response {
        let form = try await form(visit)
        let back = Link.merged(issue).path
        guard form[FieldName.action] == MergeAction.unmerge.rawValue, let user = visit.session?.user else {
            throw PageFailure.badRequest
        }
        let hashes = Array(Set(form.all(FieldName.hash).prefix(MergedData.hashesMax))).sorted()
        guard !hashes.isEmpty else { return redirect(to: back, with: .mergeRefused(.noneSelected)) }
        do {
            let taken = try await storage.unmerge(hashes, of: issue, by: .user(user.id), at: visit.now)
            return redirect(to: back, with: .takenOut(of: issue, taken.issues, forgotten: taken.forgotten))
        } catch let error as MergeError {
            return redirect(to: back, with: .mergeRefused(MergeRefusal(error)))
        }
    }

    /// Addresses of an issue that is part of another one lead there.
    func redirectMerged(_ visit: Visit, to issue: IssueID, _ rest: ArraySlice<String>) -> Response {
        var path = Link.issue(issue).path + rest.map { PercentEncoding.encode($0) }.joined(separator: "/")
        if let last = rest.last, !last.hasSuffix(".json") { path += "/" }
        if let query = visit.request.uri.query, !query.isEmpty { path += "?" + query }
        var response = redirect(to: LocalPath.checked(path) ?? Link.issue(issue).path)
        response.status = .found
        return response
    }
}
