import SentryProtocol

/// `_meta`, the shadow of the payload that says what was done to which value (protocol.md §9.5).
extension Splicer {
    /// The root object with its edits and the remarks about them, merged into the `_meta` that was sent.
    func appendWithRemarks(_ root: Range<Int>, to output: inout [UInt8]) {
        let sent = sentRemarks
        var meta: [UInt8] = []
        var budget = ScrubbingLimits.remarksMax
        guard appendRemarks(about: 0, sent: sent, to: &meta, &budget) else { return append(root, to: &output) }
        if let sent {
            let range = TokenRange.range(of: sent, in: tokens, bytes)
            append(root.lowerBound..<range.lowerBound, to: &output)
            output.append(contentsOf: meta)
            append(range.upperBound..<root.upperBound, to: &output)
        } else {
            append(root.lowerBound..<root.upperBound - 1, to: &output)
            if tokens[0].count > 0 { output.append(UInt8(ascii: ",")) }
            output.append(contentsOf: "\"_meta\":".utf8)
            output.append(contentsOf: meta)
            output.append(UInt8(ascii: "}"))
        }
    }

    /// The remarks about the edits, as JSON, if there is anything to say; and whether others came with the payload.
    func remarks() -> (hasOthers: Bool, json: [UInt8]?) {
        if sentRemarks != nil { return (true, nil) }
        guard tokens[0].tag == TokenTag.object else { return (false, nil) }
        var meta: [UInt8] = []
        var budget = ScrubbingLimits.remarksMax
        return (false, appendRemarks(about: 0, sent: nil, to: &meta, &budget) ? meta : nil)
    }

    /// The `_meta` that was sent.
    private var sentRemarks: Int? {
        guard tokens[0].tag == TokenTag.object else { return nil }
        var found: Int?
        for child in children(of: 0) {
            guard let key = child.key, tokens[key].extent == 5 else { continue }
            if name(at: key).equals("\"_meta\"") { found = child.value }
        }
        return found
    }

    /// The shadow of one value, `sent` being what came with the payload. False, and nothing written, when there is
    /// nothing to say.
    private func appendRemarks(
        about index: Int, sent: Int?, to output: inout [UInt8], _ budget: inout Int
    ) -> Bool {
        guard let first = firstEdit(of: index), budget > 0 else {
            guard let sent else { return false }
            append(TokenRange.range(of: sent, in: tokens, bytes), to: &output)
            return true
        }
        let edit = edits[first]
        let start = output.count
        output.append(UInt8(ascii: "{"))
        if edit.token == index {
            budget -= 1
            appendOwn(edit, to: &output)
        } else {
            appendInner(of: index, sent: sent, to: &output, &budget)
        }
        if output.count == start + 1 {
            output.removeLast()
            return false
        }
        output.append(UInt8(ascii: "}"))
        return true
    }

    /// `"": {"rem": […], "len": 12}`
    private func appendOwn(_ edit: Edit, to output: inout [UInt8]) {
        if edit.remarks.isEmpty { return }
        var writer = JSONWriter(reserving: 64)
        writer.object { writer in
            writer.array("rem", edit.remarks) { writer, remark in
                writer.beginArray()
                writer.string(remark.rule)
                writer.string(remark.kind.rawValue)
                if let range = remark.range {
                    writer.integer(range.lowerBound)
                    writer.integer(range.upperBound)
                }
                writer.endArray()
            }
            writer.member("len", edit.length)
        }
        output.append(contentsOf: "\"\":".utf8)
        output.append(contentsOf: writer.bytes)
    }

    /// The shadows of what lies inside a value, then what was sent about members that nothing was done to.
    private func appendInner(of index: Int, sent: Int?, to output: inout [UInt8], _ budget: inout Int) {
        var shadows: [[UInt8]: Int] = [:]
        let sentMembers = sent.map { members(of: $0) } ?? []
        for member in sentMembers { shadows[Array(name(at: member.key))] = member.value }
        for (position, child) in children(of: index).enumerated() where firstEdit(of: child.value) != nil {
            let name = child.key.map { Array(self.name(at: $0)) } ?? Array("\"\(position)\"".utf8)
            if index == 0, name == Array("\"_meta\"".utf8) { continue }
            let before = output.count
            let below = shadows.removeValue(forKey: name)
            separate(name, in: &output)
            if !appendRemarks(about: child.value, sent: below, to: &output, &budget) {
                output.removeLast(output.count - before)
            }
        }
        for member in sentMembers {
            let name = Array(self.name(at: member.key))
            guard shadows[name] == member.value else { continue }
            separate(name, in: &output)
            append(TokenRange.range(of: member.value, in: tokens, bytes), to: &output)
        }
    }

    private func separate(_ name: [UInt8], in output: inout [UInt8]) {
        if output.last != UInt8(ascii: "{") { output.append(UInt8(ascii: ",")) }
        output.append(contentsOf: name)
        output.append(UInt8(ascii: ":"))
    }

    /// Index of the first edit of a value or of something inside it.
    private func firstEdit(of index: Int) -> Int? {
        let end = following(index)
        var (low, high) = (0, edits.count)
        while low < high {
            let middle = (low + high) / 2
            if edits[middle].token >= index { high = middle } else { low = middle + 1 }
        }
        return low < edits.count && edits[low].token < end ? low : nil
    }

    private func following(_ index: Int) -> Int {
        tokens[index].isContainer ? Int(tokens[index].extent) : index + 1
    }

    /// A key as it was sent, with its quotes.
    private func name(at index: Int) -> UnsafeBufferPointer<UInt8> {
        bytes.part(TokenRange.range(of: index, in: tokens, bytes))
    }

    private func members(of index: Int) -> [(key: Int, value: Int)] {
        guard tokens[index].tag == TokenTag.object else { return [] }
        var members: [(key: Int, value: Int)] = []
        for child in children(of: index) {
            if let key = child.key { members.append((key, child.value)) }
        }
        return members
    }

    /// Members or elements; nothing of a scalar.
    private func children(of index: Int) -> ChildTokens {
        let token = tokens[index]
        return ChildTokens(
            tokens: tokens, at: index + 1, end: token.isContainer ? Int(token.extent) : index + 1,
            isObject: token.tag == TokenTag.object)
    }
}

/// What lies right inside a container; elements have no key.
private struct ChildTokens: Sequence, IteratorProtocol {
    let tokens: UnsafeBufferPointer<JSONToken>
    var at: Int
    let end: Int
    let isObject: Bool

    mutating func next() -> (key: Int?, value: Int)? {
        guard at < end else { return nil }
        let key: Int? = isObject ? at : nil
        let value = isObject ? at + 1 : at
        at = tokens[value].isContainer ? Int(tokens[value].extent) : value + 1
        return (key, value)
    }
}
