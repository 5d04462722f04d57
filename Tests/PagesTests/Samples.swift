import Pages
import SentryProtocol
import Storage

/// A small shop and its troubles: what the pages are rendered from in tests.
enum Samples {
    static let now = Timestamp(seconds: 1_785_596_400)  // 2026-08-01T15:00:00Z

    static func ago(minutes: Int64) -> Timestamp { now.adding(seconds: -minutes * 60) }

    static let projects = [
        Project(
            id: ProjectID(rawValue: 1), organizationID: OrganizationID(rawValue: 1), slug: "shop-web", name: "Shop Web",
            platform: "javascript", createdAt: ago(minutes: 90_000), firstEventAt: ago(minutes: 80_000)),
        Project(
            id: ProjectID(rawValue: 2), organizationID: OrganizationID(rawValue: 1), slug: "shop-api", name: "Shop API",
            platform: "python", createdAt: ago(minutes: 70_000), firstEventAt: ago(minutes: 60_000)),
        Project(
            id: ProjectID(rawValue: 3), organizationID: OrganizationID(rawValue: 1), slug: "ios", name: "iOS",
            platform: "cocoa", createdAt: ago(minutes: 40)),
    ]

    static func frame(_ language: Language = .english, notice: Notice? = nil) -> FrameModel {
        FrameModel(
            language: language, account: Account(name: "Mina Park", email: "mina@example.com"),
            projects: projects.map { ProjectChoice($0) }, csrf: "a1b2c3d4", notice: notice, version: "0.1.0")
    }

    static func issue(
        _ number: Int64, _ type: String?, _ value: String, culprit: String, project: Int = 0, level: Level = .error,
        status: IssueStatus = .unresolved, substatus: IssueSubstatus? = .ongoing, minutes: Int64 = 3,
        age: Int64 = 9_000, events: Int = 1, users: Int = 0, isUnhandled: Bool = false
    ) -> IssueSummary {
        var metadata = EventMetadata()
        (metadata.type, metadata.value) = (type, value)
        return IssueSummary(
            id: IssueID(rawValue: number),
            shortID: ShortID(projectSlug: projects[project].slug, number: number + 1_000),
            projectID: projects[project].id, title: type.map { $0 + ": " + value } ?? value, culprit: culprit,
            location: nil, level: level, platform: projects[project].platform ?? "other",
            type: type == nil ? .default : .error, metadata: metadata, logger: nil, status: status,
            substatus: substatus, statusChangedAt: status == .unresolved ? nil : ago(minutes: 50),
            firstSeen: ago(minutes: age), lastSeen: ago(minutes: minutes), timesSeen: events, usersAffected: users,
            isUnhandled: isUnhandled, firstRelease: "2.4.0", lastRelease: "2.4.1", timesSeenInPeriod: events)
    }

    static let issues = [
        issue(
            1, "TypeError", "Cannot read properties of undefined (reading 'total')", culprit: "checkout(app/cart)",
            substatus: .new, minutes: 0, age: 42, events: 12_408, users: 381, isUnhandled: true),
        issue(
            2, "OperationalError", "could not connect to server: Connection refused", culprit: "/api/orders/{id}",
            project: 1, substatus: .regressed, minutes: 4, age: 26_000, events: 912, users: 38),
        issue(
            3, nil, "Payment provider answered slowly", culprit: "payments.gateway", project: 1, level: .warning,
            minutes: 17, age: 5_200, events: 77, users: 64),
        issue(
            4, "ChunkLoadError", "Loading chunk 417 failed. (missing: https://cdn.example.com/assets/417.8b1c.js)",
            culprit: "promiseReject(webpack/runtime)", minutes: 180, age: 300_000, events: 1_284, users: 1_102),
        issue(
            5, "OutOfMemoryError", "Java heap space", culprit: "com.example.Report.render", project: 1, level: .fatal,
            minutes: 1_500, age: 4_000, events: 3, users: 0, isUnhandled: true),
        issue(
            6, nil, "Cache warmed up in 3.1 s", culprit: "jobs.cache", project: 1, level: .info, minutes: 5_000,
            age: 90_000, events: 41),
        issue(
            7, "NotFoundError", String(repeating: "Der angeforderte Artikel existiert nicht mehr. ", count: 9),
            culprit: "ProductPage", level: .debug, minutes: 11_000, age: 30_000, events: 6, users: 6),
    ]

    /// Bars that look like days and nights, the same every time.
    static func bars(_ count: Int, seed: Int, peak: Int) -> [Int] {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
        return (0..<count).map { index in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = Int(state >> 40 & 0xFF)
            let wave = [2, 1, 1, 2, 4, 7, 9, 8, 8, 9, 7, 4][index % 12]
            return index == count - 3 ? peak : peak * wave * noise / 3_000
        }
    }

