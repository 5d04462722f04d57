import SentryProtocol

/// Chooses among the exceptions of a group (`ExceptionGroup`, `AggregateError`): a group of equal failures is that
/// failure, and wrappers do not count (grouping.md §2.3).
struct ExceptionGroupTree {
    private let exceptions: [Exception]
    /// Index of the exception with an id.
    private var byID: [Int: Int] = [:]
    /// Ids of those whose parent has an id, in the order they are met from the end of the list.
    private var children: [Int: [Int]] = [:]

    /// Indices of the exceptions that count and the id of the one that names the event; nil to use all.
    static func choose(
        in event: Event, equal: (Int, Int) -> Bool
    ) -> (indices: [Int], mainExceptionID: Int?)? {
        guard event.exceptions.count >= 2, !isFromOldPrototype(event),
            event.exceptions.contains(where: { $0.mechanism?.exceptionID != nil }),
            let tree = ExceptionGroupTree(event.exceptions)
        else { return nil }
        return tree.choose(equal: equal)
    }

    /// The Python SDK's version 3 numbered its exceptions differently.
    private static func isFromOldPrototype(_ event: Event) -> Bool {
        event.platform == "python" && event.sdk?.version?.hasPrefix("3") == true
    }

    private init?(_ exceptions: [Exception]) {
        self.exceptions = exceptions
        for index in exceptions.indices.reversed() {
            guard let mechanism = exceptions[index].mechanism, let id = mechanism.exceptionID, byID[id] == nil,
                mechanism.parentID != id
            else { return nil }
            byID[id] = index
            if let parent = mechanism.parentID { children[parent, default: []].append(id) }
        }
        guard byID[0] != nil else { return nil }
    }

    private func choose(equal: (Int, Int) -> Bool) -> (indices: [Int], mainExceptionID: Int?)? {
        let top = topLevel().enumerated().sorted { left, right in
            let (leftType, rightType) = (typeName(left.element), typeName(right.element))
            return leftType == rightType ? left.offset < right.offset : leftType > rightType
        }.map(\.element)
        var distinct: [Int] = []
        for id in top {
            guard let index = byID[id] else { continue }
            if let last = distinct.last.flatMap({ byID[$0] }), equal(last, index) { continue }
            distinct.append(id)
        }
        guard let first = distinct.first else { return nil }
        // In the payload's order, so that an SDK that begins to number its chains does not split issues.
        if distinct.count == 1 { return (firstPath(from: first).compactMap { byID[$0] }.sorted(), first) }
        return ((distinct + [0]).compactMap { byID[$0] }, nil)
    }

    private func typeName(_ id: Int) -> String { byID[id].flatMap { exceptions[$0].type } ?? "None" }

    private func isGroup(_ id: Int) -> Bool {
        byID[id].map { exceptions[$0].mechanism?.isExceptionGroup == true } ?? false
    }

    /// Those reached from the root through groups only.
    private func topLevel() -> [Int] {
        var found: [Int] = []
        var seen: Set<Int> = []
        var waiting = [0]
        while let id = waiting.popLast() {
            guard seen.insert(id).inserted, byID[id] != nil else { continue }
            if isGroup(id) { waiting += (children[id] ?? []).reversed() } else { found.append(id) }
        }
        return found
    }

    /// An exception and the first cause at every level below.
    private func firstPath(from id: Int) -> [Int] {
        var path: [Int] = []
        var seen: Set<Int> = []
        var next: Int? = id
        while let id = next, seen.insert(id).inserted {
            path.append(id)
            next = children[id]?.first
        }
        return path
    }
}

/// Frameworks that throw a wrapper of their own around what the program threw: the title belongs to what it wraps.
enum FrameworkWrappers {
    static func mainExceptionID(_ exceptions: [Exception]) -> Int? {
        guard exceptions.count >= 2 else { return nil }
        return causeOfReactError(exceptions) ?? wrappedByRxJava(exceptions)
    }

    private static func causeOfReactError(_ exceptions: [Exception]) -> Int? {
        guard
            let wrapper = exceptions.first(where: { exception in
                exception.type == "Error"
                    && (exception.value?.contains("There was an error during concurrent rendering") == true
                        || exception.value?.contains("There was an error while hydrating") == true)
            })
        else { return nil }
        let causes = exceptions.filter { $0.mechanism?.source == "cause" && $0.mechanism?.exceptionID != nil }
        let id = wrapper.mechanism?.exceptionID
        return (causes.first { $0.mechanism?.parentID == id } ?? causes.first)?.mechanism?.exceptionID
    }

    private static func wrappedByRxJava(_ exceptions: [Exception]) -> Int? {
        let wrappers = ["OnErrorNotImplementedException", "CompositeException", "UndeliverableException"]
        func isWrapper(_ exception: Exception) -> Bool {
            exception.module == "io.reactivex.rxjava3.exceptions" && wrappers.contains(exception.type ?? "")
        }
        guard let last = exceptions.last, isWrapper(last) else { return nil }
        return exceptions.last { !isWrapper($0) && $0.mechanism?.exceptionID != nil }?.mechanism?.exceptionID
    }
}
