/// Finds dates and times in the forms that programs print (grouping.md §4, row 8).
struct DateScanner {
    let text: [UInt8]

    /// Dates that begin with a word: `Mon, 02 Jan 2006 …`, `Jan 18, 2019`, `Wed Apr 17 22:31:45 2019`,
    /// `datetime.datetime(…)`.
    func dateOfWords(from start: Int) -> Int? {
        if text.matches("datetime.datetime(", at: start) {
            return text[start...].firstIndex(of: UInt8(ascii: ")")).map { $0 + 1 }
        }
        guard start + 3 < text.count else { return nil }
        if let afterDay = weekday(start) {
            return mailDate(afterDay) ?? spaces(afterDay).flatMap { longDate($0) ?? unixDate($0) }
        }
        if let afterDay = longWeekday(start) { return rfc850(afterDay) }
        return longDate(start)
    }

    /// Dates that begin with a digit: ISO 8601 and its relatives, and times of day.
    func dateOfDigits(from start: Int) -> Int? {
        let digits = text.endOfDigits(from: start) - start
        switch digits {
        case 4: return isoDate(start)
        case 8: return compactDate(start)
        case 1, 2: return clock(start, isAlone: true)
        default: return nil
        }
    }
}

extension DateScanner {
    private func byte(_ index: Int) -> UInt8 { index >= 0 && index < text.count ? text[index] : 0 }

    private func isEnd(_ index: Int) -> Bool { index >= text.count || !text[index].isWord }

    /// The number in exactly the `count` digits from `index`, if it lies in `range`.
    private func number(_ index: Int, _ count: Int, _ range: ClosedRange<Int>) -> Bool {
        guard index >= 0, index + count <= text.count else { return false }
        var value = 0
        for byte in text[index..<index + count] {
            guard byte.isDigit else { return false }
            value = value * 10 + Int(byte &- 0x30)
        }
        return range.contains(value)
    }

    private func spaces(_ index: Int) -> Int? {
        var end = index
        while byte(end) == 0x20 { end += 1 }
        return end > index ? end : nil
    }

    private func weekday(_ index: Int) -> Int? {
        let days: [StaticString] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        return days.contains { text.matches($0, at: index) } && !byte(index + 3).isLetter ? index + 3 : nil
    }

    private func longWeekday(_ index: Int) -> Int? {
        let days: [StaticString] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        return days.first { text.matches($0, at: index) }.map { index + $0.utf8CodeUnitCount }
    }

    private func month(_ index: Int) -> Int? {
        let months: [StaticString] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return months.contains { text.matches($0, at: index) } ? index + 3 : nil
    }

    /// One or two digits up to 31.
    private func day(_ index: Int) -> Int? {
        if number(index, 2, 1...31) { return index + 2 }
        return number(index, 1, 1...9) ? index + 1 : nil
    }

    /// `, 02 Jan 2006 15:04:05 MST` after a weekday (RFC 822 and 1123).
    private func mailDate(_ index: Int) -> Int? {
        guard byte(index) == UInt8(ascii: ","), let dayStart = spaces(index + 1), let afterDay = day(dayStart),
            let monthStart = spaces(afterDay), let afterMonth = month(monthStart), let year = spaces(afterMonth)
        else { return nil }
        let afterYear = text.endOfDigits(from: year)
        guard (2...4).contains(afterYear - year), let time = spaces(afterYear), let end = clock(time, isAlone: false)
        else { return nil }
        return spaces(end).flatMap(zone) ?? end
    }

    /// `, 02-Jan-06 15:04:05 MST` after a long weekday (RFC 850).
    private func rfc850(_ index: Int) -> Int? {
        guard byte(index) == UInt8(ascii: ","), let dayStart = spaces(index + 1), let afterDay = day(dayStart),
            byte(afterDay) == UInt8(ascii: "-"), let afterMonth = month(afterDay + 1),
            byte(afterMonth) == UInt8(ascii: "-")
        else { return nil }
        let afterYear = text.endOfDigits(from: afterMonth + 1)
        guard afterYear > afterMonth + 1, let time = spaces(afterYear), let end = clock(time, isAlone: false) else {
            return nil
        }
        return spaces(end).flatMap(zone) ?? end
    }

    /// `Jan 18, 2019`, with a time if one follows.
    private func longDate(_ index: Int) -> Int? {
        guard let afterMonth = month(index), let dayStart = spaces(afterMonth), let afterDay = day(dayStart),
            byte(afterDay) == UInt8(ascii: ","), let year = spaces(afterDay + 1)
        else { return nil }
        let end = text.endOfDigits(from: year)
        guard (2...4).contains(end - year), isEnd(end) else { return nil }
        return end
    }

