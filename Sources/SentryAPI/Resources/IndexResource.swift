import SentryProtocol
import Storage

/// The root, by which tools find out whether an address and a token are good (web-api.md §2.1).
enum IndexResource {
    static let endpoints = [Endpoint("", .get(do: index)), probe]

    private static let probe: Endpoint = {
        var endpoint = Endpoint("internal/health", .get(do: health))
        endpoint.ignoresCallers = true
        return endpoint
    }()

    private static func index(_ call: Call) -> APIResponse {
        .json { writer in
            writer.object { writer in
                writer.field("version", "0")
                writer.key("auth")
                if let caller = call.caller {
                    writer.object { $0.strings("scopes", caller.scopes.sorted()) }
                } else {
                    writer.null()
                }
                writer.user("user", call.caller?.user)
            }
        }
    }

    /// Provisioning tools ask this before anything else, without a token.
    private static func health(_ call: Call) async -> APIResponse {
        let isReady = await call.storage.readiness() == nil
        return .json { writer in
            writer.object {
                $0.field("healthy", isReady)
                $0.strings("problems", isReady ? [] : ["The storage does not accept writes."])
            }
        }
    }
}
