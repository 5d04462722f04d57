import SentryProtocol
import Storage

/// The event of an envelope that holds a crash report and no event: made of the form fields and the files beside the
/// dump (protocol.md §1.7). Runs when all items of the envelope have been handled, as it looks at several of them.
enum CrashEvent {
    /// Adds the event to `batch`; nil when the envelope needs none.
    static func store(
        of envelope: Envelope, in context: ItemContext, into batch: inout IngestBatch
    ) -> ItemResult? {
        guard batch.events.isEmpty, !envelope.items.contains(where: { $0.type.createsEvent }) else { return nil }
        let reports = envelope.items.filter { $0.type == .attachment && $0.createsEvent }
        guard !reports.isEmpty else { return nil }
        return EventPath.store(payload(of: envelope, at: context.receivedAt), in: context, into: &batch)
    }

    /// The fields of the form, over them the event file, over both what the dump itself says.
    static func payload(of envelope: Envelope, at receivedAt: Timestamp) -> [UInt8] {
        let event = FormObject()
        for item in envelope.items where item.type == .formData {
            guard let pairs = try? envelope.document(of: item).root else { continue }
            event.merge(json: String(decoding: FormData.eventJSON(from: FormData.fields(of: pairs)), as: UTF8.self))
        }
        for item in envelope.items where item.attachmentType == "event.payload" {
            guard let file = try? CrashReportFile.event(in: ReceivedItem(item: item, body: envelope.bytes)) else {
                continue
            }
            event.merge(json: file.root.sourceText)
        }
        event.fill(["level"], with: "fatal")
        event.merge(json: text(of: facts(of: envelope, at: receivedAt)))
        var writer = JSONWriter()
        event.write(to: &writer)
        return writer.bytes
    }

    private static func text(of writer: JSONWriter) -> String { String(decoding: writer.bytes, as: UTF8.self) }

    /// What wins over everything that the client said.
    private static func facts(of envelope: Envelope, at receivedAt: Timestamp) -> JSONWriter {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("platform", "native")
            let breadcrumbs = Breadcrumbs(of: envelope)
            if !breadcrumbs.nodes.isEmpty { writer.array("breadcrumbs", breadcrumbs.nodes) { $0.value($1) } }
            guard let (kind, item) = Kind.first(in: envelope) else { return }
            if kind == .minidump, let time = CrashReportFile.time(ofDump: envelope.bytes[item.payload]),
                time <= receivedAt.adding(seconds: TimeLimits.futureMax)
            {
                writer.key("timestamp")
                writer.number(time)
            }
            writer.object("exception") { writer in
                writer.array("values", [kind]) { writer, kind in kind.write(into: &writer) }
            }
        }
        return writer
    }

    /// Reports that stand for an exception until they are read.
    enum Kind {
        case minidump, appleCrashReport

        static func first(in envelope: Envelope) -> (Kind, Item)? {
            for item in envelope.items where item.type == .attachment {
                switch item.attachmentType {
                case "event.minidump": return (.minidump, item)
                case "event.applecrashreport": return (.appleCrashReport, item)
                default: continue
                }
            }
            return nil
        }

        func write(into writer: inout JSONWriter) {
            let (type, value, mechanism) =
                switch self {
                case .minidump: ("Minidump", "Invalid Minidump", "minidump")
                case .appleCrashReport: ("AppleCrashReport", "Invalid Apple Crash Report", "applecrashreport")
                }
            writer.object { writer in
                writer.member("type", type)
                writer.member("value", value)
                writer.object("mechanism") { writer in
                    writer.member("type", mechanism)
                    writer.member("synthetic", true)
                    writer.member("handled", false)
                }
            }
        }
    }

    /// Two files are written in turns: together they are in order of time, and no more than the longer one of them.
    private struct Breadcrumbs {
        let nodes: [JSONNode]

        init(of envelope: Envelope) {
            var all: [(at: Timestamp?, node: JSONNode)] = []
            var longest = 0
            for item in envelope.items where item.attachmentType == "event.breadcrumbs" {
                let received = ReceivedItem(item: item, body: envelope.bytes)
                guard let list = try? CrashReportFile.breadcrumbs(in: received).root["breadcrumbs"] else { continue }
                longest = max(longest, list.count)
                all += list.elements.lazy.filter { $0.kind == .object }.map {
                    ($0["timestamp"].flatMap { Timestamp($0) }, $0)
                }
            }
            let never = Timestamp(microseconds: .min)
            let sorted = all.enumerated().sorted {
                ($0.element.at ?? never, $0.offset) < ($1.element.at ?? never, $1.offset)
            }
            nodes = sorted.suffix(longest).map(\.element.node)
        }
    }
}
