import Grouping

/// Changes that make another issue.
extension Mutation {
    static let splitting: [Mutation] = [type, function, caller, file, message, cause, fingerprint, report]

    private static let type = Mutation("d-type", keepsIssue: false) { event in
        guard event.kind == .exception, event.explanation.variants[0].parts.contains(where: { $0.tag == "type" }) else {
            return false
        }
        var hasType = false
        event.json.changeExceptions { exception in
            guard exception["type"]?.string != nil, exception["mechanism"]?["synthetic"]?.text != "true" else { return }
            exception["type"] = .string("RefundQuotaExceeded")
            exception["value"] = .string("refused by policy")
            hasType = true
        }
        return hasType
    }

    /// Another function broke.
    private static let function = Mutation("d-function", keepsIssue: false) { event in
        guard event.isByStack, let place = event.decidingFrames.last else { return false }
        return event.rename(place, line: "raise_from_refund(order)")
    }

    /// The same function broke, called by another one.
    private static let caller = Mutation("d-caller", keepsIssue: false) { event in
        guard event.isByStack, let last = event.decidingFrames.last,
            let place = event.decidingFrames.last(where: { $0.path == last.path && $0.index < last.index })
        else { return false }
        return event.rename(place, line: "return run_refund(request)")
    }

    /// A function of the same name in another file.
    private static let file = Mutation("d-file", keepsIssue: false) { event in
        guard event.isByStack, let place = event.decidingFrames.last else { return false }
        let key = event.explanation.stacks.first { $0.path == place.path }?.frames[place.index].key
        return event.changeFrame(place) { frame in
            if let module = key?.module, !module.isEmpty {
                frame.change("module") { $0.replacing(lastWord(of: module), with: "Refund" + lastWord(of: module)) }
            }
            if key?.file.isEmpty == false {
                for name in ["filename", "abs_path"] {
                    frame.change(name) { path in
                        let start = path.lastIndex { $0 == "/" || $0 == "\\" }.map { path.index(after: $0) }
                        return path[..<(start ?? path.startIndex)] + "refund_" + path[(start ?? path.startIndex)...]
                    }
                }
            }
        }
    }

    private static let message = Mutation("d-message", keepsIssue: false) { event in
        guard !event.isByStack, event.kind == .exception || event.kind == .message else { return false }
        let text = MutableJSON.string("the refund desk is closed")
        event.json.changeExceptions { $0["value"] = text }
        guard event.kind == .message else { return true }
        if event.json["message"]?.string != nil { event.json["message"] = text }
        for key in ["message", "formatted"] {
            for holder in ["logentry", "message"] where event.json[holder]?[key] != nil {
                event.json[holder]?[key] = text
            }
        }
        return true
    }

    private static let cause = Mutation("d-cause", keepsIssue: false) { event in
        let exceptions = event.json["exception"]?.listed ?? []
        guard event.kind == .exception, exceptions.count > 1,
            !exceptions.contains(where: { $0["mechanism"]?["is_exception_group"]?.text == "true" })
        else { return false }
        var index = 0
        event.json.changeExceptions { exception in
            if index == 0 { exception["type"] = .string("RefundTimeout") }
            index += 1
        }
        return true
    }

    private static let fingerprint = Mutation("d-fingerprint", keepsIssue: false) { event in
        guard event.kind != .checksum else { return false }
        let sent = event.json["fingerprint"]?.elements ?? [.string("{{ default }}")]
        event.json["fingerprint"] = .array(sent + [.string("refund")])
        return true
    }

    private static let report = Mutation("d-csp", keepsIssue: false) { event in
        guard event.kind == .csp else { return false }
        event.json["csp"]?["effective_directive"] = .string("worker-src")
        return true
    }
}

extension MutatedEvent {
    /// Gives a frame another function and another line of source, whichever of them counts; false when none does.
    mutating func rename(_ place: (path: String, index: Int), line: String) -> Bool {
        let key = explanation.stacks.first { $0.path == place.path }?.frames[place.index].key
        guard let key, !key.function.isEmpty || !key.line.isEmpty else { return false }
        return changeFrame(place) { frame in
            for name in ["function", "raw_function"] {
                frame.change(name) {
                    $0.replacing(lastWord(of: key.function), with: "refund_" + lastWord(of: key.function))
                }
            }
            if frame["context_line"] != nil { frame["context_line"] = .string("    " + line) }
        }
    }
}

/// The last run of letters, digits and underscores: a name without what it is part of.
private func lastWord(of name: String) -> String {
    name.split { !($0.isLetter || $0.isNumber || $0 == "_") }.last.map(String.init) ?? name
}
