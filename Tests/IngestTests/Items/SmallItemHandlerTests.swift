import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Sessions, check-ins and user reports")
struct SmallItemHandlerTests {
    private func session(_ more: String, release: String = "\"app@1\"") throws -> Handling {
        try Handling(
            "session", #"{"sid":"7c7b6585f9014351bf8d02711b721929",\#(more),"attrs":{"release":\#(release)}}"#)
    }

    @Test("what a session leaves open has a meaning")
    func defaults() throws {
        let row = try #require(try session(#""started":"2026-11-23T02:50:00Z""#).sessions.first)
        #expect(row.status == "ok" && row.errors == 0 && !row.isInitial && row.distinctID == nil)
        #expect(row.sequence / 1_000 == row.startedAt.seconds)
        let crash = try #require(
            try session(#""started":1795402000,"init":true,"seq":9,"status":"crashed","did":"u1","duration":1.5"#)
                .sessions.first)
        #expect(crash.sequence == 0 && crash.isInitial && crash.errors == 1)
        #expect(crash.distinctID == "u1" && crash.duration == 1.5)
        let odd = try #require(
            try session(
                #""started":1795402000,"status":"sleeping","did":"00000000-0000-0000-0000-000000000000""#
            ).sessions.first)
        #expect(odd.status == "unknown" && odd.distinctID == nil)
    }

