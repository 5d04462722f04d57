import Hummingbird
import Pages
import Storage

/// How somebody wants the pages to look: zone, language, colours, and which call of a stack comes first.
extension PageRoutes {
    /// The clocks that a visitor is told times by.
    func zone(of visit: Visit) -> Zone {
        let name = visit.preferences.timeZone
        return name.isEmpty ? .utc : zones.zone(named: name) ?? .utc
    }

    /// What the form about all of this is to show.
    func preferences(_ visit: Visit) -> PreferencesModel {
        PreferencesModel(visit.preferences, zones: zones.names, isZoneKnown: isZoneKnown(visit.preferences.timeZone))
    }

    /// `/settings/preferences/`: parts that a form does not name stay as they are.
    func changePreferences(_ visit: Visit) async throws -> Response {
        let user = try user(of: visit)
        guard visit.isPost else { throw PageFailure.methodNotAllowed }
        let form = try await form(visit)
        var wanted = user.preferences
        if let name = form.value(AccountField.zone) {
            guard isZoneKnown(name) || name == wanted.timeZone else { throw PageFailure.badRequest }
            wanted.timeZone = name == Zone.utc.name ? "" : name
        }
        if let name = form.value(AccountField.language) {
            guard name.isEmpty || Language(rawValue: name) != nil else { throw PageFailure.badRequest }
            wanted.language = name
        }
        if let name = form.value(AccountField.theme) {
            guard let theme = Theme(rawValue: name) else { throw PageFailure.badRequest }
            wanted.theme = theme == .auto ? "" : name
        }
        if let name = form.value(AccountField.frameOrder) {
            guard let order = FrameOrder(rawValue: name) else { throw PageFailure.badRequest }
            wanted.frameOrder = order == .newest ? "" : name
        }
        guard try await people.setPreferences(wanted, of: user.id) else { throw PageFailure.notFound }
        if let back = LocalPath.checked(form[FieldName.next]) { return redirect(to: back) }
        return redirect(to: AccountLink.settings.path, with: .people(.saved))
    }

    /// What the browser said at set-up; a name that means nothing here is left.
    func rememberZone(_ name: String, of user: User) async throws {
        guard !name.isEmpty, zones.zone(named: name) != nil else { return }
        _ = try await people.setPreferences(UserPreferences(timeZone: name), of: user.id)
    }

    private func isZoneKnown(_ name: String) -> Bool { name.isEmpty || zones.zone(named: name) != nil }
}
