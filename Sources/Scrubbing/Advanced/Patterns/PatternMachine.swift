/// Runs all ways through a pattern at once, one character after the other.
struct PatternMachine {
    private struct Thread {
        let instruction: Int
        let slots: [Int]
    }

    private let pattern: Pattern
    private let text: UnsafeBufferPointer<UInt8>
    private var steps = 0
    /// The turn in which an instruction was last added.
    private var seen: [Int]
    private var turn = 0
    private var stack: [Thread] = []

    init(_ pattern: Pattern, _ text: UnsafeBufferPointer<UInt8>) {
        (self.pattern, self.text) = (pattern, text)
        seen = Array(repeating: -1, count: pattern.program.count)
    }

    /// The leftmost match from `start` on: offsets of the whole and of each group.
    mutating func firstMatch(from start: Int) -> [Int]? {
        let empty = Array(repeating: -1, count: 2 * (pattern.groups + 1))
        var current: [Thread] = []
        var next: [Thread] = []
        var found: [Int]?
        var at = start
        while true {
            // A new way begins at every place until one has arrived; ways that began earlier come first.
            turn += 1
            var threads: [Thread] = []
            swap(&threads, &next)
            threads.removeAll(keepingCapacity: true)
            for thread in current { add(thread, at, to: &threads) }
            if found == nil { add(Thread(instruction: 0, slots: empty), at, to: &threads) }
            if threads.isEmpty, found != nil { return found }
            let (scalar, width) = scalar(at: at)
            current.removeAll(keepingCapacity: true)
            run: for thread in threads {
                steps += 1
                switch pattern.program[thread.instruction] {
                case .match:
                    found = thread.slots
                    break run
                case .set(let set):
                    if width > 0, set.contains(scalar) {
                        current.append(Thread(instruction: thread.instruction + 1, slots: thread.slots))
                    }
                case .split, .jump, .save, .assertion: continue
                }
            }
            next = threads
            if width == 0 || (found != nil && current.isEmpty) { return found }
            if steps > Pattern.stepsMax {
                return [start, text.count] + Array(repeating: -1, count: 2 * pattern.groups)
            }
            at += width
        }
    }

    /// Follows everything that needs no character, in the order of preference.
    private mutating func add(_ thread: Thread, _ at: Int, to threads: inout [Thread]) {
        stack.append(thread)
        while let thread = stack.popLast() {
            let index = thread.instruction
            if seen[index] == turn { continue }
            seen[index] = turn
            steps += 1
            switch pattern.program[index] {
            case .jump(let target): stack.append(Thread(instruction: target, slots: thread.slots))
            case .split(let first, let second):
                stack.append(Thread(instruction: second, slots: thread.slots))
                stack.append(Thread(instruction: first, slots: thread.slots))
            case .save(let slot):
                var slots = thread.slots
                slots[slot] = at
                stack.append(Thread(instruction: index + 1, slots: slots))
            case .assertion(let assertion):
                if holds(assertion, at) { stack.append(Thread(instruction: index + 1, slots: thread.slots)) }
            case .set, .match: threads.append(thread)
            }
        }
    }

    private func holds(_ assertion: PatternAssertion, _ at: Int) -> Bool {
        switch assertion {
        case .textStart: at == 0
        case .textEnd: at == text.count
        case .lineStart: at == 0 || text[at - 1] == 0x0a
        case .lineEnd: at == text.count || text[at] == 0x0a
        case .wordBoundary: isWord(before: at) != isWord(at: at)
        case .noWordBoundary: isWord(before: at) == isWord(at: at)
        }
    }

    private func isWord(at index: Int) -> Bool {
        let (scalar, width) = scalar(at: index)
        return width > 0 && ScalarSet.words.contains(scalar)
    }

    private func isWord(before index: Int) -> Bool {
        var start = index - 1
        while start > 0, start > index - 4, text[start] & 0xC0 == 0x80 { start -= 1 }
        return start >= 0 && isWord(at: start)
    }

    /// The character at an offset and its bytes; U+FFFD for a byte that is no UTF-8, 0 bytes at the end.
    private func scalar(at index: Int) -> (UInt32, Int) {
        guard index < text.count else { return (0, 0) }
        let first = text[index]
        if first < 0x80 { return (UInt32(first), 1) }
        let width = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first < 0xF5, index + width <= text.count else { return (0xFFFD, 1) }
        var value = UInt32(first) & (0x7F >> UInt32(width))
        for byte in text[index + 1..<index + width] {
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (value, width)
    }
}
