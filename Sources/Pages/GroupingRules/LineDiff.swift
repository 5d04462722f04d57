/// What changed between two texts, line by line.
struct LineDiff: Sendable, Equatable {
    enum Line: Sendable, Equatable {
        case kept(String)
        case added(String)
        case removed(String)
        /// So many unchanged lines are left out here.
        case skipped(Int)
    }

    var lines: [Line]
    var isEmpty: Bool { lines.isEmpty }

    /// Unchanged lines around a change that are shown.
    private static let contextMax = 2

    /// Empty when the texts are the same.
    init(from old: String, to new: String) {
        let (before, after) = (old.textLines, new.textLines)
        lines = before == after ? [] : Self.withoutFarContext(Self.compare(before, after))
    }

    private static func compare(_ before: [Substring], _ after: [Substring]) -> [Line] {
        SequenceDiff.steps(from: before, to: after).map { step in
            switch step {
            case .kept(let line): .kept(String(line))
            case .removed(let line): .removed(String(line))
            case .added(let line): .added(String(line))
            }
        }
    }

    /// Unchanged lines that are far from any change are only counted.
    private static func withoutFarContext(_ lines: [Line]) -> [Line] {
        var isNear = [Bool](repeating: false, count: lines.count)
        for (index, line) in lines.enumerated() {
            if case .kept = line { continue }
            for near in max(0, index - contextMax)...min(lines.count - 1, index + contextMax) { isNear[near] = true }
        }
        var shown: [Line] = []
        for (line, isNear) in zip(lines, isNear) {
            if isNear {
                shown.append(line)
            } else if case .skipped(let count) = shown.last {
                shown[shown.count - 1] = .skipped(count + 1)
            } else {
                shown.append(.skipped(1))
            }
        }
        return shown
    }
}

extension String {
    /// Without the line end at its end; no lines when there is nothing.
    fileprivate var textLines: [Substring] {
        var lines = split(omittingEmptySubsequences: false) { $0.isNewline }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
