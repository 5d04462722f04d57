extension Event {
    /// Adds to `_meta` what reading the stored event cut, for somebody who is going to look at it.
    public mutating func noteStoredCuts(of root: JSONNode) {
        let sent = root["sent"] ?? root
        if !EventCuts.isLarge(sent) { noteCuts(of: sent) }
    }

    mutating func noteCuts(of sent: JSONNode) { meta = EventCuts(of: sent).tree.merged(with: meta) }
}

/// What reading a payload cuts: texts, and lists of breadcrumbs, frames and the like. Found by a look at the payload of
/// its own, so that reading, which happens for every event, need not know where it is.
struct EventCuts {
    private(set) var tree = MetaTree()
    private var path: [String] = []

    /// Nothing where everything fits, which is found out at once.
    init(of event: JSONNode) {
        guard Self.mayCut(event) else { return }
        for (key, value) in event.members { look(at: value, named: key) }
    }

    /// Of a large payload the cuts are noted whenever it is read: it is printed anew before it is kept, and what was cut
    /// is not there any more when somebody looks.
    static func isLarge(_ event: JSONNode) -> Bool { event.sourceByteCount > 128 * 1024 }

    /// No text that is looked at has a lower limit.
    private static let textMin = EventLimits.emailMax
    private static let entriesMin = min(EventLimits.breadcrumbsMax, EventLimits.fingerprintPartsMax)

    private static func mayCut(_ event: JSONNode) -> Bool {
        event.document.tokens[event.index..<event.following].contains { token in
            switch token.kind {
            case .string: Int(token.extent) > textMin
            case .array, .object: token.count > entriesMin
            case .null, .true, .false, .number: false
            }
        }
    }

    private mutating func look(at value: JSONNode, named key: JSONKey) {
        path = [key.text]
        switch key {
        case "exception", "sentry.interfaces.Exception":
            entries(of: value, max: EventLimits.exceptionsMax, fromEnd: true) { $0.exception($1) }
        case "threads":
            entries(of: value, max: EventLimits.threadsMax) { cuts, thread in
                cuts.member("stacktrace", of: thread) { $0.stack($1) }
            }
        case "stacktrace", "sentry.interfaces.Stacktrace": stack(value)
        case "breadcrumbs", "sentry.interfaces.Breadcrumbs":
            entries(of: value, max: EventLimits.breadcrumbsMax, fromEnd: true) { $0.breadcrumb($1) }
        case "tags": tags(value)
        case "logentry", "sentry.interfaces.Message", "message": message(value)
        case "request", "sentry.interfaces.Http":
            member("url", of: value) { $0.text($1, EventLimits.urlMax) }
            member("fragment", of: value) { $0.text($1, EventLimits.fragmentMax) }
        case "user", "sentry.interfaces.User":
            for name in ["id", "username", "name", "segment"] as [StaticString] {
                member(name, of: value) { $0.text($1, EventLimits.userFieldMax) }
            }
            member("email", of: value) { $0.text($1, EventLimits.emailMax) }
        case "contexts", "sentry.interfaces.Contexts": count(of: value, max: EventLimits.contextsMax)
        case "fingerprint": count(of: value, max: EventLimits.fingerprintPartsMax)
        case "transaction": text(value, EventLimits.transactionMax)
        case "server_name": text(value, EventLimits.tagValueMax)
        default: break
        }
    }

    // MARK: Parts

    private mutating func exception(_ node: JSONNode) {
        member("type", of: node) { $0.text($1, EventLimits.symbolMax, EventLimits.symbolAllowance) }
        member("module", of: node) { $0.text($1, EventLimits.symbolMax, EventLimits.symbolAllowance) }
        member("value", of: node) { $0.text($1, EventLimits.messageMax, EventLimits.messageAllowance) }
        member("stacktrace", of: node) { $0.stack($1) }
    }

    /// Of more frames than are kept the middle ones go.
    private mutating func stack(_ node: JSONNode) {
        member("frames", of: node) { cuts, frames in
            cuts.count(of: frames, max: EventLimits.framesMax)
            let last = frames.count - (EventLimits.framesMax - EventLimits.framesKeptFirst)
            for (index, frame) in frames.elements.enumerated()
            where index < EventLimits.framesKeptFirst || index >= last {
                cuts.inside(String(index)) { $0.frame(frame) }
            }
        }
    }

