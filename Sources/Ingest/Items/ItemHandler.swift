import Grouping
import SentryProtocol
import Storage

/// What a handler may know of the request its item came in.
public struct ItemContext: Sendable {
    public let sender: Sender
    /// Fixed once, when the request came in.
    public let receivedAt: Timestamp
    /// The id in the envelope's header; it wins over the payload's.
    public let eventID: EventID?
    /// The sender's clock when it sent the envelope.
    public let sentAt: Timestamp?
    /// The `sdk` of the envelope's header.
    public let envelopeSDK: JSONNode?
    public let tools: IngestTools

    func randomID() -> EventID { tools.randomID() }
}

/// What handlers work with; made once.
public struct IngestTools: Sendable {
    public let grouper: Grouper
    /// The form in which bodies are stored.
    public let encodeBody: @Sendable ([UInt8]) -> [UInt8]
    public let randomID: @Sendable () -> EventID

    public init(
        grouper: Grouper, encodeBody: @escaping @Sendable ([UInt8]) -> [UInt8],
        randomID: @escaping @Sendable () -> EventID
    ) {
        (self.grouper, self.encodeBody, self.randomID) = (grouper, encodeBody, randomID)
    }
}

/// One item type: payload to rows. A new type is a folder under `Items/` and a line in `ItemHandlers`.
public protocol ItemHandler: Sendable {
    /// Adds what is to be stored to `batch` and says what became of the item. Never throws: a payload that cannot be
    /// used is an outcome, and the rest of the envelope goes on.
    func handle(_ payload: Payload, in context: ItemContext, into batch: inout IngestBatch) -> Outcome
}

/// An item's bytes, where they lie in the request's body.
public struct Payload: Sendable {
    public let body: [UInt8]
    public let range: Range<Int>
    public init(body: [UInt8], range: Range<Int>) { (self.body, self.range) = (body, range) }
}

/// Who sent a request, as far as admission worked it out.
public struct Sender: Sendable {
    public var projectID: ProjectID
    /// 32 hex digits.
    public var publicKey: String
    /// `sentry_client`: name and version of the SDK.
    public var client: String?
    public var userAgent: String?
    /// The sender's address, by the rules of protocol.md §2.6.
    public var address: String?

    public init(projectID: ProjectID, publicKey: String, client: String?, userAgent: String?, address: String?) {
        (self.projectID, self.publicKey, self.client) = (projectID, publicKey, client)
        (self.userAgent, self.address) = (userAgent, address)
    }
}
