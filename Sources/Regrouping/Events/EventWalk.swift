import SentryProtocol
import Storage

/// Reads events chunk by chunk and looks at several chunks at once; what was found is gathered in the order of places,
/// so that the answer does not depend on how many processors there are.
struct EventWalk {
    var chunks: EventChunks
    /// Chunks in memory at once.
    let width: Int

    /// Calls `gather` with what `look` made of each chunk, until there are no more or `gather` says false.
    mutating func run<Finding: Sendable>(
        looking look: @escaping @Sendable ([PlacedEvent]) -> Finding, gathering gather: (Finding) async throws -> Bool
    ) async throws {
        let width = max(1, width)
        var chunks = chunks
        defer { self.chunks = chunks }
        try await withThrowingTaskGroup(of: (Int, Finding).self) { group in
            var findings: [Int: Finding] = [:]
            var (chunksRead, chunksGathered, isAtEnd) = (0, 0, false)
            while true {
                while !isAtEnd, chunksRead - chunksGathered < width {
                    let chunk = try await chunks.next()
                    if chunk.isEmpty {
                        isAtEnd = true
                    } else {
                        let number = chunksRead
                        // Pages go first.
                        group.addTask(priority: .utility) { (number, look(chunk)) }
                        chunksRead += 1
                    }
                }
                guard let (number, finding) = try await group.next() else { return }
                findings[number] = finding
                while let next = findings.removeValue(forKey: chunksGathered) {
                    chunksGathered += 1
                    guard try await gather(next) else { return group.cancelAll() }
                }
            }
        }
    }
}