    static func list(
        _ language: Language = .english, state: IssueListState = IssueListState(), issues: [IssueSummary] = issues,
        projects: [Project] = projects, problem: QueryProblem? = nil, notice: Notice? = nil
    ) -> IssueListModel {
        let trends = issues.map { ($0.id, bars(24, seed: Int($0.id.rawValue), peak: max(1, $0.timesSeen / 9))) }
        let page = Page(
            rows: issues, previous: Cursor(value: 1_785_590_000, offset: 0, isPrevious: true),
            next: Cursor(value: 1_785_500_000, offset: 7, isPrevious: false), hits: 1_000)
        var data = IssueListData(
            projects: projects, page: page, trends: Dictionary(trends, uniquingKeysWith: { $1 }),
            trend: issues.isEmpty ? [] : bars(24, seed: 77, peak: 812),
            environments: ["production", "staging"],
            tabCounts: [.unresolved: 1_000, .new: 12, .regressed: 3, .archived: 40, .resolved: 412], problem: problem)
        data.suggestions = Array(tags.dropFirst())
        return IssueListModel(frame: frame(language, notice: notice), state: state, data: data, now: now)
    }

    /// What the events of an issue have in common, hostile values included.
    static let tags = [
        TagSummary(
            key: "url", events: 12_408, values: 100, isCapped: true,
            top: [tagValue("https://shop.example/?q=<script>alert(\"1\")</script>*", 9_000), tagValue("/cart", 12)]),
        TagSummary(
            key: "browser", events: 8_000, values: 2, isCapped: false,
            top: [tagValue("Chrome 120.0.0", 7_600), tagValue("Firefox 121.0", 400)]),
        TagSummary(
            key: "plan", events: 3, values: 1, isCapped: false,
            top: [tagValue(String(repeating: "아주 긴 값 ", count: 60), 3)]),
    ]

    static func tagValue(_ value: String, _ events: Int) -> TagValueSummary {
        TagValueSummary(value: value, events: events, firstSeen: ago(minutes: 9_000), lastSeen: ago(minutes: 4))
    }

    static func tagsModel(
        _ language: Language = .english, tags: [TagSummary] = tags, key: String? = nil, text: String = ""
    ) -> TagsModel {
        TagsModel(
            frame: frame(language), issue: issues[1], project: projects[1], tags: tags, key: key, text: text, now: now)
    }

    static let problem = QueryProblem(place: 0..<13, message: "Invalid key for this search: levle")

    static func stored(_ json: String, previous: Bool = true, next: Bool = true) -> StoredEvent {
        StoredEvent(
            id: EventID(high: 0x9ec7_9c33_ec99_42ab, low: 0x8353_589f_cb2e_04dc), projectID: projects[1].id,
            issueID: IssueID(rawValue: 2), body: Array(json.utf8),
            previous: previous ? EventID(high: 1, low: 1) : nil, next: next ? EventID(high: 2, low: 2) : nil)
    }

    static func issuePageModel(
        _ language: Language = .english, event json: String? = checkoutEvent, issue: IssueSummary = issues[1],
        selector: EventSelector = .recommended, state: EventViewState = EventViewState(), notice: Notice? = nil
    ) -> IssueModel {
        let user = UserID(rawValue: 1)
        let activities = [
            Activity(
                id: 3, issueID: issue.id, type: "set_regression", userID: nil, createdAt: ago(minutes: 50),
                data: "{\"version\":\"2.4.1\"}"),
            Activity(
                id: 2, issueID: issue.id, type: "set_resolved", userID: user, createdAt: ago(minutes: 4_000), data: "{}"
            ),
            Activity(
                id: 1, issueID: issue.id, type: "first_seen", userID: nil, createdAt: ago(minutes: 26_000), data: "{}"),
        ]
        var data = IssueData(
            issue: issue, project: projects[1], event: json.map { stored($0) }, selector: selector,
            day: bars(24, seed: 5, peak: 80), month: bars(30, seed: 6, peak: 300), activities: activities,
            userNames: [user: "Mina Park"])
        data.tags = tags
        return IssueModel(frame: frame(language, notice: notice), data: data, state: state, now: now)
    }

