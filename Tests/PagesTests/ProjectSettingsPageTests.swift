import Markup
import SentryProtocol
import Storage
import Testing

@testable import Pages

/// Pages about a project's settings with everything on them.
enum ProjectPages {
    static let dsn = DSN("https://0123456789abcdef0123456789abcdef@errors.example.com/1")
    static let key = ProjectKey(
        publicKey: "0123456789abcdef0123456789abcdef", secretKey: "", projectID: ProjectID(rawValue: 1),
        label: "Web <b>shop</b>", isActive: false, createdAt: Samples.now,
        rateLimit: KeyRateLimit(count: 100, window: 60))

    static func settings(_ section: SettingsSection, canChange: Bool = true) -> ProjectSettingsData {
        var settings = ProjectSettings()
        settings.filters.errorMessages = ["*ResizeObserver*", "TypeError: a, b"]
        settings.scrubbing.sensitiveFields = ["birthday"]
        settings.limits.quotas = [QuotaSetting(categories: [.error], limit: 1000, window: 60)]
        settings.retention.days = [.errors: 30]
        var data = ProjectSettingsData(project: Samples.projects[0], section: section, settings: settings)
        data.defaultDays = [.errors: 90]
        data.canChange = canChange
        return data
    }

    static var preview: SettingsPreview {
        var preview = SettingsPreview(events: 100)
        preview.eventsMasked = 3
        preview.masked = [
            .init(path: "user.birthday", events: 3, before: "1990-<script>", after: nil),
            .init(path: "extra.note", events: 1, before: "a", after: "[Filtered]"),
        ]
        preview.dropped = [
            .init(
                reason: "localhost", events: 7, example: EventID(high: 1, low: 2), issue: IssueID(rawValue: 1),
                title: "TypeError: <x>")
        ]
        return preview
    }

    static var connecting: ConnectData {
        var data = ConnectData(project: Samples.projects[2], dsn: dsn)
        data.script = "/public/connect.js"
        data.refusals = RefusalReason.allCases.map {
            Refusal(
                at: Samples.now, project: "3", publicKey: nil, address: "203.0.113.7", client: "sentry.python/2.0",
                status: 403, reason: $0, detail: "", until: Samples.now, count: 3)
        }
        data.outcomes = [
            OutcomeFigure(category: .error, outcome: "rate_limited", reason: "quota_exceeded", quantity: 12)
        ]
        return data
    }

    static func render(_ language: Language) -> [(name: String, html: HTML)] {
        let frame = Samples.frame(language)
        var pages: [(String, HTML)] = [
            ("new project", newProjectPage(NewProjectModel(frame: frame))),
            (
                "new project refused",
                newProjectPage(
                    NewProjectModel(
                        frame: frame, texts: [FieldName.name: "\"><script>"],
                        problems: [.init(FieldName.name, .nameMissing), .init(SettingsField.slug, .slugTaken("shop"))]))
            ),
            (
                "general", generalSettingsPage(GeneralSettingsModel(frame: frame, data: settings(.general)))
            ),
            (
                "keys",
                keySettingsPage(
                    KeySettingsModel(
                        frame: frame, data: settings(.keys), keys: [key], used: [key.publicKey: 12], now: Samples.now
                    ) { "https://\($0.publicKey)@errors.example.com/1" })
            ),
            ("connect, refused", connectPage(ConnectModel(frame: frame, data: connecting, now: Samples.now))),
        ]
        for section in SettingsSection.allCases where section != .general && section != .keys {
            var data = settings(section)
            pages.append(("\(section)", settingsFormPage(SettingsFormModel(frame: frame, data: data))))
            if section.hasPreview { data.preview = preview }
            data.problems = section.names.map { SettingProblem($0, line: 2, .unfit("has a control character")) }
            pages.append(("\(section), refused", settingsFormPage(SettingsFormModel(frame: frame, data: data))))
            data.canChange = false
            pages.append(("\(section), read", settingsFormPage(SettingsFormModel(frame: frame, data: data))))
        }
        for platform in ConnectPlatform.all {
            var data = ConnectData(project: Samples.projects[2], dsn: dsn, platform: platform)
            data.isLive = true
            pages.append(
                ("connect \(platform.id)", connectPage(ConnectModel(frame: frame, data: data, now: Samples.now))))
        }
        return pages
    }
}

