import Scrubbing
import SentryProtocol
import Storage

/// What a handler may know of the request its item came in.
public struct ItemContext: Sendable {
    public let sender: Sender
    /// Fixed once, when the request came in.
    public let receivedAt: Timestamp
    /// The id in the envelope's header, which wins over the payload's; for what belongs to the event, the event's.
    public internal(set) var eventID: EventID?
    /// The sender's clock when it sent the envelope.
    public let sentAt: Timestamp?
    /// The `sdk` of the envelope's header.
    public let envelopeSDK: JSONNode?
    public let tools: IngestTools

    public func randomID() -> EventID { tools.randomID() }

    /// What is left of a payload when everything that must not be stored is masked or removed.
    public func scrubbed(_ document: JSONDocument, as subject: ScrubbingSubject) -> JSONDocument {
        sender.project.scrubbed(document, as: subject)
    }
}

/// What handlers work with; made once.
public struct IngestTools: Sendable {
    /// The form in which bodies of events are stored.
    public let bodies: EventBodies
    /// The form in which bodies of other kinds are stored.
    public let encodeBody: @Sendable ([UInt8], DataKind) -> [UInt8]
    public let randomID: @Sendable () -> EventID
    /// What payloads are unpacked to has to fit into it.
    public let budget: ByteBudget

    public init(
        bodies: EventBodies, encodeBody: @escaping @Sendable ([UInt8], DataKind) -> [UInt8],
        randomID: @escaping @Sendable () -> EventID, budget: ByteBudget = ByteBudget(limit: .max)
    ) {
        (self.bodies, self.encodeBody, self.randomID) = (bodies, encodeBody, randomID)
        self.budget = budget
    }
}

/// One item type: payload to rows. A new type is a folder under `Items/` and a line in `ItemHandlers`.
public protocol ItemHandler: Sendable {
    /// Adds what is to be stored to `batch` and says what became of the item. Never throws: a payload that cannot be
    /// used is an outcome, and the rest of the envelope goes on.
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult
}

/// What became of an item: one outcome, or those of the entries of a container.
public enum ItemResult: Sendable {
    case one(Outcome)
    /// Every entry once; never empty.
    case many([OutcomeCount])

    static let accepted = ItemResult.one(.accepted)
    static func invalid(_ reason: DropReason) -> ItemResult { .one(.invalid(reason: reason)) }
}

/// An item and the bytes that it lies in.
public struct ReceivedItem: Sendable {
    public let item: Item
    /// The body of the request, unpacked.
    public let body: [UInt8]

    public init(item: Item, body: [UInt8]) { (self.item, self.body) = (item, body) }

    /// Where the payload is in `body`.
    public var range: Range<Int> { item.payload }
    public var bytes: ArraySlice<UInt8> { body[item.payload] }
    /// The payload as JSON.
    public func document() throws(JSONError) -> JSONDocument { try JSONDocument(parsing: body, in: item.payload) }
}

/// Who sent a request, as far as admission worked it out.
public struct Sender: Sendable {
    public var project: ProjectProfile
    public var projectID: ProjectID { project.id }
    /// 32 hex digits.
    public var publicKey: String
    /// `sentry_client`: name and version of the SDK.
    public var client: String?
    public var userAgent: String?
    /// The sender's address, by the rules of protocol.md §2.6.
    public var address: String?
    /// What its browser says of itself besides the user agent.
    public var hints: ClientHints

    public init(
        project: ProjectProfile, publicKey: String, client: String?, userAgent: String?, address: String?,
        hints: ClientHints = ClientHints()
    ) {
        (self.project, self.publicKey, self.client) = (project, publicKey, client)
        (self.userAgent, self.address, self.hints) = (userAgent, address, hints)
    }
}
