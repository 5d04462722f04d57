import Scrubbing
import SentryProtocol
import Storage

/// What a project's settings mean for what is sent to it. Made once for each change of the settings.
public final class ProjectProfile: Sendable {
    public let id: ProjectID
    public let settings: ProjectSettings
    let grouping: ProjectGrouping
    /// Which pages may send from browsers.
    let domains: AllowedDomains
    let filters: InboundFilters
    public let limits: ProjectLimits
    /// Nil lets nothing through.
    private let scrubber: Scrubber?

    public init(id: ProjectID, settings: ProjectSettings, grouping: ProjectGrouping = .standard) {
        (self.id, self.settings, self.grouping) = (id, settings, grouping)
        domains = AllowedDomains(settings.allowedDomains)
        filters = InboundFilters(settings.filters)
        limits = ProjectLimits(projectID: id, settings: settings.limits)
        scrubber = Self.scrubber(settings.scrubbing)
    }

    /// Rules of a project's own that cannot be read any more do not take the other rules with them.
    private static func scrubber(_ settings: ScrubbingSettings) -> Scrubber? {
        if let scrubber = try? Scrubber(settings) { return scrubber }
        var others = settings
        others.advancedRules = ""
        return try? Scrubber(others)
    }

    /// `document` without what must not be stored. Most documents have nothing of the kind and come back as they are.
    func scrubbed(_ document: JSONDocument, as subject: ScrubbingSubject) -> JSONDocument {
        guard let scrubber else { return .emptyObject }
        return scrubber.scrub(document, as: subject)?.parsed() ?? document
    }

    /// At most `max` characters of a text without what must not be stored.
    func scrubbed(text: String, max: Int) -> String {
        String(decoding: scrubbed(text: Array(text.utf8.prefix(4 * max))), as: UTF8.self).cut(to: max)
    }

    /// The content of a text file without what must not be stored.
    func scrubbed(text content: [UInt8]) -> [UInt8] {
        guard let scrubber else { return [] }
        return scrubber.scrub(text: content) ?? content
    }
}

extension String {
    fileprivate func cut(to max: Int) -> String {
        utf8.count <= max || unicodeScalars.count <= max ? self : String(unicodeScalars.prefix(max))
    }
}
