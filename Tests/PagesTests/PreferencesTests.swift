import Markup
import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("Preferences")
struct PreferencesTests {
    private func form(
        _ chosen: UserPreferences = UserPreferences(), zones: [String] = ["Asia/Seoul", "Europe/Berlin"],
        isZoneKnown: Bool = true, _ language: Language = .english
    ) -> String {
        preferencesForm(
            PreferencesModel(chosen, zones: zones, isZoneKnown: isZoneKnown), Samples.frame(language)
        ).description
    }

    @Test("the chosen zone is selected, and zones stand by the part of the world")
    func zones() {
        let html = form(UserPreferences(timeZone: "Asia/Seoul"))
        #expect(html.contains("<optgroup label=\"Asia\"><option value=\"Asia/Seoul\" selected>"))
        #expect(html.contains("<optgroup label=\"Europe\"><option value=\"Europe/Berlin\">"))
        #expect(form().contains("<option value=\"\" selected>UTC</option>"))
    }

    @Test("a system without zones says so, and a zone that is gone is named", arguments: Language.allCases)
    func problems(language: Language) {
        let none = form(zones: [], language)
        #expect(none.contains("tzdata") && !none.contains("optgroup"))
        let gone = form(UserPreferences(timeZone: "Asia/Gone"), isZoneKnown: false, language)
        #expect(gone.contains("<option value=\"Asia/Gone\" selected>") && gone.contains("class=\"wrong\""))
    }

    @Test("the order of calls is a choice that is kept, and an address may still say another")
    func order() {
        let usual = EventViewState(QueryString(""), usualOrder: .oldest)
        #expect(usual.order == .oldest && usual.parameters.isEmpty)
        let other = EventViewState(QueryString("order=newest&view=full"), usualOrder: .oldest)
        #expect(other.order == .newest && other.parameters.map(\.name) == ["view", "order"])
        let html = issuePage(Samples.issuePageModel(event: Samples.checkoutEvent, state: other)).description
        #expect(html.contains("name=\"frame-order\" value=\"newest\" aria-pressed=\"true\""))
        #expect(html.contains("name=\"next\" value=\"/issues/2/?view=full\""))
    }

    @Test("times of a page are told in the reader's zone")
    func page() {
        var frame = Samples.frame()
        frame.zone = ZoneTests.berlin
        let data = IssueData(issue: Samples.issues[1], project: Samples.projects[1], event: nil)
        let html = issuePage(IssueModel(frame: frame, data: data, now: Samples.now)).description
        #expect(html.contains("Aug 1, 2026 16:56:00 CEST (UTC+2) · Aug 1, 2026 14:56:00 UTC"))
    }

    @Test("the line of an event says which of all it is, when that was counted", arguments: Language.allCases)
    func position(language: Language) {
        var data = IssueData(
            issue: Samples.issues[1], project: Samples.projects[1], event: Samples.stored(Samples.checkoutEvent))
        func line() -> String {
            issuePage(IssueModel(frame: Samples.frame(language), data: data, now: Samples.now)).description
        }
        #expect(line().contains(language == .english ? "One event of 912" : "이벤트 912건 중 하나"))
        data.position = 812
        #expect(line().contains(language == .english ? "Event 812 of 912" : "이벤트 912건 중 812번째"))
    }

    @Test("an archived project is offered only where it is looked at")
    func archived() {
        var frame = Samples.frame()
        frame.projects[0].isArchived = true
        func isOffered() -> Bool { jumpPage(JumpModel(frame: frame)).description.contains("project=shop-web") }
        #expect(!isOffered())
        frame.selectedProject = "shop-web"
        #expect(isOffered())
    }

    @Test("what is not found is said, and can be searched for", arguments: Language.allCases)
    func jump(language: Language) {
        let html = jumpPage(JumpModel(frame: Samples.frame(language), text: "<b>no such thing</b>")).description
        #expect(html.contains("role=\"alert\"") && html.contains("&lt;b&gt;no such thing&lt;/b&gt;"))
        #expect(html.contains("/issues/?query=%3Cb%3Eno+such+thing%3C/b%3E&amp;period=all"))
    }
}
