extension LogEntry {
    /// Text or `{message, formatted, params}`; nil when there is nothing to show (protocol.md §5.3.1).
    init?(reading node: JSONNode, _ decoder: inout EventDecoder) {
        self.init()
        switch node.kind {
        case .null, .false: return nil
        case .object:
            message = node["message"].flatMap { Self.text($0, &decoder) }
            formatted = node["formatted"].flatMap { Self.text($0, &decoder) }
            params = node["params"].flatMap { decoder.container($0, "logentry.params") }
        default: formatted = Self.text(node, &decoder)
        }
        if formatted == nil, let message, let params {
            formatted = MessageFormatter.fill(message, with: params)?
                .trimmed(to: EventLimits.messageMax, allowance: EventLimits.messageAllowance)
        }
        if formatted == nil || formatted == message { (formatted, message) = (message ?? formatted, nil) }
        if formatted == nil { return nil }
    }

    private static func text(_ node: JSONNode, _ decoder: inout EventDecoder) -> String? {
        guard node.kind != .false else { return nil }
        let text = decoder.anyText(node, limit: EventLimits.messageMax, allowance: EventLimits.messageAllowance)
        return text?.isEmpty == true ? nil : text
    }
}

/// Fills a message template: Python's `%s` and `%(name)s`, else `{}`, `{0}` and `{name}`.
enum MessageFormatter {
    /// Nil when the template and the parameters do not fit each other.
    static func fill(_ template: String, with params: JSONNode) -> String? {
        let arguments = Arguments(params)
        if template.utf8.contains(UInt8(ascii: "%")) { return percent(Array(template.utf8), arguments) }
        if template.utf8.contains(UInt8(ascii: "{")) { return braces(Array(template.utf8), arguments) }
        return nil
    }

    /// What is printed beyond this many bytes is cut off anyway.
    private static let outputBytesMax = 4 * (EventLimits.messageMax + EventLimits.messageAllowance)
    private static let argumentsMax = 1_000

    private struct Arguments {
        let list: [JSONNode]
        private let members: [String: JSONNode]
        let hasNames: Bool

        init(_ params: JSONNode) {
            list = params.kind == .array ? Array(params.elements.prefix(argumentsMax)) : []
            hasNames = params.kind == .object
            var members: [String: JSONNode] = [:]
            for (name, value) in params.members.prefix(argumentsMax) { members[name.text] = value }
            self.members = members
        }

        func named(_ name: String) -> JSONNode? { members[name] }
    }

    private static func text(of node: JSONNode) -> String {
        node.isNull ? "None" : (node.lenientString ?? node.sourceText)
    }

    private static func percent(_ template: [UInt8], _ arguments: Arguments) -> String? {
        var output: [UInt8] = []
        var used = 0
        var at = 0
        while at < template.count, output.count < outputBytesMax {
            guard template[at] == UInt8(ascii: "%") else {
                output.append(template[at])
                at += 1
                continue
            }
            at += 1
            guard at < template.count else { return nil }
            if template[at] == UInt8(ascii: "%") {
                output.append(template[at])
                at += 1
                continue
            }
            var argument: JSONNode?
            if template[at] == UInt8(ascii: "(") {
                guard let close = template[at...].firstIndex(of: UInt8(ascii: ")")) else { return nil }
                argument = arguments.named(String(decoding: template[at + 1..<close], as: UTF8.self))
                at = close + 1
            } else if used < arguments.list.count {
                argument = arguments.list[used]
                used += 1
            }
            guard let argument, let (conversion, decimals) = specification(template, &at) else { return nil }
            guard let text = convert(argument, conversion, decimals) else { return nil }
            output.append(contentsOf: text.utf8.prefix(outputBytesMax))
        }
        return arguments.hasNames || at < template.count || used == arguments.list.count
            ? String(decoding: output, as: UTF8.self) : nil
    }

    /// Flags, width and precision are skipped, except for the decimals of `%.2f`.
    private static func specification(_ template: [UInt8], _ at: inout Int) -> (conversion: UInt8, decimals: Int?)? {
        var decimals: Int?
        while at < template.count {
            let byte = template[at]
            at += 1
            switch byte {
            case UInt8(ascii: "."): decimals = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if let digits = decimals { decimals = min(digits * 10 + Int(byte - UInt8(ascii: "0")), 20) }
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: " "), UInt8(ascii: "#"), UInt8(ascii: "l"):
                continue
            case UInt8(ascii: "s"), UInt8(ascii: "d"), UInt8(ascii: "i"), UInt8(ascii: "u"), UInt8(ascii: "f"),
                UInt8(ascii: "F"), UInt8(ascii: "r"), UInt8(ascii: "a"), UInt8(ascii: "x"), UInt8(ascii: "g"),
                UInt8(ascii: "e"), UInt8(ascii: "c"):
                return (byte, decimals)
            default: return nil
            }
        }
        return nil
    }

    private static func convert(_ argument: JSONNode, _ conversion: UInt8, _ decimals: Int?) -> String? {
        switch conversion {
        case UInt8(ascii: "r"), UInt8(ascii: "a"): return argument.string.map { "'" + $0 + "'" } ?? text(of: argument)
        case UInt8(ascii: "f"), UInt8(ascii: "F"):
            guard let number = argument.double else { return nil }
            return fixed(number, decimals ?? 6)
        case UInt8(ascii: "d"), UInt8(ascii: "i"), UInt8(ascii: "u"):
            guard let number = argument.double, abs(number) < 1e18 else { return nil }
            return String(Int(number))
        case UInt8(ascii: "x"): return argument.integer.map { String($0, radix: 16) }
        default: return text(of: argument)
        }
    }

    /// `number` with exactly `decimals` digits after the point.
    private static func fixed(_ number: Double, _ decimals: Int) -> String? {
        guard abs(number) < 1e15 else { return number.description }
        var scale = 1.0
        let places = min(decimals, 15)
        for _ in 0..<places { scale *= 10 }
        guard abs(number) * scale < 1e18 else { return number.description }
        let scaled = Int((abs(number) * scale).rounded(.toNearestOrEven))
        let sign = number < 0 ? "-" : ""
        guard places > 0 else { return sign + String(scaled) }
        let fraction = String(scaled % Int(scale))
        return sign + String(scaled / Int(scale)) + "." + String(repeating: "0", count: places - fraction.count)
            + fraction
    }

    private static func braces(_ template: [UInt8], _ arguments: Arguments) -> String? {
        var output: [UInt8] = []
        var next = 0
        var at = 0
        while at < template.count, output.count < outputBytesMax {
            let byte = template[at]
            let isDoubled = at + 1 < template.count && template[at + 1] == byte
            if byte == UInt8(ascii: "{"), !isDoubled {
                guard let close = template[at...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
                let inside = String(decoding: template[at + 1..<close], as: UTF8.self)
                let name = String(inside.prefix { $0 != ":" && $0 != "!" })
                let argument: JSONNode?
                if name.isEmpty {
                    argument = next < arguments.list.count ? arguments.list[next] : nil
                    next += 1
                } else if let index = Int(name) {
                    argument = arguments.list.indices.contains(index) ? arguments.list[index] : nil
                } else {
                    argument = arguments.named(name)
                }
                guard let argument else { return nil }
                output.append(contentsOf: text(of: argument).utf8.prefix(outputBytesMax))
                at = close + 1
            } else {
                output.append(byte)
                at += (byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")) && isDoubled ? 2 : 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
