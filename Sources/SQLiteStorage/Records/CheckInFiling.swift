import SentryProtocol
import Storage

/// A check-in within its project.
struct CheckInKey: Hashable {
    let project: ProjectID
    let id: EventID
}

/// Files the check-ins of one commit: a later word goes to the row that the first one made, on whichever day that was.
struct CheckInFiling {
    private let store: RecordStore
    private var changes: [MonitorChange] = []
    /// Monitors that these check-ins will make.
    private var announced: Set<MonitorKey> = []

    init(_ store: RecordStore) { self.store = store }

    mutating func file(_ row: CheckInRow, of project: ProjectID) throws {
        let key = MonitorKey(project: project, slug: row.monitorSlug)
        if row.monitorConfig != nil {
            announced.insert(key)
        } else if try !announced.contains(key) && store.monitors.maxRuntimeDays(of: key) == nil {
            store.monitors.noteUnknown()
            store.unplacedCheckIns.insert(CheckInKey(project: project, id: row.newID))
            return
        }
        guard let (status, startedAt) = try place(row, of: key) else { return }
        changes.append(
            MonitorChange(
                project: project, slug: row.monitorSlug, environment: row.environment, status: status,
                startedAt: startedAt, receivedAt: row.receivedAt, config: row.monitorConfig, isRepeated: false))
    }

    /// To be called when the check-ins are committed.
    func updateMonitors() throws { try store.monitors.apply(changes) }

    /// The status and start that stand afterwards; nil when the id belongs to another monitor.
    private func place(_ row: CheckInRow, of key: MonitorKey) throws -> (CheckInStatus, Timestamp)? {
        let day = row.receivedAt.day
        // A job may still run that began so long ago; the file of the day before is always looked at.
        let days = max(try store.monitors.maxRuntimeDays(of: key) ?? 1, 1)
        for earlier in 0...days {
            let candidate = day.advanced(by: -earlier)
            guard let file = try store.existing(CheckInFile.self, .checkIns, candidate) else { continue }
            let found = try store.attempt(RecordFileKey(kind: .checkIns, day: candidate)) {
                if let id = row.id { return try file.find(id, of: key.project) }
                return try file.findInProgress(of: key.slug, in: row.environment, of: key.project)
            }
            guard let found else { continue }
            guard found.monitor == row.monitorSlug, found.environment == row.environment else { return nil }
            let status = try store.write(CheckInFile.self, .checkIns, candidate) { try $0.update(found, with: row) }
            return (status, found.startedAt)
        }
        let startedAt = try store.write(CheckInFile.self, .checkIns, day) {
            try $0.insert(row, as: row.id ?? row.newID, of: key.project)
        }
        return (CheckInStatus(rawValue: row.status.rawValue) ?? .unknown, startedAt)
    }
}
