import HTTPTypes
import Hummingbird
import Pages
import Regrouping
import SentryProtocol
import Storage

/// `/projects/<slug>/settings/grouping/regroup/`: applies today's rules to stored events.
extension PageRoutes {
    func regroup(_ visit: Visit, _ project: Project, _ frame: FrameModel) async throws -> Response {
        if visit.isPost { return try await postRegrouping(visit, project, frame) }
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        var data = try await regroupData(visit, project)
        if let text = visit.query[FieldName.days] {
            guard let days = Int(text).flatMap(RegroupDays.init(rawValue:)) else { throw PageFailure.badRequest }
            data.days = days
        }
        return regroupPage(visit, data, frame)
    }

    private func regroupData(_ visit: Visit, _ project: Project) async throws -> RegroupData {
        var data = RegroupData(
            project: project, jobs: try await storage.regroupJobs(of: project.id, limit: RegroupData.jobsMax),
            canChange: try await mayChangeGrouping(visit, project))
        data.userNames = data.jobs.isEmpty ? [:] : try await userNames()
        return data
    }

    private func regroupPage(
        _ visit: Visit, _ data: RegroupData, _ frame: FrameModel, status: HTTPResponse.Status = .ok
    ) -> Response {
        page(Pages.regroupPage(RegroupModel(frame: frame, data: data, now: visit.now)), status: status, visit)
    }

    private func postRegrouping(_ visit: Visit, _ project: Project, _ frame: FrameModel) async throws -> Response {
        let form = try await form(visit)
        guard let days = Int(form[FieldName.days]).flatMap(RegroupDays.init(rawValue:)) else {
            throw PageFailure.badRequest
        }
        switch RegroupAction(rawValue: form[FieldName.action]) {
        case .dryRun: return try await dryRun(visit, project, over: days, frame)
        case .start: return try await startRegrouping(visit, project, over: days)
        case .cancel, .revert, nil: throw PageFailure.badRequest
        }
    }

    /// A dry run reads many events: it is for those who may do something about what it finds.
    private func dryRun(
        _ visit: Visit, _ project: Project, over days: RegroupDays, _ frame: FrameModel
    ) async throws -> Response {
        var data = try await regroupData(visit, project)
        data.days = days
        do {
            data.dryRun = try await grouping.dryRun(of: project.id, over: days, at: visit.now)
            audit.nothingWritten()
            return regroupPage(visit, data, frame)
        } catch is Turns.TooMany {
            data.isBusy = true
            return regroupPage(visit, data, frame, status: .serviceUnavailable)
        }
    }

    private func startRegrouping(_ visit: Visit, _ project: Project, over days: RegroupDays) async throws -> Response {
        let job = try await grouping.runner.begin(
            on: project.id, in: days.period(at: visit.now), by: visit.session?.user.id)
        guard let job else {
            return redirect(to: Link.regroup(projectSlug: project.slug).path, with: .regroup(.busy))
        }
        return redirect(to: Link.regroupJob(projectSlug: project.slug, job.id).path, with: .regroup(.started))
    }

    func regroupJob(
        _ visit: Visit, _ project: Project, _ job: RegroupJob, _ frame: FrameModel
    ) async throws -> Response {
        if visit.isPost { return try await changeRegrouping(visit, project, job) }
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let model = RegroupJobModel(
            frame: frame, project: project, job: job, userNames: job.authorID == nil ? [:] : try await userNames(),
            canChange: try await mayChangeGrouping(visit, project), now: visit.now)
        var response = page(regroupJobPage(model), visit)
        if let seconds = model.refreshSeconds, let refresh = HTTPField.Name("Refresh") {
            // To the address without its notice, which has been read by then.
            response.headers[refresh] = "\(seconds); url=" + Link.regroupJob(projectSlug: project.slug, job.id).path
        }
        return response
    }

    private func changeRegrouping(_ visit: Visit, _ project: Project, _ job: RegroupJob) async throws -> Response {
        let form = try await form(visit)
        let back = Link.regroupJob(projectSlug: project.slug, job.id).path
        switch RegroupAction(rawValue: form[FieldName.action]) {
        case .cancel:
            let cancelled = try await grouping.runner.cancel(job.id)
            return redirect(to: back, with: .regroup(cancelled == nil ? .refused : .cancelled))
        case .revert:
            let reverting = try await grouping.runner.revert(job.id)
            return redirect(to: back, with: .regroup(reverting == nil ? .refused : .reverting))
        case .start, .dryRun, nil: throw PageFailure.badRequest
        }
    }
}
