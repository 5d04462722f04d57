import Access
import Compression
import SQLiteStorage
import SentryProtocol
import Storage

/// A data directory that is open: what the server and the commands work on.
public struct Installation: Sendable {
    let storage: SQLiteEngine
    /// How bodies are packed; its dictionaries lie in the data directory.
    let codec: LearningBodyCodec

    /// The clock of everything that runs outside of core code.
    public static let now: @Sendable () -> Timestamp = { SystemClock.now() }

    /// Largest body that is read back, in bytes; far above what ingest lets in.
    static let bodyBytesMax = 64 * 1024 * 1024

    /// Opens it for a server: one at a time, finishing what a crash left undone.
    static func open(_ configuration: Configuration) throws -> Installation {
        try open(configuration, access: .server, learning: .init())
    }

    /// Opens it for a command, beside a server that may be running.
    public static func openBesideServer(_ configuration: Configuration) throws -> Installation {
        try open(configuration, access: .tool, learning: nil)
    }

    private static func open(
        _ configuration: Configuration, access: StoreAccess, learning policy: LearningBodyCodec.Policy?
    ) throws -> Installation {
        let codec = try codec(configuration, learning: policy)
        var settings = SQLiteConfiguration(
            dataDirectory: configuration.dataDirectory, now: now, decodeBody: decoder(codec))
        settings.access = access
        settings.synchronous = configuration.isSynchronousFull ? .full : .normal
        settings.queueBytesMax = configuration.queueBytesMax
        return Installation(storage: try SQLiteEngine.open(settings), codec: codec)
    }

    private static func codec(
        _ configuration: Configuration, learning policy: LearningBodyCodec.Policy?
    ) throws -> LearningBodyCodec {
        try LearningBodyCodec(folder: configuration.dataDirectory + "/dictionaries", learning: policy)
    }

    private static func decoder(_ codec: LearningBodyCodec) -> BodyDecoder {
        { stored, find in
            try codec.decode(stored, limit: bodyBytesMax) { try EventID(bytes: $0).flatMap(find) }
        }
    }

    public func close() async { await storage.close() }

    /// Recounts everything from the stored events, beside a server that may be running.
    public static func doctor(_ configuration: Configuration) throws -> DoctorReport {
        let codec = try codec(configuration, learning: nil)
        return try SQLiteEngine.doctor(
            dataDirectory: configuration.dataDirectory, decodeBody: decoder(codec))
    }

    /// Makes the organization and the project that every installation begins with. Nil when they are there.
    public func setUpIfEmpty() async throws -> (Project, ProjectKey)? {
        let now = Self.now()
        guard try await storage.organizations().isEmpty else { return nil }
        let organization = try await storage.createOrganization(slug: "default", name: "Default", at: now)
        return try await storage.createProject(
            slug: "default", name: "Default", platform: "other", in: organization.id, key: Self.newKey(), at: now)
    }

    public static func newKey(label: String = "Default") -> NewKey {
        NewKey(publicKey: Secrets.key(), secretKey: Secrets.key(), label: label)
    }

    /// The code of the one-time link to the set-up page; nil once somebody can log in.
    public func setUpCode() async throws -> String? {
        guard try await storage.users().isEmpty else { return nil }
        return try await storage.setting(SettingName.setUpCode, orSet: Secrets.code())
    }

    /// The slug that commands mean: the one that is named, else that of the first organization.
    public func organizationSlug(_ named: String?) async throws -> String {
        if let named { return named }
        return try await storage.organizations().min { $0.id.rawValue < $1.id.rawValue }?.slug ?? "default"
    }

    /// Makes a user of an organization, which must exist; without one, of the first.
    func createUser(
        email: String, name: String, role: Role, password: String, organization: String? = nil
    ) async throws -> User {
        let organizations = try await storage.organizations()
        let home = organizations.first { $0.slug == organization }
        if let organization, home == nil { throw DirectoryError.noSuchOrganization(organization) }
        let hash = try await PasswordHash.make(password, salt: Secrets.randomBytes(16))
        let email = email.lowercased()
        guard let home, home.id != organizations.map(\.id).min(by: { $0.rawValue < $1.rawValue }) else {
            return try await storage.createUser(
                email: email, name: name, role: role, passwordHash: hash, at: Self.now())
        }
        do {
            let user = try await storage.createAccount(email: email, name: name, passwordHash: hash, at: Self.now())
            try await storage.setRole(role, of: user.id, in: home.id, at: Self.now())
            return user
        } catch PeopleError.taken(let email) {
            throw DirectoryError.taken(email)
        }
    }

    /// Makes a project in an organization, which must exist, and its first key.
    public func createProject(slug: String, organization: String, name: String?, platform: String?) async throws
        -> (Project, ProjectKey, Organization)
    {
        let organizations = try await storage.organizations()
        guard let home = organizations.first(where: { $0.slug == organization }) else {
            throw DirectoryError.noSuchOrganization(organization)
        }
        let (project, key) = try await storage.createProject(
            slug: slug, name: name ?? slug, platform: platform, in: home.id, key: Self.newKey(), at: Self.now())
        await note(.projectCreate, AuditTarget(project), in: home.id)
        return (project, key, home)
    }

    /// The same for the command line.
    public func addUser(
        email: String, name: String, role: Role, password: String, organization: String? = nil
    ) async throws -> User {
        let user = try await createUser(
            email: email, name: name, role: role, password: password, organization: organization)
        var change = AuditChange()
        change.note("role", from: nil, to: .text(role.rawValue))
        await note(
            .memberJoin, AuditTarget(kind: "user", id: String(user.id.rawValue), name: user.email), in: nil, change)
        return user
    }

    /// Where users reach the server: as configured, else where it last listened.
    public func publicURL(_ configuration: Configuration) async throws -> String {
        if let url = configuration.publicURL { return url }
        if let url = try await storage.setting(SettingName.publicURL) { return url }
        return configuration.localURL(port: configuration.port)
    }

    /// Makes a tool's token for an organization; returns its text, which is stored nowhere.
    public func createToken(name: String, scopes: Set<String>, organization: String) async throws -> String {
        guard let home = try await storage.organizations().first(where: { $0.slug == organization }) else {
            throw DirectoryError.noSuchOrganization(organization)
        }
        let text = TokenText.integration(randomBytes: Secrets.randomBytes)
        let token = try await storage.createToken(
            NewToken(
                kind: .integration, hash: text.hash, name: name, tail: text.tail, scopes: scopes,
                organizationID: home.id), at: Self.now())
        await note(.tokenCreate, AuditTarget(kind: "token", id: String(token.id.rawValue), name: name), in: home.id)
        return text.text
    }
}

/// Names of values that the server keeps in the directory.
enum SettingName {
    static let setUpCode = "setup_code"
    static let formSecret = "form_secret"
    static let publicURL = "public_url"
    /// What of quotas has been used.
    static let limits = "limits"
}