    /// A chain of two exceptions in a Python web application, with everything around it.
    static let checkoutEvent = #"""
        {"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","timestamp":1785596187.25,"received":1785596188,"platform":"python",
        "level":"error","logger":"shop.orders","transaction":"/api/orders/{id}","server_name":"api-7f9c","release":"2.4.1",
        "environment":"production","title":"OperationalError: could not connect to server: Connection refused",
        "logentry":{"message":"Order %s could not be saved","params":["A-1002"],"formatted":"Order A-1002 could not be saved"},
        "exception":{"values":[
        {"type":"ConnectionRefusedError","value":"[Errno 111] Connection refused","module":"builtins","stacktrace":{"frames":[
        {"function":"connect","module":"psycopg.connection","filename":"psycopg/connection.py","abs_path":"/usr/lib/python3/site-packages/psycopg/connection.py","lineno":98,"in_app":false},
        {"function":"_wait","module":"psycopg.waiting","filename":"psycopg/waiting.py","abs_path":"/usr/lib/python3/site-packages/psycopg/waiting.py","lineno":41,"in_app":false,"context_line":"        sock.connect(address)"}]}},
        {"type":"OperationalError","value":"could not connect to server: Connection refused","module":"psycopg","mechanism":{"type":"django","handled":false},"stacktrace":{"frames":[
        {"function":"__call__","module":"django.core.handlers.wsgi","filename":"django/core/handlers/wsgi.py","abs_path":"/usr/lib/python3/site-packages/django/core/handlers/wsgi.py","lineno":124,"in_app":false,"context_line":"        response = self.get_response(request)"},
        {"function":"inner","module":"django.core.handlers.exception","filename":"django/core/handlers/exception.py","abs_path":"/usr/lib/python3/site-packages/django/core/handlers/exception.py","lineno":55,"in_app":false},
        {"function":"_get_response","module":"django.core.handlers.base","filename":"django/core/handlers/base.py","abs_path":"/usr/lib/python3/site-packages/django/core/handlers/base.py","lineno":197,"in_app":false},
        {"function":"save_order","module":"shop.orders.views","filename":"shop/orders/views.py","abs_path":"/srv/app/shop/orders/views.py","lineno":42,"colno":9,"in_app":true,
        "pre_context":["def save_order(request, id):","    order = Order.objects.get(pk=id)","    order.total = cart_total(order.lines, request.user)","","    with transaction.atomic():"],
        "context_line":"        repository.save(order, retries=RETRIES)","post_context":["        audit(order, request.user)","","    return redirect(order)"],
        "vars":{"id":"'A-1002'","request":"<WSGIRequest: POST '/api/orders/A-1002'>","order":{"id":"A-1002","lines":[{"sku":"mug-red","quantity":2,"price":"9.90"},{"sku":"tee-xl","quantity":1,"price":"24.00"}],"customer":{"id":7,"name":"Jo"},"note":null},"RETRIES":"3"}},
        {"function":"save","module":"shop.orders.repository","filename":"shop/orders/repository.py","abs_path":"/srv/app/shop/orders/repository.py","lineno":17,"in_app":true,
        "pre_context":["    def save(self, order, retries):","        for attempt in range(retries):","            try:"],
        "context_line":"                return self.connection().execute(INSERT, order.as_row())","post_context":["            except psycopg.errors.SerializationFailure:","                sleep(attempt)"],
        "vars":{"attempt":"0","retries":"3","self":"<shop.orders.repository.Repository object at 0x7f3a>"}},
        {"function":"connect","module":"psycopg.connection","filename":"psycopg/connection.py","abs_path":"/usr/lib/python3/site-packages/psycopg/connection.py","lineno":98,"in_app":false,
        "context_line":"            raise ex.with_traceback(None)"}]}}]},
        "request":{"url":"https://api.example.com/api/orders/A-1002","method":"POST","query_string":[["draft","0"],["lang","de"]],
        "headers":[["Content-Type","application/json"],["User-Agent","Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"],["Referer","https://shop.example.com/cart"]],
        "cookies":[["theme","dark"]],"data":{"note":"Leave at the door","express":true,"lines":[1,2,3]},"env":{"REMOTE_ADDR":"203.0.113.9"}},
        "breadcrumbs":{"values":[
        {"timestamp":1785596180,"category":"auth","message":"session 81 restored","level":"info"},
        {"timestamp":1785596182.5,"category":"query","message":"SELECT \"orders\".* FROM \"orders\" WHERE \"orders\".\"id\" = %s","level":"info","data":{"rows":1}},
        {"timestamp":1785596183.75,"type":"http","category":"http","level":"info","data":{"url":"https://pay.example.com/v1/quote","method":"POST","status_code":200,"reason":"OK"}},
        {"timestamp":1785596187,"category":"psycopg","message":"connection to 10.0.0.5:5432 refused, trying again","level":"warning"}]},
        "tags":[["environment","production"],["release","2.4.1"],["browser","Firefox 141"],["os","macOS 15"],["level","error"],["url","https://api.example.com/api/orders/A-1002"]],
        "user":{"id":"7","email":"jo@example.com","ip_address":"203.0.113.9","plan":"team"},
        "contexts":{"runtime":{"name":"CPython","version":"3.13.1","type":"runtime"},"trace":{"trace_id":"4f1b6de0a6c44c37a7a1d3e0a1c5b8c2","span_id":"b0e6f15b45c36b12","op":"http.server","type":"trace"},"browser":{"name":"Firefox","version":"141","type":"browser"}},
        "extra":{"sys.argv":["manage.py","runserver"],"feature flags":{"new-checkout":true,"express":false,"rollout":{"percent":25,"seed":"b31c","groups":["staff","beta","employees"]}}},
        "modules":{"django":"5.2","psycopg":"3.2.1","sentry-sdk":"2.30.0"},
        "sdk":{"name":"sentry.python.django","version":"2.30.0","packages":[{"name":"pypi:sentry-sdk","version":"2.30.0"}]},
        "hashes":["0f1e2d3c4b5a69788796a5b4c3d2e1f0"],"fingerprint":["{{ default }}"],
        "errors":[{"type":"invalid_data","name":"dist","value":"17.5"}]}
        """#
}
