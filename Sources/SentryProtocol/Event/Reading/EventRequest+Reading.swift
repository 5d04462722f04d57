extension EventRequest {
    /// protocol.md §5.3.7.
    init(reading node: JSONNode, _ decoder: inout EventDecoder) {
        self.init()
        if decoder.depth == .head {
            readHead(node, &decoder)
            return
        }
        var headersWereSorted = false
        for (key, value) in node.members where !value.isNull {
            switch key {
            case "url": readURL(value, &decoder)
            case "method": readMethod(value, &decoder)
            case "query_string": readQuery(value, &decoder)
            case "fragment":
                let text = decoder.text(value, "request.fragment", limit: EventLimits.fragmentMax)
                if let text, !text.isEmpty { fragment = text }
            case "data": readBody(value)
            case "inferred_content_type": inferredContentType = inferredContentType ?? value.string
            case "cookies": readCookies(value, &decoder)
            case "headers":
                headersWereSorted = value.kind == .array
                headers = decoder.pairs(value, "request.headers")
            case "env": env = decoder.object(value, "request.env")
            case "api_target": apiTarget = decoder.text(value, "request.api_target", limit: 64)
            case "protocol", "body_size": break
            default: decoder.note("invalid_attribute", "request." + key.text.trimmed(to: 64))
            }
        }
        finishHeaders(keepOrder: headersWereSorted)
    }

    /// What an event is indexed by.
    private mutating func readHead(_ node: JSONNode, _ decoder: inout EventDecoder) {
        for (key, value) in node.members where !value.isNull {
            switch key {
            case "url":
                if let address = value.plain({ Self.address(of: $0) }) {
                    url = address
                } else {
                    // So that nobody takes the query apart.
                    query = [("", "")]
                    readURL(value, &decoder)
                    query = []
                }
            case "method": readMethod(value, &decoder)
            // Who sent the request may be told by nothing else.
            case "headers": headers = Self.clientHeaders(value, &decoder)
            // The user's address may be all that is known of the user.
            case "env": env = decoder.object(value, "request.env")
            default: break
            }
        }
    }

    /// A URL without query and fragment; nil when it is too long to be taken as it is, or empty.
    private static func address(of text: TapeText) -> String? {
        guard text.count > 0, text.count <= EventLimits.urlMax else { return nil }
        var end = 0
        while end < text.count, text.bytes[end] != UInt8(ascii: "?"), text.bytes[end] != UInt8(ascii: "#") { end += 1 }
        return String(decoding: UnsafeBufferPointer(rebasing: text.bytes[..<end]), as: UTF8.self)
    }

    /// The headers that say whose browser it was, and some others.
    private static func clientHeaders(
        _ node: JSONNode, _ decoder: inout EventDecoder
    ) -> [(key: String, value: String)] {
        guard node.kind == .object else { return decoder.pairs(node, "request.headers") }
        var (headers, count): ([(key: String, value: String)], Int) = ([], 0)
        node.document.withTape { tape in
            for (key, value) in tape.members(of: node.index) where !tape.isNull(value) {
                guard count < EventLimits.pairsMax else { break }
                count += 1
                guard tape.text(at: key, { mayNameClient($0) }) else { continue }
                headers.append((tape.key(at: key).text, decoder.joined(tape.node(at: value))))
            }
        }
        return headers
    }

    /// False for names that are neither `User-Agent` nor one of the client hints.
    private static func mayNameClient(_ name: TapeText) -> Bool {
        guard name.count >= 9, name.count <= 26 else { return false }
        let first = name.bytes[0].asciiLowered
        return first == UInt8(ascii: "u") || first == UInt8(ascii: "s")
    }

    private mutating func readMethod(_ value: JSONNode, _ decoder: inout EventDecoder) {
        if let known = value.plain({ Self.isMethod($0.bytes) ? $0.string : nil }) {
            method = known
            return
        }
        let text = decoder.text(value, "request.method", limit: 64)?.uppercased()
        method = text.flatMap { Self.isMethod($0.utf8) ? $0 : nil }
        if let text, !text.isEmpty, method == nil { decoder.note("invalid_data", "request.method", value) }
    }

    /// Query and fragment move to their own fields unless those were sent.
    private mutating func readURL(_ value: JSONNode, _ decoder: inout EventDecoder) {
        guard var text = decoder.text(value, "request.url", limit: EventLimits.urlMax), !text.isEmpty else { return }
        if text.hasSuffix("\u{2026}") { text = String(text.dropLast()) + "..." }
        if let hash = text.firstIndex(of: "#") {
            if fragment == nil, text.index(after: hash) < text.endIndex {
                fragment = String(text[text.index(after: hash)...])
            }
            text = String(text[..<hash])
        }
        if let mark = text.firstIndex(of: "?") {
            if query.isEmpty { query = QueryPairs.parse(text[text.index(after: mark)...]) }
            text = String(text[..<mark])
        }
        url = text
    }

    private mutating func readQuery(_ value: JSONNode, _ decoder: inout EventDecoder) {
        let pairs: [(key: String, value: String)]
        if let text = value.string {
            pairs = QueryPairs.parse(text.first == "?" ? text.dropFirst() : text[...])
        } else {
            pairs = decoder.pairs(value, "request.query_string")
        }
        if !pairs.isEmpty { query = pairs }
    }

    private mutating func readCookies(_ value: JSONNode, _ decoder: inout EventDecoder) {
        if let text = value.string {
            cookies = Self.parseCookies(text)
        } else {
            cookies = decoder.pairs(value, "request.cookies")
        }
    }

    /// A body that is text is shown as what it says, if it is JSON or a form.
    private mutating func readBody(_ value: JSONNode) {
        if value.kind == .array || value.kind == .object, value.count == 0 { return }
        guard let text = value.string else {
            data = value
            return
        }
        guard !text.isEmpty else { return }
        data = value
        if text.utf8.first == UInt8(ascii: "{") || text.utf8.first == UInt8(ascii: "["),
            let document = try? JSONDocument(parsing: Array(text.utf8))
        {
            data = document.root
            inferredContentType = "application/json"
        } else if QueryPairs.looksLikeForm(text), let form = QueryPairs.document(of: QueryPairs.parse(text[...])) {
            data = form.root
            inferredContentType = "application/x-www-form-urlencoded"
        }
    }

    /// Names in Title-Case; the `Cookie` header becomes `cookies`.
    private mutating func finishHeaders(keepOrder: Bool) {
        for index in headers.indices { headers[index].key = Self.titleCase(headers[index].key) }
        if !keepOrder { headers.sort { $0.key < $1.key } }
        if let cookie = headers.first(where: { $0.key == "Cookie" }) {
            if cookies.isEmpty { cookies = Self.parseCookies(cookie.value) }
            headers.removeAll { $0.key == "Cookie" }
        }
        headers.removeAll { $0.key.isEmpty }
    }

    private static func isMethod(_ text: some Collection<UInt8>) -> Bool {
        (3...32).contains(text.count)
            && text.allSatisfy {
                $0 &- UInt8(ascii: "A") < 26 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }

    private static func parseCookies(_ text: String) -> [(key: String, value: String)] {
        var found: [(key: String, value: String)] = []
        for part in text.split(separator: ";") where found.count < EventLimits.pairsMax {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = String(pair[0]).trimmingSpace()
            if key.isEmpty { continue }
            found.append((key, pair.count > 1 ? String(pair[1]).trimmingSpace() : ""))
        }
        return found
    }

    static func titleCase(_ name: String) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(name.utf8.count)
        var startsWord = true
        for byte in name.utf8 {
            if startsWord, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) {
                output.append(byte - 32)
            } else {
                output.append(byte)
            }
            startsWord = byte == UInt8(ascii: "-")
        }
        return String(decoding: output, as: UTF8.self)
    }
}

/// `a=1&b=2` as pairs.
enum QueryPairs {
    static func parse(_ text: Substring) -> [(key: String, value: String)] {
        QueryString(text, pairsMax: EventLimits.pairsMax).pairs.map { ($0.name, $0.value) }
    }

    /// Text that is a form rather than a sentence with `=` in it.
    static func looksLikeForm(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "=")) else { return false }
        return text.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "<")
                && byte != UInt8(ascii: "{")
        }
    }

    static func document(of pairs: [(key: String, value: String)]) -> JSONDocument? {
        var writer = JSONWriter()
        writer.object { writer in
            for (key, value) in pairs {
                writer.key(dynamic: key)
                writer.string(value)
            }
        }
        return try? JSONDocument(parsing: writer.bytes)
    }
}
