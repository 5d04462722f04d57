import SentryAPI
import SentryProtocol
import Storage

/// The fixture of web-api.md §6: organization `acme` (1), project `web` (2), a user, tokens, an issue with two events.
struct World: Sendable {
    let storage = MemoryStorage()
    let figures = MemoryFigures()
    let records = MemoryCompanions()
    static let now = Timestamp(seconds: 1_785_585_600 + 1_800)
    static let firstEventID = "9ec79c33ec9942ab8353589fcb2e04dc"
    static let secondEventID = "0123456789abcdef0123456789abcdef"
    static let keyDigits = "c3a1c3a1c3a1c3a1c3a1c3a1c3a1c3a1"

    let api: API

    init() async throws {
        api = API(
            storage: storage, people: storage, grouping: StubGrouping(storage: storage), figures: figures,
            records: records, publicURL: { "https://host" },
            now: { World.now },
            randomBytes: { count in (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) } },
            sha256: { Array($0.reversed()) })
        let start = Timestamp(seconds: 1_767_225_600)
        let organization = await storage.createOrganization(slug: "acme", name: "Acme", at: start)
        _ = try await storage.createProject(
            slug: "web", name: "Web", platform: "javascript", in: organization.id,
            key: NewKey(publicKey: Self.keyDigits, secretKey: String(repeating: "5", count: 32), label: "Default"),
            at: start)
        let user = await storage.createUser(
            email: "dev@example.com", name: "Dev", role: .owner, passwordHash: "", at: start)
        await grant(
            "full",
            [
                "org:admin", "project:admin", "team:admin", "member:admin", "event:admin", "alerts:write",
            ], user: user.id)
        await grant("reader", ["org:read", "project:read", "event:read"], user: user.id)
        await grant("ci", ["org:ci"], user: nil)
        await grant("old", ["org:read"], user: user.id, expiresAt: Timestamp(seconds: 1_785_000_000))
        await storage.add(Self.issue())
        await storage.add(Self.event(id: Self.firstEventID, at: Timestamp(seconds: 1_785_578_400)))
        await storage.add(
            Self.event(
                id: Self.secondEventID, at: Timestamp(microseconds: 1_785_585_600_123_456), environment: "production"))
    }

    func grant(_ text: String, _ scopes: Set<String>, user: UserID?, expiresAt: Timestamp? = nil) async {
        _ = await storage.createToken(
            hash: Array(text.utf8.reversed()), name: text, tail: text, scopes: scopes, user: user,
            expiresAt: expiresAt, at: Self.now)
    }

    // MARK: Requests

    func send(
        _ method: String, _ target: String, body: String = "", token: String? = "full"
    ) async -> APIResponse {
        await api.respond(
            to: APIRequest(
                method: method, target: "/api/0" + target, body: Array(body.utf8),
                authorization: token.map { "Bearer " + $0 }))
    }

    func get(_ target: String, token: String? = "full") async -> APIResponse {
        await send("GET", target, token: token)
    }

    // MARK: Rows

    static func issue(
        number: Int64 = 101, counter: Int64 = 1, project: ProjectID = ProjectID(rawValue: 2), slug: String = "web",
        title: String = "TypeError: boom", status: IssueStatus = .unresolved,
        lastSeen: Timestamp = Timestamp(microseconds: 1_785_585_600_123_456)
    ) -> IssueSummary {
        var metadata = EventMetadata()
        (metadata.type, metadata.value) = ("TypeError", "boom")
        (metadata.filename, metadata.function) = ("src/app.js", "fail")
        return IssueSummary(
            id: IssueID(rawValue: number), shortID: ShortID(projectSlug: slug, number: counter), projectID: project,
            title: title, culprit: "fail(src/app)", location: "src/app.js", level: .error, platform: "javascript",
            type: .error, metadata: metadata, logger: nil, status: status,
            substatus: status == .unresolved ? .new : nil, statusChangedAt: nil,
            firstSeen: Timestamp(seconds: 1_785_578_400), lastSeen: lastSeen, timesSeen: 42, usersAffected: 7,
            isUnhandled: true, firstRelease: "web@1.0.0", lastRelease: nil, timesSeenInPeriod: 5)
    }

    /// A stored event, made of what an SDK could have sent and what ingest adds.
    static func event(
        id: String, at: Timestamp, issue: Int64 = 101, environment: String? = nil, extra: String = ""
    ) -> StoredEvent {
        let environment = environment.map { "\"environment\":\"\($0)\"," } ?? ""
        let json = """
            {"event_id":"\(id)","timestamp":\(at.fractionalSeconds),"received":\(at.seconds + 1),\(environment)\
            "platform":"javascript","level":"error","title":"TypeError: boom","culprit":"fail(src/app)",\
            "location":"src/app.js","metadata":{"type":"TypeError","value":"boom"},\
            "hashes":["0f0e0d0c0b0a09080706050403020100"],"grouping_config":{"id":"culprit-1"},\(extra)\
            "exception":{"values":[{"type":"TypeError","value":"boom"}]}}
            """
        return StoredEvent(
            id: EventID(hex: id) ?? EventID(high: 0, low: 0), projectID: ProjectID(rawValue: 2),
            issueID: IssueID(rawValue: issue), body: Array(json.utf8))
    }
}

extension APIResponse {
    /// The body, read; null when there is none.
    var json: JSONNode {
        get throws { try JSONDocument(parsing: body.isEmpty ? Array("null".utf8) : body).root }
    }

    /// The body's `detail`, when it is a string.
    var detail: String? { (try? json)?["detail"]?.string }

    /// `cursor` and `results` of a relation of the `Link` header.
    func link(_ relation: String) -> (target: String, hasRows: Bool, cursor: String)? {
        for entry in (header("Link") ?? "").split(separator: ", ") where entry.contains("rel=\"\(relation)\"") {
            let parts = entry.split(separator: "; ")
            guard parts.count == 4 else { return nil }
            return (
                String(parts[0].dropFirst().dropLast()), parts[2] == "results=\"true\"",
                String(parts[3].dropFirst("cursor=\"".count).dropLast())
            )
        }
        return nil
    }
}

extension JSONNode {
    subscript(_ index: Int) -> JSONNode? {
        for (offset, element) in elements.enumerated() where offset == index { return element }
        return nil
    }
}

/// JSON text without the white space that makes it readable.
func compact(_ json: String) throws -> String { try JSONDocument(parsing: Array(json.utf8)).root.sourceText }
