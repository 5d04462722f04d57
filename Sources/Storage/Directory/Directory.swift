import SentryProtocol

/// Why a change of the directory was refused.
public enum DirectoryError: Error, Sendable, Equatable {
    /// The slug, e-mail or name is in use.
    case taken(String)
    /// The slug is not `^(?![0-9]+$)[a-z0-9_][a-z0-9_-]*$` of at most 100 characters.
    case badSlug(String)
    case noSuchOrganization(String)
}

/// Organizations, projects, keys, people and tokens: small tables that change rarely.
///
/// Writes are durable on return. Another process may write too (the command line beside a running server).
public protocol Directory: Sendable {
    func organizations() async throws -> [Organization]
    func createOrganization(slug: String, name: String, at now: Timestamp) async throws -> Organization

    func projects() async throws -> [Project]
    /// Makes the project and its first key.
    func createProject(
        slug: String, name: String, platform: String?, in organization: OrganizationID, key: NewKey, at now: Timestamp
    ) async throws -> (Project, ProjectKey)

    func keys() async throws -> [ProjectKey]
    func createKey(_ key: NewKey, of project: ProjectID, at now: Timestamp) async throws -> ProjectKey
    func updateKey(_ publicKey: String, label: String?, isActive: Bool?) async throws -> ProjectKey?
    /// False when there was none.
    func deleteKey(_ publicKey: String) async throws -> Bool

    func users() async throws -> [User]
    /// Makes a user who has this role in the first organization; its owners look after the server, too.
    func createUser(email: String, name: String, role: Role, passwordHash: String, at now: Timestamp) async throws
        -> User
    /// The user and the hash to check a password against.
    func credentials(email: String) async throws -> (user: User, passwordHash: String)?
    func recordLogin(_ user: UserID, at now: Timestamp) async throws

    func createToken(
        hash: [UInt8], name: String, tail: String, scopes: Set<String>, user: UserID?, expiresAt: Timestamp?,
        at now: Timestamp
    ) async throws -> APIToken
    /// The token whose text has this SHA-256.
    func token(hash: [UInt8]) async throws -> APIToken?

    func createSession(hash: [UInt8], user: UserID, expiresAt: Timestamp, at now: Timestamp) async throws
    /// The session whose cookie has this SHA-256, unless it has expired.
    func session(hash: [UInt8], at now: Timestamp) async throws -> Session?
    func deleteSession(hash: [UInt8]) async throws

    /// Small values by name: the secret that signs forms, the set-up code.
    func setting(_ name: String) async throws -> String?
    func setSetting(_ name: String, to value: String?) async throws
    /// Sets a value unless there is one; returns the one that stands.
    func setting(_ name: String, orSet value: String) async throws -> String

    /// Changes whenever any process has committed to the directory; for caches that ask often. Cheap.
    func version() async throws -> Int64
}

/// The random parts of a key, made outside.
public struct NewKey: Sendable {
    /// 32 lower-case hex digits.
    public var publicKey: String
    public var secretKey: String
    public var label: String
    public init(publicKey: String, secretKey: String, label: String) {
        (self.publicKey, self.secretKey, self.label) = (publicKey, secretKey, label)
    }
}

extension String {
    /// Fit to be a slug: lower-case letters, digits, `-` and `_`, not all digits, at most 100 characters.
    public var isSlug: Bool {
        let bytes = Array(utf8)
        guard let first = bytes.first, bytes.count <= 100, first != UInt8(ascii: "-") else { return false }
        var hasNonDigit = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): continue
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"): hasNonDigit = true
            default: return false
            }
        }
        return hasNonDigit
    }
}
