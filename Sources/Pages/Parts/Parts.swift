import Markup
import SentryProtocol

/// `html` when `condition` holds; for attributes without a value and optional parts.
func when(_ condition: Bool, _ html: @autoclosure () -> HTML) -> HTML { condition ? html() : HTML() }

/// Text of an SDK: isolated, so that right-to-left marks in it cannot reorder what stands around it.
func foreign(_ text: String) -> HTML { "<bdi>\(text)</bdi>" }

/// A moment, exact on hover.
func time(_ label: TimeLabel) -> HTML {
    "<time datetime=\"\(label.machine)\" title=\"\(label.absolute)\">\(label.text)</time>"
}

/// A symbol of `icons.svg`; decoration beside a word.
func icon(_ name: String, _ assets: AssetPaths) -> HTML {
    "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"\(assets.icons)#\(name)\"/></svg>"
}

/// The field that proves a form is ours.
func csrfField(_ token: String) -> HTML { hidden(FieldName.csrf, token) }

/// A field that travels with a form.
func hidden(_ name: String, _ value: String) -> HTML {
    "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
}

/// How bad, by shape, colour and word. The shape comes from the style sheet.
func levelMark(_ level: Level, _ say: Language) -> HTML {
    "<span class=\"level \(level.name)\">\(say(level.phrase))</span>"
}

extension Level {
    var phrase: Phrase {
        switch self {
        case .sample: .levelSample
        case .debug: .levelDebug
        case .info: .levelInfo
        case .warning: .levelWarning
        case .error: .levelError
        case .fatal: .levelFatal
        }
    }
}

/// A small label, perhaps a sender's words; `kind` is a class of the style sheet.
struct Chip: Sendable, Equatable {
    var text: String
    var kind: String
}

func chip(_ chip: Chip) -> HTML { "<bdi class=\"chip \(chip.kind)\">\(chip.text)</bdi>" }

extension String {
    /// At most `limit` characters, ending in `…` when something was cut. Bounded work, whatever the length.
    func clipped(to limit: Int) -> String {
        guard utf8.count > limit,
            let end = unicodeScalars.index(
                unicodeScalars.startIndex, offsetBy: limit, limitedBy: unicodeScalars.endIndex),
            end < unicodeScalars.endIndex
        else { return self }
        return String(unicodeScalars[..<end]) + "…"
    }

    /// Up to the first line's end.
    var firstLine: String { String(prefix { !$0.isNewline }) }
}

/// One `<option>`.
func option(_ value: String, _ text: String, isSelected: Bool) -> HTML {
    "<option value=\"\(value)\"\(when(isSelected, " selected"))>\(text)</option>"
}
