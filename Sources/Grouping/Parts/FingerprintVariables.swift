import SentryProtocol

/// The `{{ variables }}` of fingerprints and of rules' titles (grouping.md §6.3).
struct FingerprintVariables {
    let subject: FingerprintSubject
    private let crashFrame: Frame?

    init(_ subject: FingerprintSubject) {
        self.subject = subject
        crashFrame = Self.crashFrame(subject)
    }

    /// The name inside of `{{ name }}`; nil when the entry is anything else.
    static func name(of entry: String) -> String? {
        guard entry.hasPrefix("{{"), entry.hasSuffix("}}"), entry.utf8.count > 4 else { return nil }
        let name = String(bytes: Array(entry.utf8.dropFirst(2).dropLast(2)).trimmingSpaces())
        return name.utf8.contains(UInt8(ascii: "{")) || name.utf8.contains(UInt8(ascii: "}")) ? nil : name
    }

    static func isDefault(_ entry: String) -> Bool { name(of: entry) == "default" }

    /// An entry with its variable filled in.
    func resolve(_ entry: String) -> String {
        guard let name = Self.name(of: entry), name != "default" else { return entry }
        return value(of: name)
    }

    /// A title, in which variables may stand anywhere.
    func fill(_ title: String) -> String {
        let (texts, names) = Self.template(title)
        var output = texts[0]
        for (name, text) in zip(names, texts.dropFirst()) { output += value(of: name) + text }
        return output
    }

    /// A title taken apart: the texts around its variables, one more than there are variables.
    static func template(_ title: String) -> (texts: [String], names: [String]) {
        var rest = Array(title.utf8)[...]
        var (texts, names): ([String], [String]) = ([], [])
        while let open = rest.firstIndex(of: "{{"), let close = rest.firstIndex(of: "}}", from: open) {
            texts.append(String(bytes: rest[..<open]))
            names.append(String(bytes: Array(rest[(open + 2)..<close]).trimmingSpaces()))
            rest = rest[(close + 2)...]
        }
        return (texts + [String(bytes: rest)], names)
    }

    /// The variable's value as it enters the hash: messages lose their variable parts.
    func hashed(_ entry: String) -> [UInt8] {
        let text = resolve(entry)
        switch Self.name(of: entry) {
        case "message", "error.value", "value": return Parameterizer.parameterize(text)
        case nil where isMessage(text): return Parameterizer.parameterize(text)
        default: return Array(text.utf8)
        }
    }

    private func isMessage(_ text: String) -> Bool {
        let event = subject.event
        return text == event.message?.formatted || text == event.message?.message
            || event.exceptions.contains { $0.value == text }
    }

    private func value(of name: String) -> String {
        guard let variable = FingerprintVariable(named: name) else { return "<unrecognized-variable-\(name)>" }
        return value(of: variable) ?? variable.missing
    }

    private func value(of variable: FingerprintVariable) -> String? {
        let event = subject.event
        let exception = event.exceptions.last
        switch variable {
        case .transaction: return event.transaction
        case .message: return event.message?.formatted ?? event.message?.message ?? exception?.value
        case .type: return exception?.type
        case .value: return exception?.value
        case .function: return functionName
        case .path: return crashFrame?.absPath ?? crashFrame?.filename
        case .filename: return crashFrame?.filename ?? crashFrame?.absPath
        case .module: return crashFrame?.module
        case .package: return packageName
        case .level: return event.level?.name
        case .logger: return event.logger
        case .tag(let name): return event.tag(named: name)
        }
    }

    private var functionName: String? {
        guard let crashFrame else { return nil }
        let platform = crashFrame.platform == nil ? subject.platform : Platform(named: crashFrame.platform)
        let name = FunctionName.trimmed(crashFrame, platform: platform)
        return name.isEmpty ? nil : String(bytes: name)
    }

    /// Only the last segment of the path.
    private var packageName: String? {
        guard let package = crashFrame?.package, !package.isEmpty else { return nil }
        let bytes = package.utf8
        guard let slash = bytes.lastIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) else {
            return package
        }
        return String(Substring(bytes[bytes.index(after: slash)...]))
    }

    /// The in-app frame nearest the crash, else the frame nearest the crash.
    private static func crashFrame(_ subject: FingerprintSubject) -> Frame? {
        guard let (stack, reading) = CrashStack.find(in: subject.event, subject.stacks) else { return nil }
        let index = stack.frames.indices.last { reading?.inApp[$0] == true }
        return index.map { stack.frames[$0] } ?? stack.frames.last
    }
}
