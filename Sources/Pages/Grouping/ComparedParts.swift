/// The parts of two events beside each other.
struct ComparedParts: Sendable {
    /// What stands in one line; nil where one has nothing.
    struct Row: Sendable, Equatable {
        var one: EventExplanation.Part?
        var other: EventExplanation.Part?
        var isSame: Bool { one == other }
    }

    var rows: [Row] = []

    /// Compares what decided in each of them.
    init(_ one: EventExplanation, _ other: EventExplanation) {
        // Removed and added parts wait for each other, so that they come to stand in one line.
        var removed: [EventExplanation.Part] = []
        var added: [EventExplanation.Part] = []
        for step in SequenceDiff.steps(
            from: one.variants.first?.parts ?? [], to: other.variants.first?.parts ?? [])
        {
            switch step {
            case .removed(let part): removed.append(part)
            case .added(let part): added.append(part)
            case .kept(let part):
                pair(&removed, &added)
                rows.append(Row(one: part, other: part))
            }
        }
        pair(&removed, &added)
    }

    /// Parts of the same kind share a line.
    private mutating func pair(_ removed: inout [EventExplanation.Part], _ added: inout [EventExplanation.Part]) {
        var (left, right) = (removed[...], added[...])
        while let one = left.first, let other = right.first {
            if one.tag == other.tag {
                rows.append(Row(one: one, other: other))
                (left, right) = (left.dropFirst(), right.dropFirst())
            } else if right.contains(where: { $0.tag == one.tag }) {
                rows.append(Row(one: nil, other: other))
                right = right.dropFirst()
            } else {
                rows.append(Row(one: one, other: nil))
                left = left.dropFirst()
            }
        }
        rows += left.map { Row(one: $0, other: nil) } + right.map { Row(one: nil, other: $0) }
        (removed, added) = ([], [])
    }
}
