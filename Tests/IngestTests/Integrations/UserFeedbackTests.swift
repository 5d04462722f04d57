import SentryProtocol
import Testing

@testable import Ingest

@Suite("The old user-feedback API")
struct UserFeedbackTests {
    private let id = "9ec79c33ec9942ab8353589fcb2e04dc"

    private func read(_ body: String, _ type: String? = nil) throws(UserFeedback.Refusal) -> UserFeedback.Report {
        try UserFeedback.read(body: Array(body.utf8), mediaType: type)
    }

    @Test("a report becomes one user report in an envelope")
    func report() throws {
        let json = #"{"event_id":"\#(id)","name":"Ada","email":"ada@example.com","comments":"It broke"}"#
        let form = "event_id=\(id)&name=Ada&email=ada%40example.com&comments=It+broke"
        for (body, type) in [(json, "application/json"), (form, "application/x-www-form-urlencoded")] {
            let report = try read(body, type)
            #expect(report.eventID.hex == id)
            #expect(report.envelope.items.map(\.type) == [.userReport])
            #expect(report.envelope.header.eventID == report.eventID)
            let root = try report.envelope.document(of: report.envelope.items[0]).root
            #expect(root["email"]?.string == "ada@example.com")
            #expect(root["comments"]?.string == "It broke")
        }
        #expect(try read(#"{"event_id":"\#(id)","comments":"nameless"}"#).eventID.hex == id)
    }

    @Test("what is wrong is told by field")
    func problems() throws {
        let reply: IngestReply
        do throws(UserFeedback.Refusal) {
            _ = try read(
                #"{"event_id":"zz","name":"\#(String(repeating: "n", count: 129))","email":"no","comments":""}"#)
            throw .notJSON("it was taken")
        } catch { reply = error.reply }
        #expect(reply.status == 400)
        let root = try JSONDocument(parsing: reply.body).root
        #expect(root.members.map { $0.key.text } == ["event_id", "name", "email", "comments"])
        #expect(root["comments"]?.elements.compactMap(\.string) == ["This field is required."])
        #expect(throws: UserFeedback.Refusal.self) { try read("{") }
        #expect(throws: UserFeedback.Refusal.self) { try read("[]") }
        #expect(throws: UserFeedback.Refusal.self) { try read("") }
    }

    @Test("its paths and its credentials")
    func recognition() {
        let path = UserFeedback.Path(path: "/api/0/projects/acme/shop/user-feedback/?x=1")
        #expect(path?.organization == "acme" && path?.project == "shop")
        #expect(UserFeedback.Path(path: "/e/api/0/projects/acme/42/user-reports", prefix: "/e")?.project == "42")
        #expect(UserFeedback.Path(path: "/api/0/projects/acme/shop/") == nil)
        #expect(UserFeedback.Path(path: "/api/0/projects/acme/shop/user-feedback/1/") == nil)
        let dsn = "https://\(String(repeating: "a", count: 32))@errors.example.com/42"
        #expect(UserFeedback.credentials(authorization: "DSN \(dsn)")?.project.value == 42)
        #expect(UserFeedback.credentials(authorization: "dsn  \(dsn) ") != nil)
        #expect(UserFeedback.credentials(authorization: "Bearer \(dsn)") == nil)
        #expect(UserFeedback.credentials(authorization: "DSN") == nil)
    }

    @Test("the past stays as it is: half an hour after the event, and five minutes after a report")
    func tooLate() {
        let now = Timestamp(seconds: 1_790_848_800)
        func refusal(event: Int64?, report: Int64?) -> UserFeedback.Refusal? {
            do throws(UserFeedback.Refusal) {
                try UserFeedback.checkTime(
                    of: now, eventReceivedAt: event.map { now.adding(seconds: -$0) },
                    reportedAt: report.map { now.adding(seconds: -$0) })
                return nil
            } catch { return error }
        }
        #expect(refusal(event: nil, report: nil) == nil)
        #expect(refusal(event: 30 * 60, report: 5 * 60) == nil)
        #expect(refusal(event: 30 * 60 + 1, report: nil) == .tooLate)
        #expect(refusal(event: 60, report: 5 * 60 + 1) == .tooLate)
        #expect(refusal(event: -60, report: -60) == nil)
        let reply = UserFeedback.Refusal.tooLate.reply
        #expect(reply.status == 409)
        #expect(reply.text == #"{"detail":"Feedback for this event cannot be modified."}"#)
    }
}
