import Grouping
import Regrouping
import SentryProtocol
import Storage
import Testing

/// As the store keeps them; the compiled ones have the same name.
typealias GroupingRules = Storage.GroupingRules
typealias GroupingConfiguration = Storage.GroupingConfiguration

/// Payloads as a Python SDK sends them.
enum Samples {
    /// More than any test takes, however busy the machine is.
    static let patience = Duration.seconds(3600)

    /// An exception with a stack of `functions`, the outermost first.
    static func event(
        _ type: String, _ value: String = "boom", functions: [String] = ["main", "pay"], module: String = "shop.views",
        inApp: Bool? = true, tags: [String: String] = [:], extra: String = ""
    ) -> String {
        let flag = inApp.map { #","in_app":\#($0)"# } ?? ""
        let frames = functions.map { #"{"module":"\#(module)","function":"\#($0)","lineno":7\#(flag)}"# }
        let tags = tags.sorted { $0.key < $1.key }.map { #""\#($0.key)":"\#($0.value)""# }
        return """
            {"platform":"python","level":"error","tags":{\(tags.joined(separator: ","))},"exception":{"values":[\
            {"type":"\(type)","value":"\(value)","stacktrace":{"frames":[\(frames.joined(separator: ","))]}}]}\(extra)}
            """
    }

    static func rules(stack: String = "", fingerprint: String = "") throws -> RuleSet {
        try RuleSet(compiling: GroupingRules(stackRules: stack, fingerprintRules: fingerprint))
    }

    /// A stored event as ingest would keep it.
    static func stored(_ json: String, under rules: RuleSet = .standard) async throws -> StoredEvent {
        let store = MemoryStore()
        try await store.add(json, under: rules)
        let id = await store.rows[0].id
        return try #require(await store.event(id, in: MemoryStore.project))
    }
}
