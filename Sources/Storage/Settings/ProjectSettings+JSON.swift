import SentryProtocol

extension ProjectSettings {
    /// Reads what `json` writes. Names that nobody knows are passed over; a value that cannot be meant is an error.
    public init(json: [UInt8]) throws(SettingsError) {
        self.init()
        guard json.count <= SettingsLimits.jsonBytesMax else {
            throw SettingsError("", "longer than \(SettingsLimits.jsonBytesMax) bytes")
        }
        let root = try Self.parse(json).root
        guard root.kind == .object else { throw SettingsError("", "not a JSON object") }
        for key in Self.keys {
            var parent = root
            if let section = key.section {
                guard let node = root.member(named: section), !node.isNull else { continue }
                guard node.kind == .object else { throw SettingsError(section, "must be an object") }
                parent = node
            }
            guard let node = parent.member(named: key.member), !node.isNull else { continue }
            try read(node, as: key)
        }
    }

    /// Only what differs from a fresh project's settings, always in the same order.
    public var json: [UInt8] {
        let fresh = ProjectSettings()
        var writer = JSONWriter()
        var open: String?
        writer.beginObject()
        for key in Self.keys where text(of: key) != fresh.text(of: key) {
            if key.section != open {
                if open != nil { writer.endObject() }
                if let section = key.section {
                    writer.key(dynamic: section)
                    writer.beginObject()
                }
                open = key.section
            }
            writer.key(dynamic: key.member)
            write(key, into: &writer)
        }
        if open != nil { writer.endObject() }
        writer.endObject()
        return writer.bytes
    }

    private static func parse(_ json: [UInt8]) throws(SettingsError) -> JSONDocument {
        do {
            return try JSONDocument(parsing: json)
        } catch {
            switch error {
            case .empty: throw SettingsError("", "empty")
            case .unexpectedEnd: throw SettingsError("", "not JSON: it ends too early")
            case .tooDeep: throw SettingsError("", "nested too deeply")
            case .unexpectedByte(let offset):
                let line = json.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1
                throw SettingsError("", "not JSON at line \(line)")
            }
        }
    }

    private mutating func read(_ node: JSONNode, as key: SettingKey) throws(SettingsError) {
        switch key.field {
        case .flag(let path):
            guard let value = node.bool else { throw SettingsError(key.name, "must be true or false") }
            self[keyPath: path] = value
        case .texts(let path, let rule):
            self[keyPath: path] = try SettingKey.checked(try Self.texts(node, key), rule, key.name)
        case .json(let path):
            self[keyPath: path] = try SettingKey.rules(node.string ?? node.sourceText, key.name)
        case .quotas:
            limits.quotas = try SettingKey.quotas(try Self.texts(node, key), key.name)
        case .days(let kind):
            guard let days = node.integer else { throw SettingsError(key.name, "must be a number of days") }
            retention.days[kind] = try SettingKey.days(days, key.name)
        }
    }

    private static func texts(_ node: JSONNode, _ key: SettingKey) throws(SettingsError) -> [String] {
        guard node.kind == .array else { throw SettingsError(key.name, "must be a list") }
        var texts: [String] = []
        for element in node.elements {
            guard let text = element.string else {
                throw SettingsError("\(key.name)[\(texts.count)]", "must be a text")
            }
            texts.append(text)
        }
        return texts
    }

    private func write(_ key: SettingKey, into writer: inout JSONWriter) {
        switch key.field {
        case .flag(let path): writer.bool(self[keyPath: path])
        case .texts(let path, _): writer.array(self[keyPath: path]) { $0.string($1) }
        case .json(let path):
            let text = self[keyPath: path]
            if let document = try? JSONDocument(parsing: Array(text.utf8)) {
                writer.value(document.root)
            } else {
                writer.string(text)
            }
        case .quotas: writer.array(limits.quotas) { $0.string($1.text) }
        case .days(let kind):
            if let days = retention.days[kind] { writer.integer(days) } else { writer.null() }
        }
    }
}

extension SettingKey {
    /// Entries that hold what the rule asks; white space around them is dropped.
    static func checked(_ entries: [String], _ rule: EntryRule, _ path: String) throws(SettingsError) -> [String] {
        guard entries.count <= SettingsLimits.entriesMax else {
            throw SettingsError(path, "more than \(SettingsLimits.entriesMax) entries")
        }
        var checked: [String] = []
        for (index, entry) in entries.enumerated() {
            let entry = SettingList.trimmed(entry[...])
            if let complaint = rule.complaint(about: entry) { throw SettingsError("\(path)[\(index)]", complaint) }
            checked.append(entry)
        }
        return checked
    }

    static func quotas(_ entries: [String], _ path: String) throws(SettingsError) -> [QuotaSetting] {
        guard entries.count <= SettingsLimits.quotasMax else {
            throw SettingsError(path, "more than \(SettingsLimits.quotasMax) quotas")
        }
        var quotas: [QuotaSetting] = []
        for (index, entry) in entries.enumerated() {
            do {
                quotas.append(try QuotaSetting(parsing: entry))
            } catch {
                throw SettingsError("\(path)[\(index)]", error.reason)
            }
        }
        return quotas
    }

    /// The text of a JSON object; empty for none.
    static func rules(_ text: String, _ path: String) throws(SettingsError) -> String {
        let text = SettingList.trimmed(text[...])
        if text.isEmpty { return "" }
        guard text.utf8.count <= SettingsLimits.jsonBytesMax,
            let document = try? JSONDocument(parsing: Array(text.utf8)), document.root.kind == .object
        else { throw SettingsError(path, "must be a JSON object") }
        return text
    }

    static func days(_ days: Int, _ path: String) throws(SettingsError) -> Int {
        guard (1...SettingsLimits.retentionDaysMax).contains(days) else {
            throw SettingsError(path, "must be from 1 to \(SettingsLimits.retentionDaysMax) days")
        }
        return days
    }
}
