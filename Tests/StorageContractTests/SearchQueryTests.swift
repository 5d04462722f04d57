import SentryProtocol
import Storage
import Testing

@Suite("The search language")
struct SearchQueryTests {
    private func terms(_ text: String) throws -> [SearchTerm] { try SearchQuery(parsing: text).terms }

    private func text(_ text: String) -> SearchTerm { SearchTerm(.text(text)) }

    @Test("adjacent free words are one text, quoted ones another")
    func freeText() throws {
        #expect(try terms("") == [])
        #expect(try terms("  \t\n ") == [])
        #expect(try terms("TypeError boom") == [text("TypeError boom")])
        #expect(try terms("  TypeError \t boom ") == [text("TypeError boom")])
        #expect(try terms(#""TypeError: x is not""#) == [text("TypeError: x is not")])
        #expect(try terms(#"a b "c d" e"#) == [text("a b"), text("c d"), text("e")])
        #expect(try terms(#""say \"hi\"""#) == [text(#"say "hi""#)])
        #expect(try terms(#""""#) == [])
        #expect(try terms("a is:unresolved b") == [text("a"), SearchTerm(.status(.unresolved)), text("b")])
        #expect(try terms("(a OR-like) !b") == [text("(a OR-like) !b")], "brackets and a lone ! are text")
        #expect(try terms("größe 💥") == [text("größe 💥")])
        #expect(try SearchQuery(parsing: " a  b ").source == " a  b ")
    }

    @Test("states have Sentry's names, and muted means archived")
    func states() throws {
        #expect(try terms("is:unresolved") == [SearchTerm(.status(.unresolved))])
        #expect(try terms("!is:resolved") == [SearchTerm(.status(.resolved), isNegated: true)])
        for name in ["ignored", "archived", "muted"] {
            #expect(try terms("is:" + name) == [SearchTerm(.status(.archived))])
        }
        #expect(try terms("is:regressed") == [SearchTerm(.substatus(.regressed))])
        #expect(try terms("is:archived_until_escalating") == [SearchTerm(.substatus(.archivedUntilEscalating))])
        #expect(try terms("is:\"ongoing\"") == [SearchTerm(.substatus(.ongoing))])
        #expect(try terms("is:unassigned") == [SearchTerm(.assigned, isNegated: true)])
        #expect(try terms("!is:unassigned") == [SearchTerm(.assigned)])
    }

    @Test("levels, priorities and issues come alone or in lists")
    func lists() throws {
        #expect(try terms("level:error") == [SearchTerm(.level([.error]))])
        #expect(try terms("level:[error, fatal]") == [SearchTerm(.level([.error, .fatal]))])
        #expect(try terms("!level:[ \"error\" ,fatal ]") == [SearchTerm(.level([.error, .fatal]), isNegated: true)])
        #expect(try terms("issue.priority:[high, medium]") == [SearchTerm(.priority([.high, .medium]))])
        #expect(try terms("issue:WEB-1A") == [SearchTerm(.shortID([ShortID(projectSlug: "web", number: 42)]))])
        #expect(try terms("issue.id:[1,2]") == [SearchTerm(.issueID([IssueID(rawValue: 1), IssueID(rawValue: 2)]))])
        #expect(try terms("platform:[a, \"b c\"]") == [SearchTerm(.field(.platform, .anyOf(["a", "b c"])))])
    }

    @Test("stars are gaps unless escaped")
    func patterns() throws {
        #expect(try terms("title:Type*") == [SearchTerm(.field(.title, .like(TextPattern("Type*"))))])
        #expect(TextPattern("Type*").pieces == ["Type", ""])
        #expect(TextPattern(#"a\*b*c\d\"#).pieces == ["a*b", #"c\d\"#])
        #expect(TextPattern(within: "a*b").pieces == ["", "a", "b", ""])
        #expect(try terms(#"title:a\*b"#) == [SearchTerm(.field(.title, .anyOf(["a*b"])))])
        #expect(try terms(#"title:"""#) == [SearchTerm(.field(.title, .isEmpty))])
        #expect(try terms(#"!title:"""#) == [SearchTerm(.field(.title, .isEmpty), isNegated: true)])
        #expect(try terms("has:location") == [SearchTerm(.field(.location, .isEmpty), isNegated: true)])
        #expect(try terms("!has:location") == [SearchTerm(.field(.location, .isEmpty))])
        let text = try terms("platform.name:>x")
        #expect(text == [SearchTerm(.field(.platform, .anyOf([">x"])))], "texts are not compared")
    }

