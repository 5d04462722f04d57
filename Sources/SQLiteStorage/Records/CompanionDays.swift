import SentryProtocol
import Storage
import Synchronization

/// Which events have something beside them (attachments, a user's words), by the day's file that holds it, so that a
/// page need not ask the file of every day.
///
/// A day's events are read once, when somebody first asks, and from then on the writer notes what it adds. Rows that
/// are deleted stay listed, and two events may have the same hash: both cost a look for nothing, never an answer. Only
/// the process that stores data may trust it, as nobody else adds rows: whoever puts a file back by hand starts the server
/// anew.
final class CompanionDays: Sendable {
    private let state: Mutex<State>
    private let eventsOfDayMax: Int

    /// A day with more events is always asked.
    static let eventsOfDayMax = 50_000
    /// With more events on all days, the oldest days are always asked: about 10 MB.
    static let eventsMax = 500_000

    fileprivate struct Entry {
        var stage: Stage
        /// Hashes of their ids.
        var events: Set<UInt64>
    }

    fileprivate enum Stage: Equatable {
        /// Somebody is reading the file; what is noted meanwhile is gathered already.
        case beingRead(reading: Int)
        case listed
        case tooMany
    }

    /// What a file says.
    fileprivate enum Found {
        case noFile
        case events(Set<UInt64>)
        case tooMany
    }

    fileprivate struct State {
        let eventsOfDayMax: Int
        let eventsMax: Int
        var entries: [Day: Entry] = [:]
        /// What is not committed yet: whoever begins to read now may not see it.
        var uncommitted: [Day: Set<UInt64>] = [:]
        /// Events of the days that are listed.
        var listedCount = 0
        var readings = 0
    }

    init(eventsOfDayMax: Int = CompanionDays.eventsOfDayMax, eventsMax: Int = CompanionDays.eventsMax) {
        self.eventsOfDayMax = eventsOfDayMax
        state = Mutex(State(eventsOfDayMax: eventsOfDayMax, eventsMax: eventsMax))
    }

    /// Those of `days`, which are all that have a file, whose files may have something for an event.
    ///
    /// `read` answers the events of a day, more than `eventsOfDayMax` when there are too many; nil when it has no file
    /// any more.
    func days(with event: EventID, among days: [Day], read: (Day) throws -> [EventID]?) throws -> [Day] {
        state.withLock { $0.forget(allBut: days) }
        return try days.filter { try mayHave(event, on: $0, read) }
    }

    /// To be called for every row that is added, before its transaction ends.
    func note(_ event: EventID, on day: Day) {
        let hash = Self.hash(event)
        state.withLock { state in
            state.uncommitted[day, default: []].insert(hash)
            state.add(hash, on: day)
        }
    }

    /// What was noted is committed now, or was rolled back.
    func settle() {
        state.withLock { state in if !state.uncommitted.isEmpty { state.uncommitted.removeAll() } }
    }

    private func mayHave(_ event: EventID, on day: Day, _ read: (Day) throws -> [EventID]?) throws -> Bool {
        let hash = Self.hash(event)
        switch state.withLock({ $0.look(for: hash, on: day) }) {
        case .answer(let answer): return answer
        case .begin(let reading):
            var found = Found.noFile
            defer { state.withLock { $0.end(reading, of: day, found) } }
            if let events = try read(day) {
                found = events.count > eventsOfDayMax ? .tooMany : .events(Set(events.map { Self.hash($0) }))
            }
            switch found {
            case .noFile: return false
            case .events(let hashes): return hashes.contains(hash)
            case .tooMany: return true
            }
        }
    }

    private static func hash(_ event: EventID) -> UInt64 { event.high &* 0x9E37_79B9_7F4A_7C15 ^ event.low }
}

extension CompanionDays.State {
    fileprivate enum Look {
        case answer(Bool)
        /// Nobody has read the day: the caller shall, under this number.
        case begin(reading: Int)
    }

    fileprivate mutating func look(for hash: UInt64, on day: Day) -> Look {
        switch entries[day]?.stage {
        case .listed: return .answer(entries[day]?.events.contains(hash) == true)
        case .beingRead, .tooMany: return .answer(true)
        case nil:
            readings += 1
            entries[day] = CompanionDays.Entry(
                stage: .beingRead(reading: readings), events: uncommitted[day] ?? [])
            return .begin(reading: readings)
        }
    }

    /// Lists what was found and what was noted meanwhile; forgets the day when nothing could be read.
    fileprivate mutating func end(_ reading: Int, of day: Day, _ found: CompanionDays.Found) {
        // Another may have begun after the day was forgotten.
        guard entries[day]?.stage == .beingRead(reading: reading) else { return }
        switch found {
        case .noFile: entries[day] = nil
        case .events(let hashes):
            entries[day]?.stage = .listed
            entries[day]?.events.formUnion(hashes)
            listedCount += entries[day]?.events.count ?? 0
            shrink(after: day)
        case .tooMany: entries[day] = CompanionDays.Entry(stage: .tooMany, events: [])
        }
    }

    fileprivate mutating func add(_ hash: UInt64, on day: Day) {
        guard let stage = entries[day]?.stage, stage != .tooMany else { return }
        let isNew = entries[day]?.events.insert(hash).inserted ?? false
        guard isNew, stage == .listed else { return }
        listedCount += 1
        shrink(after: day)
    }

    /// Files that are gone have nothing for anybody.
    fileprivate mutating func forget(allBut days: [Day]) {
        guard entries.count > days.count else { return }
        let days = Set(days)
        for day in Array(entries.keys) where !days.contains(day) {
            if entries[day]?.stage == .listed { listedCount -= entries[day]?.events.count ?? 0 }
            entries[day] = nil
        }
    }

    /// Keeps the bounds after `day` has grown.
    private mutating func shrink(after day: Day) {
        if (entries[day]?.events.count ?? 0) > eventsOfDayMax { giveUp(day) }
        while listedCount > eventsMax,
            let oldest = entries.filter({ $0.value.stage == .listed && !$0.value.events.isEmpty }).keys.min()
        {
            giveUp(oldest)
        }
    }

    private mutating func giveUp(_ day: Day) {
        listedCount -= entries[day]?.events.count ?? 0
        entries[day] = CompanionDays.Entry(stage: .tooMany, events: [])
    }
}
