import SentryProtocol
import Testing

@Suite("Events are read in every shape that SDKs send")
struct EventReadingTests {
    private func event(_ json: String) throws -> Event {
        Event(reading: try JSONDocument(parsing: Array(json.utf8)).root)
    }

    @Test(
        "exceptions come as {values}, as a list or as one object",
        arguments: [
            #"{"exception":{"values":[{"type":"E","value":"v"}]}}"#,
            #"{"exception":[{"type":"E","value":"v"}]}"#,
            #"{"exception":{"type":"E","value":"v"}}"#,
            #"{"exception":{"values":[null,{"type":"E","value":"v"},null]}}"#,
            #"{"sentry.interfaces.Exception":[{"value":"E: v"}]}"#,
        ])
    func exceptions(json: String) throws {
        let event = try event(json)
        #expect(event.exceptions.map(\.type) == ["E"])
        #expect(event.exceptions.map(\.value) == ["v"])
        #expect(event.type == .error)
    }

    @Test(
        "nothing that stands for an exception is no exception, and the event stays",
        arguments: ["{}", "null", "[]", #"{"values":null}"#, #"{"values":[null]}"#, #""text""#, "5", #"[{}]"#])
    func noException(value: String) throws {
        let event = try event(#"{"exception":\#(value),"message":"still here"}"#)
        #expect(event.exceptions.isEmpty)
        #expect(event.message?.formatted == "still here")
        #expect(event.type == .default)
    }

    @Test(
        "a field of the wrong type is left out and noted; its neighbours stay",
        arguments: [
            ("logger", "{}"), ("transaction", "[1]"), ("tags", "5"), ("user", #""text""#), ("request", "[1]"),
            ("contexts", #""x""#), ("breadcrumbs", "7"), ("extra", "true"), ("fingerprint", #""a""#), ("level", "{}"),
            ("threads", "1"), ("sdk", #""x""#), ("release", "{}"), ("environment", "[]"), ("timestamp", "{}"),
        ])
    func wrongTypes(field: String, value: String) throws {
        let event = try event(#"{"\#(field)":\#(value),"exception":[{"type":"E"}]}"#)
        #expect(event.exceptions.count == 1)
        #expect(event.errors.contains { $0.name == field && $0.type == "invalid_data" }, "\(event.errors)")
    }

    @Test("PHP's empty list stands for an empty object", arguments: ["tags", "extra", "contexts", "user", "request"])
    func emptyLists(field: String) throws {
        let event = try event(#"{"\#(field)":[],"message":"m"}"#)
        #expect(event.errors.isEmpty)
        #expect(event.message?.formatted == "m")
    }

    @Test("tags come as an object, as pairs or as key and value; the first of a key wins")
    func tags() throws {
        let expected = [Tag(key: "a", value: "1"), Tag(key: "b", value: "True")]
        #expect(try event(#"{"tags":{"a":1,"b":true,"c":null}}"#).tags == expected)
        #expect(try event(#"{"tags":[["a","1"],["b",true],["a","2"],null,["x"]]}"#).tags == expected)
        #expect(try event(#"{"tags":[{"key":"a","value":"1"},{"key":"b","value":true}]}"#).tags == expected)
    }

    @Test("reserved, empty and unreadable tags are left out; a missing environment is taken from the tags")
    func reservedTags() throws {
        let event = try event(
            #"{"tags":{"release":"r","environment":"staging","user":"u","two words":"v","bad!":"v","n":"a\nb","":"e"}}"#
        )
        #expect(event.tags == [Tag(key: "two-words", value: "v")])
        #expect(event.environment == "staging")
        #expect(event.release == nil)
    }

    @Test(
        "messages are filled in, in Python's way and with braces",
        arguments: [
            (#"{"message":"hello %s","params":["x"]}"#, "hello x", "hello %s"),
            (#"{"message":"%(a)s is %(b)d%%","params":{"a":"disk","b":97.0}}"#, "disk is 97%", "%(a)s is %(b)d%%"),
            (#"{"message":"%.2f s","params":[1.005]}"#, "1.00 s", "%.2f s"),
            (#"{"message":"{0} of {1}","params":[1,2]}"#, "1 of 2", "{0} of {1}"),
            (#"{"message":"{name} gone","params":{"name":"shop"}}"#, "shop gone", "{name} gone"),
            (#"{"message":"{} and {}","params":["a","b"]}"#, "a and b", "{} and {}"),
        ])
    func formatting(entry: String, formatted: String, template: String) throws {
        let message = try event(#"{"logentry":\#(entry)}"#).message
        #expect(message?.formatted == formatted)
        #expect(message?.message == template)
    }

    @Test(
        "a template that its parameters do not fit is shown as it is",
        arguments: [
            #"{"message":"%s and %s","params":["x"]}"#, #"{"message":"100%","params":[]}"#,
            #"{"message":"{a","params":["x"]}"#, #"{"message":"{5}","params":["x"]}"#,
            #"{"message":"%q","params":["x"]}"#,
        ])
    func misfits(entry: String) throws {
        let message = try event(#"{"logentry":\#(entry)}"#).message
        #expect(message?.formatted != nil)
        #expect(message?.message == nil)
    }

    @Test("the message's own shapes: text, object, number; `logentry` goes before `message`")
    func messageShapes() throws {
        #expect(try event(#"{"message":"a"}"#).message?.formatted == "a")
        #expect(try event(#"{"message":{"formatted":"b","message":"%s"}}"#).message?.formatted == "b")
        #expect(try event(#"{"message":5}"#).message?.formatted == "5")
        #expect(try event(#"{"message":false}"#).message == nil)
        #expect(try event(#"{"message":"a","logentry":{"formatted":"b"}}"#).message?.formatted == "b")
    }

    @Test("levels in words of any case and in Python's numbers")
    func levels() throws {
        let cases: [(String, Level?)] = [
            (#""warn""#, .warning), (#""ERROR""#, .error), ("30", .warning), (#""critical""#, .fatal), ("null", nil),
            (#""loud""#, nil), ("17", nil),
        ]
        for (value, level) in cases {
            #expect(try event(#"{"level":\#(value)}"#).level == level, "\(value)")
        }
    }

    @Test("frames: text, null, no object; line 0 is unknown; a URL splits into path and address")
    func frames() throws {
        let json = """
            {"exception":[{"type":"E","stacktrace":{"frames":[null,"main",7,{"function":"?","lineno":0,"colno":"4",
            "filename":"https://shop.example/a/b.js?v=1#x","in_app":"yes","vars":[1,2],"pre_context":["a",null]}]}}]}
            """
        let frames = try #require(try event(json).exceptions.first?.stacktrace?.frames)
        #expect(frames.count == 2)
        #expect(frames[0].function == "main")
        #expect(frames[1].function == nil)
        #expect(frames[1].line == nil)
        #expect(frames[1].column == 4)
        #expect(frames[1].filename == "/a/b.js")
        #expect(frames[1].absPath == "https://shop.example/a/b.js?v=1#x")
        #expect(frames[1].isInApp == nil)
    }

    @Test("of 5,000 frames the first 50 and the last 200 stay")
    func manyFrames() throws {
        let frames = (0..<5_000).map { #"{"function":"f\#($0)"}"# }.joined(separator: ",")
        let trace = try #require(try event(#"{"stacktrace":{"frames":[\#(frames)]}}"#).stacktrace)
        #expect(trace.frames.count == 250)
        #expect(trace.frames.first?.function == "f0")
        #expect(trace.frames[50].function == "f4800")
        #expect(trace.frames.last?.function == "f4999")
        #expect(trace.framesOmitted == 50..<4800)
    }

    @Test("of many breadcrumbs the newest stay, of long texts the beginning")
    func caps() throws {
        let crumbs = (0..<5_000).map { #"{"message":"m\#($0)"}"# }.joined(separator: ",")
        let long = String(repeating: "x", count: 100_000)
        let event = try event(#"{"breadcrumbs":[\#(crumbs)],"message":"\#(long)"}"#)
        #expect(event.breadcrumbs.count == EventLimits.breadcrumbsMax)
        #expect(event.breadcrumbs.last?.message == "m4999")
        #expect(event.message?.formatted?.count == EventLimits.messageMax)
        #expect(event.message?.formatted?.hasSuffix("...") == true)
    }

    @Test("requests: query and fragment leave the URL, headers get their case, the Cookie header becomes cookies")
    func request() throws {
        let json = """
            {"request":{"url":"https://h/p?a=1&b=x%20y#top","method":"post","headers":{"cookie":"s=1; t=2","x-a":["1","2"],
            "accept":"*/*"},"data":"{\\"k\\":1}"}}
            """
        let request = try #require(try event(json).request)
        #expect(request.url == "https://h/p")
        #expect(request.method == "POST")
        #expect(request.query.map(\.value) == ["1", "x y"])
        #expect(request.fragment == "top")
        #expect(request.headers.map(\.key) == ["Accept", "X-A"])
        #expect(request.headers.last?.value == "1,2")
        #expect(request.cookies.map(\.key) == ["s", "t"])
        #expect(request.data?["k"]?.integer == 1)
        #expect(request.inferredContentType == "application/json")
    }

    @Test("users: unknown keys are kept as data, addresses must be addresses")
    func user() throws {
        let user = try #require(try event(#"{"user":{"id":0,"ip_address":"unknown","plan":"pro"}}"#).user)
        #expect(user.id == "0")
        #expect(user.ipAddress == nil)
        #expect(user.data.map(\.key) == ["plan"])
        #expect(user.identity == "id:0")
        #expect(try event(#"{"user":{"ip_address":"fe80::1%eth0"}}"#).user?.ipAddress == "fe80::1%eth0")
        #expect(try event(#"{"user":{}}"#).user == nil)
    }

    @Test(
        "releases and environments that cannot be are left out",
        arguments: ["latest", "..", "a/b", "a\\nb", String(repeating: "r", count: 201)])
    func badReleases(text: String) throws {
        let event = try event(#"{"release":"\#(text)","message":"m"}"#)
        #expect(event.release == nil)
        #expect(!event.errors.isEmpty)
    }

    @Test("fingerprints keep text, numbers and words, and skip the rest")
    func fingerprint() throws {
        #expect(
            try event(#"{"fingerprint":["{{ default }}",1,2.9,true,null,{}]}"#).fingerprint
                == ["{{ default }}", "1", "2", "True"])
    }

    @Test("what is printed reads as the same event again")
    func roundTrip() throws {
        let json = """
            {"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","timestamp":1790848800.25,"platform":"python","level":"fatal",
            "logger":"a.b","transaction":"t","release":"r@1","environment":"e","logentry":{"message":"%s","params":["x"]},
            "exception":{"values":[{"type":"E","value":"v","module":"m","mechanism":{"type":"x","handled":false},
            "stacktrace":{"frames":[{"function":"f","lineno":3,"in_app":true,"vars":{"a":"1"},"pre_context":["x"],
            "context_line":"y"}]}}]},"tags":{"a":"b"},"user":{"id":"1","x":{"y":[1]}},"extra":{"k":{"l":[1,2,{"m":null}]}},
            "contexts":{"os":{"name":"Linux"},"own":{"type":"os","a":1}},"breadcrumbs":[{"message":"m","data":{"a":1}}],
            "request":{"url":"http://h/","headers":[["A","1"]]},"sdk":{"name":"s","version":"1","packages":[]},
            "_meta":{"a":{"":{"len":5}}},"threads":[{"id":1,"name":"main"}]}
            """
        let once = try event(json).encoded()
        let again = Event(reading: try JSONDocument(parsing: once).root).encoded()
        #expect(String(decoding: once, as: UTF8.self) == String(decoding: again, as: UTF8.self))
    }

    @Test("free-form values are cut to their budgets, and what is cut is still JSON")
    func budgets() throws {
        let wide = (0..<2_000).map { #""k\#($0)":"\#(String(repeating: "v", count: 30))""# }.joined(separator: ",")
        let deep = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        let event = try event(
            #"{"exception":[{"type":"E","stacktrace":{"frames":[{"function":"f","vars":{\#(wide)}}]}}],"extra":{"deep":\#(deep)}}"#
        )
        let stored = try JSONDocument(parsing: event.encoded())
        let exception = try #require(stored.root["exception"]?["values"]?.elements.first { _ in true })
        let frame = try #require(exception["stacktrace"]?["frames"]?.elements.first { _ in true })
        let variables = try #require(frame["vars"])
        #expect(variables.sourceText.utf8.count <= 2_100)
        #expect(variables.count > 10)
        #expect(stored.root["extra"]?["deep"] != nil)
    }
}
