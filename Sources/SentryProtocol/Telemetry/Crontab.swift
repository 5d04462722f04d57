/// The syntax of five-field schedules, as Debian's cron and Sentry read it (protocol.md §5.8).
public enum Crontab {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// In bytes; a longer one is no schedule that somebody wrote.
    private static let lengthMax = 512

    /// The five fields with single blanks between them; names such as `@daily` spelled out. Nil when it is no schedule.
    public static func normalized(_ text: String) -> String? {
        guard text.utf8.count <= lengthMax else { return nil }
        let words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
        if words.count == 1, words[0].hasPrefix("@") { return named(words[0].lowercased()) }
        guard words.count == 5, isField(words[0], 0...59), isField(words[1], 0...23), isDay(words[2]),
            isField(words[3], 1...12, names: months, firstName: 1), isWeekday(words[4])
        else { return nil }
        return words.joined(separator: " ")
    }

    private static func named(_ name: String) -> String? {
        switch name {
        case "@yearly", "@annually": "0 0 1 1 *"
        case "@monthly": "0 0 1 * *"
        case "@weekly": "0 0 * * 0"
        case "@daily": "0 0 * * *"
        case "@hourly": "0 * * * *"
        default: nil
        }
    }

    /// A list of ranges with optional steps.
    private static func isField(
        _ field: Substring, _ range: ClosedRange<Int>, names: [String] = [], firstName: Int = 0
    ) -> Bool {
        field.split(separator: ",", omittingEmptySubsequences: false).allSatisfy {
            isPart($0, range, names: names, firstName: firstName)
        }
    }

    /// `*`, `5`, `1-5`, each with an optional `/2`.
    private static func isPart(
        _ part: Substring, _ range: ClosedRange<Int>, names: [String], firstName: Int
    ) -> Bool {
        let halves = part.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return false }
        if halves.count == 2 {
            guard let step = number(halves[1]), step >= 1 else { return false }
        }
        if halves[0] == "*" { return true }
        let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2 else { return false }
        var bounds: [Int] = []
        for end in ends {
            let value = number(end) ?? names.firstIndex(of: end.lowercased()).map { $0 + firstName }
            guard let value, range.contains(value) else { return false }
            bounds.append(value)
        }
        return bounds.count < 2 || bounds[0] <= bounds[1]
    }

    /// Besides numbers `L` and `LW`, the last day and the last working day.
    private static func isDay(_ field: Substring) -> Bool {
        field.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
            let upper = part.uppercased()
            return upper == "L" || upper == "LW" || isPart(part, 1...31, names: [], firstName: 0)
        }
    }

    /// Besides numbers and names `MON#2`, the second Monday, and `5L`, the last Friday.
    private static func isWeekday(_ field: Substring) -> Bool {
        field.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
            if let hash = part.firstIndex(of: "#") {
                guard let nth = number(part[part.index(after: hash)...]), (1...5).contains(nth) else { return false }
                return part[..<hash] != "*" && isPart(part[..<hash], 0...7, names: weekdays, firstName: 0)
            }
            if part.count > 1, part.last == "L" || part.last == "l" {
                return isPart(part.dropLast(), 0...7, names: weekdays, firstName: 0)
            }
            return isPart(part, 0...7, names: weekdays, firstName: 0)
        }
    }

    /// Digits only: no sign.
    private static func number(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else {
            return nil
        }
        return Int(text)
    }
}
