import SentryProtocol
import Storage

/// Deletes the figures that belong to a day's file, some at a time.
enum FigureRemoval {
    /// Deletes at most `limit` rows of the day, of all projects or of one; false when nothing is left.
    static func deleteSome(_ culprit: Connection, of removal: EventDayRemoval, limit: Int) throws -> Bool {
        let isMeant: SQL =
            "received_day = \(removal.day)" + (removal.project.map { " AND project_id = \($0)" } ?? "")
        let key: SQL = "project_id, kind, hours, first_hour, label_id, received_day"
        let figures = try culprit.run(
            """
            DELETE FROM project_figure WHERE (\(key)) IN (
                SELECT \(key) FROM project_figure INDEXED BY project_figure_by_file WHERE \(isMeant) LIMIT \(limit)
            )
            """)
        let people = try culprit.run(
            """
            DELETE FROM project_people WHERE id IN (
                SELECT id FROM project_people INDEXED BY project_people_by_file WHERE \(isMeant) LIMIT \(limit)
            )
            """)
        return figures == limit || people == limit
    }
}

extension Housekeeping {
    /// Takes away what a day's file is counted as, by what its events say. May be repeated.
    mutating func removeFigures(_ removal: EventDayRemoval) async throws {
        var slice = SliceSize(500, in: 50...5000)
        while true {
            let limit = slice.count
            let isMore = try await perform { files in
                let isMore = try files.change { try FigureRemoval.deleteSome($0, of: removal, limit: limit) }
                files.ingestion?.forgetLinks()
                return isMore
            }
            guard isMore else { return }
            slice.adapt(to: lastPause)
        }
    }
}
