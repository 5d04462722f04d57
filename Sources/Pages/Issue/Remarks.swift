import Markup
import SentryProtocol

/// A value that was changed before it was stored, and what was done to it.
struct RemarkModel: Sendable {
    /// `request.headers.Authorization`
    var path: String
    /// `Masked, rule @password:filter; 24 characters before`
    var what: String
}

/// Reads `_meta`, the shadow of the event that says what scrubbing and the sender did to which value (protocol.md §9.5).
struct RemarkReader {
    private let say: Language
    private(set) var remarks: [RemarkModel] = []
    /// Nodes that may still be visited: what was sent may be as broad as it likes.
    private var budget = 20_000

    /// Rows of the table.
    static let rowsMax = 200
    private static let depthMax = 24

    init(_ meta: JSONNode?, _ say: Language) {
        self.say = say
        if let meta { read(meta, at: [], depth: 0) }
    }

    private mutating func read(_ node: JSONNode, at path: [String], depth: Int) {
        guard node.kind == .object, depth < Self.depthMax else { return }
        for (key, value) in node.members {
            guard budget > 0, remarks.count < Self.rowsMax else { return }
            budget -= 1
            let name = key.text
            if name.isEmpty { note(value, at: path) } else { read(value, at: path + [name], depth: depth + 1) }
        }
    }

    private mutating func note(_ remark: JSONNode, at path: [String]) {
        var parts: [String] = []
        for entry in remark["rem"]?.elements.lazy.prefix(8).map({ Array($0.elements.lazy.prefix(4)) }) ?? [] {
            guard let rule = entry.first?.string else { continue }
            let kind = say(.eventPage(Self.phrase(entry.count > 1 ? entry[1].string ?? "" : "", rule: rule)))
            let part = rule.hasPrefix("!") ? kind : "\(kind), \(say(.eventPage(.byRule(rule.clipped(to: 80)))))"
            if !parts.contains(part) { parts.append(part) }
        }
        let length = remark["len"]?.integer.flatMap { $0 >= 0 ? $0 : nil }
        if let length {
            // A length alone is that of a list or an object; texts say what was done to them.
            let isList = parts.isEmpty
            if isList { parts.append(say(.eventPage(.shortened))) }
            parts.append(say(.eventPage(isList ? .hadEntries(length) : .wasLong(length))))
        }
        guard !parts.isEmpty else { return }
        remarks.append(
            RemarkModel(path: path.joined(separator: ".").clipped(to: 300), what: parts.joined(separator: "; ")))
    }

    private static func phrase(_ kind: String, rule: String) -> EventPhrase {
        if rule == "!limit" { return .shortened }
        return switch kind {
        case "x": .removed
        case "m": .masked
        case "p": .hashed
        case "e": .encrypted
        case "a": .annotated
        default: .replaced
        }
    }
}

/// What was taken out or cut, so that nobody looks for a bug in a value that is not the value.
func remarkSection(_ remarks: [RemarkModel], _ say: Language) -> HTML? {
    guard !remarks.isEmpty else { return nil }
    let title = say(.eventPage(.remarks(remarks.count)))
    let rows = remarks.html {
        "<tr><th scope=\"row\">\(foreign($0.path))</th><td>\(foreign($0.what))</td></tr>"
    }
    return """
        <section><details class="part"><summary><h2>\(title)</h2></summary>\
        <table class="fields"><caption>\(say(.eventPage(.remarksText)))</caption><thead><tr>\
        <th scope="col">\(say(.attribute))</th><th scope="col">\(say(.eventPage(.whatWasDone)))</th></tr></thead>\
        <tbody>\(rows)</tbody></table></details></section>

        """
}
