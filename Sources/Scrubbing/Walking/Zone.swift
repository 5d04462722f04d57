/// A place in a payload: what its fields are and how its texts are read.
///
/// Nearly every zone stands for a list of its things as well: events send `exception` as an object, as a list, and as an
/// object with `values`, and all three read alike.
enum Zone: UInt8, Sendable, CaseIterable {
    /// Not even looked at: debug images, measurements.
    case skipped
    /// Ids, times, names of code: scalars are left alone, containers (which do not belong there) are bags.
    case known
    case path, source, plain, typed, text, bag
    /// A bag in which e-mail addresses and telephone numbers stay.
    case quiet
    case blank, address
    case body, variables, query, cookies, headers, environment, tags
    case event, logEntry, exception, mechanism, stacktrace, frame, thread, breadcrumb, request, user
    case contexts, trace, feedback, span, sdk, container, attributes, report, policy

    /// What an unknown member of an object is.
    var member: Zone {
        switch self {
        case .known, .path, .source, .text, .event, .logEntry, .exception, .breadcrumb, .body, .request, .headers,
            .environment, .tags, .contexts, .span, .container, .bag, .attributes:
            .bag
        case .mechanism, .stacktrace, .frame, .thread, .trace, .feedback, .report, .typed: .typed
        case .user, .quiet: .quiet
        case .plain, .sdk: .plain
        case .policy: .text
        case .variables, .blank: .blank
        case .query, .cookies: .bag
        case .address: .known
        case .skipped: .skipped
        }
    }

    /// What an element of an array is.
    var element: Zone {
        switch self {
        case .event, .contexts, .headers, .environment, .tags, .container, .attributes, .cookies: .bag
        case .stacktrace: .frame
        case .user: .quiet
        case .variables: .blank
        case .policy: .text
        default: self
        }
    }

    /// Whether keys that are no known field decide about their values.
    var checksKeys: Bool {
        switch self {
        case .plain, .sdk, .policy, .variables, .blank, .skipped, .address: false
        default: true
        }
    }

    /// Whether its objects come again and again, byte for byte: the frames of an issue, the packages of a program. What
    /// they need depends on nothing but their bytes and the settings.
    var recurs: Bool {
        switch self {
        case .frame, .plain, .sdk: true
        default: false
        }
    }

    /// Whether it has fields in `FieldTable`.
    var hasFields: Bool {
        switch self {
        case .headers, .environment, .tags, .body, .attributes: true
        case .skipped, .known, .path, .source, .plain, .typed, .text, .bag, .quiet, .blank, .address, .variables,
            .query, .cookies:
            false
        default: true
        }
    }

    func mode(_ modes: TextModes) -> TextMode {
        switch self {
        case .skipped, .known: modes.none
        case .path: modes.path
        case .source: modes.source
        case .plain, .sdk: modes.plain
        case .typed, .mechanism, .stacktrace, .frame, .thread, .trace, .feedback, .report: modes.typed
        case .text, .logEntry, .policy: modes.text
        case .bag, .headers, .environment, .tags, .event, .exception, .breadcrumb, .request, .contexts, .span,
            .container, .attributes:
            modes.bag
        case .quiet, .user: modes.quiet
        case .blank, .variables: modes.blank
        case .address: modes.address
        case .body: modes.body
        case .query: modes.query
        case .cookies: modes.cookies
        }
    }
}

extension ScrubbingSubject {
    var zone: Zone {
        switch self {
        case .event, .replayEvent: .event
        case .span: .span
        case .container: .container
        case .other: .report
        }
    }

    /// Whether pages read `_meta` of such a payload.
    var hasRemarks: Bool { self == .event || self == .replayEvent }
}
