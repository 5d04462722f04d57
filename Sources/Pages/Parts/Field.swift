import Markup
import SentryProtocol

/// One thing known, as finished text.
struct Field: Sendable {
    var name: String
    var text: String
    /// The text is an address that may be followed.
    var link: String?
    /// The text was cut at `PageLimits.valueMax`.
    var isCut = false

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text.clipped(to: PageLimits.valueMax)
        link = text.asSafeLink
        isCut = text.unicodeScalars.count > PageLimits.valueMax
    }

    /// Free-form JSON: text as it is, the rest indented.
    init(_ name: String, _ node: JSONNode) {
        let text = node.string ?? JSONText.pretty(node, limit: PageLimits.valueMax)
        self.init(name, text)
    }

    /// Fields for the members of an object; of other values one without a name.
    static func list(_ node: JSONNode?) -> [Field] {
        guard let node, !node.isNull else { return [] }
        guard node.kind == .object else { return [Field("", node)] }
        return node.members.lazy.prefix(PageLimits.fieldsMax).map { Field($0.key.text, $0.value) }
    }

    /// Fields for pairs.
    static func list(_ pairs: [(key: String, value: String)]) -> [Field] {
        pairs.prefix(PageLimits.fieldsMax).map { Field($0.key, $0.value) }
    }
}

/// Bounds of what a page prints of one event.
enum PageLimits {
    /// Characters of one value.
    static let valueMax = 8_192
    /// Rows of one table.
    static let fieldsMax = 500
    /// Values longer than this, in characters or lines, open on demand.
    static let openValueMax = 600
    static let openLinesMax = 16
    /// Characters of a title in a list, and on its own page.
    static let rowTitleMax = 240
    static let titleMax = 400
    /// Breadcrumbs that show without asking.
    static let breadcrumbsOpenMax = 50
    static let framesMax = 1_000
    static let activitiesMax = 50
    static let similarMax = 5
    static let sourceLinesMax = 40
}

/// Names and values in two columns.
func fieldTable(_ caption: String, _ fields: [Field], _ say: Language, showsCaption: Bool = true) -> HTML? {
    guard !fields.isEmpty else { return nil }
    let rows = fields.html { field in
        "<tr><th scope=\"row\">\(foreign(field.name))</th><td>\(fieldValue(field, say))</td></tr>"
    }
    return """
        <table class="fields"><caption\(when(!showsCaption, " class=\"hidden\""))>\(foreign(caption))</caption>\
        <tbody>\(rows)</tbody></table>
        """
}

/// A value: a link, a short text, or the beginning of a long one that opens.
func fieldValue(_ field: Field, _ say: Language) -> HTML {
    if let link = field.link { return outsideLink(link, link) }
    let note: HTML? = field.isCut ? "<p class=\"muted\">\(say(.cutAt(PageLimits.valueMax)))</p>" : nil
    guard field.text.isLong else { return "\(foreign(field.text))\(note)" }
    let beginning = field.text.clipped(to: 200).split(separator: "\n", maxSplits: 3).prefix(3).joined(separator: "\n")
    return """
        <details class="long"><summary><bdi>\(beginning)</bdi> <span class="more">\(say(.showAll))</span>\
        <span class="more less">\(say(.eventPage(.showLess)))</span></summary>\
        <bdi tabindex="0">\(field.text)</bdi>\(note)</details>
        """
}

/// A link that an event brought along.
func outsideLink(_ address: String, _ text: String) -> HTML {
    "<a href=\"\(address)\" rel=\"noopener noreferrer nofollow\">\(foreign(text))</a>"
}

extension String {
    fileprivate var isLong: Bool {
        if utf8.count > PageLimits.openValueMax { return true }
        return utf8.count { $0 == UInt8(ascii: "\n") } >= PageLimits.openLinesMax
    }
}
