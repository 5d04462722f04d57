/// How a span ended (protocol.md §5.7).
enum SpanStatus {
    private static let names: Set<String> = [
        "ok", "cancelled", "unknown", "invalid_argument", "deadline_exceeded", "not_found", "already_exists",
        "permission_denied", "resource_exhausted", "failed_precondition", "aborted", "out_of_range", "unimplemented",
        "internal_error", "unavailable", "data_loss", "unauthenticated", "error",
    ]

    /// In the order of gRPC's codes.
    private static let byCode = [
        "ok", "cancelled", "unknown", "invalid_argument", "deadline_exceeded", "not_found", "already_exists",
        "permission_denied", "resource_exhausted", "failed_precondition", "aborted", "out_of_range", "unimplemented",
        "internal_error", "unavailable", "data_loss", "unauthenticated",
    ]

    /// The name by which it is stored; `unknown` for what is no status.
    static func name(_ node: JSONNode?) -> String {
        guard let node else { return "unknown" }
        if let code = node.integer ?? node.string.flatMap({ Int($0) }) {
            return byCode.indices.contains(code) ? byCode[code] : "unknown"
        }
        switch node.string {
        case "success": return "ok"
        case "unknown_error", "failure": return "internal_error"
        case let name?: return names.contains(name) ? name : "unknown"
        case nil: return "unknown"
        }
    }
}
