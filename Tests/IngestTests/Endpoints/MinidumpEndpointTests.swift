import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Crash dumps become attachments, and the form around them an item")
struct MinidumpEndpointTests {
    private let target = "/api/1/minidump/?sentry_key=k"
    private static let dump = Array("MDMP".utf8) + [0x93, 0xa7] + "crash\n".utf8
    private static let gzipped: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xf3, 0x75, 0xf1, 0x0d, 0x98, 0xbc, 0x3c, 0xb9,
        0x28, 0xb1, 0x38, 0x83, 0x0b, 0x00, 0x0d, 0x09, 0x33, 0x1c, 0x0c, 0x00, 0x00, 0x00,
    ]
    private static let zstandard: [UInt8] = [
        0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x61, 0x00, 0x00, 0x4d, 0x44, 0x4d, 0x50, 0x93, 0xa7, 0x63, 0x72, 0x61,
        0x73, 0x68, 0x0a, 0xf9, 0x82, 0x32, 0x65,
    ]

    private func envelope(_ form: FormText) throws -> Envelope {
        try EndpointProbe(contentType: form.contentType).envelope(target, form.body)
    }

    private func form(_ dump: [UInt8] = dump, filename: String = "crash.dmp") -> FormText {
        var form = FormText()
        form.addFile("upload_file_minidump", filename, type: "application/octet-stream", dump)
        return form
    }

    private func content(_ item: Item, _ envelope: Envelope) -> [UInt8] { Array(envelope.bytes[item.payload]) }

    @Test("a raw dump is the body", arguments: ["application/octet-stream", "application/x-dmp", "text/plain", nil])
    func raw(type: String?) throws {
        for magic in ["MDMP", "PMDM"] {
            let envelope = try EndpointProbe(contentType: type).envelope(target, "\(magic)...")
            #expect(envelope.items.map(\.type) == [.attachment])
            #expect(envelope.items.map(\.attachmentType) == ["event.minidump"])
            #expect(envelope.texts == ["\(magic)..."])
            #expect(envelope.createsEvent)
            let again = try EndpointProbe(contentType: type).envelope(target, "\(magic)...")
            #expect(envelope.header.eventID != nil && again.header.eventID == envelope.header.eventID)
        }
    }

    @Test(
        "a packed dump is unpacked, and its name loses the suffix",
        arguments: [
            (gzipped, "crash.dmp.gz"), (zstandard, "crash.dmp.zst"), (gzipped, "crash.dmp"), (dump, "crash.dmp"),
        ])
    func packed(body: [UInt8], filename: String) throws {
        let envelope = try envelope(form(body, filename: filename))
        #expect(envelope.items.map(\.filename) == ["crash.dmp"])
        #expect(content(envelope.items[0], envelope) == Self.dump)
        let raw = try EndpointProbe(contentType: "application/x-dmp").envelope(target, body)
        #expect(content(raw.items[0], raw) == Self.dump)
    }

    @Test("other files are attachments, told apart by their names")
    func files() throws {
        var form = form()
        form.addFile("__sentry-event", "__sentry-event", [0x80])
        form.addFile("__sentry-breadcrumb1", "__sentry-breadcrumb1", [1])
        form.addFile("x", "dir/__sentry-breadcrumb2", [2])
        form.addFile("view-hierarchy.json", "view-hierarchy.json", type: "application/json", Array("{}".utf8))
        form.addFile("gpu", "a.nv-gpudmp", [3])
        form.addFile("shader", "a.nvdbg", [4])
        form.addFile("some_file", "app.log", type: "text/plain", Array("line\r\n".utf8))
        let envelope = try envelope(form)
        #expect(
            envelope.items.map(\.attachmentType) == [
                "event.minidump", "event.payload", "event.breadcrumbs", "event.breadcrumbs", "event.view_hierarchy",
                "event.nv_gpudmp", "event.nv_shader_debug", "event.attachment",
            ])
        let log = try #require(envelope.items.last)
        #expect(log.filename == "app.log")
        #expect(log.contentType == "text/plain")
        #expect(envelope.text(of: log) == "line\r\n")
    }

    @Test("the fields of the form are one item of pairs")
    func fields() throws {
        var form = form(Self.gzipped)
        form.add("prod", "Shöp")
        form.add("sentry[tags][color]", "a\"b")
        let envelope = try envelope(form)
        #expect(envelope.items.map(\.type) == [.attachment, .formData])
        #expect(envelope.texts.last == #"[["prod","Shöp"],["sentry[tags][color]","a\"b"]]"#)
        #expect(content(envelope.items[0], envelope) == Self.dump)
    }

    @Test("fields that no item can hold are left out, and the dump is kept")
    func largeFields() throws {
        var form = form()
        form.add("small", "1")
        form.add("large", String(repeating: "\u{1}", count: 400_000))
        form.add("last", "2")
        #expect(try envelope(form).texts.last == #"[["small","1"],["last","2"]]"#)
    }

    @Test("a form inside of the field is unpacked")
    func nested() throws {
        var inner = FormText(boundary: "inner", newline: "\r\n")
        inner.add("other", "x")
        inner.addFile("upload_file_minidump", "inner.dmp", Self.dump)
        let envelope = try envelope(form(inner.body))
        #expect(envelope.items.map(\.filename) == ["inner.dmp"])
        #expect(content(envelope.items[0], envelope) == Self.dump)
    }

    @Test("which bodies are refused")
    func refused() throws {
        func refusal(_ form: FormText) -> String? {
            EndpointProbe(contentType: form.contentType).refusal(target, form.body)
        }
        let text: [UInt8] = [
            0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x86,
            0xa6, 0x10, 0x36, 0x05, 0x00, 0x00, 0x00,
        ]
        #expect(refusal(form([])) == "400 invalid minidump")
        #expect(refusal(form(Array("plain text".utf8))) == "400 invalid minidump")
        #expect(refusal(form(Array("--x\r\n".utf8))) == "400 invalid minidump")
        #expect(refusal(form(text)) == "400 invalid minidump")
        #expect(refusal(form(Array(Self.gzipped.dropLast(9)))) == "400 invalid compression format")
        #expect(refusal(form([0x28, 0xb5, 0x2f, 0xfd, 0xff])) == "400 invalid compression format")
        #expect(refusal(form([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])) == "400 invalid compression format")
        #expect(refusal(form(Array("BZh9".utf8))) == "400 invalid compression format")
        #expect(refusal(FormText()) == "400 missing minidump")
        let probe = EndpointProbe(contentType: "multipart/form-data; boundary=b")
        #expect(probe.refusal(target, Array("--c--".utf8)) == "400 invalid multipart data")
        #expect(EndpointProbe().refusal(target, Array("x".utf8)) == "400 invalid multipart data")
        #expect(EndpointProbe(contentType: "application/x-dmp").refusal(target) == "400 missing minidump")
        #expect(
            EndpointProbe(contentType: "application/x-dmp").refusal(target, Array("x".utf8)) == "400 invalid minidump")
        var crowd = form()
        for index in 0..<30 { crowd.addFile("f\(index)", "f", [1]) }
        #expect(refusal(crowd)?.hasPrefix("413") == true)
    }

    @Test("the id is that of the event file, then of the JSON, then of the brackets, then of the dump itself")
    func eventID() throws {
        let ids = (1...3).map { EventID(high: 0, low: UInt64($0)) }
        var form = form()
        let own = try envelope(form).header.eventID
        form.add("prod", "more of the form")
        #expect(try own != nil && envelope(form).header.eventID == own)
        form.add("sentry[event_id]", ids[2].hyphenated)
        #expect(try envelope(form).header.eventID == ids[2])
        form.add("sentry", #"{"event_id":"\#(ids[1].hex)"}"#)
        #expect(try envelope(form).header.eventID == ids[1])
        // {"a": [1, {}], "event_id": …}
        let head: [UInt8] = [0x82, 0xa1, 0x61, 0x92, 0x01, 0x80, 0xa8] + Array("event_id".utf8) + [0xd9, 36]
        form.addFile("__sentry-event", "__sentry-event", head + Array(ids[0].hyphenated.utf8))
        #expect(try envelope(form).header.eventID == ids[0])
    }

    @Test("the answer is a hyphenated id as text, also when the dump is over a limit")
    func replies() throws {
        let probe = EndpointProbe()
        let id = EventID(high: 1, low: 2)
        let answer = try probe.endpoint(target).reply(to: IngestAnswer(eventID: id), try probe.request(target))
        #expect(answer == IngestReply(status: 200, contentType: "text/plain", body: Array(id.hyphenated.utf8)))
        let limited = try probe.reply(target, to: EndpointProbe.limited)
        #expect(limited.status == 200)
        #expect(String(decoding: limited.body, as: UTF8.self) == EndpointProbe.id.hyphenated)
        #expect(try probe.reply(target, to: .commit(.unavailable(reason: "disk"))).status == 503)
        #expect(try probe.reply(target, to: .missingMinidump).status == 400)
    }
}

