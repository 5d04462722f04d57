import SentryProtocol
import Storage

/// Why a request may not send, beyond broken credentials.
public enum AdmissionError: Error, Sendable, Equatable {
    case auth(AuthError)
    /// Nobody issued the key, it is switched off, or it belongs to another project: 403.
    case rejected
    /// The page that sends is on none of the project's domains: 403.
    case originNotAllowed
    /// The directory could not be read: 503.
    case unavailable
}

/// Whose key is it, and may it send here (protocol.md §2).
public struct Admission: Sendable {
    private let keys: KeyCache

    public init(keys: KeyCache) { self.keys = keys }

    /// What a request says about its sender, before anything is looked up.
    public struct Claim: Sendable {
        /// The project's segment of the path; nil where the key decides.
        public var project: String?
        public var auth: SentryAuth
        public var userAgent: String?
        public var address: String?

        public init(project: String?, auth: SentryAuth, userAgent: String?, address: String?) {
            (self.project, self.auth, self.userAgent, self.address) = (project, auth, userAgent, address)
        }
    }

    /// Lets the sender in, or says why not.
    public func admit(_ claim: Claim) async throws(AdmissionError) -> Sender {
        var number: ProjectNumber?
        if let text = claim.project {
            guard let parsed = ProjectNumber(text) else { throw .auth(.badProject) }
            number = parsed
        }
        let entry: KeyCache.Entry?
        do {
            entry = try await keys.entry(for: claim.auth.publicKey.text)
        } catch {
            throw .unavailable
        }
        guard let entry, entry.isActive, number == nil || number?.value == entry.project.id.rawValue else {
            throw .rejected
        }
        return Sender(
            project: entry.project, publicKey: claim.auth.publicKey.text, client: claim.auth.client,
            userAgent: claim.userAgent, address: claim.address)
    }
}
