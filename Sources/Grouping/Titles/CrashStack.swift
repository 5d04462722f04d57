import SentryProtocol

/// The stack that says where an event happened: the last exception's, else the event's own, else the only thread's.
enum CrashStack {
    static func find(in event: Event, _ stacks: EventStacks) -> (Stacktrace, StackReading?)? {
        if let stack = event.exceptions.last?.stacktrace, !stack.frames.isEmpty {
            return (stack, stacks.exceptions.last ?? nil)
        }
        if let stack = event.stacktrace, !stack.frames.isEmpty { return (stack, stacks.stacktrace) }
        if event.threads.count == 1, let stack = event.threads[0].stacktrace, !stack.frames.isEmpty {
            return (stack, stacks.threads[0])
        }
        return nil
    }
}

extension Frame {
    /// The file's name as it is shown: of a URL the path, if the SDK did not send a name.
    var shownFilename: String? {
        if let filename, !filename.isEmpty { return filename }
        guard let path = absPath, !path.isEmpty, FileName.isURL(path), let host = path.firstRange(of: "://") else {
            return absPath
        }
        let rest = path[host.upperBound...]
        guard let slash = rest.firstIndex(of: "/") else { return String(rest) }
        let shown = rest[slash...].prefix { $0 != "?" && $0 != "#" }
        return shown == "/" ? String(rest[..<slash]) : String(shown)
    }
}
