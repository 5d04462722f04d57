import SentryProtocol

/// What a search asks of events: an issue matches when one of its stored events does.
///
/// Each term is asked of the events as a whole: two terms may be met by two events.
public enum EventCondition: Sendable, Equatable {
    /// `browser.name:Chrome`, `tags[url]:…`, `user.email:…`: a tag, or a part of the event that is kept like one. Negated:
    /// some event does not have that value.
    case tag(TagKey, TagTest)
    /// `stack.function:*checkout*`: one of the event's texts.
    case words(EventWords, TextTest)
    /// `event.timestamp:-1h`, to the hour.
    case time(TimeTest)
    /// `id:…`.
    case id([EventID])
}

/// What is asked of a tag's value.
public enum TagTest: Sendable, Equatable {
    case text(TextTest)
    /// `release:latest`: the newest value in each project.
    case latest
}

/// The texts of an event that can be asked for by kind.
public enum EventWords: String, Sendable, CaseIterable {
    /// The message, the title, and what exceptions say.
    case messages
    case types, functions, files, modules
}

extension SearchFilter {
    /// What the filter asks of events; any key that nothing else knows is a tag.
    func eventCondition() throws(SearchError) -> SearchTerm {
        if isTag { return SearchTerm(.event(.tag(TagKey(key), .text(text())))) }
        switch key {
        case "release" where value.list == nil && value.text == "latest":
            return SearchTerm(.event(.tag(TagKey("release"), .latest)))
        case "release.package": return release { $0 + "@*" }
        case "message", "error.value": return words(.messages)
        case "error.type": return words(.types)
        case "stack.function": return words(.functions)
        case "stack.filename", "stack.abs_path": return words(.files)
        case "stack.module", "stack.package": return words(.modules)
        case "error.mechanism": return tag("mechanism")
        case "http.url": return tag("url")
        case "error.handled": return try handled(isNegated: false)
        case "error.unhandled": return try handled(isNegated: true)
        case "user": return user()
        case "event.timestamp", "date", "timestamp": return try eventTime()
        case "id":
            return SearchTerm(.event(.id(try values { EventID(hex: $0) })))
        case "trace", "release.version", "release.build", "release.stage", "stack.lineno", "stack.colno",
            "stack.in_app", "http.status_code", "http.referer", "symbolicated_in_app", "regressed_in_release":
            throw SearchError("Invalid key for this search: \(key)", at: offset)
        default: return tag(key)
        }
    }

    /// Whether events have the key at all.
    func eventPresence(of name: String) throws(SearchError) -> SearchTerm {
        var absence = self
        (absence.key, absence.value) = (name, SearchValue(text: "", operand: "", isQuoted: true, offset: value.offset))
        absence.isTag = false
        let term = try absence.eventCondition()
        return SearchTerm(term.condition, isNegated: !term.isNegated)
    }

    private func tag(_ name: String) -> SearchTerm {
        SearchTerm(.event(.tag(TagKey(name, isField: EventFields.names.contains(name)), .text(text()))))
    }

    private func words(_ kind: EventWords) -> SearchTerm { SearchTerm(.event(.words(kind, text()))) }

    private func release(_ pattern: (String) -> String) -> SearchTerm {
        SearchTerm(.event(.tag(TagKey("release"), .text(.like(TextPattern(pattern(value.text)))))))
    }

    /// `user:"email:x"` asks for a part.
    private func user() -> SearchTerm {
        guard value.list == nil else { return tag("user") }
        for (prefix, field) in [("email:", "user.email"), ("username:", "user.username"), ("ip:", "user.ip")]
        where value.text.hasPrefix(prefix) {
            var part = self
            part.value.text = String(value.text.dropFirst(prefix.utf8.count))
            return SearchTerm(.event(.tag(TagKey(field, isField: true), .text(part.text()))))
        }
        return tag("user")
    }

    private func handled(isNegated: Bool) throws(SearchError) -> SearchTerm {
        let isTrue: Bool
        switch value.text {
        case "true", "1": isTrue = true
        case "false", "0": isTrue = false
        case "" where value.isQuoted: return tag("error.handled")
        default:
            throw SearchError(
                "\(key): Invalid boolean: \(value.text). Expected true, 1, false, or 0.", at: value.offset)
        }
        let text = isTrue != isNegated ? "true" : "false"
        return SearchTerm(.event(.tag(TagKey("error.handled", isField: true), .text(.anyOf([text])))))
    }

    private func eventTime() throws(SearchError) -> SearchTerm {
        let term = try time(.lastSeen)
        guard case .time(_, let test) = term.condition else { return term }
        return SearchTerm(.event(.time(test)), isNegated: term.isNegated)
    }
}
