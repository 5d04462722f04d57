import SentryProtocol
import Testing

@Suite struct ItemTypeTests {
    private static let names = [
        "event", "transaction", "security", "raw_security", "feedback", "user_report", "form_data", "attachment",
        "unreal_report", "session", "sessions", "client_report", "check_in", "log", "trace_metric", "span", "profile",
        "profile_chunk", "replay_event", "replay_recording", "replay_video", "metric_buckets", "statsd", "metric_meta",
        "otel_span", "otel_log", "nel", "integration",
    ]

    @Test("every type is known by its name and prints it", arguments: names)
    func roundTrip(name: String) {
        let type = ItemType(name: name)
        #expect(type != .unknown(name))
        #expect(type.name == name)
    }

    @Test("an alias reads as its type; every other name is kept", arguments: ["", "🐛", "Event", "hologram"])
    func others(name: String) {
        #expect(ItemType(name: "profile_chunk_ui") == .profileChunk)
        #expect(ItemType(name: "user_report_v2") == .feedback)
        #expect(ItemType(name: name) == .unknown(name))
        #expect(ItemType(name: name).category == .unknown)
    }

    @Test("crash reports make an event, other attachments do not")
    func attachments() {
        var item = Item(type: .attachment, payload: 0..<0)
        #expect(!item.createsEvent && item.requiresEvent)
        item.attachmentType = "event.minidump"
        #expect(item.createsEvent)
        item.attachmentType = "event.view_hierarchy"
        #expect(!item.createsEvent)
    }

    @Test("sessions, check-ins and client reports live without an event")
    func independent() {
        for type in [ItemType.session, .sessions, .checkIn, .clientReport, .log, .span] {
            #expect(!type.requiresEvent && !type.isEventClass)
        }
    }
}