    private mutating func frame(_ node: JSONNode) {
        for (key, value) in node.members where value.kind == .string {
            switch key {
            case "function", "module", "raw_function", "symbol":
                inside(key.text) { $0.text(value, EventLimits.functionMax, EventLimits.symbolAllowance) }
            case "filename", "abs_path", "package":
                inside(key.text) { $0.text(value, EventLimits.pathMax, EventLimits.pathAllowance) }
            case "context_line": inside(key.text) { $0.text(value, EventLimits.contextLineMax) }
            default: break
            }
        }
    }

    private mutating func breadcrumb(_ node: JSONNode) {
        member("message", of: node) { $0.text($1, EventLimits.messageMax, EventLimits.messageAllowance) }
        member("category", of: node) { $0.text($1, 128) }
    }

    private mutating func message(_ node: JSONNode) {
        text(node, EventLimits.messageMax, EventLimits.messageAllowance)
        for name in ["message", "formatted"] as [StaticString] {
            member(name, of: node) { $0.text($1, EventLimits.messageMax, EventLimits.messageAllowance) }
        }
    }

    private mutating func tags(_ node: JSONNode) {
        count(of: node, max: EventLimits.tagsMax)
        for (key, value) in node.members.prefix(EventLimits.tagsMax) {
            inside(key.text) { $0.text(value, EventLimits.tagValueMax) }
        }
        for (index, pair) in node.elements.prefix(EventLimits.tagsMax).enumerated() {
            inside(String(index)) { cuts in
                cuts.member("value", of: pair) { $0.text($1, EventLimits.tagValueMax) }
                if let value = pair.elements.dropFirst().first(where: { _ in true }) {
                    cuts.inside("1") { $0.text(value, EventLimits.tagValueMax) }
                }
            }
        }
    }

    // MARK: Steps

    private mutating func inside(_ name: String, _ look: (inout EventCuts) -> Void) {
        path.append(name)
        look(&self)
        path.removeLast()
    }

    private mutating func member(
        _ name: StaticString, of node: JSONNode, _ look: (inout EventCuts, JSONNode) -> Void
    ) {
        guard let value = node[name], !value.isNull else { return }
        inside(name.description) { look(&$0, value) }
    }

    /// The kept entries of `{"values": […]}`, of a list, or of a single object.
    private mutating func entries(
        of node: JSONNode, max: Int, fromEnd: Bool = false, _ look: (inout EventCuts, JSONNode) -> Void
    ) {
        if let values = node["values"] {
            inside("values") { $0.entries(of: values, max: max, fromEnd: fromEnd, look) }
        } else if node.kind == .object {
            look(&self, node)
        } else {
            count(of: node, max: max)
            let skipped = fromEnd ? Swift.max(node.count - max, 0) : 0
            for (index, entry) in node.elements.enumerated() where index >= skipped && index < skipped + max {
                inside(String(index)) { look(&$0, entry) }
            }
        }
    }

    private mutating func count(of node: JSONNode, max: Int) {
        if node.count > max { tree.note(.entries(count: node.count), at: path) }
    }

    private mutating func text(_ node: JSONNode, _ limit: Int, _ allowance: Int = 0) {
        guard node.kind == .string, Int(node.token.extent) > limit + allowance, let text = node.string else { return }
        let length = text.unicodeScalars.count
        if length > limit + allowance { tree.note(.text(length: length, kept: limit - 3), at: path) }
    }
}

extension MetaTree {
    /// What printing an event cuts of its free-form parts, besides what reading it cut.
    static func cutsOfPrinting(_ event: Event) -> MetaTree {
        var tree = MetaTree()
        func note(_ node: JSONNode?, _ budget: JSONBudget, _ path: String...) {
            guard let node, node.sourceByteCount > budget.bytes else { return }
            if let text = node.string {
                tree.note(.text(length: text.unicodeScalars.count, kept: max(budget.bytes - 3, 0)), at: path)
            } else {
                tree.note(.entries(count: node.count), at: path)
            }
        }
        if let extra = event.extra {
            for (key, value) in extra.members { note(value, EventLimits.extraValueBudget, "extra", key.text) }
            note(extra, EventLimits.extraBudget, "extra")
        }
        note(event.modules, EventLimits.modulesBudget, "modules")
        note(event.request?.data, EventLimits.requestDataBudget, "request", "data")
        for (index, crumb) in event.breadcrumbs.enumerated() {
            note(crumb.data, EventLimits.breadcrumbDataBudget, "breadcrumbs", "values", String(index), "data")
        }
        for (index, exception) in event.exceptions.enumerated() {
            for (frame, call) in (exception.stacktrace?.frames ?? []).enumerated() {
                note(
                    call.variables, EventLimits.variablesBudget, "exception", "values", String(index), "stacktrace",
                    "frames", String(frame), "vars")
            }
        }
        return tree
    }
}
