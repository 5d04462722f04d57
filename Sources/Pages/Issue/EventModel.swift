import SentryProtocol
import Storage

/// One event of an issue as finished text.
struct EventModel: Sendable {
    var id: String
    var occurred: TimeLabel
    var received: TimeLabel?
    /// The event as it may be taken along.
    var files: [EventFormat: Link]
    var first: Link?
    var previous: Link?
    var next: Link?
    var latest: Link?
    /// Which event the address asks for; options keep to it.
    var selector: EventSelector
    var issue: IssueID
    var state: EventViewState

    /// The outermost exception first.
    var stacks: [StackModel]
    /// The stacks are exceptions that caused each other.
    var isChain: Bool
    var threads: [(id: String, name: String)]
    var shownThread: String?

    var chips: [Chip]
    var message: MessageModel?
    var request: RequestModel?
    var report: ReportModel?
    var crumbs: [CrumbModel]
    /// What the breadcrumbs lead to.
    var crumbsEnd: String
    var tags: [Field]
    var user: [Field]
    var facts: [Field]
    var contexts: [FieldGroup]
    var extra: [Field]
    var packages: [Field]
    var securityReports: [FieldGroup]
    var sdk: [Field]
    var grouping: [Field]
    var attachments: [AttachmentModel]
    /// Values that were changed before they were stored.
    var remarks: [RemarkModel]
    var problems: [ProblemModel]

    /// The same event, its stack shown another way.
    func link(_ state: EventViewState) -> Link { .event(issue, selector, state) }
}

/// A table of fields with a name.
struct FieldGroup: Sendable {
    var title: String
    var fields: [Field]
}

/// A logged message.
struct MessageModel: Sendable {
    var text: String
    var template: String?
    var parameters: [Field]
}

/// The HTTP request.
struct RequestModel: Sendable {
    var method: String
    var url: String
    var link: String?
    /// Query, headers, cookies, body and the rest.
    var groups: [FieldGroup]
}

/// A step before the event.
struct CrumbModel: Sendable {
    /// How long before the event, or the time of day.
    var time: String
    var absolute: String
    var kind: CrumbKind
    var category: String
    var level: Level
    var message: String
    var data: [Field]
}

/// Something that was wrong with the payload.
struct ProblemModel: Sendable {
    var name: String
    var problem: String
    var value: String
}

extension EventModel {
    init(
        _ stored: StoredEvent, _ event: Event, issue: IssueSummary, selector: EventSelector, state: EventViewState,
        extras: EventExtras = EventExtras(), _ clock: Clock
    ) {
        let say = clock.language
        func link(_ id: EventID) -> Link { .event(issue.id, .id(id), state) }
        let occurredAt = event.occurredAt ?? event.receivedAt ?? issue.lastSeen
        id = stored.id.hex
        occurred = clock.label(occurredAt)
        received = event.receivedAt.map { clock.label($0, .full) }
        files = Dictionary(
            uniqueKeysWithValues: EventFormat.allCases.map { ($0, .eventFile(issue.id, stored.id, $0)) })
        first = stored.previous == nil ? nil : .event(issue.id, .oldest, state)
        previous = stored.previous.map(link)
        next = stored.next.map(link)
        latest = stored.next == nil ? nil : .event(issue.id, .latest, state)
        (self.selector, self.issue, self.state) = (selector, issue.id, state)

        (stacks, isChain, threads, shownThread) = Self.stacks(event, state, say)
        chips = Self.chips(event, say)
        message = Self.message(event, say)
        request = event.request.flatMap { RequestModel($0, say) }
        report = extras.report.map { ReportModel($0, clock) }
        crumbs = event.breadcrumbs.map { CrumbModel($0, before: occurredAt, clock) }
        crumbsEnd = issue.title.firstLine.clipped(to: PageLimits.rowTitleMax)
        tags = event.tags.prefix(PageLimits.fieldsMax).map { Field($0.key, $0.value) }
        user = event.user.map { Field.list($0, say) } ?? []
        facts = Self.facts(event, received, say)
        contexts = event.contexts.prefix(PageLimits.fieldsMax).map(FieldGroup.init)
        extra = Field.list(event.extra)
        packages = Field.list(event.modules)
        securityReports = Self.securityReports(event, say)
        sdk = Self.sdk(event.sdk, say)
        grouping = Self.grouping(event, say)
        attachments = extras.attachments.prefix(AttachmentModel.shownMax).map {
            AttachmentModel($0, issue: issue.id, say)
        }
        remarks = RemarkReader(event.meta, say).remarks
        problems = event.errors.prefix(PageLimits.fieldsMax).map { ProblemModel($0, say) }
    }

