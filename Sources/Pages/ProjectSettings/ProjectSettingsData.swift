import SentryProtocol
import Storage

/// What the route has read for a page of a project's settings.
public struct ProjectSettingsData: Sendable {
    public var project: Project
    public var section: SettingsSection
    /// Whether the reader may change anything.
    public var canChange = true
    /// What the fields hold, by the names of the settings: as saved, or as somebody typed them.
    public var texts: [String: String] = [:]
    public var problems: [SettingProblem] = []
    /// What the draft would do; nil when nobody asked.
    public var preview: SettingsPreview?
    /// How long the installation keeps data where the project does not say.
    public var defaultDays: [DataKind: Int] = [:]

    public init(project: Project, section: SettingsSection, settings: ProjectSettings = ProjectSettings()) {
        (self.project, self.section) = (project, section)
        for name in section.names {
            guard let key = ProjectSettings.key(named: name) else { continue }
            texts[name] = settings.formText(of: key)
        }
    }
}

/// What is wrong with a field of a form.
public struct SettingProblem: Sendable, Equatable {
    /// The field's name.
    public var name: String
    /// Of a text with several lines, counted from 1.
    public var line: Int?
    public var fault: Fault

    /// Why it cannot be saved.
    public enum Fault: Sendable, Equatable {
        /// The store's own words, as command line and API say them.
        case unfit(String)
        case slugUnfit
        case slugTaken(String)
        case nameMissing
        case platformUnfit
        case confirmationWrong
        case rateUnfit
    }

    public init(_ name: String, line: Int? = nil, _ fault: Fault) {
        (self.name, self.line, self.fault) = (name, line, fault)
    }
}

extension ProjectSettings {
    /// A setting as a form holds it: entries of a list on lines of their own, a retention as a number or nothing.
    func formText(of key: SettingKey) -> String {
        switch key.type {
        case .flag, .json: text(of: key)
        case .texts, .quotas: entries(of: key).joined(separator: "\n")
        case .days: text(of: key) == "default" ? "" : text(of: key)
        }
    }

    private func entries(of key: SettingKey) -> [String] {
        let text = text(of: key)
        guard text.hasPrefix("["), let root = try? JSONDocument(parsing: Array(text.utf8)).root, root.kind == .array
        else { return text.isEmpty ? [] : text.split(separator: ",").map { SettingLines.trimmed($0) } }
        return root.elements.compactMap(\.string)
    }

    /// Sets what a form says; what is wrong with it is returned, and then nothing is set.
    public mutating func set(formTexts texts: [String: String], of section: SettingsSection) -> [SettingProblem] {
        var changed = self
        var problems: [SettingProblem] = []
        for name in section.names {
            guard let key = ProjectSettings.key(named: name) else { continue }
            var text = texts[name] ?? ""
            // A box without a tick is not sent at all.
            if key.type == .flag, text.isEmpty { text = "off" }
            do {
                try changed.set(name, to: SettingLines.settingText(of: text, key.type))
            } catch {
                let line = SettingLines.line(ofEntryIn: error.path, text)
                problems.append(SettingProblem(name, line: line, .unfit(error.reason)))
            }
        }
        if problems.isEmpty { self = changed }
        return problems
    }
}

/// Lists as forms hold them: one entry a line.
enum SettingLines {
    /// What `ProjectSettings.set` is told. Lines become a JSON list, so that commas in them stay what they are.
    static func settingText(of text: String, _ type: SettingType) -> String {
        guard type == .texts || type == .quotas else { return text }
        var writer = JSONWriter()
        writer.array(text.split(whereSeparator: \.isNewline).map(trimmed).filter { !$0.isEmpty }) { $0.string($1) }
        return writer.text
    }

    /// The line of the entry that `filters.releases[2]` speaks of: lines without anything do not count.
    static func line(ofEntryIn path: String, _ text: String) -> Int? {
        guard path.hasSuffix("]"), let bracket = path.lastIndex(of: "["),
            let index = Int(path[path.index(after: bracket)...].dropLast())
        else { return nil }
        var entry = -1
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
        where !trimmed(line).isEmpty {
            entry += 1
            if entry == index { return number + 1 }
        }
        return nil
    }

    static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
