import Foundation
import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("What real SDKs sent is kept as it was meant")
struct RecordedItemsTests {
    @Test("no item that an SDK sends is refused, apart from the retired metrics", arguments: Recording.all)
    func nothingRefused(_ recording: Recording) {
        let unusual = recording.description.contains("odd-payloads") || recording.description.contains("envelope-forms")
        guard !unusual else { return }
        for outcome in recording.handled.outcomes {
            #expect(outcome.hasPrefix("accepted/") || outcome == "unsupported/metric_bucket=1", "\(outcome)")
        }
    }

    @Test("sessions", arguments: Recording.all(with: "sessions"))
    func sessions(_ recording: Recording) throws {
        let handled = recording.handled
        let expected = Array(try #require(recording.expect["sessions"]).elements)
        let updates = expected.filter { $0["item"]?.string == "session" }
        #expect(handled.sessions.count == updates.count)
        for (row, expected) in zip(handled.sessions, updates) {
            #expect(expected["sid"]?.string.flatMap { EventID(hex: $0) } == row.id)
            #expect((expected["init"]?.bool ?? false) == row.isInitial)
            #expect(expected["started"].flatMap { Timestamp($0) } == row.startedAt)
            #expect((expected["status"]?.string ?? "ok") == row.status)
            let crash = row.status == "crashed" ? 1 : 0
            #expect(max(expected["errors"]?.integer ?? 0, crash) == row.errors)
            #expect(expected["attrs"]?["release"]?.string == row.release)
            #expect(expected["attrs"]?["environment"]?.string == row.environment)
        }
        let aggregates = expected.filter { $0["item"]?.string == "sessions" }
        let entries = aggregates.flatMap { Array($0["aggregates"]?.elements ?? $0.elements) }
        #expect(handled.aggregates.count == entries.count)
        for (row, expected) in zip(handled.aggregates, entries) {
            #expect(expected["started"].flatMap { Timestamp($0) } == row.startedAt)
            #expect((expected["exited"]?.integer ?? 0) == row.exited)
            #expect((expected["errored"]?.integer ?? 0) == row.errored)
            #expect((expected["crashed"]?.integer ?? 0) == row.crashed)
            #expect((expected["abnormal"]?.integer ?? 0) == row.abnormal)
            #expect(aggregates.first?["attrs"]?["release"]?.string == row.release)
        }
    }

    @Test("check-ins", arguments: Recording.all(with: "check_ins"))
    func checkIns(_ recording: Recording) throws {
        let expected = Array(try #require(recording.expect["check_ins"]).elements)
        let rows = recording.handled.checkIns
        #expect(rows.count == expected.count)
        for (row, expected) in zip(rows, expected) {
            #expect(expected["check_in_id"]?.string.flatMap { EventID(hex: $0) } == row.id)
            #expect(expected["monitor_slug"]?.string == row.monitorSlug)
            #expect(expected["status"]?.string == row.status.rawValue)
            #expect(expected["duration"]?.double == row.duration)
            #expect((expected["environment"]?.string ?? "production") == row.environment)
            guard let config = expected["monitor_config"] else { continue }
            let kept = try json(Array(try #require(row.monitorConfig).utf8))
            #expect(config["schedule"]?["value"]?.sourceText == kept["schedule"]?["value"]?.sourceText)
            #expect(config["schedule"]?["type"]?.string == kept["schedule"]?["type"]?.string)
            #expect(config["timezone"]?.string == kept["timezone"]?.string)
            #expect(config["max_runtime"]?.integer == kept["max_runtime"]?.integer)
        }
    }

    @Test("logs", arguments: Recording.all(with: "logs"))
    func logs(_ recording: Recording) throws {
        let expected = Array(try #require(recording.expect["logs"]).elements)
        let blocks = recording.handled.logs
        let stored = try blocks.flatMap { Array(try json($0.body).elements) }
        #expect(blocks.map(\.entries.count).reduce(0, +) == expected.count)
        #expect(stored.count == expected.count)
        for (log, expected) in zip(stored, expected) {
            #expect(log["level"]?.string == expected["level"]?.string)
            #expect(log["body"]?.string == expected["body"]?.string)
            #expect(log["trace_id"]?.string == expected["trace_id"]?.string)
            try agree(log, expected["attributes"])
        }
    }

    @Test("metrics", arguments: Recording.all(with: "metrics"))
    func metrics(_ recording: Recording) throws {
        let expected = Array(try #require(recording.expect["metrics"]).elements)
        let block = try #require(recording.handled.metrics.first)
        let stored = Array(try json(block.body).elements)
        #expect(stored.count == expected.count && block.entries.count == expected.count)
        for ((entry, node), expected) in zip(zip(block.entries, stored), expected) {
            #expect(entry.name == expected["name"]?.string)
            #expect(entry.type == expected["type"]?.string)
            #expect(entry.value == expected["value"]?.double)
            #expect(entry.unit == expected["unit"]?.string ?? "none")
            try agree(node, expected["attributes"])
        }
    }

    /// Every expected attribute is there, with its value.
    private func agree(_ node: JSONNode, _ attributes: JSONNode?) throws {
        for (key, value) in try #require(attributes).members {
            #expect(node.attribute(key.text)?.sourceText == value.sourceText, "\(key.text)")
        }
    }

    @Test("spans", arguments: Recording.all(with: "spans"))
    func spans(_ recording: Recording) throws {
        let expected = Array(try #require(recording.expect["spans"]).elements)
        let rows = recording.handled.spans
        #expect(rows.count == expected.count)
        for (row, expected) in zip(rows, expected) {
            #expect(row.name == expected["name"]?.string)
            #expect(row.status == expected["status"]?.string)
            #expect(row.isSegment == expected["is_segment"]?.bool)
            #expect(row.traceID.hex == expected["trace_id"]?.string)
            #expect(row.spanID.hex == expected["span_id"]?.string)
            #expect(row.parentSpanID?.hex == expected["parent_span_id"]?.string)
            #expect(row.release == "shop@1.4.2" && row.environment == "production")
        }
    }

    @Test("attachments", arguments: Recording.all(with: "attachments"))
    func attachments(_ recording: Recording) throws {
        let expected = Array(try #require(recording.expect["attachments"]).elements)
        let rows = recording.handled.attachments
        #expect(rows.count == expected.count)
        for (row, expected) in zip(rows, expected) {
            #expect(row.name == expected["filename"]?.string)
            #expect(row.content.count == expected["size"]?.integer)
            #expect(row.type == expected["attachment_type"]?.string)
            if let type = expected["content_type"]?.string { #expect(row.contentType == type.prefix { $0 != ";" }) }
            #expect(row.eventID == recording.envelope.header.eventID)
        }
    }

    @Test("feedback in both forms")
    func feedback() throws {
        for recording in Recording.all(with: "feedback") {
            let expected = try #require(recording.expect["feedback"])
            let event = try #require(recording.handled.events.first)
            let context = try #require(event.contexts.first { $0.alias == "feedback" })
            #expect(event.type == .feedback)
            #expect(event.title == "User Feedback")
            #expect(context.text("message") == expected["message"]?.string)
            #expect(context.text("contact_email") == expected["contact_email"]?.string)
            #expect(context.text("name") == expected["name"]?.string)
            #expect(event.release == expected["release"]?.string)
            guard let about = expected["associated_event_id"]?.string.flatMap({ EventID(hex: $0) }) else { continue }
            #expect(recording.handled.userReports.map(\.eventID) == [about])
        }
        for recording in Recording.all(with: "user_report") {
            let expected = try #require(recording.expect["user_report"])
            let row = try #require(recording.handled.userReports.first)
            #expect(row.eventID.hex == expected["event_id"]?.string)
            #expect(row.name == expected["name"]?.string)
            #expect(row.email == expected["email"]?.string)
            #expect(row.comments == expected["comments"]?.string)
        }
    }

    @Test("profiles")
    func profiles() throws {
        for recording in Recording.all(with: "profile") + Recording.all(with: "profile_chunk") {
            let expected = try #require(recording.expect["profile"] ?? recording.expect["profile_chunk"])
            let row = try #require(recording.handled.profiles.first)
            #expect(row.platform == expected["platform"]?.string)
            #expect(try json(row.body)["profile"]?["samples"]?.count == expected["samples"]?.integer)
            #expect(row.profilerID?.hex == expected["profiler_id"]?.string)
            #expect(row.duration > 0 && row.duration < 66)
        }
    }

    @Test("replays: what rrweb recorded is unpacked")
    func replays() throws {
        for recording in Recording.all(with: "replay") {
            let expected = try #require(recording.expect["replay"])
            let handled = recording.handled
            let row = try #require(handled.replays.first)
            #expect(row.replayID.hex == expected["replay_id"]?.string)
            #expect(row.segment == expected["segment_id"]?.integer)
            #expect(row.urls == expected["urls"]?.elements.compactMap(\.string))
            #expect(row.errorIDs.map(\.hex) == expected["error_ids"]?.elements.compactMap(\.string))
            #expect(row.release == expected["release"]?.string && row.environment == expected["environment"]?.string)
            let content = try #require(handled.recordings.first)
            #expect(content.segment == expected["segment_id"]?.integer && content.replayID == row.replayID)
            let events = recording.expect["replay_recording"]?["rrweb_events"]?.integer
            #expect(try json(content.content).count == events)
        }
    }

    @Test("transactions", arguments: Recording.all.filter { $0.envelope.items.contains { $0.type == .transaction } })
    func transactions(_ recording: Recording) throws {
        let row = try #require(recording.handled.transactions.first)
        let item = try #require(recording.envelope.items.first { $0.type == .transaction })
        let sent = try recording.envelope.document(of: item).root
        let trace = try #require(sent["contexts"]?["trace"])
        let stored = try json(row.body)
        #expect(row.name == sent["transaction"]?.string)
        #expect(row.traceID.hex == trace["trace_id"]?.string && row.spanID.hex == trace["span_id"]?.string)
        #expect(row.startedAt == sent["start_timestamp"].flatMap { Timestamp($0) })
        #expect(row.endedAt == sent["timestamp"].flatMap { Timestamp($0) })
        #expect(row.spanCount == sent["spans"]?.count ?? 0 && stored["spans"]?.count == row.spanCount)
        #expect(stored["spans"]?[0]?["description"]?.string == sent["spans"]?[0]?["description"]?.string)
        #expect(row.release == sent["release"]?.string && row.environment == sent["environment"]?.string)
        #expect(Event(reading: stored).type == .transaction)
    }
}
