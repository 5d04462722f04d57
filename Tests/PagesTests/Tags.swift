import Markup

/// The tags of a page, read as a browser would read well-formed HTML. Whatever is not well-formed is a complaint.
struct Tags {
    struct Element {
        var name: String
        var attributes: [String: String]
    }
    var elements: [Element] = []
    var complaints: [String] = []

    private static let void: Set = ["meta", "link", "input", "br", "img", "hr"]
    /// Nothing else is ever written by a page; `style` and `on…` are the point of the list.
    private static let allowed: Set = [
        "action", "alt", "aria-current", "aria-describedby", "aria-disabled", "aria-hidden", "aria-invalid",
        "aria-pressed",
        "aria-label", "aria-sort", "autocapitalize", "autocomplete", "charset", "checked", "class", "content", "d",
        "data-close", "data-copied", "data-copy", "data-copy-link", "data-hours", "data-key", "data-keys",
        "data-recent", "data-zone",
        "data-minutes", "data-now", "data-theme", "data-unfold", "datetime", "defer", "download", "for", "height",
        "href", "id", "lang", "loading", "maxlength", "method", "name", "open", "placeholder", "preserveAspectRatio",
        "readonly", "rel", "required", "role", "scope", "selected", "size", "spellcheck", "src", "start", "tabindex",
        "title", "type", "value", "viewBox", "width", "x", "y",
        "data-list", "data-live", "data-news", "disabled", "inputmode", "rows",
        "formaction", "label",
        "list", "max", "min",
    ]

    init(_ html: HTML) {
        let bytes = html.bytes
        var open: [String] = []
        var at = 0
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        while let start = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
            guard let end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) else {
                complaints.append("a tag is left open")
                return
            }
            at = end + 1
            var inside = text(start + 1..<end)
            if inside.hasPrefix("!doctype") { continue }
            if inside.hasPrefix("/") {
                inside.removeFirst()
                if open.popLast() != inside { complaints.append("</\(inside)> closes nothing") }
                continue
            }
            let closesItself = inside.hasSuffix("/")
            if closesItself { inside.removeLast() }
            let name = String(inside.prefix { $0.isLetter || $0.isNumber })
            elements.append(Element(name: name, attributes: attributes(of: inside.dropFirst(name.count), in: name)))
            if !closesItself, !Self.void.contains(name) { open.append(name) }
        }
        if !open.isEmpty { complaints.append("left open: \(open)") }
    }

    /// Reads ` a="1" b`.
    private mutating func attributes(of text: Substring, in element: String) -> [String: String] {
        var found: [String: String] = [:]
        var rest = text
        while !rest.isEmpty {
            rest = rest.drop { $0.isWhitespace }
            if rest.isEmpty { break }
            let name = String(rest.prefix { $0 != "=" && !$0.isWhitespace })
            rest = rest.dropFirst(name.count)
            var value = ""
            if rest.hasPrefix("=\"") {
                rest = rest.dropFirst(2)
                guard let quote = rest.firstIndex(of: "\"") else {
                    complaints.append("<\(element)>: a value of \(name) is left open")
                    break
                }
                value = String(rest[..<quote])
                rest = rest[rest.index(after: quote)...]
            }
            if !Self.allowed.contains(name) { complaints.append("<\(element) \(name)>") }
            if found.updateValue(value, forKey: name) != nil { complaints.append("<\(element)>: \(name) twice") }
        }
        return found
    }

    /// Scripts that are not ours: there may be none.
    var strangeScripts: [Element] { named("script").filter { $0.attributes["src"] != "/public/culprit.js" } }

    func named(_ name: String) -> [Element] { elements.filter { $0.name == name } }
}
