import Markup
import SentryProtocol
import Storage

/// `/projects/<slug>/settings/keys/`: who may send to the project, and how much.
public struct KeySettingsModel: Sendable {
    public var frame: FrameModel
    var data: ProjectSettingsData
    var keys: [Key]

    struct Key: Sendable {
        var publicKey: String
        var dsn: String
        var label: String
        var isActive: Bool
        var rateLimit: KeyRateLimit?
        var created: TimeLabel
        var used: String
    }

    /// `dsn` prints the address of a key; `used` is how many items each key brought within a day.
    public init(
        frame: FrameModel, data: ProjectSettingsData, keys: [ProjectKey], used: [String: Int], now: Timestamp,
        dsn: (ProjectKey) -> String
    ) {
        let clock = Clock(now: now, frame: frame)
        (self.frame, self.data) = (frame, data)
        self.frame.selectedProject = data.project.slug
        self.keys = keys.map { key in
            Key(
                publicKey: key.publicKey, dsn: dsn(key), label: key.label, isActive: key.isActive,
                rateLimit: key.rateLimit, created: clock.label(key.createdAt),
                used: frame.language(.settings(.keyUsed(used[key.publicKey] ?? 0))))
        }
    }
}

/// A form for each key, and one for another.
public func keySettingsPage(_ model: KeySettingsModel) -> HTML {
    let (say, data) = (model.frame.language, model.data)
    let create: HTML = when(
        data.canChange,
        """
        <section><h2>\(say(.settings(.newKey)))</h2>
        <form method="post" action="\(Link.projectSettings(projectSlug: data.project.slug, .keys).path)" \
        class="settings">\
        \(csrfField(model.frame.csrf))\(textField(FieldName.name, .keyName, nil, [:], [], say))
        <p class="buttons"><button class="primary" name="\(FieldName.action)" \
        value="\(SettingsAction.createKey.rawValue)">\(say(.settings(.newKey)))</button></p></form></section>
        """)
    return settingsPage(
        model.frame, data.project, .keys,
        content: """
            <p class="muted explains">\(say(.settings(.explains(.keys))))</p>
            \(formProblem(data.problems.first.map { say(.settings(.problem($0))) }))
            \(when(model.keys.isEmpty, "<p class=\"problem\">\(say(.noKey))</p>"))\
            \(model.keys.html { keySection($0, model) })\(create)\(data.canChange ? HTML() : mayNotChange(say))
            """)
}

private func keySection(_ key: KeySettingsModel.Key, _ model: KeySettingsModel) -> HTML {
    let (say, data) = (model.frame.language, model.data)
    let action = Link.projectSettings(projectSlug: data.project.slug, .keys).path
    let off: HTML = when(!key.isActive, " \(chip(Chip(text: say(.dsnInactive), kind: "quiet")))")
    let common: HTML = """
        <form method="post" action="\(action)" class="settings">\(csrfField(model.frame.csrf))\
        \(hidden(SettingsField.key, key.publicKey))
        """
    let forms: HTML = when(
        data.canChange,
        """
        \(common)\(keyFields(key, say))
        <p class="buttons"><button class="primary" name="\(FieldName.action)" value="\(SettingsAction.saveKey.rawValue)">\
        \(say(.settings(.save)))</button></p></form>
        <details class="part"><summary>\(say(.settings(.revokeKey)))</summary>\
        <p class="muted explains">\(say(.settings(.revokeText)))</p>\(common)\
        <button class="danger" name="\(FieldName.action)" value="\(SettingsAction.revokeKey.rawValue)">\
        \(say(.settings(.revokeKey)))</button></form></details>
        """)
    return """
        <section class="keycard"><h2>\(foreign(key.label))\(off)</h2>
        <p>\(dsnField(key.dsn, "\(say(.dsn)) · \(key.label)"))</p>
        <p class="muted">\(say(.settings(.keyCreated))) \(time(key.created)) · \(key.used)</p>
        \(forms)</section>

        """
}

private func keyFields(_ key: KeySettingsModel.Key, _ say: Language) -> HTML {
    let id = key.publicKey
    let windows = [60, 300, 3_600, 86_400]
    let chosen = key.rateLimit?.window ?? 60
    let options = (windows.contains(chosen) ? windows : windows + [chosen]).html { seconds in
        option(String(seconds), say(.settings(.window(seconds))), isSelected: seconds == chosen)
    }
    return """
        <div class="field"><label for="name-\(id)">\(say(.settings(.keyName)))</label>\
        <input id="name-\(id)" name="\(FieldName.name)" value="\(key.label)" maxlength="64" autocomplete="off"></div>
        <div class="field flag"><input type="checkbox" id="active-\(id)" name="\(SettingsField.isActive)" value="on"\
        \(when(key.isActive, " checked"))><label for="active-\(id)">\(say(.settings(.keyActive)))</label></div>
        <div class="field"><label for="count-\(id)">\(say(.settings(.keyLimit)))</label>\
        <span class="rate"><input id="count-\(id)" name="\(SettingsField.rateCount)" inputmode="numeric" size="9" \
        autocomplete="off" value="\(key.rateLimit.map { String($0.count) } ?? "")" \
        aria-describedby="limit-\(id)"> <select name="\(SettingsField.rateWindow)" \
        aria-label="\(say(.settings(.windowLabel)))">\(options)</select></span>\
        <small class="muted" id="limit-\(id)">\(say(.settings(.keyLimitHint)))</small></div>
        """
}
