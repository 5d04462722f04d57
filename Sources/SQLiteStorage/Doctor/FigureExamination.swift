import SentryProtocol
import Storage

/// What bodies say, held against the figures of dashboards. Figures belong to the file of a day, so a day that is being
/// dropped is left out; of a day from whose file some events are gone, figures may tell of more.
struct FigureExamination {
    private let culprit: Connection
    /// Rows of a day up to this one were stored before there were figures.
    private let countedFrom: [Day: Int64]
    private let lessened: Set<Day>
    private var figures: [NamedFigure: Int] = [:]
    private var people: [PeopleSpan: DistinctCount] = [:]

    /// What nobody can count, because a body cannot be read.
    private var unknown: Set<Place> = []

    private struct Place: Hashable {
        let project: Int64
        let day: Day
    }

    private struct NamedFigure: Hashable {
        let place: Place
        let kind: Int64
        let span: FigureSpan
        let name: String
    }

    private struct PeopleSpan: Hashable {
        let place: Place
        let span: FigureSpan
    }

    init(_ culprit: Connection) throws {
        self.culprit = culprit
        countedFrom = Dictionary(
            try culprit.rows("SELECT day, figures_from FROM applied") { (Day(number: $0.int(0)), $0.integer(1)) },
            uniquingKeysWith: max)
        lessened = Set(
            try culprit.rows("SELECT day FROM applied WHERE dropped_rows > 0") { Day(number: $0.int(0)) })
    }

    mutating func add(_ facts: EventFacts, row: Int64, on day: Day, project: Int64, user: Int64?) {
        guard row > countedFrom[day] ?? 0 else { return }
        let place = Place(project: project, day: day)
        let spans = [FigureSpan.hour(of: facts.occurredAt), .day(of: facts.occurredAt)]
        let labels: [(kind: FigureKey.Kind, name: String?)] = [
            (FigureKey.Kind.type, FigureLimits.typeName(facts)), (.release, FigureLimits.version(facts)),
        ]
        for span in spans {
            for (kind, name) in labels {
                guard let name else { continue }
                figures[NamedFigure(place: place, kind: kind.rawValue, span: span, name: name), default: 0] += 1
            }
            guard let user else { continue }
            let none = DistinctCount(hashesMax: FigureLimits.peopleMax)
            people[PeopleSpan(place: place, span: span), default: none].insert(user)
        }
    }

    /// A row whose body cannot be read: nobody knows what it was counted as.
    mutating func pass(_ project: Int64, on day: Day) { unknown.insert(Place(project: project, day: day)) }

    /// One sentence for each difference, outside of days that `isDropped` names.
    func differences(_ isDropped: (_ project: Int64, _ day: Day) -> Bool) throws -> [String] {
        func isLeftOut(_ place: Place) -> Bool { unknown.contains(place) || isDropped(place.project, place.day) }
        return try figureDifferences(isLeftOut) + peopleDifferences(isLeftOut)
    }

    private func figureDifferences(_ isLeftOut: (Place) -> Bool) throws -> [String] {
        var differences: [String] = []
        var counted = figures
        let rows = try culprit.rows(
            """
            SELECT project_id, kind, hours, first_hour, received_day, events,
                iif(kind = \(FigureKey.Kind.type.rawValue), (SELECT name FROM error_type WHERE id = label_id),
                    (SELECT version FROM release WHERE id = label_id))
            FROM project_figure
            """
        ) { row in
            let key = NamedFigure(
                place: Place(project: row.integer(0), day: Day(number: row.int(4))), kind: row.integer(1),
                span: FigureSpan(hours: row.int(2), firstHour: row.int(3)), name: row.text(6))
            return (key, row.int(5))
        }
        for (key, stored) in rows where !isLeftOut(key.place) {
            let found = counted.removeValue(forKey: key) ?? 0
            let isRight = lessened.contains(key.place.day) ? found <= stored : found == stored
            if !isRight { differences.append("\(describe(key)): stored \(stored), counted \(found)") }
        }
        for (key, found) in counted where !isLeftOut(key.place) {
            differences.append("\(describe(key)): stored 0, counted \(found)")
        }
        return differences
    }

    private func describe(_ key: NamedFigure) -> String {
        """
        project \(key.place.project), file \(key.place.day.text), \(key.span.hours) h from hour \(key.span.firstHour), \
        \(key.kind == FigureKey.Kind.type.rawValue ? "type" : "release") '\(key.name)'
        """
    }

    private func peopleDifferences(_ isLeftOut: (Place) -> Bool) throws -> [String] {
        var differences: [String] = []
        var counted = people
        let rows = try culprit.rows(
            "SELECT project_id, hours, first_hour, received_day, people FROM project_people"
        ) { row in
            let place = Place(project: row.integer(0), day: Day(number: row.int(3)))
            let span = PeopleSpan(place: place, span: FigureSpan(hours: row.int(1), firstHour: row.int(2)))
            return (span, row.blob(4))
        }
        for (key, bytes) in rows where !isLeftOut(key.place) {
            let isRight = counted.removeValue(forKey: key)?.bytes == bytes || lessened.contains(key.place.day)
            if isRight { continue }
            differences.append("project \(key.place.project), file \(key.place.day.text): other people than stored")
        }
        for key in counted.keys where !isLeftOut(key.place) {
            differences.append("project \(key.place.project), file \(key.place.day.text): people are not counted")
        }
        return differences
    }
}
