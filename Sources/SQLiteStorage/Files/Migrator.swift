import CAssets

/// The kinds of files, each with its own numbered migrations in `Migrations/SQLite`.
enum DatabaseKind: String, CaseIterable {
    case culprit, events, performance, logs, metrics
    case checkIns = "check_ins"
    case sessions, attachments, replays
    /// Tags and texts of events.
    case search

    /// The scripts in order; the first makes version 1.
    var migrations: [String] {
        let prefix = "Migrations/SQLite/\(rawValue)/"
        var scripts: [(path: String, text: String)] = []
        for index in 0..<culprit_asset_count {
            let asset = culprit_asset_at(index)
            let path = String(cString: asset.path)
            guard path.hasPrefix(prefix) else { continue }
            let bytes = UnsafeBufferPointer(start: asset.bytes, count: asset.count)
            scripts.append((path, String(decoding: bytes, as: UTF8.self)))
        }
        return scripts.sorted { $0.path < $1.path }.map(\.text)
    }
}

/// Brings files up to date, forward only.
enum Migrator {
    /// Runs what is missing in one transaction; refuses files from the future. Any process may be first.
    static func migrate(_ connection: Connection, as kind: DatabaseKind) throws {
        let scripts = kind.migrations
        guard try version(of: connection) != scripts.count else { return }
        try connection.transaction {
            let version = try version(of: connection)
            guard version <= scripts.count else {
                throw SQLiteStorageError.fromTheFuture(
                    file: connection.path, version: version, supported: scripts.count)
            }
            for script in scripts[version...] { try connection.execute(script) }
            try connection.execute("PRAGMA user_version = \(scripts.count)")
        }
    }

    /// For those who only read.
    static func check(_ connection: Connection, is kind: DatabaseKind) throws {
        let supported = kind.migrations.count
        let version = try version(of: connection)
        if version > supported {
            throw SQLiteStorageError.fromTheFuture(file: connection.path, version: version, supported: supported)
        }
        if version < supported {
            throw SQLiteStorageError.notMigrated(file: connection.path, version: version, supported: supported)
        }
    }

    /// The same for `search.db`, attached under its name.
    static func checkSearch(_ connection: Connection) throws {
        let (version, supported) = (
            Int(try connection.integer("PRAGMA search.user_version") ?? 0), DatabaseKind.search.migrations.count
        )
        if version > supported {
            throw SQLiteStorageError.fromTheFuture(file: connection.path, version: version, supported: supported)
        }
    }

    static func version(of connection: Connection) throws -> Int {
        Int(try connection.integer("PRAGMA user_version") ?? 0)
    }

    /// What a fresh file of each kind looks like, as `schema.sql` shows it.
    static func schema() throws -> String {
        var text = "-- What fresh files look like. Written by a test from the migrations; not run by anybody.\n"
        for kind in DatabaseKind.allCases {
            let connection = try Connection(path: ":memory:", mode: .create)
            try migrate(connection, as: kind)
            let isSingle = kind == .culprit || kind == .search
            text += "\n-- \(kind.rawValue)\(isSingle ? ".db" : "/<day>.db")\n"
            let objects = try connection.rows(
                """
                SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                ORDER BY tbl_name, type DESC, name
                """
            ) { $0.text(0) }
            for object in objects { text += "\n" + object + ";\n" }
        }
        return text
    }
}
