import SentryProtocol
import Server

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Lines for whoever runs a command.
enum StandardOutput {
    /// Printed at once, also into a pipe.
    static let line: @Sendable (String) -> Void = { text in
        print(text)
        fflush(nil)
    }

    /// One JSON object on a line.
    static func object(_ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object(body)
        line(writer.text)
    }
}

/// The environment variables that are settings.
enum ProcessEnvironment {
    static var all: [String: String] {
        var values: [String: String] = [:]
        for name in Setting.all.flatMap({ [$0.variable, $0.fileVariable] }) + [Setting.file.variable] {
            if let value = getenv(name) { values[name] = String(cString: value) }
        }
        return values
    }
}
