import Glibc
import SentryProtocol
import Storage

extension RecordStore {
    /// Runs `body` inside the transaction of a day's file, which is made when there is none.
    func write<File: RecordFile, T>(
        _ type: File.Type, _ kind: DataKind, _ day: Day, _ body: (File) throws -> T
    ) throws -> T {
        let key = RecordFileKey(kind: kind, day: day)
        return try attempt(key) {
            let file = try open(type, key)
            if !begun.contains(key) {
                try file.connection.statement("BEGIN IMMEDIATE").run()
                begun.append(key)
            }
            return try body(file)
        }
    }

    /// A day's file; nil when there is none.
    func existing<File: RecordFile>(_ type: File.Type, _ kind: DataKind, _ day: Day) throws -> File? {
        let key = RecordFileKey(kind: kind, day: day)
        guard files[key] != nil || access(layout.file(of: day, kind), F_OK) == 0 else { return nil }
        return try attempt(key) { try open(type, key) }
    }

    func attempt<T>(_ key: RecordFileKey, _ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as SQLiteError where error.isAboutTheFile {
            throw DamagedRecordFile(key: key, error: error)
        }
    }

    func commit() throws {
        while let key = begun.first {
            try attempt(key) { try files[key]?.file.connection.statement("COMMIT").run() }
            begun.removeFirst()
        }
        companionDays?.settle()
    }

    /// Closes the files as well: what they remember may be of rows that are gone.
    func rollBack() {
        for key in begun {
            files[key]?.file.connection.rollBack()
            files[key] = nil
        }
        begun.removeAll()
        companionDays?.settle()
    }

    /// Forgets a file that is about to be removed.
    func close(_ key: RecordFileKey) { files[key] = nil }

    /// Closes everything; nothing may be stored afterwards.
    func close() {
        files.removeAll()
        monitors.close()
    }

    func open<File: RecordFile>(_ type: File.Type, _ key: RecordFileKey) throws -> File {
        if let known = files[key]?.file as? File {
            files[key]?.usedAt = configuration.now()
            return known
        }
        let path = layout.file(of: key.day, key.kind)
        let connection = try Connection(
            path: path, mode: .create, busyMilliseconds: Int32(clamping: configuration.busyMilliseconds))
        try connection.prepareForWriting(
            synchronous: configuration.synchronous, cacheKibibytes: Self.cacheKibibytes)
        if let database = key.kind.database { try Migrator.migrate(connection, as: database) }
        let file = try File(connection)
        files[key] = OpenFile(file: file, usedAt: configuration.now())
        return file
    }

    /// Closes what nobody has used for ten minutes, and the least recently used of too many.
    func closeIdleFiles() {
        guard begun.isEmpty else { return }
        let now = configuration.now()
        // A clock that was set back makes nothing idle.
        files = files.filter { now.microseconds(since: $0.value.usedAt) < Self.idleSecondsMax * 1_000_000 }
        while files.count > Self.filesOpenMax,
            let oldest = files.min(by: { ($0.value.usedAt, $0.key.day) < ($1.value.usedAt, $1.key.day) })
        {
            files[oldest.key] = nil
        }
    }

    /// Renames a damaged file, so that a new one can be begun in its place.
    func setAside(_ damage: DamagedRecordFile) throws(SQLiteStorageError) {
        files[damage.key] = nil
        let path = layout.file(of: damage.key.day, damage.key.kind)
        let aside = try layout.setAside(path, at: configuration.now())
        layout.sync(layout.folder(of: damage.key.kind))
        note("\(path) is damaged (\(damage.error)); it was set aside as \(aside), and a new file was begun")
    }
}

extension RecordStore {
    /// Works out again what monitors last said: a crash may have come between the check-ins and that.
    func reconcileMonitors() throws {
        let today = configuration.now().day
        for day in [today.advanced(by: -1), today] {
            do {
                guard let file = try existing(CheckInFile.self, .checkIns, day) else { continue }
                let last = try attempt(RecordFileKey(kind: .checkIns, day: day)) { try file.lastOfEach() }
                try monitors.apply(last)
            } catch let damage as DamagedRecordFile {
                try setAside(damage)
            }
        }
    }
}
