import SentryProtocol
import Storage
import Synchronization

/// What a restart must not forget, as JSON:
/// `{"version":1,"windows":[[project,key,categories,bytes,seconds,startedAt,used],…],
/// "meters":[[project,firstHour,hour,count,baseline],…]}`.
extension Quotas {
    private static let version = 1

    /// Drops what is over, and writes down the rest.
    public func snapshot(at now: Timestamp) -> String {
        let (windows, meters) = state.withLock { state in
            state.windows = state.windows.filter { $0.value.remaining(of: $0.key.seconds, at: now) != nil }
            return (state.windows, state.meters)
        }
        var writer = JSONWriter(reserving: 64 + 64 * (windows.count + meters.count))
        writer.object { writer in
            writer.member("version", Self.version)
            writer.array("windows", windows.sorted { $0.key.order < $1.key.order }) { writer, entry in
                Self.write(entry.key, entry.value, to: &writer)
            }
            writer.array("meters", meters.sorted { $0.key < $1.key }) { writer, entry in
                Self.write(entry.key, entry.value, to: &writer)
            }
        }
        return writer.text
    }

    /// Takes over what `snapshot` wrote before a restart. What cannot be read, or lies in the future, is left out.
    public func restore(_ text: String, at now: Timestamp) {
        guard let root = try? JSONDocument(parsing: Array(text.utf8)).root, root["version"]?.integer == Self.version
        else { return }
        var windows: [WindowID: QuotaWindow] = [:]
        for node in root.list("windows") {
            guard let (id, window) = Self.window(node), window.remaining(of: id.seconds, at: now) != nil else {
                continue
            }
            windows[id] = window
        }
        var meters: [ProjectID: SpikeMeter] = [:]
        for node in root.list("meters") {
            guard let (id, meter) = Self.meter(node), meter.hour <= now.hour else { continue }
            meters[id] = meter
        }
        state.withLock { state in
            // What has been counted since the start is newer.
            state.windows.merge(windows) { current, _ in current }
            state.meters.merge(meters) { current, _ in current }
        }
    }

    private static func write(_ id: WindowID, _ window: QuotaWindow, to writer: inout JSONWriter) {
        writer.beginArray()
        writer.integer(Int(id.projectID.rawValue))
        writer.string(id.publicKey)
        writer.array(id.categories.categories) { $0.string($1.rawValue) }
        writer.bool(id.countsBytes)
        writer.integer(id.seconds)
        writer.integer(Int(window.startedAt))
        writer.integer(window.used)
        writer.endArray()
    }

    private static func write(_ id: ProjectID, _ meter: SpikeMeter, to writer: inout JSONWriter) {
        writer.beginArray()
        for number in [Int(id.rawValue), meter.firstHour, meter.hour, meter.count] { writer.integer(number) }
        writer.double(meter.baseline)
        writer.endArray()
    }

    private static func window(_ node: JSONNode) -> (WindowID, QuotaWindow)? {
        let fields = Array(node.elements.prefix(7))
        guard fields.count == 7, let project = fields[0].integer, let countsBytes = fields[3].bool,
            let seconds = fields[4].integer, seconds > 0, let startedAt = fields[5].integer,
            (0...Self.secondsMax).contains(startedAt), let used = fields[6].integer, used >= 0
        else { return nil }
        let categories = fields[2].elements.compactMap { $0.string.flatMap { DataCategory(rawValue: $0) } }
        let id = WindowID(
            projectID: ProjectID(rawValue: Int64(project)), publicKey: fields[1].string,
            categories: CategorySet(categories), countsBytes: countsBytes, seconds: seconds)
        return (id, QuotaWindow(startedAt: Int64(startedAt), used: used))
    }

    private static func meter(_ node: JSONNode) -> (ProjectID, SpikeMeter)? {
        let fields = Array(node.elements.prefix(5))
        guard fields.count == 5, let project = fields[0].integer, let firstHour = fields[1].integer,
            let hour = fields[2].integer, let count = fields[3].integer, let baseline = fields[4].double,
            firstHour >= 0, firstHour <= hour, count >= 0, baseline >= 0
        else { return nil }
        var meter = SpikeMeter(at: hour)
        (meter.firstHour, meter.count, meter.baseline) = (firstHour, count, baseline)
        return (ProjectID(rawValue: Int64(project)), meter)
    }

    /// The year 9999.
    private static let secondsMax = 253_402_300_799
}

extension WindowID {
    /// Keeps what is written the same from one time to the next.
    fileprivate var order: (Int64, String, UInt64, Int) {
        (projectID.rawValue, publicKey ?? "", categories.rawValue, seconds)
    }
}

extension JSONNode {
    /// The elements of the member named `key`; bounded.
    fileprivate func list(_ key: StaticString) -> [JSONNode] {
        self[key].map { Array($0.elements.prefix(Quotas.entriesMax)) } ?? []
    }
}