    /// `Jan 02 2006 14:04:05 GMT-0800 (…)` of JavaScript, `Apr 17 22:31:45 2019`, `Jan 2 15:04:05 MST 2006`.
    private func unixDate(_ index: Int) -> Int? {
        guard let afterMonth = month(index), let dayStart = spaces(afterMonth), let afterDay = day(dayStart),
            let next = spaces(afterDay)
        else { return nil }
        if text.endOfDigits(from: next) == next + 4 {
            guard let time = spaces(next + 4) else { return isEnd(next + 4) ? next + 4 : nil }
            guard let end = clock(time, isAlone: false) else { return next + 4 }
            guard let afterZone = spaces(end).flatMap(zone) else { return end }
            return zoneName(afterZone) ?? afterZone
        }
        guard let end = clock(next, isAlone: false), var year = spaces(end) else { return nil }
        if let afterZone = zone(year), let afterSpace = spaces(afterZone) { year = afterSpace }
        return text.endOfDigits(from: year) == year + 4 && isEnd(year + 4) ? year + 4 : nil
    }

    /// ` (Pacific Standard Time)`.
    private func zoneName(_ index: Int) -> Int? {
        guard text.matches(" (", at: index),
            let close = text[index...].prefix(64).firstIndex(of: UInt8(ascii: ")"))
        else { return nil }
        return close + 1
    }

    /// `GMT`, `MST`, `-0700`, `GMT-0800`.
    private func zone(_ index: Int) -> Int? {
        var end = index
        while byte(end).isUpper { end += 1 }
        guard end - index <= 5 else { return nil }
        if let offset = offset(end) { return offset }
        return end - index >= 2 && isEnd(end) ? end : nil
    }

    /// `Z`, `+01:00`, `-0700`, `+01`.
    private func offset(_ index: Int) -> Int? {
        if byte(index) == UInt8(ascii: "Z") { return isEnd(index + 1) ? index + 1 : nil }
        guard byte(index) == UInt8(ascii: "+") || byte(index) == UInt8(ascii: "-"), number(index + 1, 2, 0...23) else {
            return nil
        }
        if byte(index + 3) == UInt8(ascii: ":"), number(index + 4, 2, 0...59), isEnd(index + 6) { return index + 6 }
        if number(index + 3, 2, 0...59), isEnd(index + 5) { return index + 5 }
        return isEnd(index + 3) ? index + 3 : nil
    }

    /// `2006-01-02`, with a time after a `T` or a blank if one follows.
    private func isoDate(_ index: Int) -> Int? {
        guard byte(index + 4) == UInt8(ascii: "-"), number(index + 5, 2, 1...12), byte(index + 7) == UInt8(ascii: "-"),
            number(index + 8, 2, 1...31)
        else { return nil }
        let end = index + 10
        let mark = byte(end)
        if mark | 0x20 == UInt8(ascii: "t") || mark == 0x20, let time = clock(end + 1, isAlone: false) {
            return offset(time) ?? (byte(time) == 0x20 ? offset(time + 1) : nil) ?? time
        }
        return isEnd(end) ? end : nil
    }

    /// `20060102T150405Z`.
    private func compactDate(_ index: Int) -> Int? {
        guard number(index + 4, 2, 1...12), number(index + 6, 2, 1...31), byte(index + 8) == UInt8(ascii: "T"),
            number(index + 9, 2, 0...23), number(index + 11, 2, 0...59), number(index + 13, 2, 0...60)
        else { return nil }
        return offset(index + 15) ?? (isEnd(index + 15) ? index + 15 : nil)
    }

    /// `15:04`, `15:04:05.999`, `3:04 PM`. Alone, it must not be the line and column of a file.
    private func clock(_ index: Int, isAlone: Bool) -> Int? {
        let hourEnd = text.endOfDigits(from: index)
        guard (1...2).contains(hourEnd - index), number(index, hourEnd - index, 0...23),
            byte(hourEnd) == UInt8(ascii: ":"), number(hourEnd + 1, 2, 0...59)
        else { return nil }
        if isAlone, isPosition(index) { return nil }
        var end = hourEnd + 3
        if byte(end) == UInt8(ascii: ":"), number(end + 1, 2, 0...60) {
            end += 3
            if byte(end) == UInt8(ascii: ".") || byte(end) == UInt8(ascii: ","), byte(end + 1).isDigit {
                end = text.endOfDigits(from: end + 1)
            }
        }
        return halfDay(end) ?? (isEnd(end) || !isAlone && isZoneMark(end) ? end : nil)
    }

    /// ` AM`, `pm`.
    private func halfDay(_ index: Int) -> Int? {
        let start = byte(index) == 0x20 ? index + 1 : index
        let half = byte(start) | 0x20
        guard half == UInt8(ascii: "a") || half == UInt8(ascii: "p"), byte(start + 1) | 0x20 == UInt8(ascii: "m"),
            isEnd(start + 2)
        else { return nil }
        return start + 2
    }

    private func isZoneMark(_ index: Int) -> Bool { byte(index) == UInt8(ascii: "Z") && isEnd(index + 1) }

    /// `app.js:12:34`: two numbers behind a name with a dot or a slash in it.
    private func isPosition(_ index: Int) -> Bool {
        guard byte(index - 1) == UInt8(ascii: ":") else { return false }
        var start = index - 2
        while start >= 0, !text[start].isSpace, index - start < 256 {
            if text[start] == UInt8(ascii: ".") || text[start] == UInt8(ascii: "/") { return true }
            start -= 1
        }
        return false
    }
}
