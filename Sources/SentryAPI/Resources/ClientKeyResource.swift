import SentryProtocol
import Storage

/// Client keys, which are what DSNs are made of (web-api.md §2.5).
enum ClientKeyResource {
    static let endpoints = [
        Endpoint(
            "projects/{organization}/{project}/keys", .get(do: list), .post(do: create)),
        Endpoint(
            "projects/{organization}/{project}/keys/{key}", .get(do: show),
            .put(do: update), .delete(do: delete)),
    ]

    private static func list(_ call: Call) async throws -> APIResponse {
        let status = call.request.value(of: "status")
        let keys = try await keys(call).filter { key in
            switch status {
            case "active": key.isActive
            case "inactive": !key.isActive
            default: true
            }
        }
        return try call.list(keys) { ClientKeyJSON(key: $1, publicURL: call.publicURL).encode(into: &$0) }
    }

    private static func show(_ call: Call) async throws -> APIResponse {
        let key = try await key(call)
        return .json { ClientKeyJSON(key: key, publicURL: call.publicURL).encode(into: &$0) }
    }

    private static func create(_ call: Call) async throws -> APIResponse {
        let place = try await call.project()
        var body = BodyReader(try call.bodyObject())
        let name = body.string("name", max: 64) ?? ""
        let publicKey = body.keyDigits("public") ?? Hexadecimal.text(of: call.api.randomBytes(16))
        let secretKey = body.keyDigits("secret") ?? Hexadecimal.text(of: call.api.randomBytes(16))
        let limit = body.rateLimit()
        try body.check()
        let wanted = NewKey(publicKey: publicKey, secretKey: secretKey, label: name.isBlank ? "Default" : name)
        do {
            var key = try await call.storage.createKey(wanted, of: place.project.id, at: call.now)
            if let limit { key = try await call.storage.setRateLimit(limit, ofKey: key.publicKey) ?? key }
            return .json(201) { [key] in ClientKeyJSON(key: key, publicURL: call.publicURL).encode(into: &$0) }
        } catch DirectoryError.taken {
            throw APIFailure.badField("public", "This key is in use.")
        }
    }

    private static func update(_ call: Call) async throws -> APIResponse {
        let key = try await key(call)
        var body = BodyReader(try call.bodyObject())
        let name = body.string("name", max: 64)
        if let name, name.isBlank { body.refuse("name", "This field may not be blank.") }
        let isActive = body.bool("isActive")
        let namesLimit = body.object["rateLimit"] != nil
        let limit = body.rateLimit()
        try body.check()
        if namesLimit { _ = try await call.storage.setRateLimit(limit, ofKey: key.publicKey) }
        guard let changed = try await call.storage.updateKey(key.publicKey, label: name, isActive: isActive) else {
            throw APIFailure.notFound
        }
        return .json { ClientKeyJSON(key: changed, publicURL: call.publicURL).encode(into: &$0) }
    }

    private static func delete(_ call: Call) async throws -> APIResponse {
        let key = try await key(call)
        guard try await call.storage.deleteKey(key.publicKey) else { throw APIFailure.notFound }
        return .noContent
    }

    private static func keys(_ call: Call) async throws -> [ProjectKey] {
        let project = try await call.project().project.id
        return try await call.storage.keys().filter { $0.projectID == project }
    }

    private static func key(_ call: Call) async throws -> ProjectKey {
        let name = call.parameter("key").lowercased()
        guard let key = try await keys(call).first(where: { $0.publicKey == name }) else { throw APIFailure.notFound }
        return key
    }
}

extension BodyReader {
    /// 32 hex digits, for those who bring their own key.
    fileprivate mutating func keyDigits(_ name: StaticString) -> String? {
        guard let text = string(name, max: 64)?.lowercased(), !text.isEmpty else { return nil }
        guard text.utf8.count == 32, EventID(hex: text) != nil else {
            refuse(name, "Enter 32 hexadecimal digits.")
            return nil
        }
        return text
    }

    /// `{"window": 3600, "count": 100}`; null and `{}` say that there is none.
    fileprivate mutating func rateLimit() -> KeyRateLimit? {
        guard let node = object["rateLimit"], BodyReader.isSomething(node) else { return nil }
        guard let count = node["count"]?.integer, let window = node["window"]?.integer,
            let limit = KeyRateLimit(count: count, window: window)
        else {
            refuse("rateLimit", "Give a window in seconds and a count, both at least 1.")
            return nil
        }
        return limit
    }
}