    @Test("what events are asked for: tags, parts, texts, times")
    func events() throws {
        func event(_ text: String) throws -> [SearchTerm] { try terms(text) }
        func tag(_ key: String, _ test: TextTest, isField: Bool = false, isNegated: Bool = false) -> SearchTerm {
            SearchTerm(.event(.tag(TagKey(key, isField: isField), .text(test))), isNegated: isNegated)
        }
        #expect(try event("browser.name:Chrome") == [tag("browser.name", .anyOf(["Chrome"]))])
        #expect(try event("!environment:dev") == [tag("environment", .anyOf(["dev"]), isNegated: true)])
        #expect(try event(#"tags["server name"]:x"#) == [tag("server name", .anyOf(["x"]))])
        #expect(try event(#""my key":x"#) == [tag("my key", .anyOf(["x"]))])
        #expect(try event("release:[1.0, \"2 0\"]") == [tag("release", .anyOf(["1.0", "2 0"]))])
        #expect(try event("release:web@1.*") == [tag("release", .like(TextPattern("web@1.*")))])
        #expect(try event("has:release") == [tag("release", .isEmpty, isNegated: true)])
        #expect(try event("!has:release") == [tag("release", .isEmpty)])
        #expect(try event("!release:\"\"") == [tag("release", .isEmpty, isNegated: true)])
        #expect(try event("release:latest") == [SearchTerm(.event(.tag(TagKey("release"), .latest)))])
        #expect(try event("firstRelease:latest") == [SearchTerm(.firstRelease(.latest))])
        #expect(try event("tags[user.email]:x") == [tag("user.email", .anyOf(["x"]))], "the tag, not the part")
        #expect(try event("user.email:x") == [tag("user.email", .anyOf(["x"]), isField: true)])
        #expect(try event("user:\"email:x\"") == event("user.email:x"))
        #expect(try event("user:\"id:7\"") == [tag("user", .anyOf(["id:7"]))])
        #expect(try event("error.unhandled:1") == event("error.handled:false"))
        #expect(
            try event("stack.filename:*app.js")
                == [SearchTerm(.event(.words(.files, .like(TextPattern("*app.js")))))])
        #expect(try event("timestamp:-1h") == [SearchTerm(.event(.time(.newerThan(seconds: 3600))))])
        #expect(try event("release:>1.0") == [tag("release", .anyOf([">1.0"]))], "texts are not compared")
    }

    @Test("numbers compare, with suffixes")
    func numbers() throws {
        func number(_ text: String) throws -> SearchCondition? { try terms("timesSeen:" + text).first?.condition }
        #expect(try number("5") == .timesSeen(.compared(.equal, 5)))
        #expect(try number(">10") == .timesSeen(.compared(.greater, 10)))
        #expect(try number(">=1.5k") == .timesSeen(.compared(.greaterOrEqual, 1500)))
        #expect(try number("<2M") == .timesSeen(.compared(.less, 2_000_000)))
        #expect(try number("!=+3") == .timesSeen(.compared(.notEqual, 3)))
        #expect(try number("[1, 2k]") == .timesSeen(.anyOf([1, 2000])))
        #expect(try number("=7") == .timesSeen(.compared(.equal, 7)))
    }

    @Test("dates are relative, days, instants or edges")
    func dates() throws {
        func time(_ text: String) throws -> SearchTerm? { try terms("lastSeen:" + text).first }
        let day = Timestamp(seconds: 1_785_542_400)  // 2026-08-01
        #expect(try time("-24h") == SearchTerm(.time(.lastSeen, .newerThan(seconds: 86_400))))
        #expect(try time("+2w") == SearchTerm(.time(.lastSeen, .olderThan(seconds: 1_209_600))))
        #expect(
            try time("2026-08-01")
                == SearchTerm(.time(.lastSeen, .within(Period(start: day, end: day.adding(seconds: 86_400))))))
        let noon = day.adding(seconds: 43_200)
        let around = Period(start: noon.adding(seconds: -300), end: noon.adding(seconds: 360))
        #expect(try time("2026-08-01T12:00:00") == SearchTerm(.time(.lastSeen, .within(around))))
        #expect(try time("!=2026-08-01T12:00") == SearchTerm(.time(.lastSeen, .within(around)), isNegated: true))
        #expect(try time(">2026-08-01T14:00:00+02:00") == SearchTerm(.time(.lastSeen, .compared(.greater, noon))))
        let half = Timestamp(microseconds: noon.microseconds + 500_000)
        #expect(try time("<=2026-08-01T12:00:00.5Z") == SearchTerm(.time(.lastSeen, .compared(.lessOrEqual, half))))
        #expect(try time(">1900-01-01T00:00:00.0Z") != nil)
        #expect(try terms("age:-1d") == terms("firstSeen:-1d"))
        #expect(try terms("first_seen:-1d") == terms("firstSeen:-1440m"))
    }

    @Test(
        "what cannot be understood is refused in Sentry's words, with the place",
        arguments: [
            ("is:", "Error parsing search query: Empty string after 'is:'", 3),
            ("a is: unresolved", "Error parsing search query: Empty string after 'is:'", 5),
            ("TypeError: boom", "Error parsing search query: Empty string after 'TypeError:'", 10),
            ("a count():>5", "Aggregate filters (count()) are not supported in issue searches.", 2),
            ("os.rooted:maybe", "os.rooted: Invalid boolean: maybe. Expected true, 1, false, or 0.", 10),
            (
                "stack.lineno:>many",
                "stack.lineno: Invalid number: many. Expected number then optional k, m, or b suffix (e.g. 500k).", 13
            ),
            (
                "release.version:[1.0, abc]",
                "Invalid format of semantic version: abc. For searching non-semver releases, use release: instead.", 22
            ),
            ("release.stage:done", "release.stage: Invalid value: done", 14),
            ("level:[error, loud]", "level: Invalid value: loud", 14),
            (
                "timesSeen:[1, x]",
                "timesSeen: Invalid number: x. Expected number then optional k, m, or b suffix (e.g. 500k).", 14
            ),
            (
                "error.handled:maybe", "error.handled: Invalid boolean: maybe. Expected true, 1, false, or 0.", 14
            ),
            ("id:12", "id: Invalid value: 12", 3),
            (
                "timesSeen:many",
                "timesSeen: Invalid number: many. Expected number then optional k, m, or b suffix (e.g. 500k).", 10
            ),
            (
                "age:yesterday",
                "age: Invalid date: yesterday. Expected +/-duration (e.g. +1h) or ISO 8601-like datetime "
                    + "(e.g. 2026-08-01T12:00:00Z)", 4
            ),
            (
                "is:unresolved OR is:resolved",
                "Error parsing search query: Boolean statements containing \"OR\" or \"AND\" are not supported in this "
                    + "search", 14
            ),
            (
                "\"open",
                "Error parsing search query: Invalid quote at '\"open': quotes must enclose text or be escaped.", 0
            ),
            (
                "title:ab\"c d",
                "Error parsing search query: Invalid quote at '\"c': quotes must enclose text or be escaped.", 8
            ),
            ("level:[error,,fatal]", "Error parsing search query: Empty item in a list", 13),
            ("level:loud", "level: Invalid value: loud", 6),
            ("issue:nothing", "issue: Invalid value: nothing", 6),
        ])
    func refusals(search: (text: String, detail: String, offset: Int)) throws {
        let error = try #require(throws: SearchError.self) { try SearchQuery(parsing: search.text) }
        #expect(error.detail == search.detail)
        #expect(error.offset == search.offset)
    }

    @Test("states that do not exist are refused with those that do", arguments: ["is:open", "is:[new]", "is:>new"])
    func unknownState(text: String) throws {
        let error = try #require(throws: SearchError.self) { try SearchQuery(parsing: text) }
        #expect(error.detail.hasPrefix(#"Invalid value for "is" search, valid values are ["unresolved", "#))
    }

    @Test("events are not asked for what only issues have, and the place is told")
    func aboutEvents() throws {
        #expect(
            try SearchQuery(parsing: "level:error trace:1 boom release.version:>1", about: .events).terms.count == 4)
        for (text, detail, offset) in [
            ("boom is:unresolved", "Invalid key for this search: is", 5),
            ("!assigned:me", "Invalid key for this search: assigned", 0),
            ("level:error timesSeen:>1", "Invalid key for this search: timesSeen", 12),
        ] {
            let error = try #require(throws: SearchError.self) { try SearchQuery(parsing: text, about: .events) }
            #expect((error.detail, error.offset) == (detail, offset))
        }
    }

    @Test(
        "calls in free text are no aggregates",
        arguments: ["init(): failed", "a.b():5", "f(x)", "(count():5", "count():"])
    func calls(text: String) throws { #expect(try terms(text).isEmpty == false) }

    @Test("bounds hold")
    func bounds() throws {
        #expect(throws: SearchError.self) { try SearchQuery(parsing: String(repeating: "a", count: 5000)) }
        #expect(throws: SearchError.self) { try SearchQuery(parsing: String(repeating: "is:new ", count: 60)) }
        #expect(throws: SearchError.self) {
            try SearchQuery(parsing: "title:[" + String(repeating: "a,", count: 200) + "a]")
        }
        #expect(try terms(String(repeating: "a", count: 4096)).count == 1)
        #expect(try terms("timesSeen:>99999999999999999999").count == 1)
        let longest = try terms("age:-9999999999w")
        #expect(longest == [SearchTerm(.time(.firstSeen, .newerThan(seconds: 63_113_904_000)))])
    }

    @Test("nothing that can be typed crashes the reader")
    func hostile() {
        let pieces = [
            "is:", "!", "\"", "\\", "[", "]", ",", ":", ">", "<=", "*", "age", "timesSeen", "-", "+", "99", "w",
            " ", "(", ")", "tags[", "é", "\u{0}", "💥", "title", "level", "2026-08-01", "T", "k", "e5", "nan", "\t",
            "has:",
        ]
        var generator = Dice(state: 42)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...8, using: &generator)
            let text = (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
            _ = try? SearchQuery(parsing: text)
        }
        for length in 0...60 {
            let text = #"!tags["a b"]:x is:new age:>2026-08-01 level:[a,"b"] "q\"q""#
            _ = try? SearchQuery(parsing: String(text.prefix(length)))
        }
    }

    /// Numbers that are the same in every run.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }
}
