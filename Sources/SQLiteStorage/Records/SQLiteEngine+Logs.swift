import SentryProtocol
import Storage

extension SQLiteEngine {
    public func logs(matching query: LogQuery) async throws -> Page<StoredLog> {
        try await readers.read { reader in
            var search = LogSearch(reader, query)
            return try search.page()
        }
    }

    public func metrics(of project: ProjectID, over period: Period) async throws -> [MetricName] {
        try await readers.read { reader in
            var names: [String: MetricName] = [:]
            try reader.forEachFile(of: .metrics, on: reader.recordDays(of: .metrics, in: period)) { file, _ in
                // From name to name along `metric_by_name`, not from row to row.
                var name: String? = ""
                while names.count < Self.metricNamesMax, let last = name {
                    let next = try file.first(
                        """
                        SELECT name, type, unit FROM metric WHERE project_id = \(project) AND name > \(last)
                        ORDER BY name LIMIT 1
                        """
                    ) { MetricName(name: $0.text(0), type: $0.text(1), unit: $0.text(2)) }
                    if let next { names[next.name] = next }
                    name = next?.name
                }
            }
            return names.values.sorted { $0.name < $1.name }
        }
    }

    static let metricNamesMax = 10_000

    public func metricSeries(
        _ name: String, of project: ProjectID, environments: [String], over period: Period, bars: Int
    ) async throws -> [Spread?] {
        try await readers.read { reader in
            let count = min(max(bars, 1), 1000)
            var series: [Spread?] = Array(repeating: nil, count: count)
            try reader.forEachFile(of: .metrics, on: reader.recordDays(of: .metrics, in: period)) { file, _ in
                try file.forEachRow(
                    """
                    SELECT at, value FROM metric
                    WHERE project_id = \(project) AND name = \(name)\(SQL.within(period, "at"))\(
                        SQL.among(environments, "environment"))
                    """
                ) { row in
                    guard let bar = period.bar(of: row.time(0), count: count) else { return }
                    series[bar, default: Spread()].add(row.double(1))
                }
            }
            return series
        }
    }
}

extension [Spread?] {
    fileprivate subscript(bar: Int, default fresh: Spread) -> Spread {
        get { self[bar] ?? fresh }
        set { self[bar] = newValue }
    }
}
