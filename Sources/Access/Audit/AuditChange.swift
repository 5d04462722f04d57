import SentryProtocol
import Storage

/// The fields that a write changed, as the audit log keeps them: bounded, and without secrets.
public struct AuditChange: Sendable, Equatable {
    /// A field's value.
    public enum Value: Sendable, Equatable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case list([String])
        /// That there is one is said; what it is, is not.
        case secret
    }

    /// In the order they were noted; only those that differ.
    public private(set) var fields: [(name: String, before: Value?, after: Value?)] = []

    public init() {}

    /// Notes a field; one that did not change is left out. A secret is noted by whoever changed it.
    public mutating func note(_ name: String, from before: Value?, to after: Value?) {
        guard before != after || after == .secret, fields.count < Self.fieldsMax else { return }
        let isSecret = Self.isSecret(name)
        fields.append(
            (name, isSecret ? before.map { _ in .secret } : before, isSecret ? after.map { _ in .secret } : after))
    }

    /// The same fields with the same values, as they are printed.
    public static func == (left: AuditChange, right: AuditChange) -> Bool {
        left.before == right.before && left.after == right.after
    }

    /// A JSON object of the fields as they were; nil when none of them was there.
    public var before: [UInt8]? { object { $0.before } }
    /// The same afterwards.
    public var after: [UInt8]? { object { $0.after } }

    static let fieldsMax = 50
    static let textBytesMax = 500
    static let listMax = 50
    static let objectBytesMax = 8 * 1024

    /// A net under callers that forget `.secret`.
    private static func isSecret(_ name: String) -> Bool {
        let lower = name.lowercased()
        return ["password", "secret", "token", "cookie", "credential", "private"].contains { lower.contains($0) }
    }

    private func object(_ side: ((name: String, before: Value?, after: Value?)) -> Value?) -> [UInt8]? {
        var writer = JSONWriter()
        var isEmpty = true
        writer.beginObject()
        for field in fields {
            guard let value = side(field) else { continue }
            isEmpty = false
            guard writer.bytes.count < Self.objectBytesMax else { break }
            writer.key(dynamic: field.name.cut(to: Self.textBytesMax))
            Self.write(value, to: &writer)
        }
        writer.endObject()
        return isEmpty ? nil : writer.bytes
    }

    private static func write(_ value: Value, to writer: inout JSONWriter) {
        switch value {
        case .text(let text): writer.string(text.cut(to: textBytesMax))
        case .number(let number): writer.integer(number)
        case .flag(let flag): writer.bool(flag)
        case .list(let texts):
            var left = objectBytesMax / 2
            writer.array(texts.prefix(listMax)) { writer, text in
                let text = text.cut(to: textBytesMax)
                left -= text.utf8.count + 3
                if left > 0 { writer.string(text) }
            }
        case .secret: writer.string("(secret)")
        }
    }
}

extension AuditEntry {
    static let nameBytesMax = 200
    static let userAgentBytesMax = 300

    /// An entry, with everything that comes from outside cut to size.
    public init(
        _ event: AuditEvent, by actor: AuditActor, named actorName: String, to target: AuditTarget,
        in organization: OrganizationID?, from origin: SessionOrigin, change: AuditChange = AuditChange(),
        at now: Timestamp
    ) {
        let target = AuditTarget(
            kind: target.kind, id: target.id.cut(to: Self.nameBytesMax),
            name: target.name.cut(to: Self.nameBytesMax))
        self.init(
            at: now, organizationID: organization, actor: actor, actorName: actorName.cut(to: Self.nameBytesMax),
            event: event.rawValue, target: target, address: origin.address?.cut(to: 64),
            userAgent: origin.userAgent?.cut(to: Self.userAgentBytesMax), before: change.before,
            after: change.after)
    }
}

extension String {
    /// At most `limit` bytes; a longer text ends in an ellipsis, and no character is cut through.
    func cut(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: max(0, limit - 3))
        while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end]) + "…"
    }
}