@Suite("Pages of a project's settings")
struct ProjectSettingsPageTests {
    @Test("look as they were reviewed", arguments: Language.allCases)
    func snapshots(language: Language) throws {
        let frame = Samples.frame(language)
        var data = ProjectPages.settings(.filters)
        data.problems = [SettingProblem(SettingWord.errorMessages.rawValue, line: 2, .unfit("says nothing"))]
        data.preview = ProjectPages.preview
        let suffix = language.rawValue
        try expectSnapshot(
            settingsFormPage(SettingsFormModel(frame: frame, data: data)), named: "settings-filters-\(suffix)")
        let connect = ConnectModel(frame: frame, data: ProjectPages.connecting, now: Samples.now)
        try expectSnapshot(connectPage(connect), named: "connect-\(suffix)")
    }

    @Test("every setting has words and a field on one page, and every kind of data has its days")
    func everySetting() {
        let shown = SettingsSection.allCases.flatMap(\.names)
        #expect(Set(shown) == Set(ProjectSettings.keys.map(\.name)))
        #expect(shown.count == ProjectSettings.keys.count, "once")
    }

    @Test("what a form shows is what it saves", arguments: SettingsSection.allCases)
    func roundTrip(section: SettingsSection) throws {
        var settings = ProjectSettings()
        settings.filters.errorMessages = ["TypeError: a, b", "{x,y}", "[1]"]
        settings.allowedDomains = ["*.example.com"]
        settings.scrubbing.advancedRules = #"{"rules":{}}"#
        settings.limits.quotas = [QuotaSetting(categories: [], limit: 5, window: 3600)]
        settings.retention.days = [.logs: 7]
        let data = ProjectSettingsData(project: Samples.projects[0], section: section, settings: settings)
        var read = ProjectSettings()
        let problems = read.set(formTexts: data.texts, of: section)
        #expect(problems == [])
        let again = ProjectSettingsData(project: Samples.projects[0], section: section, settings: read)
        #expect(again.texts == data.texts)
    }

    @Test("a broken entry is told with its line, and then nothing is saved")
    func lines() {
        var settings = ProjectSettings()
        let texts = [
            "filters.ip_addresses": "10.0.0.0/8\r\n\r\nnonsense\r\n", "filters.localhost": "on",
            "retention.errors": "many",
        ]
        let problems = settings.set(formTexts: texts, of: .filters)
        #expect(
            problems == [
                SettingProblem("filters.ip_addresses", line: 3, .unfit("\"nonsense\" is no address or network"))
            ])
        #expect(settings == ProjectSettings())
        #expect(settings.set(formTexts: texts, of: .retention).map(\.name) == ["retention.errors"])
    }

    @Test("a reader who may not change anything gets no button")
    func readers() {
        for section in [SettingsSection.privacy, .filters, .limits, .retention] {
            let data = ProjectPages.settings(section, canChange: false)
            let page = Tags(settingsFormPage(SettingsFormModel(frame: Samples.frame(), data: data)))
            #expect(page.named("button").allSatisfy { $0.attributes["name"] != FieldName.action })
        }
    }
}

