import Grouping
import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("The facts of an event that is grouped from memory")
struct HeadFactsTests {
    @Test("are those of the same event when it was read whole", arguments: Recording.all)
    func agreement(_ recording: Recording) throws {
        let grouper = Grouper()
        let grouping = ProjectGrouping(rules: Storage.GroupingRules(), configuration: nil) { _, _ in grouper }
        let time = recording.envelope.header.sentAt?.adding(seconds: 60) ?? Handling.now
        func facts() -> EventFacts? {
            Handling(recording.envelope, at: time, userAgent: "curl/8.0", grouping: grouping).batch.events.first?.facts
        }
        guard let whole = facts(), let head = facts() else { return }
        #expect(head.tags == whole.tags)
        #expect(head.id == whole.id && head.occurredAt == whole.occurredAt && head.type == whole.type)
        #expect(head.level == whole.level && head.platform == whole.platform && head.logger == whole.logger)
        #expect(head.title == whole.title && head.culprit == whole.culprit && head.location == whole.location)
        #expect(head.hashes == whole.hashes && head.metadata == whole.metadata)
        #expect(head.environment == whole.environment && head.release == whole.release)
        #expect(head.userIdentity == whole.userIdentity && head.isHandled == whole.isHandled)
    }
}
