import Markup
import SentryProtocol

/// What sort of step a breadcrumb tells of. The style sheet hides those whose box is not ticked, without script.
enum CrumbKind: String, Sendable, CaseIterable {
    case http, navigation, click, query, console, error, other

    init(_ crumb: Breadcrumb) {
        let type = crumb.type?.lowercased() ?? ""
        let category = crumb.category?.prefix(80).lowercased() ?? ""
        func begins(_ words: String...) -> Bool { words.contains { category.hasPrefix($0) } }
        if ["http", "xhr", "fetch"].contains(type) || begins("http", "xhr", "fetch", "request", "network") {
            self = .http
        } else if type == "navigation" || begins("navigation", "route") {
            self = .navigation
        } else if ["user", "ui"].contains(type) || begins("ui", "touch", "gesture", "device.") {
            self = .click
        } else if type == "query" || begins("query", "db", "sql", "redis", "cache") {
            self = .query
        } else if ["error", "exception"].contains(type) || begins("exception", "sentry.event", "sentry.transaction") {
            self = .error
        } else if ["debug", "log"].contains(type) || begins("console", "log", "logger") {
            self = .console
        } else {
            self = .other
        }
    }

    var phrase: EventPhrase {
        switch self {
        case .http: .kindHTTP
        case .navigation: .kindNavigation
        case .click: .kindClick
        case .query: .kindQuery
        case .console: .kindConsole
        case .error: .kindError
        case .other: .kindOther
        }
    }
}

/// Boxes for the kinds that occur; nothing when there is nothing to choose.
func crumbFilter(_ crumbs: [CrumbModel], _ say: Language) -> HTML? {
    let kinds = CrumbKind.allCases.filter { kind in crumbs.contains { $0.kind == kind } }
    let hasProblems = crumbs.contains { $0.level >= .warning } && crumbs.contains { $0.level < .warning }
    guard crumbs.count > 5, kinds.count > 1 || hasProblems else { return nil }
    let boxes = kinds.html { kind in
        """
        <label><input type="checkbox" class="kind-\(kind.rawValue)" aria-label="\(say(.eventPage(kind.phrase)))" checked> \
        \(say(.eventPage(kind.phrase)))</label>
        """
    }
    let problems: HTML = when(
        hasProblems,
        """
        <label><input type="checkbox" class="only-problems" aria-label="\(say(.eventPage(.onlyProblems)))"> \
        \(say(.eventPage(.onlyProblems)))</label>
        """)
    return """
        <div class="kinds" role="group" aria-label="\(say(.eventPage(.showKinds)))">\
        \(when(kinds.count > 1, boxes))\(problems)</div>
        """
}
