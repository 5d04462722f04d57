import Glibc
import SentryProtocol
import Storage

extension Housekeeping {
    mutating func tidyOutcomes() async throws {
        let minute = Int(now.seconds / 60)
        while let hour = try await readers.read({ try Outcomes.oldestHour($0.culprit, now: minute) }) {
            try await perform { files in try files.change { try Outcomes.rollUp(hour, in: $0) } }
        }
        let projects = try await readers.read { reader in
            try reader.culprit.rows("SELECT DISTINCT project_id FROM outcome_minute") { $0.integer(0) }
        }
        for project in projects {
            let days = policy.days(of: .outcomes, in: ProjectID(rawValue: project))
            let first = Int(RetentionPolicy.firstDay(keeping: days, at: agesAt).start.seconds / 60)
            while try await perform({ files in
                try files.change { try Outcomes.forget($0, of: project, before: first, limit: 500) }
            }) > 0 {}
        }
    }

    /// Blobs without a row: a crash came between the two, or the row's project keeps less than others.
    mutating func collectBlobs() async throws {
        let blobs = DirectoryBlobStore(layout)
        for kind in [DataKind.attachments, .replays] {
            for day in blobs.days(of: kind) {
                let key = RecordFileKey(kind: kind, day: day)
                // Others were looked at when they were new.
                guard day >= now.day.advanced(by: -1) || thinned.contains(key), !hasDamage(key) else { continue }
                var files = try await queue.run { blobs.files(of: kind, on: day) }[...]
                while !files.isEmpty {
                    let part = Array(files.prefix(Self.blobsAtOnce))
                    files = files.dropFirst(part.count)
                    try await collect(try await orphans(among: part, key), key)
                }
            }
        }
    }

    /// Somebody may want to repair a file that was set aside, and then its blobs.
    private func hasDamage(_ key: RecordFileKey) -> Bool {
        DirectoryBlobStore.names(in: layout.folder(of: key.kind)).contains {
            $0.hasPrefix("\(key.day.text).db.corrupt-")
        }
    }

    /// Looks at them again where nobody can add a row meanwhile.
    private mutating func collect(_ orphans: [BlobFile], _ key: RecordFileKey) async throws {
        guard !orphans.isEmpty else { return }
        let path = layout.file(of: key.day, key.kind)
        report.blobsCollected += try await perform { _ in
            let file = access(path, F_OK) == 0 ? try Connection(path: path, mode: .read) : nil
            return try orphans.count { orphan in
                let isNamed = try file.map { try orphan.isNamed(in: $0, key.kind) } ?? false
                return !isNamed && unlink(orphan.path) == 0
            }
        }
    }

    static let blobsAtOnce = 100

    private func orphans(among files: [BlobFile], _ key: RecordFileKey) async throws -> [BlobFile] {
        try await readers.read { reader in
            guard let file = try reader.records.file(of: key.day, key.kind) else { return files }
            return try files.filter { try !$0.isNamed(in: file, key.kind) }
        }
    }
}

extension BlobFile {
    /// Whether a row says that its content is here.
    fileprivate func isNamed(in file: Connection, _ kind: DataKind) throws -> Bool {
        guard let hash else { return false }
        let table: SQL = kind == .replays ? "replay_recording" : "attachment"
        return try file.integer("SELECT 1 FROM \(table) WHERE hash = \(hash) AND bytes IS NULL LIMIT 1") != nil
    }
}
