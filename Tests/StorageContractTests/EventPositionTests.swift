import SentryProtocol
import Storage
import Testing

@Suite("Positions of events")
struct EventPositionTests {
    @Test(
        "events are numbered from the first, over days and among events of other issues", arguments: EngineUnderTest.all
    )
    func positions(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            for number in 0..<23 {
                let time = Sample.noon.adding(seconds: Int64(number / 8) * 86_400 + Int64(number / 3))
                _ = try await store.commit(
                    Sample.batch(
                        Sample.event(number, in: ["a"], at: time), Sample.event(1000 + number, in: ["b"], at: time)))
            }
            for number in 0..<23 {
                let event = try #require(try await store.event(Sample.id(number), in: Sample.project))
                #expect(try await store.position(of: event) == number + 1)
            }
            let gone = StoredEvent(
                id: Sample.id(99), projectID: Sample.project, issueID: IssueID(rawValue: 1), body: [])
            #expect(try await store.position(of: gone) == nil)
        }
    }
}
