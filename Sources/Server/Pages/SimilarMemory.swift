import Regrouping
import Storage

/// Remembers for a while which issues were found similar: finding them means reading many events, which a page must not
/// wait for.
actor SimilarMemory {
    typealias Found = [Regrouping.SimilarIssue]

    private struct Entry {
        var found: Found
        var at: ContinuousClock.Instant
    }

    private var entries: [IssueID: Entry] = [:]
    private var searches: [IssueID: Task<Found, any Error>] = [:]

    private static let entriesMax = 1_000
    private static let age = Duration.seconds(600)
    /// Searches at once; whoever asks meanwhile is told later.
    private static let searchesMax = 2

    /// What `search` finds for an issue, or found not long ago. Nil when that takes longer than `patience`; the search
    /// goes on and is remembered. Without `patience` the answer is waited for.
    func similar(
        to issue: IssueID, patience: Duration?, _ search: @escaping @Sendable () async throws -> Found
    ) async throws -> Found? {
        if let entry = entries[issue], ContinuousClock.now - entry.at < Self.age { return entry.found }
        guard let task = task(for: issue, mustStart: patience == nil, search) else { return nil }
        guard let patience else { return try await task.value }
        let sleep = Task { _ = try? await Task.sleep(for: patience) }
        // Waiting ends with the sleep or with the search, whichever comes first.
        let watch = Task {
            _ = await task.result
            sleep.cancel()
        }
        await sleep.value
        watch.cancel()
        return entries[issue]?.found
    }

    private func task(
        for issue: IssueID, mustStart: Bool, _ search: @escaping @Sendable () async throws -> Found
    ) -> Task<Found, any Error>? {
        if let running = searches[issue] { return running }
        guard mustStart || searches.count < Self.searchesMax else { return nil }
        // For whoever asks next as well, so no part of the request that asked first.
        let task = Task.detached(priority: .utility) {
            do {
                let found = try await search()
                await self.finish(issue, found)
                return found
            } catch {
                await self.finish(issue, nil)
                throw error
            }
        }
        searches[issue] = task
        return task
    }

    private func finish(_ issue: IssueID, _ found: Found?) {
        searches[issue] = nil
        guard let found else { return }
        if entries.count >= Self.entriesMax, let oldest = entries.min(by: { $0.value.at < $1.value.at })?.key {
            entries[oldest] = nil
        }
        entries[issue] = Entry(found: found, at: .now)
    }
}
