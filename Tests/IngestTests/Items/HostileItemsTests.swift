import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Nothing that is sent takes the server down")
struct HostileItemsTests {
    private static let types = [
        "transaction", "feedback", "security", "raw_security", "unreal_report", "attachment", "form_data",
        "user_report", "session", "sessions", "check_in", "log", "nel", "trace_metric", "span", "profile",
        "profile_chunk", "replay_event", "replay_recording", "replay_video", "statsd", "metric_buckets", "otel_log",
        "hologram",
    ]

    @Test("every type with payloads that are not its own", arguments: types)
    func strangers(type: String) throws {
        let deep = String(repeating: "[", count: 5_000)
        for payload in ["", "null", "7", "[]", "{}", "\"x\"", "{\"items\":{}}", deep, "\u{0}\u{1}", "[[[[null]]]]"] {
            let handled = try Handling(type, payload, header: #"{"event_id":"11111111111111111111111111111111"}"#)
            #expect(!handled.outcomes.isEmpty)
        }
    }

    @Test("recorded items with every value replaced by one of another type")
    func mutations() throws {
        let strange = [
            "null", "-1", "1e400", "9223372036854775808", "\"\"", "\"\\ud800\"", "[]", "{}", "[null]", "true",
        ]
        var seen: Set<String> = []
        for recording in Recording.all {
            for item in recording.envelope.items {
                guard item.type != .event, item.type != .attachment, item.payload.count < 20_000,
                    seen.insert(item.type.name).inserted, let document = try? recording.envelope.document(of: item)
                else { continue }
                let places = min(scalars(of: document.root), 60)
                for place in 0..<places {
                    for value in strange {
                        var left = place
                        let payload = replacing(&left, in: document.root, by: value)
                        _ = try Handling(
                            item.type.name, payload, header: #"{"event_id":"11111111111111111111111111111111"}"#)
                    }
                }
            }
        }
    }

    @Test("payloads that would take much memory as documents are refused before they are read")
    func bulk() throws {
        let header = #"{"event_id":"11111111111111111111111111111111"}"#
        let report = #"{"comments":""# + String(repeating: "x", count: 300_000) + "\"}"
        #expect(try Handling("user_report", report, header: header).outcomes == ["invalid/feedback=1"])
        let list = "[" + String(repeating: "0,", count: 8_100_000) + "0]"
        let view = #""attachment_type":"event.view_hierarchy""#
        #expect(
            try Handling("attachment", list, header: header, itemHeader: view).outcomes == ["invalid/attachment=1"])
        #expect(try Handling("nel", list).outcomes == ["invalid/log_item=1"])
        let entry = "{\"timestamp\":\(Handling.now.seconds),\"body\":\"\"}"
        let entries = Array(repeating: entry, count: 100_010).joined(separator: ",")
        let logs = try Handling("log", "{\"items\":[\(entries)]}")
        #expect(logs.outcomes == ["accepted/log_item=100000", "invalid/log_item=10"])
    }

    @Test("recorded items cut off at many places")
    func truncation() throws {
        var seen: Set<String> = []
        for recording in Recording.all {
            for item in recording.envelope.items where item.type != .event && seen.insert(item.type.name).inserted {
                let bytes = Array(recording.envelope.bytes[item.payload])
                for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
                    let header = #"{"event_id":"11111111111111111111111111111111"}"#
                    _ = try Handling(item.type.name, bytes: Array(bytes[..<length]), header: header)
                }
            }
        }
    }

    private func scalars(of node: JSONNode) -> Int {
        switch node.kind {
        case .array: node.elements.reduce(0) { $0 + scalars(of: $1) }
        case .object: node.members.reduce(0) { $0 + scalars(of: $1.value) }
        default: 1
        }
    }

    /// The JSON of `node` with the scalar number `place` replaced.
    private func replacing(_ place: inout Int, in node: JSONNode, by value: String) -> String {
        switch node.kind {
        case .array:
            return "[" + node.elements.map { replacing(&place, in: $0, by: value) }.joined(separator: ",") + "]"
        case .object:
            let members = node.members.map { key, member in
                "\"\(key.text)\":" + replacing(&place, in: member, by: value)
            }
            return "{" + members.joined(separator: ",") + "}"
        default:
            place -= 1
            return place == -1 ? value : node.sourceText
        }
    }
}
