import SentryProtocol
import Storage

extension Housekeeping {
    /// Takes a day's events out of the counters and then away; goes on where an earlier round stopped.
    ///
    /// Nobody may move events between issues meanwhile.
    mutating func remove(_ removal: EventDayRemoval) async throws {
        await gate.enter()
        defer { gate.leave() }
        try await perform { files in try files.mover()?.relabelNoted() }
        while try await tags.perform({ try $0.unfold(removal.day, removal.project) }) == true {}
        try await removeEvents(removal)
        var value: Int64? = 0
        while let place = value {
            value = try await tags.perform { try $0.sweepValues(after: place, limit: 5_000) } ?? nil
        }
    }

    private mutating func removeEvents(_ removal: EventDayRemoval) async throws {
        var issue = try await readers.read { try removal.progress($0.culprit) }
        var slice = SliceSize(100, in: 20...4000)
        while issue != EventDayRemoval.finished {
            let last = issue
            let chunk = try await readers.read { reader in
                try reader.file(of: removal.day).map { try removal.chunk(after: last, in: $0, reader.culprit) }
                    ?? EventDayRemoval.Chunk()
            }
            var losses = chunk.losses[...]
            while !losses.isEmpty {
                let part = Array(losses.prefix(costing: slice.count))
                let place = issue
                let deleted = try await perform { files in
                    let retained = try files.retained()
                    let deleted = try files.change { try removal.apply(part, after: place, to: $0) }
                    retained.forget(deleted)
                    return deleted.count
                }
                slice.adapt(to: lastPause)
                report.issuesDeleted += deleted
                losses = losses.dropFirst(part.count)
                issue = part.last?.issue ?? issue
            }
            if chunk.isLast {
                try await perform { files in
                    try files.change { try removal.note(EventDayRemoval.finished, in: $0) }
                }
                issue = EventDayRemoval.finished
            }
        }
        try await removeFigures(removal)
        if let project = removal.project {
            try await deleteEvents(of: project, on: removal.day)
            // The note that leads here again after an interruption goes last.
            try await finishUnfolding(removal)
            try await perform { files in try files.change { try removal.finish($0) } }
        } else {
            let layout = layout
            try await perform { files in
                try files.retained().close(removal.day)
                _ = layout.hide(removal.day, .errors)
                try files.change { try removal.finish($0) }
            }
            // After an interruption here, the next round finds that the day has no file.
            try await finishUnfolding(removal)
        }
    }

    private func finishUnfolding(_ removal: EventDayRemoval) async throws {
        _ = try await tags.perform { try $0.finishUnfolding(removal.day, removal.project) }
    }

    private mutating func deleteEvents(of project: ProjectID, on day: Day) async throws {
        let (layout, configuration) = (layout, configuration)
        report.rowsDeleted += try await queue.run {
            guard layout.exists(day) else { return 0 }
            let file = try Connection(oldFile: layout.file(of: day), configuration)
            defer { file.checkpoint(truncating: true) }
            return try ProjectEvents(file: file, project: project).delete()
        }
    }

    mutating func deleteRemovedIssues() async throws {
        var slice = SliceSize(500, in: 50...5000)
        let labels = try await readers.read { try $0.culprit.rows("SELECT id FROM removed_issue") { $0.integer(0) } }
        if !labels.isEmpty { _ = try await tags.perform { try $0.remove(labels) } }
        while true {
            let limit = slice.count
            let isMore = try await perform { files in
                try files.change { try RemovedIssues.deleteSome($0, limit: limit) }
            }
            guard isMore else { return }
            slice.adapt(to: lastPause)
        }
    }
}

extension [EventDayRemoval.Loss].SubSequence {
    /// As many from the front as cost no more than `limit` statements; at least one.
    fileprivate func prefix(costing limit: Int) -> Self {
        var cost = 0
        var end = startIndex
        while end < endIndex, end == startIndex || cost + self[end].cost <= limit {
            cost += self[end].cost
            end += 1
        }
        return self[..<end]
    }
}
