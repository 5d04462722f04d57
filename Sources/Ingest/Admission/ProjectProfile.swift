import Scrubbing
import SentryProtocol
import Storage

/// What a project's settings mean for what is sent to it. Made once for each change of the settings.
public final class ProjectProfile: Sendable {
    public let id: ProjectID
    public let settings: ProjectSettings

    public init(id: ProjectID, settings: ProjectSettings) { (self.id, self.settings) = (id, settings) }

    /// `document` without what must not be stored.
    func scrubbed(_ document: JSONDocument, as subject: ScrubbingSubject) -> JSONDocument { document }
}
