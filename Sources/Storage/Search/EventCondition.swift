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
    /// `stack.lineno:42`, `flags[checkout]:true`: read from bodies.
    case detail(EventDetail, DetailTest)
}

/// What is asked of a tag's value.
public enum TagTest: Sendable, Equatable {
    case text(TextTest)
    /// `release:latest`: the newest value in each project.
    case latest
    /// `release.version:>=1.2`: the releases that pass.
    case release(ReleaseTest)
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
        case "release.version", "release.build", "release.package", "release.stage": return try releasePart()
        case "regressed_in_release":
            return SearchTerm(.regressedIn(value.list == nil && value.text == "latest" ? .latest : .text(text())))
        case "message": return message()
        case "error.value": return words(.messages)
        case "error.type": return words(.types)
        case "stack.function": return words(.functions)
        case "stack.filename": return words(.files)
        case "stack.module", "stack.package": return words(.modules)
        case "error.mechanism": return tag("mechanism")
        case "http.url": return tag("url")
        case "error.handled": return try handled(isNegated: false)
        case "error.unhandled": return try handled(isNegated: true)
        case "user": return user()
        case "event.timestamp", "date", "timestamp": return try eventTime()
        case "id":
            return SearchTerm(.event(.id(try values { EventID(hex: $0) })))
        default:
            guard let detail = EventDetail(key: key) else { return tag(key) }
            return SearchTerm(.event(.detail(detail, try test(of: detail))))
        }
    }

    /// Whether events have the key at all.
    func eventPresence(of name: String) throws(SearchError) -> SearchTerm {
        var absence = self
        absence.value = SearchValue(text: "", operand: "", isQuoted: true, offset: value.offset)
        absence.isTag = name.hasPrefix("tags[") && name.hasSuffix("]")
        absence.key = absence.isTag ? String(name.dropFirst(5).dropLast()) : name
        let term = try absence.eventCondition()
        return SearchTerm(term.condition, isNegated: !term.isNegated)
    }

    private func tag(_ name: String) -> SearchTerm {
        SearchTerm(.event(.tag(TagKey(name, isField: EventFields.names.contains(name)), .text(text()))))
    }

    private func words(_ kind: EventWords) -> SearchTerm { SearchTerm(.event(.words(kind, text()))) }

    /// A message is found by what is in it, as a whole only when stars say where it goes on.
    private func message() -> SearchTerm {
        guard value.list == nil, !value.text.isEmpty, !TextPattern(value.text).hasGaps else { return words(.messages) }
        return SearchTerm(.event(.words(.messages, .like(TextPattern(within: value.text)))))
    }

    private func test(of detail: EventDetail) throws(SearchError) -> DetailTest {
        if value.isAbsent { return .text(.isEmpty) }
        switch detail.kind {
        case .truth: return .text(.anyOf([try truth() ? "true" : "false"]))
        case .number: return .number(try number())
        case .text where detail == .statusCode && value.comparison != nil: return .number(try number())
        case .text: return .text(text())
        }
    }

    private func releasePart() throws(SearchError) -> SearchTerm {
        func term(_ test: ReleaseTest) -> SearchTerm { SearchTerm(.event(.tag(TagKey("release"), .release(test)))) }
        if value.isAbsent { return SearchTerm(.event(.tag(TagKey("release"), .text(.isEmpty)))) }
        switch key {
        case "release.package": return term(.package(text()))
        case "release.build": return term(value.comparison == nil ? .build(text()) : .buildNumber(try number()))
        case "release.stage": return term(.stage(try values { ReleaseStage(rawValue: $0) }))
        default:
            var tests: [VersionTest] = []
            for (index, item) in (value.list ?? [value.operand]).enumerated() {
                guard let test = VersionTest(value.comparison ?? .equal, item) else {
                    throw SearchError(
                        """
                        Invalid format of semantic version: \(item). For searching non-semver releases, use release: \
                        instead.
                        """, at: value.offset(ofItem: index))
                }
                tests.append(test)
            }
            return term(.version(tests))
        }
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
        if value.isAbsent { return tag("error.handled") }
        let text = try truth() != isNegated ? "true" : "false"
        return SearchTerm(.event(.tag(TagKey("error.handled", isField: true), .text(.anyOf([text])))))
    }

    private func truth() throws(SearchError) -> Bool {
        switch value.text {
        case "true", "1": true
        case "false", "0": false
        default:
            throw SearchError(
                "\(key): Invalid boolean: \(value.text). Expected true, 1, false, or 0.", at: value.offset)
        }
    }

    private func eventTime() throws(SearchError) -> SearchTerm {
        let term = try time(.lastSeen)
        guard case .time(_, let test) = term.condition else { return term }
        return SearchTerm(.event(.time(test)), isNegated: term.isNegated)
    }
}
