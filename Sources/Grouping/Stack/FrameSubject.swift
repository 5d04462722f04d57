import SentryProtocol

/// A frame as rules compare it: its fields in the form that globs expect.
struct FrameSubject: Sendable {
    /// Begins with a `/` that was not sent; nil when the frame has no path.
    let path: [UInt8]?
    let package: [UInt8]?
    let module: [UInt8]?
    let function: [UInt8]?
    let family: Platform.Family

    init(_ frame: Frame, platform: Platform) {
        path = (frame.absPath ?? frame.filename).map { [UInt8(ascii: "/")] + Glob.prepare($0, style: .path) }
        package = frame.package.map { [UInt8(ascii: "/")] + Glob.prepare($0, style: .path) }
        module = frame.module.map { Glob.prepare($0, style: .plain) }
        let name = FunctionName.trimmed(frame, platform: platform)
        function = name.isEmpty ? nil : name
        family = platform.family
    }
}

/// What rules have made of a frame so far.
struct FrameState {
    var isInApp: Bool?
    var category: String?
    var isGrouped = true
}

extension FrameMatcher {
    /// Whether the frame, in its present state, passes; `exception` holds its stack.
    func matches(_ subject: FrameSubject, _ state: FrameState, _ exception: Exception?) -> Bool {
        test(subject, state, exception) != isNegated
    }

    private func test(_ subject: FrameSubject, _ state: FrameState, _ exception: Exception?) -> Bool {
        switch test {
        case .path(let glob): glob.matchesPath(subject.path)
        case .package(let glob): glob.matchesPath(subject.package)
        case .module(let glob): subject.module.map { glob.matches($0[...]) } ?? false
        case .function(let glob): subject.function.map { glob.matches($0[...]) } ?? false
        case .category(let glob): state.category.map { glob.matches(Array($0.utf8)[...]) } ?? false
        case .family(let native, let javascript, let other):
            switch subject.family {
            case .native: native
            case .javascript: javascript
            case .other: other
            }
        case .app(let wanted): wanted == (state.isInApp ?? false)
        case .errorType(let glob): glob.matchesWord(exception?.type)
        case .errorValue(let glob): glob.matchesWord(exception?.value)
        case .errorMechanism(let glob): glob.matchesWord(exception?.mechanism?.type)
        }
    }
}

extension Glob {
    /// A value that does not start with a slash is tried with one in front, too.
    fileprivate func matchesPath(_ path: [UInt8]?) -> Bool {
        guard let path else { return false }
        if matches(path[1...]) { return true }
        return path.count > 1 && path[1] != UInt8(ascii: "/") && matches(path[...])
    }

    func matchesWord(_ word: String?) -> Bool {
        matches(Glob.prepare(word ?? "<unknown>", style: .plain)[...])
    }
}
