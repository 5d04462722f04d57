import Markup
import Storage

/// How somebody wants the pages to look, and what there is to choose from.
public struct PreferencesModel: Sendable {
    var chosen: UserPreferences
    /// Names of the system's time zones; empty where it knows none.
    var zones: [String]
    /// The chosen zone can be read.
    var isZoneKnown: Bool

    public init(_ chosen: UserPreferences, zones: [String], isZoneKnown: Bool) {
        (self.chosen, self.zones, self.isZoneKnown) = (chosen, zones, isZoneKnown)
    }
}

/// Zone, language, colours and the order of calls, each a choice.
func preferencesForm(_ model: PreferencesModel, _ frame: FrameModel) -> HTML {
    let say = frame.language
    let chosen = model.chosen
    let languages = Language.allCases.html { language in
        option(language.rawValue, language.ownName, isSelected: language.rawValue == chosen.language)
    }
    let themes = Theme.allCases.html { theme in
        option(theme.rawValue, say(.preferences(.theme(theme))), isSelected: theme == frame.theme)
    }
    let orders = FrameOrder.allCases.html { order in
        option(order.rawValue, say(order.phrase), isSelected: order.rawValue == chosen.frameOrder)
    }
    return """
        <section><h2>\(say(.preferences(.title)))</h2>\(accountForm(
            .preferences, frame,
            """
            \(zoneChoice(model, say))
            \(choice(
                AccountField.language, say(.preferences(.language)),
                option("", say(.preferences(.asBrowser)), isSelected: chosen.language.isEmpty) + languages))
            \(choice(AccountField.theme, say(.preferences(.colours)), themes))
            \(choice(AccountField.frameOrder, say(.preferences(.frameOrder)), orders))
            <button class="primary">\(say(.people(.save)))</button>
            """))</section>
        """
}

/// Zones by the part of the world, or why there is nothing to choose.
private func zoneChoice(_ model: PreferencesModel, _ say: Language) -> HTML {
    guard !model.zones.isEmpty else {
        return "<p class=\"muted\">\(say(.preferences(.timeZone))): \(say(.preferences(.noZones)))</p>"
    }
    let name = model.chosen.timeZone
    let areas = Dictionary(grouping: model.zones) { String($0.prefix { $0 != "/" }) }
    let groups = areas.keys.sorted().html { area in
        "<optgroup label=\"\(area)\">\((areas[area] ?? []).html { option($0, $0, isSelected: $0 == name) })</optgroup>"
    }
    let unknown: HTML? = model.isZoneKnown ? nil : option(name, name, isSelected: true)
    let problem: HTML? =
        model.isZoneKnown ? nil : "<small class=\"wrong\">\(say(.preferences(.zoneUnknown(name))))</small>"
    return """
        <label for="\(AccountField.zone)">\(say(.preferences(.timeZone)))</label>\
        <select id="\(AccountField.zone)" name="\(AccountField.zone)" data-zone="\(say(.preferences(.useZone("{}"))))">\
        \(option("", "UTC", isSelected: name.isEmpty))\(unknown)\(groups)</select>\(problem)
        """
}

extension Language {
    /// As those who speak it call it.
    var ownName: String {
        switch self {
        case .english: "English"
        case .korean: "한국어"
        }
    }
}

extension FrameOrder {
    var phrase: Phrase {
        switch self {
        case .newest: .newestFirst
        case .oldest: .oldestFirst
        }
    }
}
