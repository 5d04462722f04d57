import SentryProtocol

/// Every value of every document can be looked at, and printed so that it reads the same again.
func fuzz(_ bytes: [UInt8]) {
    guard let document = try? JSONDocument(parsing: bytes) else { return }
    visit(document.root, depth: 0)
    let text = Array(document.root.sourceText.utf8)
    guard let again = try? JSONDocument(parsing: text) else { return claim(false, "what is printed is no JSON") }
    claim(again.root.sourceText == document.root.sourceText, "printed twice it is something else")
}

private func visit(_ node: JSONNode, depth: Int) {
    claim(depth <= JSONLimits.depthMax, "deeper than allowed")
    _ = (node.string, node.lenientString, node.bool, node.double, node.integer, node.count)
    var count = 0
    for element in node.elements {
        visit(element, depth: depth + 1)
        count += 1
    }
    for (key, value) in node.members {
        _ = (key.text, key.equals("event_id"))
        visit(value, depth: depth + 1)
        count += 1
    }
    claim(count == node.count, "a count that is not that of the values")
}
