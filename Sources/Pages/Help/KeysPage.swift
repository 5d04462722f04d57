import Markup
import Storage

/// `/help/keys/`: every key, and the switch that turns single keys off (WCAG 2.1.4). `?` shows the same as a dialog.
public func keysPage(_ frame: FrameModel) -> HTML {
    let say = frame.language
    let groups: [(HelpPhrase, [(keys: [String], does: HelpPhrase)])] = [
        (
            .everywhere,
            [
                (["/"], .keySearch), (["?"], .keyHelp), (["g", "g"], .keyJump), (["g", "i"], .keyGoIssues),
                (["g", "d"], .keyGoDashboard), (["g", "r"], .keyGoReleases), (["g", "p"], .keyGoProjects),
                (["g", "s"], .keyGoStatus),
            ]
        ),
        (
            .inLists,
            [
                (["j", "k"], .keyMove), (["o"], .keyOpen), (["x"], .keySelect), (["Shift"], .keyRange),
                (["s"], .keySave), (["."], .keyNew),
            ]
        ),
        (
            .onIssues,
            [
                (["u"], .keyBack), (["r"], .keyResolve), (["e"], .keyArchive), (["a"], .keyAssign),
                (["h", "l"], .keyEvents),
                (["H", "L"], .keyEnds), (["f"], .keyFrames), (["y"], .keyCopy),
            ]
        ),
    ]
    return framePage(
        frame, title: say(.help(.keys)), section: .none,
        content: """
            <div class="help keys" id="keys"><h1>\(say(.help(.keys)))</h1>
            <p>\(say(.help(.keysText)))</p>
            \(groups.html { group($0, $1, say) })
            \(keySwitch(frame))
            </div>
            """)
}

private func group(_ title: HelpPhrase, _ rows: [(keys: [String], does: HelpPhrase)], _ say: Language) -> HTML {
    let rows = rows.html { keys, does in
        // `g i` is one after the other, `j / k` one or the other.
        let between: HTML = keys.first == "g" ? " " : " / "
        let keys = keys.map { "<kbd>\($0)</kbd>" as HTML }.joined(separator: between)
        return "<tr><th scope=\"row\">\(keys)</th><td>\(say(.help(does)))</td></tr>"
    }
    return """
        <section><table class="fields"><caption>\(say(.help(title)))</caption>\
        <thead class="hidden"><tr><th scope="col">\(say(.help(.key)))</th>\
        <th scope="col">\(say(.help(.whatItDoes)))</th></tr></thead><tbody>\(rows)</tbody></table></section>

        """
}

private func keySwitch(_ frame: FrameModel) -> HTML {
    let say = frame.language
    return """
        <form method="post" action="\(Link.helpKeys.path)" class="arrival">\(csrfField(frame.csrf))\
        <p>\(say(.help(frame.keysAreOff ? .keysAreOff : .keysAreOn)))</p>\
        <button name="\(FieldName.keys)" value="\(frame.keysAreOff ? "on" : "off")">\
        \(say(.help(frame.keysAreOff ? .turnOn : .turnOff)))</button></form>
        """
}
