import SentryProtocol

extension SearchFilter {
    /// What the filter asks, by the type of its key (web-api.md §3.2).
    func term() throws(SearchError) -> SearchTerm {
        let positive = try isTag ? eventCondition() : positiveTerm()
        return SearchTerm(positive.condition, isNegated: positive.isNegated != isNegated)
    }

    /// The term without the `!` in front.
    private func positiveTerm() throws(SearchError) -> SearchTerm {
        switch key {
        case "is": return try status()
        case "has": return try presence()
        case "level": return SearchTerm(.level(try values { Level(name: $0) }))
        case "issue.priority", "priority":
            return SearchTerm(.priority(try values { IssuePriority(rawValue: $0.lowercased()) }))
        case "firstSeen", "first_seen", "age": return try time(.firstSeen)
        case "lastSeen", "last_seen": return try time(.lastSeen)
        case "timesSeen", "times_seen", "events": return SearchTerm(.timesSeen(try number()))
        case "issue": return SearchTerm(.shortID(try values { ShortID(parsing: $0) }))
        case "issue.id": return SearchTerm(.issueID(try values { Int64($0).map { IssueID(rawValue: $0) } }))
        case "project", "project.name", "project.id": return SearchTerm(.project(value.list ?? [value.text]))
        case "platform.name": return SearchTerm(.field(.platform, text()))
        case "firstRelease", "first_release", "first-release":
            return SearchTerm(
                .firstRelease(value.list == nil && value.text == "latest" ? .latest : .text(text())))
        default:
            if let condition = WorkflowCondition(key: key, values: value.list ?? [value.text]) {
                return SearchTerm(.workflow(condition))
            }
            guard let field = IssueField(rawValue: key) else { return try eventCondition() }
            return SearchTerm(.field(field, text()))
        }
    }

    private func status() throws(SearchError) -> SearchTerm {
        guard value.list == nil, value.comparison == nil else { throw invalidStatus }
        switch value.text {
        case "unresolved": return SearchTerm(.status(.unresolved))
        case "resolved": return SearchTerm(.status(.resolved))
        case "ignored", "archived", "muted": return SearchTerm(.status(.archived))
        case "for_review": return SearchTerm(.forReview)
        // Issues have no links to other trackers, and none is being reprocessed.
        case "linked", "reprocessing": return SearchTerm(.issueID([]))
        case "unlinked": return SearchTerm(.issueID([]), isNegated: true)
        case "assigned": return SearchTerm(.assigned)
        case "unassigned": return SearchTerm(.assigned, isNegated: true)
        default:
            guard let substatus = IssueSubstatus(apiName: value.text) else { throw invalidStatus }
            return SearchTerm(.substatus(substatus))
        }
    }

    private var invalidStatus: SearchError {
        let names = [
            "unresolved", "resolved", "ignored", "archived", "muted", "assigned", "unassigned", "for_review", "linked",
            "unlinked", "reprocessing", "new", "ongoing", "escalating", "regressed", "archived_until_escalating",
            "archived_until_condition_met", "archived_forever",
        ]
        return SearchError(
            "Invalid value for \"is\" search, valid values are \(names)", at: value.offset)
    }

    /// `has:platform`.
    private func presence() throws(SearchError) -> SearchTerm {
        let name = value.text == "platform.name" ? "platform" : value.text
        switch name {
        case "assigned", "assigned_to", "assignedTo", "assigned_or_suggested": return SearchTerm(.assigned)
        case "firstRelease", "first_release", "first-release":
            return SearchTerm(.firstRelease(.text(.isEmpty)), isNegated: true)
        // Every issue has these.
        case "is", "status", "issue", "issue.id", "project", "project.id", "project.name", "issue.priority", "priority",
            "firstSeen", "first_seen", "age", "lastSeen", "last_seen", "timesSeen", "times_seen", "id",
            "event.timestamp", "timestamp", "date":
            return SearchTerm(.issueID([]), isNegated: true)
        default: break
        }
        guard let field = IssueField(rawValue: name) else { return try eventPresence(of: name) }
        return SearchTerm(.field(field, .isEmpty), isNegated: true)
    }

    /// One value or a list, each read by `read`.
    func values<T>(_ read: (String) -> T?) throws(SearchError) -> [T] {
        var values: [T] = []
        for (index, item) in (value.list ?? [value.text]).enumerated() {
            guard let value = read(item) else {
                throw SearchError("\(key): Invalid value: \(item)", at: self.value.offset(ofItem: index))
            }
            values.append(value)
        }
        return values
    }

