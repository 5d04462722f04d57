extension Int {
    /// `12,408`, in every language.
    var grouped: String {
        let digits = Array(String(magnitude))
        var text = self < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `312`, `9,214`, `12.3k`, `1.2m`; in Korean `1.2만`, `3.4억`.
    func short(in language: Language) -> String {
        guard self >= 10_000 else { return grouped }
        let units: [(size: Int, name: String)] =
            switch language {
            case .english: [(1_000_000_000, "b"), (1_000_000, "m"), (1_000, "k")]
            case .korean: [(100_000_000, "억"), (10_000, "만")]
            }
        for unit in units where self >= unit.size {
            let (whole, rest) = quotientAndRemainder(dividingBy: unit.size)
            let tenth = rest / (unit.size / 10)
            return whole.grouped + (whole < 100 && tenth > 0 ? ".\(tenth)" : "") + unit.name
        }
        return grouped
    }
}
