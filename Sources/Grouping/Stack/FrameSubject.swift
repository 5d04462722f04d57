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
    func matches(_ subject: FrameSubject, _ state: FrameState, _ exception: ExceptionSubject?) -> Bool {
        test(subject, state, exception) != isNegated
    }

    /// Whether the exception passes, of matchers that look at nothing else.
    func matches(_ exception: ExceptionSubject?) -> Bool {
        switch test {
        case .errorType(let glob): glob.matches(exception.type) != isNegated
        case .errorValue(let glob): glob.matches(exception.value) != isNegated
        case .errorMechanism(let glob): glob.matches(exception.mechanism) != isNegated
        case .path, .package, .module, .function, .category, .family, .app: true
        }
    }

    private func test(_ subject: FrameSubject, _ state: FrameState, _ exception: ExceptionSubject?) -> Bool {
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
        case .errorType(let glob): glob.matches(exception.type)
        case .errorValue(let glob): glob.matches(exception.value)
        case .errorMechanism(let glob): glob.matches(exception.mechanism)
        }
    }
}

/// An exception as stack rules compare it, prepared once however many rules and frames there are.
struct ExceptionSubject: Sendable {
    let type: [UInt8]
    let value: [UInt8]
    let mechanism: [UInt8]

    init(_ exception: Exception) {
        type = exception.type.map { Glob.prepare($0, style: .plain) } ?? Self.unknown
        value = exception.value.map { Glob.prepareText($0, style: .plain) } ?? Self.unknown
        mechanism = exception.mechanism?.type.map { Glob.prepare($0, style: .plain) } ?? Self.unknown
    }

    /// What stands for a field that was not sent.
    fileprivate static let unknown = Array("<unknown>".utf8)
}

extension ExceptionSubject? {
    fileprivate var type: [UInt8] { self?.type ?? ExceptionSubject.unknown }
    fileprivate var value: [UInt8] { self?.value ?? ExceptionSubject.unknown }
    fileprivate var mechanism: [UInt8] { self?.mechanism ?? ExceptionSubject.unknown }
}

extension Glob {
    /// A value that does not start with a slash is tried with one in front, too.
    func matchesPath(_ path: [UInt8]?) -> Bool {
        guard let path else { return false }
        if matches(path[1...]) { return true }
        return path.count > 1 && path[1] != UInt8(ascii: "/") && matches(path[...])
    }

    fileprivate func matches(_ word: [UInt8]) -> Bool { matches(word[...]) }
}
