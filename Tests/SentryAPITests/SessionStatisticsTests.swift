import SentryAPI
import SentryProtocol
import Storage
import Testing

@Suite("API: sessions")
struct SessionStatisticsTests {
    private static let path =
        "/organizations/acme/sessions/?start=2026-08-01T10:00:00&end=2026-08-01T12:00:00&interval=1h"

    private func world() async throws -> World {
        let world = try await World()
        await world.figures.setGroups([
            SessionGroup(
                release: "web@1.0.0",
                sessions: [SessionCounts(total: 3, errored: 2, crashed: 1), SessionCounts(total: 1)],
                people: [SessionCounts(total: 2, errored: 1, crashed: 1), SessionCounts(total: 1)],
                peopleTotal: SessionCounts(total: 2, errored: 1, crashed: 1)),
            SessionGroup(
                release: "", sessions: [SessionCounts(), SessionCounts()], people: [SessionCounts(), SessionCounts()]),
        ])
        return world
    }

    @Test("counts and rates come as totals and by interval, in the shape that clients read")
    func shape() async throws {
        let world = try await world()
        let fields = ["sum(session)", "count_unique(user)", "crash_rate(session)", "crash_free_rate(user)"]
        let answer = await world.get(Self.path + "&groupBy=release" + fields.map { "&field=" + $0 }.joined())
        let json = try answer.json
        #expect(answer.status == 200)
        #expect(json["start"]?.string == "2026-08-01T10:00:00Z" && json["end"]?.string == "2026-08-01T12:00:00Z")
        #expect(json["query"]?.string == "")
        #expect(json["intervals"]?.sourceText == #"["2026-08-01T10:00:00Z","2026-08-01T11:00:00Z"]"#)
        let first = json["groups"]?[0]
        #expect(first?["by"]?.sourceText == #"{"release":"web@1.0.0"}"#)
        #expect(first?["totals"]?["sum(session)"]?.integer == 4)
        #expect(first?["totals"]?["count_unique(user)"]?.integer == 2, "people are counted once")
        #expect(first?["totals"]?["crash_rate(session)"]?.double == 0.25)
        #expect(first?["totals"]?["crash_free_rate(user)"]?.double == 0.5)
        #expect(first?["series"]?["sum(session)"]?.sourceText == "[3,1]")
        #expect(first?["series"]?["crash_free_rate(user)"]?.sourceText == "[0.5,1]")
        let second = json["groups"]?[1]
        #expect(second?["totals"]?["crash_rate(session)"]?.isNull == true)
        let query = await world.figures.lastSessionQuery
        #expect(query?.bars == 2 && query?.groupings == [.release] && query?.countsPeople == true)
        #expect(query?.projects == [ProjectID(rawValue: 2)])
    }

    @Test("sessions are told apart by how they ended, each of one kind")
    func statuses() async throws {
        let json = try await world().get(Self.path + "&field=sum(session)&groupBy=session.status&includeSeries=0").json
        let counts = json["groups"]?.elements.prefix(5).map { group in
            "\(group["by"]?["session.status"]?.string ?? ""): \(group["totals"]?["sum(session)"]?.integer ?? -1)"
        }
        #expect(counts == ["abnormal: 0", "crashed: 1", "errored: 1", "healthy: 2", "unhandled: 0"])
        #expect(json["groups"]?[0]?["series"] == nil)
    }

    @Test("without sessions there is a group of zeros, unless they are told apart by what they have")
    func nothing() async throws {
        let world = try await World()
        let all = try await world.get(Self.path + "&field=sum(session)&field=count_unique(user)").json
        #expect(all["groups"]?.count == 1)
        #expect(all["groups"]?[0]?["by"]?.sourceText == "{}")
        #expect(all["groups"]?[0]?["series"]?["count_unique(user)"]?.sourceText == "[0,0]")
        #expect(try await world.get(Self.path + "&field=sum(session)&groupBy=project").json["groups"]?.count == 0)
    }

    @Test(
        "what cannot be answered is named",
        arguments: [
            ("", "At least one \"field\" is required."),
            ("&field=p95(session.duration)", "Invalid field: \"p95(session.duration)\""),
            ("&field=sum(session)&groupBy=country", "Invalid groupBy: \"country\""),
            (
                "&field=crash_rate(session)&groupBy=session.status",
                "Cannot group field crash_rate(session) by session.status"
            ),
            (
                "&field=sum(session)&query=release:a",
                "Invalid query: sessions cannot be searched. Use project and environment."
            ),
            (
                "&field=sum(session)&interval=10m",
                "The interval has to be a multiple of the minimum interval of one hour."
            ),
            ("&field=sum(session)&interval=5h", "The interval should divide one day without a remainder."),
            ("&field=sum(session)&interval=2d", "The interval has to be less than one day."),
        ])
    func refused(query: String, detail: String) async throws {
        let answer = try await world().get(Self.path + query)
        #expect(answer.status == 400)
        #expect(answer.detail == detail)
    }

    @Test("environments and projects choose, and other people's projects are not found")
    func choice() async throws {
        let world = try await world()
        _ = await world.get(Self.path + "&field=sum(session)&environment=dev&environment=prod&project=2")
        let query = await world.figures.lastSessionQuery
        #expect(query?.environments == ["dev", "prod"] && query?.countsPeople == false)
        #expect(await world.get(Self.path + "&field=sum(session)&project=99").status == 404)
        #expect(await world.get("/organizations/nobody/sessions/?field=sum(session)").status == 404)
    }
}
