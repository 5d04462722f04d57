import SentryProtocol
import Storage
import Testing

/// All that can be asked about the issues of a project.
struct Picture: Equatable {
    var issues: [IssueSummary] = []
    var trends: [IssueID: [Int]] = [:]
    var prodTrends: [IssueID: [Int]] = [:]
    var events: [IssueID: [String]] = [:]
    var prodEvents: [IssueID: [String]] = [:]
    var hashes: [IssueID: [String]] = [:]
    var projectTrend: [Int] = []
}

extension Picture {
    /// Of what is merged the last release is not looked up anew.
    var withoutReleases: Picture {
        var picture = self
        for index in picture.issues.indices { picture.issues[index].lastRelease = nil }
        return picture
    }
}

extension StorageEngine {
    func picture(of project: ProjectID = Sample.project) async throws -> Picture {
        var picture = Picture()
        picture.issues = try await issues(
            matching: IssueQuery(projects: [project], sort: .firstSeen, limit: 100)
        ).rows.sorted { $0.id < $1.id }
        let period = Period(start: Sample.noon.adding(seconds: -864_000), end: Sample.noon.adding(seconds: 864_000))
        let ids = picture.issues.map(\.id)
        picture.trends = try await trends(of: ids, environments: [], over: period, bars: 480)
        picture.prodTrends = try await trends(of: ids, environments: ["prod"], over: period, bars: 480)
        picture.projectTrend = try await trend(of: [project], environments: [], over: period, bars: 480)
        for id in ids {
            picture.events[id] = try await eventIDs(of: id)
            picture.prodEvents[id] = try await eventIDs(of: id, environments: ["prod"])
            picture.hashes[id] = try await hashes(of: id, limit: 100).map {
                "\($0.hash) \($0.events) \($0.latestEvent?.hex ?? "-") \($0.mergedFrom?.rawValue ?? 0)"
            }.sorted()
        }
        return picture
    }

    /// Newest first; walked in small pages, there and back.
    func eventIDs(of issue: IssueID, environments: [String] = []) async throws -> [String] {
        var ids: [String] = []
        var cursor = Cursor.start
        while true {
            let page = try await events(of: issue, environments: environments, cursor: cursor, limit: 3)
            ids += page.rows.map(\.facts.id.hex)
            guard let next = page.next, ids.count < 1000 else { return ids }
            cursor = next
        }
    }

    /// Takes hashes out of an issue, and waits until their events are where they belong.
    func takeOut(_ hashes: [String], of issue: IssueID, by actor: Actor, at now: Timestamp) async throws -> [IssueID] {
        let taken = try await unmerge(hashes, of: issue, by: actor, at: now)
        try await finishMoves()
        return taken.issues
    }

    /// The same of a merge.
    func takeBack(merge: Int64, by actor: Actor, at now: Timestamp) async throws -> [IssueID] {
        let undone = try await undo(merge: merge, by: actor, at: now)
        try await finishMoves()
        return undone.issues
    }

    func issue(ofHash name: String) async throws -> IssueID? {
        try await issues(of: [Sample.hash(name)], in: Sample.project)[Sample.hash(name)]
    }

    func issue(ofEvent number: Int) async throws -> IssueID? {
        try await event(Sample.id(number), in: Sample.project)?.issueID
    }
}

extension Sample {
    static func day(_ number: Int64) -> Timestamp { noon.adding(seconds: number * 86_400) }

    /// Three issues over three days: `a` with two hashes, `b`, and `c`.
    static func fillThree(_ store: any StorageEngine) async throws {
        for number in 0..<30 {
            let at = day(Int64(number % 3)).adding(seconds: Int64(number * 601))
            let hashes = [["a", "a system"], ["a2", "a system"], ["b"], ["c"]][number % 4]
            _ = try await store.commit(
                batch(
                    event(
                        number, in: hashes, at: at, received: at, level: number % 5 == 0 ? .fatal : .error,
                        value: "\(hashes[0]) \(number)", environment: number % 3 == 0 ? "prod" : nil,
                        release: number % 2 == 0 ? "1.\(number)" : nil, user: "user \(number % 7)")))
        }
    }
}
