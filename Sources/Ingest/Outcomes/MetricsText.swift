/// Figures in the text format of Prometheus, version 0.0.4.
public struct MetricsText: Sendable {
    public private(set) var text = ""

    /// What a figure does.
    public enum Kind: String, Sendable {
        /// Only grows.
        case counter
        case gauge
    }

    /// The value of `Content-Type`.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    public init() {}

    /// A metric without labels.
    public mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        begin(name, kind, help)
        text += "\(name) \(value)\n"
    }

    /// A metric with one figure for each set of labels; nothing when there is none.
    public mutating func add(
        _ name: String, _ kind: Kind, _ help: String, labels: [String], _ figures: [(values: [String], figure: Int)]
    ) {
        guard !figures.isEmpty else { return }
        begin(name, kind, help)
        for (values, figure) in figures {
            let pairs = zip(labels, values).map { "\($0)=\"\(Self.escaped($1))\"" }
            text += "\(name){\(pairs.joined(separator: ","))} \(figure)\n"
        }
    }

    private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5c || $0 == 0x22 || $0 == 0x0a }) else { return value }
        return value.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            default: String(scalar)
            }
        }.joined()
    }
}
