import SentryAPI
import SentryProtocol
import Storage
import Testing

@Suite("API: statistics")
struct StatisticsTests {
    private func world() async throws -> World {
        let world = try await World()
        await world.figures.set([
            OutcomeSeries(category: .error, outcome: "accepted", reason: "", quantities: [5, 1]),
            OutcomeSeries(category: .default, outcome: "filtered", reason: "web-crawlers", quantities: [2, 0]),
            OutcomeSeries(category: .error, outcome: "client_discard", reason: "sample_rate", quantities: [9, 0]),
            OutcomeSeries(category: .transaction, outcome: "accepted", reason: "", quantities: [7, 0]),
        ])
        return world
    }

    @Test(
        "a project's errors are counted by what became of them",
        arguments: [("received", 7), ("generated", 5), ("blacklisted", 2), ("rejected", 0)])
    func project(stat: String, first: Int) async throws {
        let answer = await try world().get(
            "/projects/acme/web/stats/?stat=\(stat)&since=1785578400&until=1785585600&resolution=1h")
        #expect(try answer.json.count == 3)
        #expect(try answer.json[0]?[0]?.integer == 1_785_578_400)
        #expect(try answer.json[0]?[1]?.integer == first)
    }

    @Test("an organization's are the sum, or one list for each project")
    func organization() async throws {
        let world = try await world()
        #expect(try await world.get("/organizations/acme/stats/").json[0]?[1]?.integer == 7)
        #expect(try await world.get("/organizations/acme/stats/?group=project").json["2"]?[0]?[1]?.integer == 7)
        #expect(await world.get("/organizations/acme/stats/?stat=odd").status == 400)
        #expect(await world.get("/organizations/acme/stats/?resolution=10s&since=0&until=99999999").status == 400)
    }

    @Test("stats_v2 groups and filters outcomes; errors of all kinds are one category")
    func outcomes() async throws {
        let world = try await world()
        let answer = await world.get(
            "/organizations/acme/stats_v2/?field=sum(quantity)&groupBy=outcome&category=error&interval=1h&statsPeriod=2h"
        )
        let json = try answer.json
        #expect(answer.status == 200 && json["groups"]?.count == 3)
        #expect(json["groups"]?[0]?["by"]?["outcome"]?.string == "accepted")
        #expect(json["groups"]?[0]?["totals"]?["sum(quantity)"]?.integer == 6)
        #expect(json["groups"]?[0]?["series"]?["sum(quantity)"]?.count == json["intervals"]?.count)
        let projects = await world.get(
            "/organizations/acme/stats_v2/?field=sum(times_seen)&groupBy=project&category=transaction")
        #expect(try projects.json["groups"]?[0]?["by"]?["project"]?.integer == 2)
        let none = await world.get("/organizations/acme/stats_v2/?groupBy=outcome&category=error")
        #expect(none.status == 400 && none.detail == "At least one \"field\" is required.")
        let broad = await world.get("/organizations/acme/stats_v2/?field=sum(quantity)&groupBy=outcome")
        #expect(broad.detail == "Query must have category as groupby or filter")
    }

    @Test("events-stats draws events, people and rates; one axis stands for itself, several are named")
    func events() async throws {
        let world = try await world()
        await world.figures.set(Overview(), counts: [3, 60])
        let path = "/organizations/acme/events-stats/?start=2026-08-01T10:00:00&end=2026-08-01T12:00:00&interval=5m"
        let one = try await world.get(path + "&yAxis=count()").json
        #expect(one["data"]?.count == 2, "no bar is shorter than an hour")
        #expect(one["data"]?[1]?[0]?.integer == 1_785_582_000)
        #expect(one["data"]?[1]?[1]?[0]?["count"]?.integer == 60)
        #expect(one["start"]?.integer == 1_785_578_400)
        let several = try await world.get(path + "&yAxis=count()&yAxis=count_unique(user)&yAxis=epm()").json
        #expect(several["count_unique(user)"]?["data"]?[0]?[1]?[0]?["count"]?.integer == 2)
        #expect(several["epm()"]?["data"]?[1]?[1]?[0]?["count"]?.double == 1)
        #expect(several["count()"]?["order"]?.integer == 0)
        #expect(await world.get(path + "&yAxis=p95(x)").status == 400)
    }

    @Test("a query for a release or a type is counted by events")
    func labels() async throws {
        let world = try await world()
        let path = "/organizations/acme/events-stats/?statsPeriod=2h&query="
        _ = await world.get(path + "release%3A%22web%201%22")
        #expect(await world.figures.lastLabel == .release("web 1"))
        _ = await world.get(path + "error.type:TypeError+event.type:error")
        #expect(await world.figures.lastLabel == .type("TypeError"))
        #expect(await world.get(path + "is:unresolved").status == 200)
        #expect(await world.get(path + "is:nonsense").status == 400)
    }

    @Test("the top values of a field have a series each, and others one together")
    func top() async throws {
        let world = try await world()
        var overview = Overview()
        overview.releases = [NamedCount(name: "a", events: 9), NamedCount(name: "b", events: 2)]
        await world.figures.set(overview, counts: [4])
        let path = "/organizations/acme/events-stats/?statsPeriod=2h&topEvents=5&field=release&field=count()"
        let json = try await world.get(path).json
        #expect(
            json["a"]?["order"]?.integer == 0 && json["b"]?["order"]?.integer == 1
                && json["Other"]?["order"]?.integer == 2)
        #expect(json["Other"]?["data"]?[0]?[1]?[0]?["count"]?.integer == 0)
        #expect(try await world.get(path + "&excludeOther=1").json["Other"] == nil)
        #expect(await world.get("/organizations/acme/events-stats/?topEvents=5&field=odd").status == 400)
    }
}
