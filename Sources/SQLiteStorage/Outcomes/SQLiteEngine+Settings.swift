import SentryProtocol
import Storage

extension SQLiteEngine {
    public func settings(of project: ProjectID) async throws -> ProjectSettings {
        try await readers.read { reader in
            let json = try reader.culprit.first(
                "SELECT json FROM project_setting WHERE project_id = \(project)"
            ) { $0.text(0) }
            return try json.map { try ProjectSettings(json: Array($0.utf8)) } ?? ProjectSettings()
        }
    }

    public func allSettings() async throws -> [ProjectID: ProjectSettings] {
        try await readers.read { try $0.culprit.allSettings() }
    }

    public func setSettings(_ settings: ProjectSettings, of project: ProjectID) async throws {
        let json = String(decoding: settings.json, as: UTF8.self)
        _ = try await changeDirectory { database in
            if settings == ProjectSettings() {
                try database.run("DELETE FROM project_setting WHERE project_id = \(project)")
            } else {
                try database.run(
                    """
                    INSERT INTO project_setting (project_id, json) VALUES (\(project), \(json))
                    ON CONFLICT DO UPDATE SET json = excluded.json
                    """)
            }
        }
    }
}

extension Connection {
    func allSettings() throws -> [ProjectID: ProjectSettings] {
        var settings: [ProjectID: ProjectSettings] = [:]
        try forEachRow("SELECT project_id, json FROM project_setting") { row in
            settings[ProjectID(rawValue: row.integer(0))] = try ProjectSettings(json: Array(row.text(1).utf8))
        }
        return settings
    }
}