    /// The exceptions with their stacks, or the thread that was asked for, or what else has frames.
    private static func stacks(_ event: Event, _ state: EventViewState, _ say: Language)
        -> ([StackModel], isChain: Bool, threads: [(id: String, name: String)], shown: String?)
    {
        let threads = Threads(event, say)
        if let index = threads.chosen(state.thread), !threads.isCulprit(index) {
            return ([StackModel(threads.list[index], state: state, say)], false, threads.choices, threads.id(index))
        }
        let exceptions = ExceptionChain(event.exceptions).ordered.enumerated().map { index, link in
            var stack = StackModel(link.exception, platform: event.platform, state: state, opensFrame: index < 3, say)
            stack.relation = link.relation(say)
            return stack
        }
        if threads.exceptionsHaveStacks {
            return (exceptions, true, threads.choices, threads.culprit.map { threads.id($0) })
        }
        if let trace = event.stacktrace, !trace.frames.isEmpty {
            return (exceptions + [StackModel(trace, state: state, opensFrame: true, say)], false, [], nil)
        }
        guard let index = threads.culprit else { return (exceptions, true, [], nil) }
        let stack = StackModel(threads.list[index], state: state, say)
        return (exceptions + [stack], false, threads.choices, threads.id(index))
    }

    private static func chips(_ event: Event, _ say: Language) -> [Chip] {
        var chips: [Chip] = []
        if let environment = event.environment { chips.append(Chip(text: environment.clipped(to: 64), kind: "quiet")) }
        if let release = event.release { chips.append(Chip(text: release.clipped(to: 80), kind: "quiet")) }
        return chips
    }

    private static func message(_ event: Event, _ say: Language) -> MessageModel? {
        guard let entry = event.message, let text = entry.formatted ?? entry.message, !text.isEmpty else { return nil }
        let template = entry.message == text ? nil : entry.message
        guard let params = entry.params else {
            return MessageModel(text: text, template: template, parameters: [])
        }
        let fields =
            params.kind == .array
            ? params.elements.lazy.prefix(PageLimits.fieldsMax).enumerated().map { Field(String($0 + 1), $1) }
            : Field.list(params)
        return MessageModel(text: text, template: template, parameters: fields)
    }

    private static func facts(_ event: Event, _ received: TimeLabel?, _ say: Language) -> [Field] {
        let known: [(Phrase, String?)] = [
            (.eventID, event.id?.hex), (.transaction, event.transaction), (.environment, event.environment),
            (.release, event.release), (.dist, event.dist), (.serverName, event.serverName),
            (.logger, event.logger), (.platform, event.platform), (.received, received?.text),
        ]
        return known.compactMap { name, value in value.map { Field(say(name), $0) } }
    }

    private static func securityReports(_ event: Event, _ say: Language) -> [FieldGroup] {
        var groups: [FieldGroup] = []
        if let csp = event.csp { groups.append(FieldGroup(title: say(.securityReport), fields: Field.list(csp))) }
        for (name, report) in event.securityReports {
            groups.append(FieldGroup(title: say(.securityReport) + " · " + name, fields: Field.list(report)))
        }
        if let template = event.template {
            groups.append(FieldGroup(title: say(.messageTemplate), fields: Field.list(template)))
        }
        return groups.filter { !$0.fields.isEmpty }
    }

    private static func sdk(_ sdk: SDKInfo?, _ say: Language) -> [Field] {
        guard let sdk else { return [] }
        let name = [sdk.name, sdk.version].compactMap(\.self).joined(separator: " ")
        let rest = sdk.rest.prefix(PageLimits.fieldsMax).map { Field($0.key, $0.value) }
        return (name.isEmpty ? [] : [Field(say(.sdk), name)]) + rest
    }

    private static func grouping(_ event: Event, _ say: Language) -> [Field] {
        var fields: [Field] = []
        if !event.hashes.isEmpty { fields.append(Field(say(.groupingHashes), event.hashes.joined(separator: "\n"))) }
        if let name = event.groupingConfiguration { fields.append(Field(say(.configuration), name)) }
        if !event.fingerprint.isEmpty {
            fields.append(Field(say(.fingerprint), event.fingerprint.joined(separator: "\n")))
        }
        return fields
    }
}

