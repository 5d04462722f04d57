import SQLiteStorage
import Scrubbing
import Storage

extension Installation {
    /// The project with that slug in an organization.
    public func project(slug: String, organization: String) async throws -> Project {
        let home = try await storage.organizations().first { $0.slug == organization }
        let project = try await storage.projects().first { $0.slug == slug && $0.organizationID == home?.id }
        guard let project else { throw NoSuchProject(slug: slug, organization: organization) }
        return project
    }

    /// What the project's people have decided.
    public func settings(of project: ProjectID) async throws -> ProjectSettings {
        try await storage.settings(of: project)
    }

    /// Saves what has been checked; a running server follows within a second.
    public func setSettings(_ settings: ProjectSettings, of project: ProjectID) async throws {
        try settings.checkScrubbingRules()
        try await storage.setSettings(settings, of: project)
    }
}

/// No project has that slug there.
public struct NoSuchProject: Error, Sendable, Equatable, CustomStringConvertible {
    public let slug: String
    public let organization: String

    public var description: String { "There is no project \(slug) in the organization \(organization)." }
}

extension ProjectSettings {
    /// Rules that cannot be read are found while somebody writes them, also while scrubbing is off.
    func checkScrubbingRules() throws(SettingsError) {
        var scrubbing = scrubbing
        scrubbing.isOn = true
        do {
            _ = try Scrubber(scrubbing)
        } catch {
            throw SettingsError("scrubbing.advanced_rules", error.sentence)
        }
    }
}

extension ScrubbingRuleError {
    /// For whoever wrote the rule: `"@card" at 4: no rule has that name`.
    var sentence: String {
        let place = [rule.isEmpty ? nil : "\"\(rule)\"", position.map { "at \($0)" }].compactMap(\.self)
        return place.isEmpty ? reason.sentence : place.joined(separator: " ") + ": " + reason.sentence
    }
}

extension ScrubbingRuleError.Reason {
    fileprivate var sentence: String {
        switch self {
        case .notJSON: "must be a JSON object"
        case .unknownRule: "no rule has that name"
        case .unknownType(let type): "\"\(type)\" is no type of rule"
        case .unknownRedaction(let redaction): "\"\(redaction)\" is no way to redact"
        case .missing(let field): "\(field) is missing"
        case .circular: "leads back to itself"
        case .badSelector(let problem): "is no selector: \(problem)"
        case .badPattern(let problem): "is no pattern: \(problem)"
        case .tooLarge: "is too large"
        }
    }
}