    func text() -> TextTest {
        if let list = value.list { return .anyOf(list) }
        if value.text.isEmpty { return .isEmpty }
        let pattern = TextPattern(value.text)
        return pattern.hasGaps ? .like(pattern) : .anyOf(pattern.pieces)
    }

    // MARK: Numbers

    func number() throws(SearchError) -> NumberTest {
        if let list = value.list {
            var numbers: [Double] = []
            for (index, item) in list.enumerated() {
                numbers.append(try number(item, at: value.offset(ofItem: index)))
            }
            return .anyOf(numbers)
        }
        return .compared(value.comparison ?? .equal, try number(value.operand, at: value.offset))
    }

    private func number(_ text: String, at offset: Int) throws(SearchError) -> Double {
        let scale: Double =
            switch text.utf8.last.map({ $0 | 0x20 }) {
            case UInt8(ascii: "k"): 1e3
            case UInt8(ascii: "m"): 1e6
            case UInt8(ascii: "b"): 1e9
            default: 1
            }
        let digits = scale == 1 ? text[...] : text.dropLast()
        guard digits.utf8.count <= 20, digits.utf8.contains(where: { ("0"..."9").contains(Unicode.Scalar($0)) }),
            digits.utf8.allSatisfy({ "0123456789.+-".utf8.contains($0) }), let number = Double(digits)
        else {
            throw SearchError(
                "\(key): Invalid number: \(text). Expected number then optional k, m, or b suffix (e.g. 500k).",
                at: offset)
        }
        return number * scale
    }

    // MARK: Times

    func time(_ time: IssueTime) throws(SearchError) -> SearchTerm {
        let text = value.operand
        if value.list == nil, value.comparison == nil, let test = relativeTime(text) {
            return SearchTerm(.time(time, test))
        }
        guard value.list == nil, let moment = Self.moment(text) else { throw invalidDate }
        switch value.comparison ?? .equal {
        case .equal: return SearchTerm(.time(time, .within(Self.around(moment, writtenAs: text))))
        case .notEqual:
            return SearchTerm(.time(time, .within(Self.around(moment, writtenAs: text))), isNegated: true)
        case let comparison: return SearchTerm(.time(time, .compared(comparison, moment)))
        }
    }

    private var invalidDate: SearchError {
        SearchError(
            """
            \(key): Invalid date: \(value.text). Expected +/-duration (e.g. +1h) or ISO 8601-like datetime \
            (e.g. 2026-08-01T12:00:00Z)
            """, at: value.offset)
    }

    /// `-24h`: within the last day; `+7d`: a week ago or longer.
    private func relativeTime(_ text: String) -> TimeTest? {
        guard let sign = text.first, sign == "-" || sign == "+", let unit = text.last, text.utf8.count <= 12 else {
            return nil
        }
        let digits = text.dropFirst().dropLast()
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let count = Int64(digits)
        else { return nil }
        let length: Int64
        switch unit {
        case "w": length = 604_800
        case "d": length = 86_400
        case "h": length = 3600
        case "m": length = 60
        default: return nil
        }
        // Ten digits of weeks would leave the calendar; so long ago is before everything.
        let seconds = min(count, Self.relativeSecondsMax / length) * length
        return sign == "-" ? .newerThan(seconds: seconds) : .olderThan(seconds: seconds)
    }

    /// Two thousand years.
    private static let relativeSecondsMax: Int64 = 63_113_904_000

    /// A date, or a date and a time joined by `T`.
    private static func moment(_ text: String) -> Timestamp? {
        guard text.utf8.count >= 10, text.utf8.count <= 40 else { return nil }
        if text.utf8.count > 10 {
            let separator = text.utf8[text.utf8.index(text.utf8.startIndex, offsetBy: 10)]
            guard separator == UInt8(ascii: "T") || separator == UInt8(ascii: " ") else { return nil }
        }
        return Timestamp(iso8601: text)
    }

    /// The whole day of a date; from five minutes before an instant to six after.
    private static func around(_ moment: Timestamp, writtenAs text: String) -> Period {
        text.utf8.count == 10
            ? Period(start: moment, end: moment.adding(seconds: 86_400))
            : Period(start: moment.adding(seconds: -300), end: moment.adding(seconds: 360))
    }
}
