import SentryProtocol
import Storage

extension AuditChange {
    /// Bodies that are larger are not read a second time, in bytes.
    private static let bodyBytesMax = 64 * 1024

    /// What the body of a write asks for, field by field; what a body does not say is not known here.
    public init(requested body: [UInt8]) {
        self.init()
        guard !body.isEmpty, body.count <= Self.bodyBytesMax, let root = try? JSONDocument(parsing: body).root else {
            return
        }
        for (key, node) in root.members {
            for (inner, value) in node.members {
                note(key.text + "." + inner.text, from: nil, to: Value(value))
            }
            if node.kind != .object { note(key.text, from: nil, to: Value(node)) }
        }
    }

    /// The settings that differ.
    public init(from before: ProjectSettings, to after: ProjectSettings) {
        self.init()
        for key in ProjectSettings.keys {
            note(key.name, from: .text(before.text(of: key)), to: .text(after.text(of: key)))
        }
    }

    /// What was said about a project that now is otherwise.
    public init(from before: Project, to after: Project) {
        self.init()
        note("name", from: .text(before.name), to: .text(after.name))
        note("slug", from: .text(before.slug), to: .text(after.slug))
        note("platform", from: before.platform.map { .text($0) }, to: after.platform.map { .text($0) })
        note("archived", from: .flag(before.isArchived), to: .flag(after.isArchived))
    }

    /// The same about a key; nil before it was made.
    public init(from before: ProjectKey?, to after: ProjectKey) {
        self.init()
        note("label", from: before.map { .text($0.label) }, to: .text(after.label))
        note("active", from: before.map { .flag($0.isActive) }, to: .flag(after.isActive))
        note("limit", from: before?.rateLimit.map(Self.limit), to: after.rateLimit.map(Self.limit))
    }

    private static func limit(_ limit: KeyRateLimit) -> Value { .text("\(limit.count)/\(limit.window)s") }
}

extension AuditChange.Value {
    /// Scalars and lists of them. What lies deeper may be a secret by a name that is not seen here, and is left out.
    fileprivate init?(_ node: JSONNode) {
        switch node.kind {
        case .null, .object: return nil
        case .string: self = .text(node.string ?? "")
        case .number: self = node.integer.map { .number($0) } ?? .text(node.sourceText)
        case .true: self = .flag(true)
        case .false: self = .flag(false)
        case .array: self = .list(node.elements.prefix(AuditChange.listMax).compactMap(\.lenientString))
        }
    }
}