@Suite("Connecting an SDK")
struct ConnectPageTests {
    @Test("there are platforms enough, each by one address, found by its aliases")
    func platforms() {
        #expect(ConnectPlatform.all.count >= 24)
        #expect(Set(ConnectPlatform.all.map(\.id)).count == ConnectPlatform.all.count)
        let words = ConnectPlatform.all.flatMap { [$0.id] + $0.aliases }
        #expect(Set(words).count == words.count, "an alias means one platform")
        #expect(ConnectPlatform.of(projectPlatform: "Django")?.id == "python-django")
        #expect(ConnectPlatform.of(projectPlatform: "cobol") == nil)
        #expect(ConnectPlatform.all.filter { $0.isFound(by: "next") }.map(\.id) == ["javascript-nextjs"])
    }

    @Test(
        "every platform says how to send something, with this project's address in it and no placeholder left",
        arguments: ConnectPlatform.all.map(\.id))
    func snippets(id: String) throws {
        let platform = try #require(ConnectPlatform.named(id))
        let dsn = try #require(DSN("https://0123456789abcdef0123456789abcdef@errors.example.com:8443/errors/42"))
        let codes = platform.snippets.map { $0.code(dsn) }
        #expect(platform.snippets.contains { $0.step == .send })
        let all = codes.joined(separator: "\n")
        #expect(all.contains("0123456789abcdef0123456789abcdef") && all.contains("errors.example.com:8443/errors"))
        #expect(all.contains("42"))
        for word in ["$DSN", "$KEY", "$PROJECT", "$BASE"] { #expect(!all.contains(word)) }
        #expect(!all.contains("\t\n") && codes.allSatisfy { !$0.isEmpty })
    }

    @Test("every reason why something was refused is told, with what to do about it")
    func refusals() {
        for language in Language.allCases {
            let model = ArrivalModel(data: ProjectPages.connecting, now: Samples.now, language: language)
            #expect(model.received == nil && !model.troubles.isEmpty)
        }
        var data = ProjectPages.connecting
        data.refusals = data.refusals.filter { $0.reason == .keyDisabled }
        #expect(
            ArrivalModel(data: data, now: Samples.now, language: .english).troubles.first?.advice == .switchTheKeyOn)
        data.project.archivedAt = Samples.now
        #expect(ArrivalModel(data: data, now: Samples.now, language: .english).troubles.first?.advice == .unarchive)
        #expect(ArrivalModel(data: data, now: Samples.now, language: .english).troubles.last?.advice == .raiseTheQuota)
    }

    @Test("what arrived is named and linked")
    func received() {
        var data = ProjectPages.connecting
        data.newestIssue = Samples.issues[0]
        let html = arrivalSection(ArrivalModel(data: data, now: Samples.now, language: .english), .english).description
        #expect(html.contains("TypeError") && html.contains("/issues/1/"))
        #expect(!html.contains("Waiting"))
    }
}

@Suite("A site below a path")
struct SitePathTests {
    @Test("links, forms and frames carry the prefix once")
    func prefix() {
        let page = SitePath.$prefix.withValue("/errors") {
            Tags(
                groupingPages()
                    + projectsPage(
                        ProjectsModel(frame: Samples.frame(), projects: Samples.projects, keys: [], now: Samples.now) {
                            _ in ""
                        }))
        }
        let addresses = page.elements.flatMap { element in
            ["href", "action"].compactMap { element.attributes[$0] }
        }.filter { $0.hasPrefix("/") && !$0.hasPrefix("/public/") }
        #expect(!addresses.isEmpty)
        for address in addresses {
            #expect(address.hasPrefix("/errors/") && !address.hasPrefix("/errors/errors/"), "\(address)")
        }
        #expect(Link.regroupJob(projectSlug: "a", 1).path == "/projects/a/settings/grouping/regroup/1/")
        #expect(
            SitePath.$prefix.withValue("/errors") { Link.regroupJob(projectSlug: "a", 1).path }
                == "/errors/projects/a/settings/grouping/regroup/1/")
    }

    private func groupingPages() -> HTML {
        issueListPage(Samples.list())
            + generalSettingsPage(
                GeneralSettingsModel(frame: Samples.frame(), data: ProjectPages.settings(.general)))
    }
}
