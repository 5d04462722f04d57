import SentryProtocol
import Storage
import Testing

/// Every key of web-api.md §3.2 that events answer, in every form that it takes.
@Suite("Fields of the search language")
struct SearchFieldTests {
    private let projects = [Sample.project]

    /// Issue a: what an application that tells everything sends, and once with another answer and region; issue b: a
    /// message that tells nothing.
    private func fill(_ store: any StorageEngine) async throws {
        _ = try await store.commit(
            Sample.batch(
                Self.row(try Self.rich(1, status: 503, region: "eu"), in: "a"),
                Self.row(try Self.rich(2, status: 200, region: "us"), in: "a"), Self.row(Self.poor(), in: "b")))
    }

    private func found(_ store: any StorageEngine, _ text: String) async throws -> String {
        let query = IssueQuery(projects: projects, search: try SearchQuery(parsing: text))
        let page = try await store.issues(matching: query)
        #expect(page.hits == page.rows.count)
        #expect(try await store.issueCount(matching: query, upTo: 9) == page.rows.count)
        #expect(try await store.issueIDs(matching: query, upTo: 9).sorted() == page.rows.map(\.id).sorted())
        let list = try await store.issueList(
            IssueListQuestion(query: query, tabs: [], countMax: 9, trendPeriod: Self.day, bars: 24, viewer: nil))
        #expect(list.page.rows.map(\.id) == page.rows.map(\.id), "the page lists what the API lists")
        return page.rows.map { $0.metadata.type == nil ? "b" : "a" }.sorted().joined()
    }

    private static let day = Period(start: Sample.noon.adding(seconds: -86_400), end: Sample.noon.adding(seconds: 1))

