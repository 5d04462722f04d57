import SentryProtocol
import Storage

/// One thread's connections for reading: `culprit.db`, and the files of days as they are needed.
final class Reader {
    let layout: StoreLayout
    let configuration: SQLiteConfiguration
    let culprit: Connection
    /// Files of everything but events.
    let records: RecordFiles
    private var days: [Day: OpenDay] = [:]

    private struct OpenDay {
        let connection: Connection
        /// Tells a file from another that took its name.
        let identity: FileIdentity
    }

    /// Files of days kept open.
    static let daysOpenMax = 16

    init(_ layout: StoreLayout, _ configuration: SQLiteConfiguration) throws {
        (self.layout, self.configuration) = (layout, configuration)
        culprit = try Connection(path: layout.culprit, mode: .read)
        records = RecordFiles(layout)
        try Migrator.check(culprit, is: .culprit)
        try culprit.execute("PRAGMA cache_size = -4096")
        try culprit.attachSearch(layout)
        registerTextMatch(on: culprit)
        registerLineMatch(on: culprit)
        registerMagnitude(on: culprit)
    }

    /// A day's file; nil when there is none.
    func file(of day: Day) throws -> Connection? {
        let identity = FileIdentity(of: layout.file(of: day))
        if let known = days[day], known.identity == identity { return known.connection }
        days[day] = nil
        guard let identity else { return nil }
        let file = try Connection(path: layout.file(of: day), mode: .read)
        // A file that is just being made has no tables yet, and no events.
        guard try Migrator.version(of: file) > 0 else { return nil }
        try Migrator.check(file, is: .events)
        try file.execute("PRAGMA cache_size = -1024")
        if days.count >= Self.daysOpenMax, let oldest = days.keys.min() { days[oldest] = nil }
        days[day] = OpenDay(connection: file, identity: identity)
        return file
    }

    /// Closes files that no longer exist: as long as one is open, its space is taken.
    func closeRemovedFiles() {
        days = days.filter { FileIdentity(of: layout.file(of: $0.key)) == $0.value.identity }
        records.closeRemovedFiles()
    }
}
