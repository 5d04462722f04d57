/// A regular expression that takes time proportional to the text, whatever the pattern is: Thompson's automaton with
/// Pike's captures, leftmost match, alternatives in their order.
struct Pattern: Sendable {
    enum Instruction: Sendable {
        case set(ScalarSet)
        /// The first way is preferred.
        case split(Int, Int)
        case jump(Int)
        case save(Int)
        case assertion(PatternAssertion)
        case match
    }

    /// Instructions; a pattern that needs more is refused.
    static let programMax = 4_000
    /// Steps spent on one text; what is left after that is taken as a match, so that nothing slips through.
    static let stepsMax = 40_000_000

    let program: [Instruction]
    let groups: Int

    init(_ source: String) throws(PatternError) {
        var parser = PatternParser(source)
        let node = try parser.parse()
        groups = parser.groups
        var compiler = PatternCompiler()
        try compiler.compile(.group(node, number: 0))
        compiler.program.append(.match)
        program = compiler.program
    }

    /// Whether it matches anywhere.
    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var machine = PatternMachine(self, text)
        return machine.firstMatch(from: 0) != nil
    }

    /// Every match from left to right: of each the whole and its groups, as offsets; -1 where a group took no part.
    func allMatches(in text: UnsafeBufferPointer<UInt8>) -> [[Int]] {
        var machine = PatternMachine(self, text)
        var found: [[Int]] = []
        var at = 0
        while at <= text.count, found.count < ScrubbingLimits.matchesPerTextMax,
            let match = machine.firstMatch(from: at)
        {
            found.append(match)
            at = match[1] > match[0] ? match[1] : match[1] + 1
        }
        return found
    }
}

/// Syntax to instructions.
private struct PatternCompiler {
    var program: [Pattern.Instruction] = []
    /// Repetitions of nothing add no instructions but take time.
    private var visits = 0

    mutating func compile(_ node: PatternNode) throws(PatternError) {
        visits += 1
        guard program.count < Pattern.programMax, visits < 20 * Pattern.programMax else {
            throw PatternError(message: "pattern is too large", position: 0)
        }
        switch node {
        case .empty: return
        case .set(let set): program.append(.set(set))
        case .assertion(let assertion): program.append(.assertion(assertion))
        case .group(let inner, let number):
            program.append(.save(2 * number))
            try compile(inner)
            program.append(.save(2 * number + 1))
        case .sequence(let nodes): for node in nodes { try compile(node) }
        case .alternatives(let nodes): try compileAlternatives(nodes[...])
        case .repeated(let inner, let least, let most, let isGreedy):
            for _ in 0..<least { try compile(inner) }
            if let most {
                for _ in 0..<max(0, most - least) { try compileOptional(inner, isGreedy) }
            } else {
                try compileLoop(inner, isGreedy)
            }
        }
    }

    private mutating func compileAlternatives(_ nodes: ArraySlice<PatternNode>) throws(PatternError) {
        guard let first = nodes.first else { return }
        if nodes.count == 1 { return try compile(first) }
        let split = program.count
        program.append(.split(0, 0))
        try compile(first)
        let jump = program.count
        program.append(.jump(0))
        program[split] = .split(split + 1, program.count)
        try compileAlternatives(nodes.dropFirst())
        program[jump] = .jump(program.count)
    }

    private mutating func compileOptional(_ inner: PatternNode, _ isGreedy: Bool) throws(PatternError) {
        let split = program.count
        program.append(.split(0, 0))
        try compile(inner)
        program[split] = isGreedy ? .split(split + 1, program.count) : .split(program.count, split + 1)
    }

    private mutating func compileLoop(_ inner: PatternNode, _ isGreedy: Bool) throws(PatternError) {
        let split = program.count
        program.append(.split(0, 0))
        try compile(inner)
        program.append(.jump(split))
        program[split] = isGreedy ? .split(split + 1, program.count) : .split(program.count, split + 1)
    }
}