@Suite("A text is found in MessagePack whatever is around it")
struct MessagePackScannerTests {
    private func text(_ bytes: [UInt8]) -> String? {
        var scanner = MessagePackScanner(bytes: bytes, range: 0..<bytes.count)
        return scanner.text(of: "k")
    }

    @Test("values of every kind are skipped")
    func kinds() {
        let values: [[UInt8]] = [
            [0x00], [0x7f], [0xff], [0xc0], [0xc2], [0xc3], [0x80], [0x81, 0x01, 0x02], [0x91, 0x91, 0x01],
            [0xa1, 0x41],
            [0xc4, 1, 0], [0xc5, 0, 1, 0], [0xc6, 0, 0, 0, 1, 0], [0xc7, 1, 5, 0], [0xc8, 0, 1, 5, 0],
            [0xc9, 0, 0, 0, 1, 5, 0], [0xca, 0, 0, 0, 0], [0xcb, 0, 0, 0, 0, 0, 0, 0, 0], [0xcc, 1], [0xcd, 0, 1],
            [0xce, 0, 0, 0, 1], [0xcf, 0, 0, 0, 0, 0, 0, 0, 1], [0xd0, 1], [0xd1, 0, 1], [0xd2, 0, 0, 0, 1],
            [0xd3, 0, 0, 0, 0, 0, 0, 0, 1], [0xd4, 5, 0], [0xd5, 5, 0, 0], [0xd6, 5, 0, 0, 0, 0],
            [0xd7, 5] + [UInt8](repeating: 0, count: 8), [0xd8, 5] + [UInt8](repeating: 0, count: 16), [0xd9, 1, 65],
            [0xda, 0, 1, 65], [0xdb, 0, 0, 0, 1, 65], [0xdc, 0, 1, 0xc0], [0xdd, 0, 0, 0, 1, 0xc0],
            [0xde, 0, 1, 1, 2], [0xdf, 0, 0, 0, 1, 1, 2],
        ]
        for value in values {
            #expect(text([0x82, 0xa1, 0x61] + value + [0xa1, 0x6b, 0xa1, 0x76]) == "v", "\(value)")
            // As a key it is skipped as well.
            #expect(text([0xde, 0, 2] + value + [0x01, 0xa1, 0x6b, 0xd9, 1, 0x76]) == "v", "\(value)")
        }
    }

    @Test("damaged input holds nothing, and is not believed in its counts")
    func damaged() {
        let whole: [UInt8] = [0x82, 0xa1, 0x61, 0x92, 0x01, 0x80, 0xa1, 0x6b, 0xa1, 0x76]
        for length in 0..<whole.count { #expect(text(Array(whole[..<length])) == nil) }
        #expect(text([0xdf, 0xff, 0xff, 0xff, 0xff]) == nil)
        #expect(text([0x81, 0xdd, 0xff, 0xff, 0xff, 0xff, 0x01]) == nil)
        #expect(text([0x81, 0xc1, 0x01]) == nil)
        #expect(text([0x81, 0xa1, 0x6b, 0x01]) == nil)
        #expect(text([UInt8](repeating: 0x91, count: 100_000)) == nil)
        #expect(text([0x81] + [UInt8](repeating: 0xdf, count: 100_000)) == nil)
        #expect(text([0xdf, 0xff, 0xff, 0xff, 0xff] + [UInt8](repeating: 0x01, count: 100_000)) == nil)
    }
}