extension FieldGroup {
    fileprivate init(_ context: EventContext) {
        title = context.type == context.alias ? context.alias : "\(context.alias) (\(context.type))"
        fields = context.fields.prefix(PageLimits.fieldsMax).map { key, value in
            switch value {
            case .node(let node): Field(key, node)
            case .text(let text): Field(key, text)
            }
        }
    }
}

extension Field {
    fileprivate static func list(_ user: EventUser, _ say: Language) -> [Field] {
        let known: [(Phrase, String?)] = [
            (.id, user.id), (.username, user.username), (.emailAddress, user.email), (.name, user.name),
            (.ipAddress, user.ipAddress), (.segment, user.segment),
        ]
        var fields = known.compactMap { name, value in value.map { Field(say(name), $0) } }
        if let geo = user.geo, geo.count > 0 { fields.append(Field(say(.location), geo)) }
        return fields + user.data.prefix(PageLimits.fieldsMax).map { Field($0.key, $0.value) }
    }
}

extension RequestModel {
    fileprivate init?(_ request: EventRequest, _ say: Language) {
        method = request.method ?? "GET"
        url = request.url ?? ""
        let query = request.query.map { $0.value.isEmpty ? $0.key : $0.key + "=" + $0.value }.joined(separator: "&")
        // Where the query's escapes are unknown the address alone is the safer link.
        link = query.isEmpty ? url.asSafeLink : nil
        if !query.isEmpty { url += "?" + query }
        url = url.clipped(to: 2_048)
        groups = [
            FieldGroup(title: say(.queryParameters), fields: Field.list(request.query)),
            FieldGroup(title: say(.fragment), fields: request.fragment.map { [Field("#", $0)] } ?? []),
            FieldGroup(title: say(.body), fields: Field.list(request.data)),
            FieldGroup(title: say(.headers), fields: Field.list(request.headers)),
            FieldGroup(title: say(.cookies), fields: Field.list(request.cookies)),
            FieldGroup(title: say(.serverVariables), fields: Field.list(request.env)),
        ].filter { !$0.fields.isEmpty }
        if url.isEmpty, groups.isEmpty { return nil }
    }
}

extension CrumbModel {
    fileprivate init(_ crumb: Breadcrumb, before moment: Timestamp, _ clock: Clock) {
        let label = crumb.timestamp.map { clock.label($0, .full) }
        absolute = label?.absolute ?? ""
        time = crumb.timestamp.map { Self.distance($0, to: moment, clock) } ?? ""
        kind = CrumbKind(crumb)
        category = (crumb.category ?? crumb.type ?? "").clipped(to: 80)
        level = crumb.level ?? .info
        message = (crumb.message ?? "").clipped(to: PageLimits.valueMax)
        data = Field.list(crumb.data)
    }

    /// `−3.2 s`, `−4 min`.
    private static func distance(_ time: Timestamp, to moment: Timestamp, _ clock: Clock) -> String {
        let seconds = moment.seconds - time.seconds
        guard abs(seconds) < 60 else {
            let minutes = Int(abs(seconds) / 60)
            let span = clock.language(minutes < 120 ? .minutes(minutes) : .hours(minutes / 60))
            return clock.language(seconds > 0 ? .beforeSeconds(span) : .afterSeconds(span))
        }
        // Both are within a minute, so this cannot overflow.
        let tenths = (moment.microseconds - time.microseconds) / 100_000
        let span = "\(abs(tenths) / 10).\(abs(tenths) % 10) s"
        return clock.language(tenths >= 0 ? .beforeSeconds(span) : .afterSeconds(span))
    }
}

extension ProblemModel {
    fileprivate init(_ error: ProcessingError, _ say: Language) {
        name = error.name
        value = (error.value ?? "").clipped(to: 200)
        switch error.type {
        case "invalid_data", "invalid_attribute": problem = say(.invalidData)
        case "value_too_long": problem = say(.valueTooLong)
        case "clock_drift": problem = say(.clockDrift)
        case "past_timestamp": problem = say(.pastTimestamp)
        case "future_timestamp": problem = say(.futureTimestamp)
        case "missing_attribute": problem = say(.missingAttribute)
        default: problem = error.type
        }
    }
}
