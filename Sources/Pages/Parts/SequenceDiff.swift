/// What two sequences have in common, by their longest common subsequence.
enum SequenceDiff {
    enum Step<Element> {
        case kept(Element)
        case removed(Element)
        case added(Element)
    }

    /// Cells of the table that finds what is common; larger sequences count as wholly different in their middle.
    private static let cellsMax = 1_000_000

    /// From `before` to `after`; what was removed comes before what was added in its place.
    static func steps<Element: Equatable>(from before: [Element], to after: [Element]) -> [Step<Element>] {
        var start = 0
        while start < min(before.count, after.count), before[start] == after[start] { start += 1 }
        var end = 0
        while end < min(before.count, after.count) - start,
            before[before.count - 1 - end] == after[after.count - 1 - end]
        {
            end += 1
        }
        return before[..<start].map { .kept($0) }
            + middle(Array(before[start..<before.count - end]), Array(after[start..<after.count - end]))
            + before[(before.count - end)...].map { .kept($0) }
    }

    private static func middle<Element: Equatable>(_ before: [Element], _ after: [Element]) -> [Step<Element>] {
        guard !before.isEmpty, !after.isEmpty, before.count * after.count <= cellsMax else {
            return before.map { .removed($0) } + after.map { .added($0) }
        }
        let width = after.count + 1
        // How much the sequences have in common from here on.
        var common = [Int32](repeating: 0, count: (before.count + 1) * width)
        for row in before.indices.reversed() {
            for column in after.indices.reversed() {
                common[row * width + column] =
                    before[row] == after[column]
                    ? common[(row + 1) * width + column + 1] + 1
                    : max(common[(row + 1) * width + column], common[row * width + column + 1])
            }
        }
        var steps: [Step<Element>] = []
        var (row, column) = (0, 0)
        while row < before.count || column < after.count {
            if row < before.count, column < after.count, before[row] == after[column] {
                steps.append(.kept(before[row]))
                (row, column) = (row + 1, column + 1)
            } else if column == after.count
                || row < before.count && common[(row + 1) * width + column] >= common[row * width + column + 1]
            {
                steps.append(.removed(before[row]))
                row += 1
            } else {
                steps.append(.added(after[column]))
                column += 1
            }
        }
        return steps
    }
}
