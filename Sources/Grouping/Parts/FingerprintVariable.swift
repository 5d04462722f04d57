/// The names that can stand in `{{ }}` (grouping.md §6.3), without `default`.
enum FingerprintVariable: Equatable {
    case transaction, message, type, value, function, path, filename, module, package, level, logger
    case tag(String)

    /// Nil for a name that is none.
    init?(named name: String) {
        switch name {
        case "transaction": self = .transaction
        case "message": self = .message
        case "error.type", "type": self = .type
        case "error.value", "value": self = .value
        case "stack.function", "function": self = .function
        case "stack.abs_path", "path": self = .path
        case "stack.filename": self = .filename
        case "stack.module", "module": self = .module
        case "stack.package", "package": self = .package
        case "level": self = .level
        case "logger": self = .logger
        default:
            guard name.hasPrefix("tags."), name.utf8.count > 5 else { return nil }
            self = .tag(String(name.dropFirst(5)))
        }
    }

    /// What stands for a value that the event does not have.
    var missing: String {
        switch self {
        case .transaction: "<no-transaction>"
        case .message: "<no-message>"
        case .type: "<no-type>"
        case .value: "<no-value>"
        case .function: "<no-function>"
        case .path: "<no-abs-path>"
        case .filename: "<no-filename>"
        case .module: "<no-module>"
        case .package: "<no-package>"
        case .level: "<no-level>"
        case .logger: "<no-logger>"
        case .tag(let name): "<no-value-for-tag-\(name)>"
        }
    }
}
