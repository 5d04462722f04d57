import SentryProtocol
import Storage

extension ItemContext {
    /// Our clock, as far as the sender's differs.
    var clock: TelemetryClock { TelemetryClock(receivedAt: receivedAt, sentAt: sentAt) }

    /// What this request adds to the entries of a container.
    func inferred(for container: JSONNode) -> InferredAttributes {
        let removesAddress = sender.project.settings.scrubbing.removesIPAddresses
        return InferredAttributes(
            for: container, userAgent: sender.userAgent, address: removesAddress ? nil : sender.address)
    }
}

extension ReceivedItem {
    /// The payload as JSON of at most `limit` bytes, or why it is none.
    func json(limit: Int = ItemBounds.jsonBytesMax) throws(Unusable) -> JSONDocument {
        guard range.count <= limit else { throw Unusable(.tooLarge) }
        do {
            return try document()
        } catch {
            throw Unusable(error.dropReason)
        }
    }

    /// The same, which must be an object.
    func object(limit: Int = ItemBounds.jsonBytesMax) throws(Unusable) -> JSONDocument {
        let document = try json(limit: limit)
        guard document.root.kind == .object else { throw Unusable(.notAnObject) }
        return document
    }

    /// A larger payload, as long as holding it as a document stays affordable.
    func largeJSON(limit: Int) throws(Unusable) -> JSONDocument {
        guard range.count <= limit, JSONDocument.tokenBound(of: body, in: range) <= ItemBounds.tokensMax else {
            throw Unusable(.tooLarge)
        }
        return try json(limit: limit)
    }
}

extension ItemResult {
    /// `.accepted` when `body` went through, else the reason why not.
    static func of(_ body: () throws(Unusable) -> Void) -> ItemResult {
        do throws(Unusable) {
            try body()
            return .accepted
        } catch {
            // Sent later, it would have been taken.
            return error.reason == .backpressure ? .one(.rateLimited(reason: .backpressure)) : .invalid(error.reason)
        }
    }
}
