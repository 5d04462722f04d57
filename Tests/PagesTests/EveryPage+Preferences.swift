import Markup
import Storage

@testable import Pages

/// The ways to an id, and the choices about looks.
extension EveryPage {
    static func preferences(_ language: Language) -> [(String, HTML)] {
        let frame = Samples.frame(language)
        let settings = SettingsFrame(frame: frame, tabs: SettingsTab.allCases, now: Samples.now)
        func account(_ chosen: UserPreferences, zones: [String], isZoneKnown: Bool = true) -> HTML {
            var model = AccountModel(settings: settings, name: "Mina", email: "mina@example.com", hasPassword: true)
            model.preferences = PreferencesModel(chosen, zones: zones, isZoneKnown: isZoneKnown)
            return accountPage(model)
        }
        return [
            ("jump", jumpPage(JumpModel(frame: frame))),
            ("jump to nothing", jumpPage(JumpModel(frame: frame, text: "<script>alert(1)</script>"))),
            ("preferences", account(UserPreferences(), zones: ["Asia/Seoul", "Europe/Berlin"])),
            (
                "preferences with a lost zone",
                account(UserPreferences(timeZone: "<script>"), zones: ["Asia/Seoul"], isZoneKnown: false)
            ),
            ("preferences without zones", account(UserPreferences(), zones: [])),
        ]
    }
}
