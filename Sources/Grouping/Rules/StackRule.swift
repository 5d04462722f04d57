/// One line of the stack rule language (grouping.md §5.1): which frames, and what becomes of them.
struct StackRule: Sendable {
    /// Must match the frame before, towards the program's start.
    var caller: FrameMatcher?
    var matchers: [FrameMatcher] = []
    /// Must match the frame after, towards the crash.
    var callee: FrameMatcher?
    var actions: [StackAction] = []
    /// The line as written, for explanations.
    var source: String
}

/// What a rule does to the frames it names, or to their stack.
enum StackAction: Sendable, Equatable {
    /// Which frames a flag is for, seen from the matching one.
    enum Reach: Sendable {
        case itself, towardsCrash, towardsStart
    }

    case app(Bool, Reach)
    case group(Bool, Reach)
    case category(String)
    case maxFrames(Int)
    case minFrames(Int)
    /// `+value`: the exception's value counts even beside a stack.
    case value(Bool)
    /// `-cause`: the exceptions that led to this one do not count.
    case cause(Bool)
    /// Understood and ignored: it belongs to an experiment that is gone (grouping.md §2.7).
    case invertStacktrace(Bool)
}

/// A condition on one frame.
struct FrameMatcher: Sendable {
    enum Test: Sendable {
        case path(Glob)
        case package(Glob)
        case module(Glob)
        case function(Glob)
        case category(Glob)
        case family(native: Bool, javascript: Bool, other: Bool)
        case app(Bool)
        case errorType(Glob)
        case errorValue(Glob)
        case errorMechanism(Glob)
    }

    let test: Test
    let isNegated: Bool

    /// True when the answer depends on nothing but the frame as sent.
    var isStatic: Bool {
        switch test {
        case .path, .package, .module, .function, .family: true
        case .category, .app, .errorType, .errorValue, .errorMechanism: false
        }
    }

    /// True when the answer depends on the exception that holds the stack.
    var isAboutException: Bool {
        switch test {
        case .errorType, .errorValue, .errorMechanism: true
        default: false
        }
    }

    init(test: Test, isNegated: Bool = false) { (self.test, self.isNegated) = (test, isNegated) }

    init(key: String, value: String, isNegated: Bool) throws(RuleFault) {
        self.isNegated = isNegated
        switch key {
        case "stack.abs_path", "path": test = .path(Glob(value, style: .path))
        case "stack.package", "package": test = .package(Glob(value, style: .path))
        case "stack.module", "module": test = .module(Glob(value, style: .plain))
        case "stack.function", "function": test = .function(Glob(value, style: .plain))
        case "category": test = .category(Glob(value, style: .plain))
        case "error.type", "type": test = .errorType(Glob(value, style: .plain))
        case "error.value", "value": test = .errorValue(Glob(value, style: .plain))
        case "error.mechanism", "mechanism": test = .errorMechanism(Glob(value, style: .plain))
        case "app", "stack.app", "in-app":
            guard let flag = Self.flag(value) else { throw .notYesOrNo }
            test = .app(flag)
        case "family":
            let names = try Self.families(value)
            let all = names.contains("all")
            test = .family(
                native: all || names.contains("native"), javascript: all || names.contains("javascript"),
                other: all || names.contains("other"))
        default: throw .unknownMatcher
        }
    }

    /// The words of a list with commas, each of which must be one of `native`, `javascript`, `other` and `all`.
    static func families(_ list: String) throws(RuleFault) -> [String] {
        let names = list.split(separator: ",").map { String(bytes: Array($0.utf8).trimmingSpaces()) }
        guard !names.isEmpty, names.allSatisfy({ ["native", "javascript", "other", "all"].contains($0) }) else {
            throw .notAFamily
        }
        return names
    }

    /// The pattern, of matchers that have one.
    var glob: Glob? {
        switch test {
        case .path(let glob), .package(let glob), .module(let glob), .function(let glob), .category(let glob),
            .errorType(let glob), .errorValue(let glob), .errorMechanism(let glob):
            glob
        case .family, .app: nil
        }
    }

    static func flag(_ word: String) -> Bool? {
        switch word {
        case "1", "yes", "true": true
        case "0", "no", "false": false
        default: nil
        }
    }
}
