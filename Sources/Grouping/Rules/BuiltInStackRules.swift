import CAssets
import SentryProtocol

/// The rules that come with `culprit-1`, a table in `default-rules.json` that is compiled into the binary.
enum BuiltInStackRules {
    /// Their order is that of the table.
    static let rules: [StackRule] = {
        guard let document = try? JSONDocument(parsing: bytes) else { return [] }
        var rules: [StackRule] = []
        for group in document.root["groups"]?.elements ?? document.root.elements { append(group, to: &rules) }
        return rules
    }()

    private static var bytes: [UInt8] {
        for index in 0..<culprit_asset_count {
            let asset = culprit_asset_at(index)
            guard String(cString: asset.path) == "Grouping/default-rules.json" else { continue }
            // SAFETY: the asset is a constant of the binary, `count` bytes long.
            return Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
        }
        return []
    }

    private static func append(_ group: JSONNode, to rules: inout [StackRule]) {
        if let lines = group["text"] {
            for line in lines.elements.compactMap(\.string) { rules += StackRules(lenientlyParsing: line).rules }
            return
        }
        guard let field = group["field"]?.string, let actionText = group["actions"]?.string,
            let actions = StackRuleParser.actions(actionText)
        else { return }
        var common: [FrameMatcher] = []
        var commonText = ""
        if let family = group["family"]?.string,
            let matcher = try? FrameMatcher(key: "family", value: family, isNegated: false)
        {
            common.append(matcher)
            commonText += "family:\(family) "
        }
        if let and = group["and"]?.string, let matcher = StackRuleParser.matcher(and) {
            common.append(matcher)
            commonText += and + " "
        }
        for glob in group["globs"]?.elements.compactMap(\.string) ?? [] {
            guard let matcher = try? FrameMatcher(key: field, value: glob, isNegated: false) else { continue }
            let source = "\(commonText)\(field):\(glob) \(actionText)"
            rules.append(StackRule(matchers: [matcher] + common, actions: actions, source: source))
        }
    }
}
