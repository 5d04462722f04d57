import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Attachments and crash reports")
struct AttachmentHandlerTests {
    private static let header = #"{"event_id":"11111111111111111111111111111111"}"#

    private func attach(_ itemHeader: String, _ content: String = "x") throws -> Handling {
        try Handling("attachment", content, header: Self.header, itemHeader: itemHeader)
    }

    @Test(
        "names lose their folders and never are empty",
        arguments: [
            ("../../etc/passwd", "passwd"), (#"C:\\temp\\a.txt"#, "a.txt"), ("", "Unnamed Attachment"),
            ("..", "Unnamed Attachment"), ("dir/", "Unnamed Attachment"), (#"a\nb.png"#, "ab.png"),
        ])
    func names(sent: String, kept: String) throws {
        #expect(try attach(#""filename":"\#(sent)""#).attachments.map(\.name) == [kept])
    }

    @Test("types come from the header, else from the extension")
    func contentTypes() throws {
        #expect(try attach(#""filename":"a.PNG""#).attachments.first?.contentType == "image/png")
        #expect(try attach(#""filename":"a""#).attachments.first?.contentType == "application/octet-stream")
        let named = try attach(#""filename":"a.png","content_type":"Text/Plain; charset=utf-8""#)
        #expect(named.attachments.first?.contentType == "text/plain")
        let split = try attach(#""filename":"a.png","content_type":"text/html\r\nX: y""#)
        #expect(split.attachments.first?.contentType == "image/png")
        #expect(
            try attach(#""filename":"a","attachment_type":"event.made_up""#).attachments.first?.type
                == "event.attachment")
    }

    @Test("empty files are kept; files of no event and references to uploads are not")
    func edges() throws {
        #expect(try attach("", "").attachments.map(\.content) == [[]])
        #expect(try Handling("attachment", "x").outcomes == ["invalid/attachment=1"])
        for type in ["", "+json"] {
            let reference = try attach(#""content_type":"application/vnd.sentry.attachment-ref\#(type)""#, "{}")
            #expect(reference.outcomes == ["unsupported/attachment=1"])
            #expect(reference.batch.records.isEmpty)
        }
    }

    /// A header of a dump that was written at `seconds`.
    private func dump(at seconds: UInt32) -> [UInt8] {
        Array("MDMP".utf8) + [UInt8](repeating: 0, count: 16)
            + (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (8 * UInt32($0))) } + [0, 0, 0, 0]
    }

    @Test("a dump without an event makes one")
    func minidump() throws {
        let handled = try Handling(
            "attachment", bytes: dump(at: 1_795_402_000), header: Self.header,
            itemHeader: #""attachment_type":"event.minidump","filename":"crash.dmp""#)
        let event = try #require(handled.events.first)
        #expect(handled.outcomes == ["accepted/attachment=1", "accepted/error=1"])
        #expect(event.id?.hex == String(repeating: "1", count: 32) && event.platform == "native")
        #expect(event.level == .fatal && event.occurredAt == Timestamp(seconds: 1_795_402_000))
        let exception = try #require(event.exceptions.first)
        #expect(exception.type == "Minidump" && exception.mechanism?.type == "minidump")
        #expect(exception.mechanism?.isSynthetic == true && exception.mechanism?.handled == false)
        #expect(handled.attachments.map(\.type) == ["event.minidump"])
    }

    /// `{"release": "a@1", "tags": {"k": "v"}, "level": "error"}` and so on, in MessagePack.
    private func pack(_ pairs: [(String, [UInt8])]) -> [UInt8] {
        [0x80 | UInt8(pairs.count)] + pairs.flatMap { text($0.0) + $0.1 }
    }
    private func text(_ value: String) -> [UInt8] { [0xa0 | UInt8(value.utf8.count)] + value.utf8 }
    private func crumb(_ seconds: UInt32, _ message: String) -> [UInt8] {
        let time: [UInt8] = [0xce] + (0..<4).reversed().map { UInt8(truncatingIfNeeded: seconds >> (8 * UInt32($0))) }
        return pack([("timestamp", time), ("message", text(message))])
    }

    @Test("form, event file and breadcrumbs beside a dump are put together")
    func together() throws {
        func item(_ header: String, _ payload: [UInt8]) -> [UInt8] {
            Array("\n{\(header),\"length\":\(payload.count)}\n".utf8) + payload
        }
        let form = Array(
            #"[["sentry","{\"release\":\"form@1\",\"environment\":\"prod\"}"],["guid","42"],["sentry[tags][a]","b"]]"#
                .utf8)
        var bytes = Array(Self.header.utf8)
        bytes += item(#""type":"attachment","attachment_type":"event.minidump""#, dump(at: 0))
        bytes += item(
            #""type":"attachment","attachment_type":"event.payload","filename":"__sentry-event""#,
            pack([("release", text("file@1")), ("level", text("error"))]))
        bytes += item(
            #""type":"attachment","attachment_type":"event.breadcrumbs""#, crumb(30, "third") + crumb(10, "first"))
        bytes += item(
            #""type":"attachment","attachment_type":"event.breadcrumbs""#, crumb(20, "second") + [0xc1, 0xff])
        bytes += item(#""type":"form_data""#, form)
        let handled = Handling(try Envelope(parsing: bytes))
        let event = try #require(handled.events.first)
        #expect(event.release == "file@1" && event.environment == "prod" && event.level == .error)
        #expect(event.tags.contains(Tag(key: "a", value: "b")) && event.extra?["guid"]?.string == "42")
        #expect(event.breadcrumbs.map(\.message) == ["second", "third"])
        #expect(event.exceptions.map(\.type) == ["Minidump"])
        // What is data of the event is kept in readable form.
        let kept = try #require(handled.attachments.first { $0.type == "event.payload" })
        #expect(kept.contentType == "application/json")
        #expect(try json(kept.content)["release"]?.string == "file@1")
    }

    @Test("an envelope with an event needs no other")
    func withEvent() throws {
        let handled = try Handling(
            """
            \(Self.header)
            {"type":"attachment","attachment_type":"event.minidump","length":4}
            MDMP
            {"type":"event"}
            {"message":"mine"}
            """)
        #expect(handled.events.map(\.message?.formatted) == ["mine"])
        #expect(handled.outcomes == ["accepted/attachment=1", "accepted/error=1"])
    }

    @Test("reports of the Unreal Engine are kept whole beside an event that stands for them")
    func unreal() throws {
        let handled = try Handling(
            "unreal_report", "CR1-bytes", header: Self.header, itemHeader: #""user_id":"login|epic|machine""#)
        let event = try #require(handled.events.first)
        #expect(event.level == .fatal && event.platform == "native" && event.user?.id == "login")
        #expect(event.tags.contains(Tag(key: "machine_id", value: "machine")))
        #expect(handled.attachments.map { String(decoding: $0.content, as: UTF8.self) } == ["CR1-bytes"])
        #expect(handled.attachments.first?.eventID == event.id)
        #expect(try Handling("unreal_report", "").outcomes == ["invalid/error=1"])
    }
}
