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
        var rest = Array(title.utf8)[...]
        var output: [UInt8] = []
        while let open = rest.firstIndex(of: "{{"), let close = rest.firstIndex(of: "}}", from: open) {
            output += rest[..<open]
            let name = String(bytes: Array(rest[(open + 2)..<close]).trimmingSpaces())
            output += value(of: name).utf8
            rest = rest[(close + 2)...]
        }
        return String(bytes: output + rest)
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
        let event = subject.event
        let exception = event.exceptions.last
        switch name {
        case "transaction": return event.transaction ?? "<no-transaction>"
        case "message":
            return event.message?.formatted ?? event.message?.message ?? exception?.value ?? "<no-message>"
        case "error.type", "type": return exception?.type ?? "<no-type>"
        case "error.value", "value": return exception?.value ?? "<no-value>"
        case "stack.function", "function": return functionName ?? "<no-function>"
        case "stack.abs_path", "path": return crashFrame?.absPath ?? crashFrame?.filename ?? "<no-abs-path>"
        case "stack.filename": return crashFrame?.filename ?? crashFrame?.absPath ?? "<no-filename>"
        case "stack.module", "module": return crashFrame?.module ?? "<no-module>"
        case "stack.package", "package": return packageName ?? "<no-package>"
        case "level": return event.level?.name ?? "<no-level>"
        case "logger": return event.logger ?? "<no-logger>"
        default:
            guard name.hasPrefix("tags.") else { return "<unrecognized-variable-\(name)>" }
            let tag = String(name.dropFirst(5))
            return event.tag(named: tag) ?? "<no-value-for-tag-\(tag)>"
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
