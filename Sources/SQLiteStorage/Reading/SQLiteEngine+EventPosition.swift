import SentryProtocol
import Storage

extension SQLiteEngine {
    public func position(of event: StoredEvent) async throws -> Int? {
        try await read { reader in
            let days = try reader.days(of: event.issueID)
            guard let seen = try reader.timesSeen(event.issueID),
                let found = try reader.event(event.id, in: event.projectID, on: days.reversed())
            else { return nil }
            let scope = try reader.scope(of: event.issueID, environments: [])
            return try reader.position(of: found.place, in: scope, on: days, among: seen)
        }
    }
}

extension Reader {
    /// More events than this are not counted one by one for a page: about 1 ms of a covering index.
    private static let countedMax = 20_000
    /// Nor are more files opened.
    private static let countedDaysMax = 14

    /// Which of `seen` events the one at `place` is, the first being 1; `days` are those of the scope. Nil when there
    /// are too many to count.
    func position(of place: OccurrencePlace, in scope: EventScope, on days: [Day], among seen: Int) throws -> Int? {
        if let newer = try count(of: scope, on: days, beyond: place, isNewer: true) {
            return min(max(1, seen - newer), max(1, seen))
        }
        guard let older = try count(of: scope, on: days, beyond: place, isNewer: false) else { return nil }
        let gone = max(0, seen - (try eventsKept(of: scope)))
        return min(gone + older + 1, max(1, seen))
    }

    fileprivate func timesSeen(_ issue: IssueID) throws -> Int? {
        try culprit.first("SELECT times_seen FROM issue WHERE id = \(issue)") { $0.int(0) }
    }

    /// How many events are stored; those that retention removed are not counted by the hour any more.
    private func eventsKept(of scope: EventScope) throws -> Int {
        guard case .issue(let labels, _) = scope else { return 0 }
        return try labels.reduce(0) { sum, label in
            sum
                + (try culprit.first("SELECT coalesce(sum(events), 0) FROM issue_hour WHERE issue_id = \(label)") {
                    $0.int(0)
                } ?? 0)
        }
    }

    /// How many events lie on one side of a place; nil when there are too many to count.
    private func count(
        of scope: EventScope, on days: [Day], beyond place: OccurrencePlace, isNewer: Bool
    ) throws -> Int? {
        let days = days.filter { isNewer ? $0 >= place.day : $0 <= place.day }
        guard days.count <= Self.countedDaysMax else { return nil }
        var count = 0
        for day in days {
            guard let file = try file(of: day) else { continue }
            for part in scope.parts {
                let rows = part.count(
                    after: day == place.day ? place : nil, oldestFirst: isNewer, limit: Self.countedMax + 1 - count)
                count += try file.first(rows) { $0.int(0) } ?? 0
            }
            if count > Self.countedMax { return nil }
        }
        return count
    }
}
