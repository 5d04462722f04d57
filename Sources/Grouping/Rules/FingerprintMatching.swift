import SentryProtocol

/// An event as fingerprint rules and variables see it.
struct FingerprintSubject {
    let event: Event
    let stacks: EventStacks
    let platform: Platform

    /// The first rule that matches.
    func firstMatch(in rules: [FingerprintRule]) -> FingerprintRule? { rules.first(where: matches) }

    private func matches(_ rule: FingerprintRule) -> Bool {
        rule.buckets.allSatisfy { holds($0.bucket, $0.matchers) } && (rule.scope == .always || !hasOwnStack)
    }

    /// Whether texts alone could make the rule match: frames are not looked at.
    func mayMatch(_ rule: FingerprintRule) -> Bool {
        rule.buckets.allSatisfy { bucket, matchers in
            switch bucket {
            case .message, .exception: holds(bucket, matchers)
            case .family, .sdk, .log, .release, .tags, .frame: true
            }
        }
    }

    /// There are in-app frames that count, not only those of a bundler's loader.
    private var hasOwnStack: Bool {
        event.allStacks(stacks).contains { stack, reading in
            reading?.app.contains { !stack.frames[$0].isOfLoader } ?? false
        }
    }

    private func holds(_ bucket: EventMatcher.Bucket, _ matchers: [EventMatcher]) -> Bool {
        func all(_ test: (EventMatcher) -> Bool) -> Bool { matchers.allSatisfy { test($0) != $0.isNegated } }
        switch bucket {
        case .message:
            let texts = [event.message?.formatted, event.message?.message] + event.exceptions.map(\.value)
            return texts.contains { text in text != nil && all { $0.accepts(text) } }
        case .exception:
            return event.exceptions.contains { exception in
                all { $0.accepts($0.subject == .errorType ? exception.type : exception.value) }
            }
        case .frame:
            return event.allStacks(stacks).contains { stack, reading in
                stack.frames.indices.contains { index in
                    all { accepts($0, stack.frames[index], isInApp: reading?.inApp[index] ?? false) }
                }
            }
        case .tags:
            return all { matcher in
                guard case .tag(let name) = matcher.subject else { return false }
                return matcher.accepts(event.tag(named: name))
            }
        case .log:
            return all { $0.subject == .logger ? $0.accepts(event.logger) : $0.accepts((event.level ?? .error).name) }
        case .sdk: return all { $0.lists(event.sdk?.name) }
        case .family: return all { $0.lists(platform.family.name) }
        case .release: return all { $0.accepts(event.release) }
        }
    }

    private func accepts(_ matcher: EventMatcher, _ frame: Frame, isInApp: Bool) -> Bool {
        let platform = frame.platform == nil ? platform : Platform(named: frame.platform)
        switch matcher.subject {
        case .function: return matcher.accepts(String(bytes: FunctionName.trimmed(frame, platform: platform)))
        case .module: return matcher.accepts(frame.module)
        case .package: return matcher.accepts(frame.package)
        case .path: return matcher.accepts(frame.absPath) || matcher.accepts(frame.filename)
        case .app: return FrameMatcher.flag(matcher.pattern).map { $0 == isInApp } ?? false
        default: return false
        }
    }
}

extension Platform.Family {
    var name: String {
        switch self {
        case .native: "native"
        case .javascript: "javascript"
        case .other: "other"
        }
    }
}

extension Frame {
    /// True for the code that bundlers add to load other code: it fails wherever a part of the program is missing.
    fileprivate var isOfLoader: Bool {
        if let function, function.utf8.starts(with: "__webpack_require__".utf8) || function == "__vitePreload" {
            return true
        }
        return [module, absPath, filename].contains { place in
            guard let place else { return false }
            return ["webpack/runtime/", "webpack/bootstrap", "vite/preload-helper"].contains { place.contains($0) }
        }
    }
}

extension Event {
    func tag(named name: String) -> String? {
        if let tag = tags.first(where: { $0.key == name }) { return tag.value }
        switch name {
        case "environment": return environment
        case "release": return release
        case "server_name": return serverName
        case "transaction": return transaction
        case "level": return level?.name
        case "logger": return logger
        default: return nil
        }
    }

    /// Every stack with what was decided about it.
    func allStacks(_ stacks: EventStacks) -> [(Stacktrace, StackReading?)] {
        var all: [(Stacktrace, StackReading?)] = []
        for (exception, reading) in zip(exceptions, stacks.exceptions) {
            if let stack = exception.stacktrace { all.append((stack, reading)) }
        }
        if let stacktrace { all.append((stacktrace, stacks.stacktrace)) }
        for (thread, reading) in zip(threads, stacks.threads) {
            if let stack = thread.stacktrace { all.append((stack, reading)) }
        }
        return all
    }
}
