import SentryProtocol
import Storage

/// Sessions of the last 24 hours, when `health=1` asks for them. People are not counted here, so their shares are null.
struct ReleaseHealthJSON: Sendable {
    let sessions: [ProjectID: [String: SessionCounts]]

    init?(_ call: Call, _ scope: ReleaseScope) async throws {
        guard ["1", "true"].contains(call.request.value(of: "health") ?? "") else { return nil }
        let period = Period(start: call.now.adding(seconds: -86_400), end: call.now.adding(seconds: 1))
        let environments = call.environments
        var sessions: [ProjectID: [String: SessionCounts]] = [:]
        for project in scope.projects {
            sessions[project.id] = try await call.api.figures.sessions(
                of: [project.id], environments: environments, over: period)
        }
        self.sessions = sessions
    }

    func encode(_ counts: SessionCounts, of project: ProjectID, into writer: inout JSONWriter) {
        let all = (sessions[project] ?? [:]).values.reduce(0) { $0 + $1.total }
        writer.object { writer in
            writer.null("adoption")
            writer.key("sessionsAdoption")
            if all > 0 { writer.double(Double(counts.total) / Double(all) * 100) } else { writer.null() }
            writer.null("crashFreeUsers")
            writer.key("crashFreeSessions")
            if let rate = counts.crashFreeRate { writer.double(rate * 100) } else { writer.null() }
            writer.field("sessionsCrashed", counts.crashed)
            writer.field("sessionsErrored", counts.errored)
            for name in ["totalUsers", "totalUsers24h", "totalProjectUsers24h"] as [StaticString] { writer.null(name) }
            writer.field("totalSessions", counts.total)
            writer.field("totalSessions24h", counts.total)
            writer.field("totalProjectSessions24h", all)
            writer.null("durationP50")
            writer.null("durationP90")
            writer.field("hasHealthData", true)
        }
    }
}