    /// A search, and the issues that it finds.
    private static let searches: [(String, String)] = [
        // What only bodies have: texts, numbers, booleans, with every form of each.
        ("trace:4c79f60c11214eb38604f4ae0781bfb2", "a"), ("trace:4c79*", "a"), ("trace:0", ""), ("!trace:4c79*", "b"),
        ("has:trace", "a"), ("!has:trace", "b"), ("trace:\"\"", "b"), ("!trace:\"\"", "a"),
        ("http.status_code:503", "a"), ("http.status_code:5*", "a"), ("http.status_code:>=500", "a"),
        ("http.status_code:[404, 503]", "a"), ("http.status_code:404", ""), ("!http.status_code:[200, 503]", "b"),
        ("!http.status_code:503", "ab"), ("http.status_code:<200", ""),
        ("http.referer:https://a.example/cart", "a"), ("http.referer:*A.EXAMPLE*", "a"), ("!has:http.referer", "b"),
        ("stack.abs_path:/srv/app/pay.py", "a"), ("stack.abs_path:*/pay.py", "a"), ("stack.abs_path:app/pay.py", ""),
        ("stack.lineno:42", "a"), ("stack.lineno:>41", "a"), ("stack.lineno:<=10", "a"), ("stack.lineno:<10", ""),
        ("stack.lineno:[1, 42]", "a"), ("!stack.lineno:42", "b"), ("stack.lineno:0.042k", "a"), ("stack.colno:7", "a"),
        ("stack.colno:!=7", ""), ("has:stack.colno", "a"),
        ("stack.in_app:true", "a"), ("stack.in_app:0", "a"), ("!stack.in_app:1", "b"), ("has:stack.in_app", "a"),
        ("symbolicated_in_app:false", "a"), ("symbolicated_in_app:true", ""), ("!has:symbolicated_in_app", "b"),
        ("error.main_thread:1", "a"), ("error.main_thread:false", ""),
        ("flags[checkout]:true", "a"), ("flags[checkout]:false", ""), ("!flags[checkout]:true", "b"),
        ("has:flags[checkout]", "a"), ("flags[\"new cart\"]:false", "a"), ("flags[other]:true", ""),
        ("device.arch:arm64", "a"), ("device.arch:ARM*", "a"), ("device.brand:[LG, Samsung]", "a"),
        ("device.model_id:x", ""), ("!device.arch:arm64", "b"), ("device.uuid:d-1", "a"), ("device.family:Galaxy", "a"),
        ("os.rooted:true", "a"), ("os.rooted:0", ""), ("os.build:UP1A", "a"), ("os.kernel_version:6.*", "a"),
        ("app.in_foreground:false", "a"), ("geo.city:Seoul", "a"), ("!geo.country_code:KR", "b"), ("geo.region:*", "a"),
        ("unreal.crash_type:Crash", ""), ("ota_updates.channel:production", "a"),
        // Releases.
        ("release.version:2.1.0", "a"), ("release.version:>=2", "a"), ("release.version:>1.9.0", "a"),
        ("release.version:<1.9.0", "b"), ("release.version:2.*", "a"), ("release.version:2", "a"),
        ("release.version:web@2.1.*", "a"), ("release.version:other@2.1.0", ""), ("release.version:>other@1.0", ""),
        ("release.version:[1.9.0-rc.1, 2.1.0]", "ab"), ("!release.version:2.1.0", "b"),
        ("release.version:!=2.1.0", "b"),
        ("release.build:517", "a"), ("release.build:>500", "a"), ("release.build:5*", "a"), ("release.build:<5", ""),
        ("release.package:web", "ab"), ("release.package:[x, web]", "ab"), ("!release.package:web", ""),
        ("release.stage:low_adoption", "ab"), ("release.stage:[adopted, replaced]", ""), ("has:release.version", "ab"),
        ("release:latest", "a"), ("release:*2.1.0*", "a"), ("firstRelease:latest", "a"), ("!firstRelease:latest", "b"),
        ("regressed_in_release:latest", ""), ("has:regressed_in_release", ""), ("dist:5", "a"),
        // Tags, parts of events, words.
        ("region:eu", "a"), ("tags[region]:[us, asia]", "a"), ("has:tags[region]", "a"), ("\"region\":eu", "a"),
        ("user.id:7", "a"), ("user:\"id:7\"", "a"), ("user:\"email:ada@example.com\"", "a"), ("user.username:ada", "a"),
        ("user.ip:192.0.2.1", "a"), ("!has:user", "b"), ("http.method:POST", "a"),
        ("url:https://shop.example/pay", "a"),
        ("http.url:*/pay", "a"), ("transaction:/pay", "a"), ("sdk.name:sentry.python", "a"), ("platform:python", "ab"),
        ("error.handled:false", "a"), ("error.unhandled:1", "a"), ("error.mechanism:wsgi", "a"),
        ("error.type:Pay*", "a"),
        ("error.value:\"card declined\"", "a"), ("error.value:card", ""), ("message:card", "a"), ("message:CARD*", "a"),
        ("message:[disk]", ""), ("message:disk", "b"), ("stack.function:pay", "a"), ("stack.filename:app/*", "a"),
        ("stack.module:app.pay", "a"), ("title:Pay*", "a"), ("culprit:shop.views", "a"), ("event.type:error", "a"),
        ("event.type:default", "b"), ("environment:prod", "a"), ("!has:environment", "b"), ("card", "a"),
        ("\"nearly out\"", "b"),
        // Issues.
        ("is:for_review", "ab"), ("!is:for_review", ""), ("is:linked", ""), ("is:unlinked", "ab"),
        ("is:reprocessing", ""),
        ("has:assigned", ""), ("!has:assigned", "ab"), ("has:level", "ab"), ("has:firstRelease", "ab"),
        ("has:timesSeen", "ab"), ("!has:issue", ""), ("events:>1", "a"), ("timesSeen:[1, 7]", "b"),
        ("level:error", "ab"),
        ("age:-1h", "ab"), ("age:+1h", ""), ("event.timestamp:>2026-11-23T10:00", "ab"), ("timestamp:2026-11-23", "ab"),
        // Several at once: one event has to meet them all.
        ("http.status_code:503 region:eu", "a"), ("http.status_code:503 region:us", ""),
        ("http.status_code:200 region:us is:unresolved stack.in_app:true", "a"),
        ("region:eu stack.lineno:42 is:resolved", ""),
        ("http.status_code:503 !region:eu", ""),
    ]

