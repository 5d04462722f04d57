import Storage
import Synchronization
import Testing

@testable import SQLiteStorage

@Suite("Records: contents on their way to the disk are in the queue")
struct StagingRoomTests {
    private static let content = [UInt8](repeating: 7, count: 40_000)

    private typealias Answer = Result<Receipt, CommitError>

    private static func narrow(_ configuration: inout SQLiteConfiguration) { configuration.queueBytesMax = 60_000 }

    private static func batch(_ number: Int) -> IngestBatch {
        Sample.records([Sample.attachment(number, content: content)])
    }

    @Test("while one is brought there, another that does not fit is refused; when it is there, the next is taken")
    func room() async throws {
        try await withRecords(Self.narrow) { _, engine, _ in
            let held = Mutex<(@Sendable () -> Void)?>(nil)
            let first = Task {
                await withCheckedContinuation { (answer: CheckedContinuation<Answer, Never>) in
                    engine.writer.commit(
                        Self.batch(1), staging: { finish in held.withLock { $0 = finish } },
                        then: { answer.resume(returning: $0) })
                }
            }
            while held.withLock({ $0 == nil }) { await Task.yield() }
            #expect(await engine.statistics().queuedBytes >= 40_000)
            await #expect(throws: CommitError.overloaded(retryAfter: 1)) { try await engine.commit(Self.batch(2)) }
            // What is small still fits.
            _ = try await engine.commit(Sample.batch(Sample.event(1)))
            held.withLock { $0 }?()
            #expect(try await first.value.get().records == 1)
            // Room is given back after the answer, by the writer's thread.
            _ = await engine.problems()
            #expect(try await engine.commit(Self.batch(2)).records == 1)
            _ = await engine.problems()
            #expect(await engine.statistics().queuedBytes == 0)
        }
    }

    @Test("a store that closes meanwhile refuses it")
    func closing() async throws {
        let folder = try TemporaryFolder()
        let engine = try SQLiteEngine.open(.test(folder.path))
        let held = Mutex<(@Sendable () -> Void)?>(nil)
        let answer = Mutex<Answer?>(nil)
        engine.writer.commit(
            Self.batch(1), staging: { finish in held.withLock { $0 = finish } },
            then: { result in answer.withLock { $0 = result } })
        await engine.close()
        held.withLock { $0 }?()
        let result = answer.withLock { $0 }
        #expect(throws: CommitError.closing) { try result?.get() }
        #expect(await engine.statistics().queuedBytes == 0)
    }
}
