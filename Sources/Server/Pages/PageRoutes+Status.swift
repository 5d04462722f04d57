import Compression
import Hummingbird
import Ingest
import Pages
import SQLiteStorage
import SentryProtocol
import Storage

/// `/settings/status/`: whether everything is well, and what became of what was sent.
extension PageRoutes {
    func status(_ visit: Visit) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let projects = try await visibleProjects(visit)
        var data = StatusData(startedAt: startedAt)
        data.obstacle = await storage.readiness()
        data.ingest = await ingestFigures()
        data.disk = await installation.storage.diskUse().map {
            DiskFigures(used: $0.used, free: $0.free, floor: $0.floor)
        }
        data.outcomes = try await outcomes(of: projects, at: visit.now)
        data.problems = ingest.maintenance.recent.map { StatusProblem(at: $0.at, .other($0.text)) }
        for problem in await installation.storage.problems() + installation.codec.problems {
            data.problems.append(StatusProblem(at: visit.now, .other(problem)))
        }
        data.retention = retention()
        data.refusals = ingest.refusals.recent
        data.projects = projects
        let model = StatusModel(frame: frame(visit, projects: projects), data: data, now: visit.now)
        return page(statusPage(model), visit)
    }

    private func ingestFigures() async -> IngestFigures {
        let statistics = await storage.statistics()
        var figures = IngestFigures()
        figures.queuedBytes = statistics.queuedBytes
        figures.queuedBytesMax = configuration.queueBytesMax
        figures.requestBytes = ingest.budget.inUse
        figures.requestBytesMax = ingest.budget.limit
        figures.eventsStored = statistics.eventsStored
        figures.eventsDuplicate = statistics.eventsDuplicate
        figures.commits = statistics.commits
        return figures
    }

    /// Of the last 24 hours, all projects together.
    private func outcomes(of projects: [Project], at now: Timestamp) async throws -> [OutcomeFigure] {
        let period = Period(start: now.adding(seconds: -86_400), end: now.adding(seconds: 60))
        var sums: [OutcomeFigure: Int] = [:]
        for project in projects.map({ Optional($0.id) }) + [nil] {
            for series in try await installation.storage.outcomes(of: project, over: period, bars: 1) {
                let figure = OutcomeFigure(
                    category: series.category, outcome: series.outcome, reason: series.reason, quantity: 0)
                sums[figure, default: 0] = Int(clamping: Int64(sums[figure] ?? 0) &+ Int64(series.total))
            }
        }
        return sums.map { figure, quantity in
            var figure = figure
            figure.quantity = quantity
            return figure
        }
    }

    private func retention() -> [RetentionFigure] {
        let policy = RetentionPolicy(days: configuration.retentionDays)
        return DataKind.allCases.map { RetentionFigure(kind: $0, days: policy.days(of: $0)) }
    }
}
