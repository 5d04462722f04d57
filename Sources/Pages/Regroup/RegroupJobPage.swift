import Markup
import SentryProtocol
import Storage

/// One regrouping: how far it is and what can be done about it.
public struct RegroupJobModel: Sendable {
    public var frame: FrameModel
    var projectName: String
    var projectSlug: String
    var job: RegroupJobSummary
    var facts: [(name: String, value: String)]
    var problem: String?
    var actions: [RegroupAction]

    /// In how many seconds the page should be asked for again; nil when nothing changes any more.
    public var refreshSeconds: Int? { job.isAtWork ? 3 : nil }

    /// Turns what was read into text.
    public init(
        frame: FrameModel, project: Project, job: RegroupJob, userNames: [UserID: String] = [:], canChange: Bool = true,
        now: Timestamp
    ) {
        let (say, clock) = (frame.language, Clock(now: now, frame: frame))
        self.frame = frame
        self.frame.selectedProject = project.slug
        (projectName, projectSlug) = (project.name, project.slug)
        self.job = RegroupJobSummary(job, project, userNames, clock)
        facts = [
            (say(.period), self.job.period), (say(.rules(.revisionHead)), self.job.rules),
            (say(.rules(.factRead)), say(.rules(.readOf(job.eventsRead, of: max(job.eventsRead, job.eventsTotal))))),
            (say(.rules(.factMoved)), job.eventsMoved.grouped), (say(.rules(.factOpened)), job.issuesOpened.grouped),
            (say(.rules(.factEmptied)), job.issuesEmptied.grouped),
            (say(.rules(.started)), clock.label(job.createdAt).text + " · " + self.job.author),
            (say(.rules(.factUpdated)), clock.label(job.updatedAt).text),
        ]
        // Of words that are none, as older runs have them, nothing more can be said either.
        problem = job.problem.map { say(.rules(.jobProblem(RegroupProblem(rawValue: $0) ?? .storage))) }
        actions =
            switch job.state {
            case .running: [.cancel]
            case .done, .failed, .cancelled: job.eventsMoved > 0 ? [.revert] : []
            case .reverting, .reverted: []
            }
        if !canChange { actions = [] }
    }
}

/// `/projects/<slug>/settings/grouping/regroup/<job>/`. Without script the page is asked for again by a header.
public func regroupJobPage(_ model: RegroupJobModel) -> HTML {
    let (say, job) = (model.frame.language, model.job)
    let here = job.link
    let facts = model.facts.html { "<div><dt>\($0.name)</dt><dd>\(foreign($0.value))</dd></div>" }
    let again: HTML = when(job.isAtWork, "<a class=\"button\" href=\"\(here.path)\">\(say(.checkNow))</a>")
    return framePage(
        model.frame, title: say(.rules(.regroupTitle)) + " · " + model.projectName, section: .projects, next: here,
        content: """
            \(rulesHead(model.projectName, model.projectSlug, isRegroup: true, say))
            <div class="arrival\(when(job.state == .done, " ok"))" role="status"><p>\(say(.rules(.sentence(job.state))))\
            \(when(job.state == .running, " \(job.percent) %"))</p>\(again)</div>
            \(model.problem.map { "<p class=\"problem\" role=\"alert\">\(foreign($0))</p>" })\
            \(progressBar(job, say))
            <div class="facts"><dl>\(facts)</dl></div>
            \(jobActions(model))
            """)
}

private func progressBar(_ job: RegroupJobSummary, _ say: Language) -> HTML? {
    guard job.state == .running else { return nil }
    return """
        <svg class="progress" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" \
        aria-label="\(say(.rules(.progress(job.percent))))"><rect class="back" width="100" height="4"/>\
        <rect width="\(job.percent)" height="4"/></svg>
        """
}

private func jobActions(_ model: RegroupJobModel) -> HTML? {
    guard !model.actions.isEmpty else { return nil }
    let say = model.frame.language
    let buttons = model.actions.html { action in
        "<button name=\"\(FieldName.action)\" value=\"\(action.rawValue)\">\(say(.rules(.action(action))))</button>"
    }
    let hint: HTML = when(
        model.actions.contains(.revert), " <small class=\"muted\">\(say(.rules(.revertHint)))</small>")
    return """
        <form method="post" action="\(model.job.link.path)" class="start">\(csrfField(model.frame.csrf))\
        \(buttons)\(hint)</form>
        """
}
