import SentryProtocol

/// What attributes and the bodies of logs hold in OpenTelemetry (`AnyValue`). Bytes are text when they are UTF-8, and
/// else left out when they are read.
public enum TelemetryValue: Sendable, Equatable {
    case string(String)
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case array([TelemetryValue])
    case map([TelemetryAttribute])
}

/// A named value (`KeyValue`).
public struct TelemetryAttribute: Sendable, Equatable {
    public var key: String
    public var value: TelemetryValue

    public init(_ key: String, _ value: TelemetryValue) { (self.key, self.value) = (key, value) }
}

extension TelemetryValue {
    /// Scalars as text, containers as their JSON.
    var text: String {
        switch self {
        case .string(let text): text
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value): value.description
        case .array, .map: json
        }
    }

    /// The text of a string that is not empty; nil for everything else.
    var word: String? {
        guard case .string(let text) = self, !text.isEmpty else { return nil }
        return text
    }

    private var json: String {
        var writer = JSONWriter()
        writer.telemetry(self)
        return writer.text
    }

    /// A value that an array of attributes may hold: no container, and nothing that JSON has no word for.
    var isScalar: Bool {
        switch self {
        case .string, .bool, .integer: true
        case .double(let value): value.isFinite
        case .array, .map: false
        }
    }

    /// The protocol's word for the type of a scalar (protocol.md §5.10).
    fileprivate var typeName: StaticString {
        switch self {
        case .bool: "boolean"
        case .integer: "integer"
        case .double: "double"
        case .string, .array, .map: "string"
        }
    }
}

extension JSONWriter {
    /// The value as plain JSON, as deep as it is.
    mutating func telemetry(_ value: TelemetryValue) {
        switch value {
        case .string(let text): string(text)
        case .bool(let value): bool(value)
        case .integer(let value): integer(Int(value))
        case .double(let value): double(value)
        case .array(let values): array(values) { $0.telemetry($1) }
        case .map(let attributes):
            object { writer in
                for attribute in attributes {
                    writer.key(dynamic: attribute.key)
                    writer.telemetry(attribute.value)
                }
            }
        }
    }

    /// `{"type": …, "value": …}`. Maps become their JSON; of arrays the scalars are kept, and of such that hold several
    /// types the JSON (protocol.md §5.17).
    mutating func attribute(_ key: String, _ value: TelemetryValue) {
        switch value {
        case .double(let number) where !number.isFinite: typed(key, "string") { $0.string(number.description) }
        case .array(let values): arrayAttribute(key, values.filter(\.isScalar))
        case .map: typed(key, "string") { $0.string(value.text) }
        default: typed(key, value.typeName) { $0.telemetry(value) }
        }
    }

    private mutating func arrayAttribute(_ key: String, _ scalars: [TelemetryValue]) {
        let isHomogeneous = Set(scalars.map { $0.typeName.description }).count <= 1
        if isHomogeneous {
            typed(key, "array") { $0.telemetry(.array(scalars)) }
        } else {
            typed(key, "string") { $0.string(TelemetryValue.array(scalars).text) }
        }
    }

    private mutating func typed(_ key: String, _ type: StaticString, _ body: (inout JSONWriter) -> Void) {
        self.key(dynamic: key)
        object { writer in
            writer.member("type", type.description)
            writer.key("value")
            body(&writer)
        }
    }
}
