import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Replays and profiles")
struct ReplayAndProfileTests {
    private static let header = #"{"event_id":"11111111111111111111111111111111"}"#

    @Test("a recording without packing, and what none is")
    func recordings() throws {
        let plain = try Handling("replay_recording", "{\"segment_id\":3}\n[{\"type\":2}, 1]", header: Self.header)
        let row = try #require(plain.recordings.first)
        #expect(row.segment == 3 && String(decoding: row.content, as: UTF8.self) == #"[{"type":2},1]"#)
        for bad in [
            "", "[]", "{}\n[]", "{\"segment_id\":-1}\n[]", "{\"segment_id\":1}\n", "{\"segment_id\":1}\nx",
            "{\"segment_id\":1}\n[1",
        ] {
            let handled = try Handling("replay_recording", bad, header: Self.header)
            #expect(handled.outcomes == ["invalid/replay=1"], "\(bad)")
        }
        #expect(try Handling("replay_recording", "{\"segment_id\":3}\n[]").outcomes == ["invalid/replay=1"])
    }

    @Test("a recording that is no zlib stream")
    func corrupt() throws {
        let bytes = Array("{\"segment_id\":0}\n".utf8) + [0x78, 0x9c, 0xff, 0xff, 0xff]
        #expect(try Handling("replay_recording", bytes: bytes, header: Self.header).outcomes == ["invalid/replay=1"])
    }

    @Test("what a segment says of itself")
    func events() throws {
        let ids = Array(repeating: "\"22222222222222222222222222222222\"", count: 150).joined(separator: ",")
        let handled = try Handling(
            "replay_event",
            """
            {"replay_id":"11111111111111111111111111111111","segment_id":0,"timestamp":1795402700,
            "replay_start_timestamp":1795402600,"urls":["https://a/",7],"error_ids":[\(ids)],"trace_ids":["x"],
            "user":{"ip_address":"{{auto}}"},"platform":"javascript","release":"a@1"}
            """)
        let row = try #require(handled.replays.first)
        #expect(row.urls == ["https://a/"] && row.errorIDs.count == 100 && row.traceIDs.isEmpty)
        #expect(row.userIdentity == "ip:203.0.113.7" && row.at == Timestamp(seconds: 1_795_402_700))
        #expect(row.startedAt == Timestamp(seconds: 1_795_402_600))
        #expect(try json(row.body)["user"]?["ip_address"]?.string == "203.0.113.7")
        for bad in [#"{"segment_id":0}"#, #"{"replay_id":"11111111111111111111111111111111","segment_id":65536}"#] {
            #expect(try Handling("replay_event", bad).outcomes == ["invalid/replay=1"])
        }
    }

    @Test("a video comes with its description and its recording")
    func video() throws {
        func text(_ value: String) -> [UInt8] { [0xd9, UInt8(value.utf8.count)] + value.utf8 }
        func binary(_ value: String) -> [UInt8] { [0xc4, UInt8(value.utf8.count)] + value.utf8 }
        let event = #"{"replay_id":"11111111111111111111111111111111","segment_id":2,"platform":"android"}"#
        let message: [UInt8] =
            [0x83] + text("replay_event") + binary(event) + text("replay_recording")
            + binary("{\"segment_id\":2}\n[]") + text("replay_video") + binary("video")
        let handled = try Handling("replay_video", bytes: message)
        #expect(handled.outcomes == ["accepted/replay=1"])
        #expect(handled.replays.map(\.segment) == [2])
        #expect(handled.recordings.map(\.format) == [.rrweb, .video])
        #expect(handled.recordings.last?.content == Array("video".utf8))
        for length in 0..<message.count {
            let cut = try Handling("replay_video", bytes: Array(message[..<length]))
            #expect(cut.outcomes == ["invalid/replay=1"] && cut.batch.records.isEmpty)
        }
    }

    @Test("profiles: ids, times and limits")
    func profiles() throws {
        func profile(_ samples: String, _ more: String = "") throws -> Handling {
            try Handling(
                "profile",
                #"{"event_id":"11111111111111111111111111111111","platform":"python","version":"1","#
                    + #""timestamp":"2026-11-23T02:59:00Z","transaction":{"id":"22222222222222222222222222222222","#
                    + #""trace_id":"5b8efff798038103d269b633813fc60c"},"profile":{"samples":[\#(samples)]}\#(more)}"#)
        }
        let handled = try profile(
            #"{"elapsed_since_start_ns":"100000000"},{"elapsed_since_start_ns":1600000000}"#)
        let row = try #require(handled.profiles.first)
        #expect(row.duration == 1.5 && row.transactionID?.hex == String(repeating: "2", count: 32))
        #expect(row.startedAt == Timestamp(iso8601: "2026-11-23T02:59:00Z") && row.traceID != nil)
        #expect(try profile("").outcomes == ["invalid/profile=1"])
        #expect(
            try profile(#"{"elapsed_since_start_ns":0},{"elapsed_since_start_ns":40000000000}"#).outcomes
                == ["invalid/profile=1"])
        #expect(try Handling("profile_chunk", "{}").outcomes == ["invalid/profile_chunk=1"])
    }
}
