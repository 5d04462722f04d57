import SentryProtocol
import Storage

/// Where events are counted by what they say: a row of `project_figure`, but for its label.
struct FigureKey: Hashable {
    enum Kind: Int64 {
        case type = 1
        case release = 2
    }

    let project: ProjectID
    let kind: Kind
    let span: FigureSpan
    let label: Int64
    /// The day of the file that the events are in.
    let day: Day
}

/// An hour, or a day. Both are counted, so that a long period is the sum of few rows.
struct FigureSpan: Hashable {
    /// 1 or 24.
    let hours: Int
    /// Since 1970.
    let firstHour: Int

    static func hour(of moment: Timestamp) -> FigureSpan { FigureSpan(hours: 1, firstHour: moment.hour) }
    static func day(of moment: Timestamp) -> FigureSpan { FigureSpan(hours: 24, firstHour: moment.day.number * 24) }

    /// The rows that together make up a range of hours: whole days inside it, and the hours at its ends.
    static func parts(of range: Range<Int>) -> [(hours: Int, range: Range<Int>)] {
        let firstDay = (range.lowerBound + 23).floorDivided(by: 24) * 24
        let lastDay = range.upperBound.floorDivided(by: 24) * 24
        guard firstDay < lastDay else { return [(1, range)] }
        return [(1, range.lowerBound..<firstDay), (24, firstDay..<lastDay), (1, lastDay..<range.upperBound)]
            .filter { !$0.1.isEmpty }
    }

    /// A condition on the columns of `project_figure` or `project_people`.
    static func isIn(_ part: (hours: Int, range: Range<Int>)) -> SQL {
        """
        hours = \(part.hours) AND first_hour >= \(part.range.lowerBound) AND first_hour < \(part.range.upperBound)
        """
    }
}

extension Int {
    func floorDivided(by divisor: Int) -> Int {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}

/// Bounds of what is counted of what events say.
enum FigureLimits {
    /// A type's name is cut here; senders choose it.
    static let typeBytesMax = 200
    /// People of one hour or day are counted exactly up to here.
    static let peopleMax = 512

    static func typeName(_ facts: EventFacts) -> String { String(cutting: facts.metadata.type ?? "", to: typeBytesMax) }

    /// The release as it is counted; nil without one, or when it cannot be one.
    static func version(_ facts: EventFacts) -> String? {
        guard let release = facts.release, !release.isEmpty, release.utf8.count <= ReleaseLimits.versionBytesMax else {
            return nil
        }
        return release
    }
}

extension String {
    /// As many whole characters as fit.
    fileprivate init(cutting text: String, to bytesMax: Int) {
        guard text.utf8.count > bytesMax else {
            self = text
            return
        }
        self = String(decoding: text.utf8.prefix(bytesMax), as: UTF8.self)
        if unicodeScalars.last == "\u{FFFD}" { self = String(unicodeScalars.dropLast()) }
    }
}