    @Test("each finds what it says, on pages and through the API alike", arguments: EngineUnderTest.all)
    func fields(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await store.makeShop()
            try await fill(store)
            for (text, expected) in Self.searches {
                #expect(try await found(store, text) == expected, "\(text)")
            }
        }
    }

    @Test("an issue is found by the release in which it came back", arguments: EngineUnderTest.all)
    func regressions(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let hour: Int64 = 3_600
            _ = try await store.commit(
                Sample.batch(Sample.event(1, at: Sample.noon.adding(seconds: -2 * hour), release: "web@1.0.0")))
            let issue = try await store.onlyIssue().id
            let resolved = Sample.noon.adding(seconds: -hour)
            _ = try await store.apply(.resolve, to: [issue], by: .system, at: resolved)
            _ = try await store.commit(Sample.batch(Sample.event(2, release: "web@1.1.0")))
            for (text, count) in [
                ("regressed_in_release:web@1.1.0", 1), ("regressed_in_release:web@1.*", 1),
                ("regressed_in_release:latest", 1), ("regressed_in_release:[a, web@1.1.0]", 1),
                ("regressed_in_release:web@1.0.0", 0), ("!regressed_in_release:web@1.1.0", 0),
                ("has:regressed_in_release", 1), ("is:for_review", 1),
            ] {
                let query = IssueQuery(projects: projects, search: try SearchQuery(parsing: text))
                #expect(try await store.issues(matching: query).rows.count == count, "\(text)")
            }
        }
    }

    @Test(
        "what only bodies tell is looked for in the period and the environments asked for",
        arguments: EngineUnderTest.all)
    func bounds(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            var old = try Self.rich(1, status: 500, region: "eu")
            old.occurredAt = Sample.noon.adding(seconds: -7_200)
            var new = try Self.rich(2, status: 404, region: "eu")
            new.environment = "dev"
            _ = try await store.commit(Sample.batch(Self.row(old, in: "a"), Self.row(new, in: "a")))
            func count(_ text: String, _ environments: [String], _ period: Period?) async throws -> Int {
                let query = IssueQuery(
                    projects: projects, search: try SearchQuery(parsing: text), environments: environments,
                    period: period)
                return try await store.issues(matching: query).rows.count
            }
            let recent = Period(start: Sample.noon.adding(seconds: -600), end: Sample.noon.adding(seconds: 1))
            let before = Period(start: Sample.noon.adding(seconds: -9_000), end: Sample.noon.adding(seconds: -3_600))
            #expect(try await count("http.status_code:500", [], nil) == 1)
            #expect(try await count("http.status_code:500", [], recent) == 0)
            #expect(try await count("http.status_code:500", [], before) == 1)
            #expect(try await count("http.status_code:404", [], before) == 0)
            #expect(try await count("http.status_code:404", ["dev"], nil) == 1)
            #expect(try await count("http.status_code:404", ["prod"], nil) == 0)
        }
    }

    @Test("the tags of one environment are counted when asked for", arguments: EngineUnderTest.all)
    func tagSample(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await fill(store)
            _ = try await store.commit(
                Sample.batch(Sample.event(9, in: ["c"], environment: "dev", user: "7", tags: ["region": "eu"])))
            let scope = TagScope.projects(projects)
            let prod = try await store.tagSample(of: scope, environments: ["prod"], period: nil)
            #expect(prod.summary("region", top: 1)?.values == 2)
            #expect(prod.summary("level", top: 0)?.events == 2)
            #expect(prod.summary("user", top: 1)?.top.first?.value == "id:7")
            let dev = try await store.tagSample(of: scope, environments: ["dev"], period: nil)
            #expect(dev.values(of: "region", containing: "E", order: .count).map(\.value) == ["eu"])
            #expect(dev.summary("region", top: 0)?.events == 1)
            #expect(dev.values(of: "region", containing: "*", order: .count).isEmpty)
            #expect(dev.summary("dist", top: 0) == nil)
            let none = try await store.tagSample(of: scope, environments: [""], period: nil)
            #expect(none.summary("level", top: 0)?.events == 1)
            let past = Period(start: Sample.noon.adding(seconds: -9), end: Sample.noon)
            #expect(
                try await store.tagSample(of: scope, environments: ["prod"], period: past).summaries(top: 0).isEmpty)
            let issue = try #require(try await store.issues(of: [Sample.hash("a")], in: Sample.project).values.first)
            let own = try await store.tagSample(of: .issue(issue), environments: ["prod", "dev"], period: nil)
            #expect(own.summary("region", top: 0)?.events == 2)
        }
    }

    @Test("orders go by what they say", arguments: EngineUnderTest.all)
    func orders(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let day: Int64 = 86_400
            // "old" was frequent and is quiet now; "hot" has just begun to grow; "late" came last, once, as a warning.
            var events: [EventRow] = []
            for number in 0..<40 {
                events.append(
                    Sample.event(number, in: ["old"], at: Sample.noon.adding(seconds: -10 * day), value: "old"))
            }
            for number in 40..<60 {
                events.append(Sample.event(number, in: ["hot"], at: Sample.noon.adding(seconds: -600), value: "hot"))
            }
            events.append(Sample.event(90, in: ["late"], level: .warning, value: "late"))
            for event in events { _ = try await store.commit(Sample.batch(event)) }
            func order(_ sort: IssueSort) async throws -> [String] {
                try await store.titles(IssueQuery(projects: projects, sort: sort))
            }
            #expect(try await order(.trends) == ["hot", "late", "old"])
            #expect(try await order(.recommended) == ["hot", "late", "old"])
            #expect(try await order(.priority) == ["hot", "late", "old"])
            #expect(try await order(.inbox) == ["late", "hot", "old"])
            #expect(try await order(.events) == ["old", "hot", "late"])
        }
    }
}

