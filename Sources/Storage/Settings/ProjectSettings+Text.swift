import SentryProtocol

extension ProjectSettings {
    /// Sets one setting as a person writes it: `on`, `a, b`, `error;default 1000/60s`, `30`.
    ///
    /// Entries of a list are separated by commas, or by newlines when there are any; a JSON list is taken too. A comma
    /// in `{…}` belongs to the entry. An empty text empties a list and gives a retention back to the installation.
    public mutating func set(_ name: String, to text: String) throws(SettingsError) {
        guard let key = Self.key(named: name) else { throw SettingsError(name, "is no setting") }
        guard text.utf8.count <= SettingsLimits.jsonBytesMax else {
            throw SettingsError(name, "longer than \(SettingsLimits.jsonBytesMax) bytes")
        }
        switch key.field {
        case .flag(let path): self[keyPath: path] = try Self.flag(text, name)
        case .texts(let path, let rule):
            self[keyPath: path] = try SettingKey.checked(SettingList.split(text), rule, name)
        case .json(let path): self[keyPath: path] = try SettingKey.rules(text, name)
        case .quotas: limits.quotas = try SettingKey.quotas(SettingList.split(text), name)
        case .days(let kind):
            let word = SettingList.trimmed(text[...])
            if word.isEmpty || word == "default" {
                retention.days[kind] = nil
            } else {
                guard let days = Int(word) else { throw SettingsError(name, "must be a number of days") }
                retention.days[kind] = try SettingKey.days(days, name)
            }
        }
    }

    /// Gives a setting the value that it has in a fresh project.
    public mutating func reset(_ name: String) throws(SettingsError) {
        guard let key = Self.key(named: name) else { throw SettingsError(name, "is no setting") }
        let fresh = ProjectSettings()
        switch key.field {
        case .flag(let path): self[keyPath: path] = fresh[keyPath: path]
        case .texts(let path, _): self[keyPath: path] = fresh[keyPath: path]
        case .json(let path): self[keyPath: path] = fresh[keyPath: path]
        case .quotas: limits.quotas = fresh.limits.quotas
        case .days(let kind): retention.days[kind] = fresh.retention.days[kind]
        }
    }

    /// The value as `set` reads it.
    public func text(of key: SettingKey) -> String {
        switch key.field {
        case .flag(let path): self[keyPath: path] ? "on" : "off"
        case .texts(let path, _): SettingList.join(self[keyPath: path])
        case .json(let path): self[keyPath: path]
        case .quotas: SettingList.join(limits.quotas.map(\.text))
        case .days(let kind): retention.days[kind].map(String.init) ?? "default"
        }
    }

    private static func flag(_ text: String, _ name: String) throws(SettingsError) -> Bool {
        switch SettingList.trimmed(text[...]).lowercased() {
        case "on", "true", "yes", "1": true
        case "off", "false", "no", "0": false
        default: throw SettingsError(name, "must be on or off")
        }
    }
}

/// Lists as people write them on one line.
enum SettingList {
    static func split(_ text: String) -> [String] {
        let text = trimmed(text[...])
        if text.isEmpty { return [] }
        if text.hasPrefix("["), let document = try? JSONDocument(parsing: Array(text.utf8)),
            document.root.kind == .array, document.root.elements.allSatisfy({ $0.kind == .string })
        {
            return document.root.elements.compactMap(\.string)
        }
        let entries = text.contains("\n") ? text.split(separator: "\n") : splitAtCommas(text)
        return entries.map(trimmed).filter { !$0.isEmpty }
    }

    /// What `split` reads back: with commas, or as a JSON list where an entry needs it.
    static func join(_ entries: [String]) -> String {
        let line = entries.joined(separator: ", ")
        if split(line) == entries { return line }
        var writer = JSONWriter()
        writer.array(entries) { $0.string($1) }
        return writer.text
    }

    static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.utf8.first, first <= 0x20 { text = text.dropFirst() }
        while let last = text.utf8.last, last <= 0x20 { text = text.dropLast() }
        return String(text)
    }

    private static func splitAtCommas(_ text: String) -> [Substring] {
        var depth = 0
        return text.split { character in
            switch character {
            case "{": depth += 1
            case "}": depth = max(0, depth - 1)
            case "," where depth == 0: return true
            default: break
            }
            return false
        }
    }
}
