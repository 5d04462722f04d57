extension Stacktrace {
    /// Nil without frames (protocol.md §5.3.3). Of more than `EventLimits.framesMax` the middle is left out.
    init?(reading node: JSONNode, _ decoder: inout EventDecoder) {
        self.init()
        guard let node = decoder.object(node, "stacktrace"), let list = node["frames"] else { return nil }
        guard list.kind == .array else {
            if !list.isNull { decoder.note("invalid_data", "stacktrace.frames", list) }
            return nil
        }
        let count = list.count
        if count > EventLimits.framesMax {
            let lastKept = EventLimits.framesMax - EventLimits.framesKeptFirst
            framesOmitted = EventLimits.framesKeptFirst..<count - lastKept
        }
        frames.reserveCapacity(min(count, EventLimits.framesMax))
        for (index, element) in list.elements.enumerated() {
            if let framesOmitted, framesOmitted.contains(index) { continue }
            if let frame = Frame(reading: element, &decoder) { frames.append(frame) }
        }
        guard !frames.isEmpty else { return nil }
        registers = node["registers"].flatMap { decoder.object($0, "stacktrace.registers") }
        isSnapshot = node["snapshot"]?.bool
        if let omitted = node["frames_omitted"], omitted.count == 2 {
            let ends = omitted.elements.compactMap(\.integer)
            if ends.count == 2, ends[0] >= 0, ends[0] <= ends[1] { framesOmitted = ends[0]..<ends[1] }
        }
    }
}

extension Frame {
    /// Nil for null and for anything that is not an object; a bare string is taken as the function's name.
    init?(reading node: JSONNode, _ decoder: inout EventDecoder) {
        self.init()
        if let text = node.string {
            function = text.trimmed(to: EventLimits.functionMax, allowance: EventLimits.symbolAllowance)
            return
        }
        guard node.kind == .object else {
            if !node.isNull { decoder.note("invalid_data", "frame", node) }
            return nil
        }
        for (key, value) in node.members where !value.isNull { read(key, value, &decoder) }
        finishPaths()
    }

    private mutating func read(_ key: JSONKey, _ value: JSONNode, _ decoder: inout EventDecoder) {
        switch key {
        case "function": function = symbol(value, "frame.function", &decoder)
        case "module":
            module = decoder.text(
                value, "frame.module", limit: EventLimits.functionMax, allowance: EventLimits.symbolAllowance)
        case "filename": filename = path(value, "frame.filename", &decoder)
        case "abs_path": absPath = path(value, "frame.abs_path", &decoder)
        case "lineno": line = decoder.integer(value, "frame.lineno").flatMap { $0 > 0 ? $0 : nil }
        case "colno": column = decoder.integer(value, "frame.colno").flatMap { $0 > 0 ? $0 : nil }
        case "in_app": isInApp = decoder.bool(value, "frame.in_app")
        case "context_line":
            contextLine = decoder.text(value, "frame.context_line", limit: EventLimits.contextLineMax)
        case "pre_context": preContext = lines(value, "frame.pre_context", &decoder)
        case "post_context": postContext = lines(value, "frame.post_context", &decoder)
        case "vars": variables = decoder.container(value, "frame.vars")
        case "data": data = decoder.object(value, "frame.data")
        default: readRare(key, value, &decoder)
        }
    }

    private mutating func readRare(_ key: JSONKey, _ value: JSONNode, _ decoder: inout EventDecoder) {
        switch key {
        case "raw_function": rawFunction = symbol(value, "frame.raw_function", &decoder)
        case "symbol": symbol = symbol(value, "frame.symbol", &decoder)
        case "package": package = path(value, "frame.package", &decoder)
        case "platform": platform = decoder.text(value, "frame.platform", limit: 64)
        case "image_addr": imageAddress = decoder.address(value, "frame.image_addr")
        case "instruction_addr": instructionAddress = decoder.address(value, "frame.instruction_addr")
        case "symbol_addr": symbolAddress = decoder.address(value, "frame.symbol_addr")
        case "addr_mode": addressMode = decoder.text(value, "frame.addr_mode", limit: 64)
        case "trust": trust = decoder.text(value, "frame.trust", limit: 64)
        case "stack_start": stackStart = decoder.bool(value, "frame.stack_start")
        case "lock": lock = decoder.object(value, "frame.lock")
        case "source_link": sourceLink = decoder.text(value, "frame.source_link", limit: EventLimits.urlMax)
        default: break
        }
    }

    private func symbol(_ value: JSONNode, _ name: String, _ decoder: inout EventDecoder) -> String? {
        let text = decoder.text(value, name, limit: EventLimits.functionMax, allowance: EventLimits.symbolAllowance)
        return text == "?" || text?.isEmpty == true ? nil : text
    }

    private func path(_ value: JSONNode, _ name: String, _ decoder: inout EventDecoder) -> String? {
        let text = decoder.text(value, name, limit: EventLimits.pathMax, allowance: EventLimits.pathAllowance)
        return text?.isEmpty == true ? nil : text
    }

    private func lines(_ value: JSONNode, _ name: String, _ decoder: inout EventDecoder) -> JSONNode? {
        guard value.kind == .array else {
            decoder.note("invalid_data", name, value)
            return nil
        }
        return value.count > 0 ? value : nil
    }

    /// A URL in `filename` moves to `abs_path`, and its path stays; a missing `abs_path` is the file's name.
    private mutating func finishPaths() {
        guard let name = filename else { return }
        if absPath == nil { absPath = name }
        if let path = Self.path(ofURL: name) { filename = path }
    }

    /// `/a.js` of `https://host/a.js?v=1`; nil when it is no URL with a host.
    static func path(ofURL text: String) -> String? {
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else { return nil }
        let rest = text.utf8.dropFirst(text.hasPrefix("https") ? 8 : 7)
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return "/" }
        let path = rest[slash...].prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        return String(Substring(path))
    }
}

extension Stacktrace {
    /// Takes variables and source lines from the middle of a long trace: library frames first, the last frame never.
    public mutating func slim(to allowance: Int = EventLimits.framesWithContextMax) {
        guard frames.count > allowance else { return }
        let indices = frames.indices.dropLast()
        let inApp = indices.filter { frames[$0].isInApp == true }
        let library = indices.filter { frames[$0].isInApp != true }
        let libraryAllowance = max(0, allowance - 1 - inApp.count)
        slimMiddle(of: library, keeping: libraryAllowance)
        slimMiddle(of: inApp, keeping: allowance - 1)
    }

    private mutating func slimMiddle(of indices: [Int], keeping allowance: Int) {
        guard indices.count > allowance else { return }
        let first = allowance / 2
        for index in indices[first..<indices.count - (allowance - first)] {
            frames[index].variables = nil
            frames[index].preContext = nil
            frames[index].postContext = nil
        }
    }
}