// MARK: Events

extension SearchFieldTests {
    private static func row(_ event: Event, in hash: String) throws -> EventRow {
        var event = event
        event.hashes = [Sample.hash(hash)]
        return EventRow(facts: try #require(EventFacts(event)), body: [0] + event.encoded())
    }

    private static func poor() -> Event {
        var event = Event()
        (event.id, event.type, event.platform) = (Sample.id(3), .default, "python")
        (event.occurredAt, event.receivedAt, event.release) = (Sample.noon, Sample.noon, "web@1.9.0-rc.1")
        event.title = "nearly out of disk"
        event.metadata.title = event.title
        event.message = LogEntry(formatted: event.title)
        return event
    }

    private static func rich(_ number: Int, status: Int, region: String) throws -> Event {
        var event = Event()
        (event.id, event.type, event.platform) = (Sample.id(number), .error, "python")
        (event.occurredAt, event.receivedAt) = (Sample.noon, Sample.noon)
        (event.release, event.dist, event.environment) = ("web@2.1.0+517", "5", "prod")
        (event.title, event.culprit, event.transaction) = ("PaymentError: card declined", "shop.views", "/pay")
        (event.metadata.type, event.metadata.value) = ("PaymentError", "card declined")
        event.tags = [Tag(key: "region", value: region)]
        event.sdk = SDKInfo(name: "sentry.python", version: "2.0")
        var user = EventUser()
        (user.id, user.email, user.username, user.ipAddress) = ("7", "ada@example.com", "ada", "192.0.2.1")
        user.geo = try node(#"{"city":"Seoul","country_code":"KR","region":"South Korea"}"#)
        event.user = user
        var request = EventRequest()
        (request.url, request.method) = ("https://shop.example/pay", "POST")
        request.headers = [(key: "Referer", value: "https://a.example/cart")]
        event.request = request
        event.exceptions = [raised()]
        var thread = EventThread()
        (thread.id, thread.isMain) = ("1", true)
        event.threads = [thread]
        event.contexts = try [
            context("trace", #"{"trace_id":"4c79f60c11214eb38604f4ae0781bfb2","span_id":"b0e6f15b45c36b12"}"#),
            context("response", #"{"status_code":\#(status)}"#),
            context(
                "device",
                #"{"arch":"arm64","brand":"Samsung","family":"Galaxy","device_unique_identifier":"d-1"}"#),
            context("os", #"{"name":"Android","build":"UP1A","kernel_version":"6.1","rooted":true}"#),
            context("app", #"{"in_foreground":false}"#), context("ota_updates", #"{"channel":"production"}"#),
            context(
                "flags", #"{"values":[{"flag":"checkout","result":true},{"flag":"new cart","result":false}]}"#),
        ]
        return event
    }

    private static func raised() -> Exception {
        var exception = Exception()
        (exception.type, exception.value, exception.threadID) = ("PaymentError", "card declined", "1")
        var mechanism = Mechanism()
        (mechanism.type, mechanism.handled) = ("wsgi", false)
        exception.mechanism = mechanism
        var own = Frame()
        (own.function, own.filename, own.absPath) = ("pay", "app/pay.py", "/srv/app/pay.py")
        (own.module, own.line, own.column, own.isInApp) = ("app.pay", 42, 7, true)
        var other = Frame()
        (other.function, other.filename, other.line, other.isInApp) = ("call", "lib/http.py", 10, false)
        exception.stacktrace = Stacktrace()
        exception.stacktrace?.frames = [other, own]
        return exception
    }

    private static func context(_ name: String, _ json: String) throws -> EventContext {
        EventContext(
            alias: name, type: name, fields: try node(json).members.map { (key: $0.key.text, value: .node($0.value)) })
    }

    private static func node(_ json: String) throws -> JSONNode {
        try JSONDocument(parsing: Array(json.utf8), depthMax: JSONLimits.storedDepthMax).root
    }
}
