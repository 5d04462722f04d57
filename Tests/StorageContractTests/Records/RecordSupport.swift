import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

/// A store of records beside an engine that reads them.
func withRecords(
    _ change: (inout SQLiteConfiguration) -> Void = { _ in },
    _ body: (RecordStore, SQLiteEngine, TemporaryFolder) async throws -> Void
) async throws {
    let folder = try TemporaryFolder()
    var configuration = SQLiteConfiguration.test(folder.path)
    change(&configuration)
    let engine = try SQLiteEngine.open(configuration)
    let store = try RecordStore(StoreLayout(directory: folder.path), configuration, engine.companionDays)
    do {
        try await body(store, engine, folder)
    } catch {
        await engine.close()
        throw error
    }
    store.close()
    await engine.close()
}

extension RecordStore {
    /// Stores `records` as one request would.
    func store(_ records: Record..., project: ProjectID = Sample.project) throws {
        try store([Sample.records(records, project: project)])
    }
}

extension TemporaryFolder {
    /// A store as a restart would open it.
    func recordStore(now: @escaping @Sendable () -> Timestamp = { Sample.noon }) throws -> RecordStore {
        var configuration = SQLiteConfiguration.test(path)
        configuration.now = now
        return try RecordStore(StoreLayout(directory: path), configuration)
    }
}

/// Made-up records around the same noon as the events.
extension Sample {
    static let tomorrow = noon.adding(seconds: 86_400)
    static let period = Period(start: noon.adding(seconds: -86_400), end: noon.adding(seconds: 2 * 86_400))
    static let other = ProjectID(rawValue: 2)

    static func records(_ records: [Record], project: ProjectID = project) -> IngestBatch {
        var batch = IngestBatch(projectID: project)
        batch.records = records
        return batch
    }

    static func trace(_ number: UInt64) -> TraceID { TraceID(high: 7, low: number) }
    static func body(_ json: String) -> [UInt8] { [0] + Array(json.utf8) }

    static func transaction(
        _ number: Int, name: String = "/orders", milliseconds: Int64 = 100, at end: Timestamp = noon,
        received: Timestamp? = nil, status: String = "ok", trace: UInt64 = 1, environment: String? = "prod",
        user: String? = nil, measurements: [String: Double] = [:]
    ) -> Record {
        .transaction(
            TransactionRow(
                id: id(number), traceID: self.trace(trace), spanID: SpanID(rawValue: UInt64(number)),
                parentSpanID: nil, receivedAt: received ?? end,
                startedAt: Timestamp(microseconds: end.microseconds - milliseconds * 1000), endedAt: end, name: name,
                op: "http.server", status: status, platform: "python", environment: environment, release: "shop@1",
                userIdentity: user, spanCount: 2,
                measurements: measurements.map { TransactionRow.Measurement(name: $0, value: $1, unit: "millisecond") },
                body: body(#"{"transaction":"\#(name)"}"#)))
    }

    static func span(_ number: UInt64, trace: UInt64 = 1, received: Timestamp = noon) -> Record {
        .span(
            SpanRow(
                traceID: self.trace(trace), spanID: SpanID(rawValue: number), parentSpanID: nil, isSegment: number == 1,
                receivedAt: received, startedAt: noon, endedAt: noon.adding(seconds: Int64(number)), name: "query",
                op: "db", status: "ok", environment: nil, release: nil, body: body(#"{"n":\#(number)}"#)))
    }

    static func log(
        _ message: String, at: Timestamp = noon, level: LogLevel = .info, trace: UInt64? = nil,
        environment: String? = nil, attributes: String = "{}"
    ) -> (LogBlock.Entry, String) {
        (
            LogBlock.Entry(
                at: at, level: level, traceID: trace.map(self.trace), spanID: nil, environment: environment,
                release: nil),
            #"{"body":"\#(message)","level":"\#(level.name)","attributes":\#(attributes)}"#
        )
    }

    static func logs(
        _ entries: (LogBlock.Entry, String)..., kind: DataKind = .logs, received: Timestamp = noon
    ) -> Record { logs(entries, kind: kind, received: received) }

    static func logs(
        _ entries: [(LogBlock.Entry, String)], kind: DataKind = .logs, received: Timestamp = noon
    ) -> Record {
        .logs(
            LogBlock(
                kind: kind, receivedAt: received, entries: entries.map(\.0),
                body: body("[" + entries.map(\.1).joined(separator: ",") + "]")))
    }

    static func metric(
        _ values: [Double], name: String = "queue.depth", at: Timestamp = noon, received: Timestamp = noon
    ) -> Record {
        .metrics(
            MetricBlock(
                receivedAt: received,
                entries: values.map {
                    MetricBlock.Entry(
                        at: at, name: name, type: "distribution", value: $0, unit: "none", traceID: nil,
                        environment: nil, release: nil)
                }, body: body("\(values)")))
    }

    static func checkIn(
        _ number: Int?, _ status: CheckInRow.Status, at received: Timestamp = noon, new: Int = 900,
        duration: Double? = nil, monitor: String = "nightly",
        config: String? = #"{"schedule":{"type":"crontab","value":"0 3 * * *"},"max_runtime":30}"#
    ) -> Record {
        .checkIn(
            CheckInRow(
                id: number.map(id), newID: id(new), monitorSlug: monitor, status: status, duration: duration,
                environment: "production", release: nil, receivedAt: received, traceID: nil, monitorConfig: config))
    }

    static func session(
        _ number: Int, _ sequence: Int64, initial: Bool = false, status: String = "ok", errors: Int = 0,
        user: String? = nil, started: Timestamp = noon, received: Timestamp? = nil, release: String = "shop@1"
    ) -> Record {
        .session(
            SessionRow(
                id: id(number), distinctID: user, sequence: sequence, isInitial: initial, startedAt: started,
                receivedAt: received ?? started, status: status, errors: errors, duration: 1, abnormalMechanism: nil,
                release: release, environment: "prod"))
    }

    static func attachment(
        _ event: Int, name: String = "log.txt", content: [UInt8] = [1, 2, 3], received: Timestamp = noon
    ) -> Record {
        .attachment(
            AttachmentRow(
                eventID: id(event), name: name, contentType: "text/plain", type: "event.attachment",
                receivedAt: received, content: content))
    }

    static func report(_ event: Int, _ comments: String, at received: Timestamp = noon) -> Record {
        .userReport(
            UserReportRow(
                eventID: id(event), name: "Ann", email: "a***@example.com", comments: comments, receivedAt: received))
    }

    static func replay(_ number: Int, segment: Int, errors: [Int] = [], at: Timestamp = noon) -> Record {
        .replayEvent(
            ReplayEventRow(
                replayID: id(number), segment: segment, startedAt: at.adding(seconds: -5), at: at, receivedAt: at,
                platform: "javascript", environment: "prod", release: nil, userIdentity: nil,
                errorIDs: errors.map(id), traceIDs: [trace(3)], urls: ["https://shop/\(segment)"],
                body: body(#"{"segment_id":\#(segment)}"#)))
    }

    static func recording(
        _ number: Int, segment: Int, _ content: [UInt8], format: ReplayRecordingRow.Format = .rrweb,
        received: Timestamp = noon
    ) -> Record {
        .replayRecording(
            ReplayRecordingRow(
                replayID: id(number), segment: segment, receivedAt: received, format: format, content: content))
    }
}
