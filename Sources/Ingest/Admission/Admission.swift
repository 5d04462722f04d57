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
        /// Headers by which browsers say which page sends.
        public var origin: String?
        public var referer: String?
        public var hints: ClientHints

        public init(
            project: String?, auth: SentryAuth, userAgent: String?, address: String?, origin: String? = nil,
            referer: String? = nil, hints: ClientHints = ClientHints()
        ) {
            (self.project, self.auth, self.userAgent, self.address) = (project, auth, userAgent, address)
            (self.origin, self.referer, self.hints) = (origin, referer, hints)
        }
    }

    /// Lets the sender in, or says why not.
    public func admit(_ claim: Claim) async throws(AdmissionError) -> Sender {
        let number = try Self.projectNumber(claim)
        let entry: KeyCache.Entry?
        do {
            entry = try await keys.entry(for: claim.auth.publicKey.text)
        } catch {
            throw .unavailable
        }
        return try Self.sender(claim, number, entry)
    }

    /// The same without waiting; nil when the key is not in memory.
    public func admitKnown(_ claim: Claim) throws(AdmissionError) -> Sender? {
        guard let entry = keys.known(claim.auth.publicKey.text) else { return nil }
        return try Self.sender(claim, try Self.projectNumber(claim), entry)
    }

    private static func projectNumber(_ claim: Claim) throws(AdmissionError) -> ProjectNumber? {
        guard let text = claim.project else { return nil }
        guard let number = ProjectNumber(text) else { throw .auth(.badProject) }
        return number
    }

    private static func sender(
        _ claim: Claim, _ number: ProjectNumber?, _ entry: KeyCache.Entry?
    ) throws(AdmissionError) -> Sender {
        guard let entry, entry.isActive, number == nil || number?.value == entry.project.id.rawValue else {
            throw .rejected
        }
        guard entry.project.domains.allows(origin: claim.origin, referer: claim.referer) else {
            throw .originNotAllowed
        }
        return Sender(
            project: entry.project, publicKey: claim.auth.publicKey.text, client: claim.auth.client,
            userAgent: claim.userAgent, address: claim.address, hints: claim.hints)
    }
}
