import SentryProtocol

/// The exceptions of an event as they are read: the outermost first, each with how it came about.
struct ExceptionChain {
    struct Link {
        var exception: Exception
        /// The exception that names this one as its child; nil where nobody says so.
        var parent: Exception?

        /// What stands between it and the exception above: a cause, or a member of a group.
        func relation(_ say: Language) -> String {
            if let parent, parent.mechanism?.isExceptionGroup == true {
                let place = exception.mechanism?.source.map { " · " + $0.clipped(to: 60) } ?? ""
                return say(.eventPage(.inGroup((parent.type ?? "?").clipped(to: 120)))) + place
            }
            switch exception.mechanism?.source {
            case "__context__": return say(.eventPage(.raisedWhileHandling))
            case "suppressed": return say(.eventPage(.suppressed((parent?.type ?? "?").clipped(to: 120))))
            default: return say(.causedBy)
            }
        }
    }

    /// Sent oldest cause first; read outermost first.
    let ordered: [Link]

    /// Parents that point in a circle or nowhere are no harm: each link is looked up once, and never followed.
    init(_ exceptions: [Exception]) {
        var byID: [Int: Exception] = [:]
        for exception in exceptions {
            if let id = exception.mechanism?.exceptionID, byID[id] == nil { byID[id] = exception }
        }
        ordered = exceptions.reversed().map { exception in
            let parentID = exception.mechanism?.parentID
            let parent = parentID == exception.mechanism?.exceptionID ? nil : parentID.flatMap { byID[$0] }
            return Link(exception: exception, parent: parent)
        }
    }
}

/// The threads of an event that can be looked at.
struct Threads {
    /// Those with frames, and the one that the exceptions were raised in.
    let list: [EventThread]
    private let names: [(id: String, name: String)]
    /// What there is to pick from; empty where that is one thing.
    let choices: [(id: String, name: String)]
    let exceptionsHaveStacks: Bool
    /// The thread that is shown unless another is asked for; nil where the exceptions name none.
    let culprit: Int?

    init(_ event: Event, _ say: Language) {
        let hasStacks = event.exceptions.contains { $0.stacktrace?.frames.isEmpty == false }
        let raisedIn = hasStacks ? event.exceptions.last?.threadID : nil
        list = event.threads.filter { thread in
            thread.stacktrace?.frames.isEmpty == false
                || hasStacks && (thread.isCrashed == true || thread.id != nil && thread.id == raisedIn)
        }
        names = list.enumerated().map { ($1.id ?? "#\($0)", Self.name(of: $1, say)) }
        exceptionsHaveStacks = hasStacks
        culprit =
            list.firstIndex { $0.id != nil && $0.id == raisedIn } ?? list.firstIndex { $0.isCrashed == true }
            ?? (hasStacks ? nil : list.firstIndex { $0.isCurrent == true } ?? list.indices.first)
        let whole = hasStacks && culprit == nil && !list.isEmpty ? [("", say(.theError))] : []
        choices = whole.count + names.count > 1 ? whole + names : []
    }

    /// The thread that an address asks for.
    func chosen(_ id: String?) -> Int? { id.flatMap { id in names.firstIndex { $0.id == id } } }

    func id(_ index: Int) -> String { names[index].id }

    /// True for the thread whose stack the exceptions already show.
    func isCulprit(_ index: Int) -> Bool { exceptionsHaveStacks && index == culprit }

    private static func name(of thread: EventThread, _ say: Language) -> String {
        var name = [thread.id, thread.name].compactMap(\.self).joined(separator: " · ").clipped(to: 120)
        if name.isEmpty { name = say(.thread) }
        if thread.isCrashed == true { return name + " (\(say(.crashed)))" }
        return thread.isCurrent == true ? name + " (\(say(.currentThread)))" : name
    }
}