    @Test(
        "sessions that cannot be counted are none",
        arguments: [
            (#""started":null"#, "\"app@1\""), (#""started":1795402000,"errors":-1"#, "\"app@1\""),
            (#""started":1794902800"#, "\"app@1\""), (#""started":1795402900"#, "\"app@1\""),
            (#""started":1795402000"#, "null"), (#""started":1795402000"#, "\"latest\""),
            (#""started":1795402000"#, "\"a/b\""), (#""started":1795402000,"errors":1e300"#, "\"app@1\""),
        ])
    func refused(more: String, release: String) throws {
        let handled = try session(more, release: release)
        #expect(handled.outcomes == ["invalid/session=1"])
        #expect(handled.batch.records.isEmpty)
    }

    @Test("counted sessions: every minute is an entry")
    func aggregates() throws {
        let handled = try Handling(
            "sessions",
            """
            {"attrs":{"release":"app@1","environment":"no/ne"},"aggregates":[
            {"started":"2026-11-23T02:50:00Z","exited":5,"crashed":2},{"started":"2026-11-23T02:51:00Z","errored":-1},
            {"started":"2020-01-01T00:00:00Z","exited":1},{"exited":1},null]}
            """)
        #expect(handled.aggregates.map(\.exited) == [5] && handled.aggregates.map(\.crashed) == [2])
        #expect(handled.aggregates[0].environment == nil)
        #expect(handled.outcomes.first == "accepted/session=1")
    }

    private func checkIn(_ more: String) throws -> Handling {
        try Handling("check_in", #"{"monitor_slug":"Grüße & Jobs!","status":"ok",\#(more)}"#)
    }

    @Test("a check-in with all there is")
    func checkIn() throws {
        let handled = try checkIn(
            #""check_in_id":"36be75621383407da66d95f21900bca1","duration":1.5,"environment":"prod","release":"a@1","#
                + #""contexts":{"trace":{"trace_id":"5b8efff798038103d269b633813fc60c"}},"#
                + #""monitor_config":{"schedule":{"type":"crontab","value":" 0  * * * MON "},"checkin_margin":0,"#
                + #""timezone":"Europe/Vienna","owner":"team:ops","junk":1}"#)
        let row = try #require(handled.checkIns.first)
        #expect(handled.outcomes == ["accepted/monitor=1"])
        #expect(row.monitorSlug == "grue-jobs")
        #expect(row.id?.hex == "36be75621383407da66d95f21900bca1" && row.id == row.newID)
        #expect(row.duration == 1.5 && row.environment == "prod" && row.release == "a@1" && row.traceID != nil)
        #expect(
            row.monitorConfig
                == #"{"schedule":{"type":"crontab","value":"0 * * * MON"},"checkin_margin":1,"#
                + #""timezone":"Europe/Vienna","owner":"team:ops"}"#)
    }

    @Test("the nil id means the newest one in progress; times that cannot be are none; a bad schedule is no schedule")
    func leniency() throws {
        let row = try #require(
            try checkIn(
                #""check_in_id":"00000000000000000000000000000000","duration":-1,"environment":"no/ne","#
                    + #""monitor_config":{"schedule":{"type":"crontab","value":"61 * * * *"}}"#
            ).checkIns.first)
        #expect(row.id == nil && row.duration == nil)
        #expect(row.environment == "production" && row.monitorConfig == nil)
        #expect(try checkIn(#""status":"missed""#).checkIns.first?.status == .unknown)
    }

    @Test(
        "check-ins that say too little",
        arguments: [
            #"{"status":"ok"}"#, #"{"monitor_slug":"!!!","status":"ok"}"#, #"{"monitor_slug":"a"}"#, "[]", "",
            #"{"monitor_slug":"a","status":"ok","check_in_id":"xyz"}"#,
        ])
    func badCheckIns(payload: String) throws {
        let handled = try Handling("check_in", payload)
        #expect(handled.outcomes == ["invalid/monitor=1"])
        #expect(handled.checkIns.isEmpty)
    }

    @Test("user reports: the header's id wins, empty ones and those about nothing are refused")
    func userReports() throws {
        let report =
            #"{"event_id":"11111111111111111111111111111111","name":null,"email":7,"comments":" it broke\n"}  "#
        let row = try #require(try Handling("user_report", report).userReports.first)
        #expect(row.eventID.hex == String(repeating: "1", count: 32))
        #expect(row.name == "" && row.email == "7" && row.comments == "it broke")
        let header = #"{"event_id":"22222222222222222222222222222222"}"#
        let other = try #require(try Handling("user_report", report, header: header).userReports.first)
        #expect(other.eventID.hex == String(repeating: "2", count: 32))
        #expect(try Handling("user_report", #"{"comments":"x"}"#).outcomes == ["invalid/feedback=1"])
        #expect(try Handling("user_report", "{}", header: header).outcomes == ["invalid/feedback=1"])
    }
}

@Suite("Feedback")
struct FeedbackHandlerTests {
    @Test("it becomes an event of the issue User Feedback, without anything errors are grouped by")
    func event() throws {
        let handled = try Handling(
            "feedback",
            """
            {"contexts":{"feedback":{"message":"help","associated_event_id":"33333333333333333333333333333333"},
            "os":{"name":"Linux"}},"user":{"username":"ada","email":"ada@example.com"},
            "exception":{"values":[{"type":"E","value":"v"}]},"message":"m"}
            """)
        let event = try #require(handled.events.first)
        #expect(handled.outcomes == ["accepted/feedback=1"])
        #expect(event.type == .feedback && event.title == "User Feedback" && event.exceptions.isEmpty)
        #expect(event.level == .info)
        let context = try #require(event.contexts.first { $0.alias == "feedback" })
        #expect(context.text("message") == "help" && context.text("name") == "ada")
        #expect(context.text("contact_email") == "ada@example.com")
        let report = try #require(handled.userReports.first)
        #expect(report.eventID.hex == String(repeating: "3", count: 32) && report.comments == "help")
        let other = try Handling("feedback", #"{"contexts":{"feedback":{"message":"another"}}}"#)
        #expect(other.batch.events[0].facts.hashes == handled.batch.events[0].facts.hashes)
        #expect(other.userReports.isEmpty)
    }

    @Test(
        "without a message it is none",
        arguments: [
            "{}", "[]", #"{"contexts":{"feedback":{"message":"  "}}}"#, #"{"contexts":{"feedback":"x"}}"#,
            #"{"contexts":{"feedback":{"message":7}}}"#,
        ])
    func refused(payload: String) throws {
        let handled = try Handling("feedback", payload)
        #expect(handled.outcomes == ["invalid/feedback=1"])
        #expect(handled.batch.events.isEmpty && handled.batch.records.isEmpty)
    }
}
