/// Why a request body is no envelope. The server answers 400, and 413 for `tooLarge`.
public enum EnvelopeError: Error, Equatable, Sendable {
    /// No bytes at all.
    case emptyBody
    /// Nothing but white space.
    case missingHeader
    case invalidHeader(HeaderFault)
    /// `index` counts the items from 0.
    case invalidItemHeader(index: Int, HeaderFault)
    /// Something else than a line feed stands after a header or a payload.
    case missingNewline(offset: Int)
    /// The header promises more bytes than there are.
    case itemTruncated(index: Int, declared: Int, available: Int)
    case tooManyItems
    /// More or larger items of a type than its budget allows.
    case tooLarge(ItemType)
    /// An item type that only gateways may send.
    case internalItem
    /// The envelope's `dsn` names another key than the request.
    case publicKeyMismatch
    /// The envelope's `dsn` names another project than the request.
    case projectMismatch

    /// What is wrong with a header.
    public enum HeaderFault: Equatable, Sendable {
        case notJSON(JSONError)
        case notAnObject
        case typeMissing
        case badLength
        case badEventID
        case badDSN
    }

    /// The `detail` of the error body (protocol.md §2.4).
    public var detail: String {
        switch self {
        case .emptyBody: "empty request body"
        case .tooLarge(let type):
            "envelope exceeded size limits for type '\(type.name)' "
                + "(https://develop.sentry.dev/sdk/envelopes/#size-limits)"
        case .internalItem: "envelope contains internal items"
        default: "invalid event envelope"
        }
    }

    /// The first of the `causes` of the error body; nil when `detail` says it all.
    public var cause: String? {
        switch self {
        case .emptyBody, .tooLarge, .internalItem: nil
        case .missingHeader: "missing envelope header"
        case .invalidHeader: "invalid envelope header"
        case .invalidItemHeader: "invalid item header"
        case .missingNewline: "missing newline after header or payload"
        case .itemTruncated: "unexpected end of file"
        case .tooManyItems: "too many individual items"
        case .publicKeyMismatch: "public key header mismatch between envelope and request"
        case .projectMismatch: "project id header mismatch between envelope and request"
        }
    }

    /// What to tell whoever wrote the client: the second of the `causes`.
    public var hint: String? {
        switch self {
        case .invalidHeader(let fault): fault.hint
        case .invalidItemHeader(let index, let fault): "item \(index): \(fault.hint)"
        case .missingNewline(let offset): "byte \(offset) should be a line feed; `length` counts bytes, not characters"
        case .itemTruncated(let index, let declared, let available):
            "item \(index) declares \(declared) bytes, \(available) follow"
        default: nil
        }
    }
}

extension EnvelopeError.HeaderFault {
    var hint: String {
        switch self {
        case .notJSON(let error): error.description
        case .notAnObject: "not a JSON object"
        case .typeMissing: "`type` is missing or no string"
        case .badLength: "`length` is no count of bytes"
        case .badEventID: "`event_id` is no UUID"
        case .badDSN: "`dsn` is no DSN"
        }
    }
}

extension JSONError: CustomStringConvertible {
    /// One short clause, for error bodies.
    public var description: String {
        switch self {
        case .empty: "no JSON value"
        case .unexpectedByte(let offset): "unexpected byte at offset \(offset)"
        case .unexpectedEnd: "JSON ends inside a value"
        case .tooDeep(let offset): "nested too deeply at offset \(offset)"
        }
    }
}
