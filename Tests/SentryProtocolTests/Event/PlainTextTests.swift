import SentryProtocol
import Testing

/// Plain texts are read by their bytes, all others by their characters. An escape makes a text one of the others without
/// changing what it says.
@Suite("Plain texts are read as others are")
struct PlainTextTests {
    private static let texts =
        [
            "", " ", "plain", "  padded  ", "trailing ", " leading", "UPPER", "a/b", ".", "..", "latest", "Latest",
            "none", "NONE", "error", "Error", "warning", "warn", "info", "debug", "fatal", "40", "a b", "web@1.0+7",
            "\u{a0}nbsp\u{a0}", "\u{2003}em", "é", "한글", "a\u{7f}b", "python", "Python", "javascript", " node", "get",
            "GET", "PO ST", "A-B_C", "GE", "9ec79c33ec9942ab8353589fcb2e04dc", "9ec79c33-ec99-42ab-8353-589fcb2e04dc",
            "00000000000000000000000000000000", "9ec7", "203.0.113.7", "256.1.1.1", "1.2.3", "1.2.3.4.5", "01.002.3.4",
            "::1", "fe80::1%eth0", "{{auto}}", "device", "os", "transaction", "feedback", "1790848800.5", "0x10", "nan",
            "2026-10-01T10:00:00Z", "2026-10-01T10:00:00.5Z", "2026-10-01T10:00:00.123456789Z", "2026-10-01T10:00:00.Z",
            "2026-02-30T10:00:00Z", "2026-10-01T24:00:00Z", "2026-10-01T10:00:60Z", "2026-10-01t10:00:00z",
            "2026-10-01 10:00:00", "2026-10-01T10:00:00", "2026-10-01T10:00:00+09:00", "2026-10-01T10:00:00ZZ",
            "https://shop.example/cart?x=1#top", "https://shop.example/#", "#x", "?q", "/a#b?c", "/a?b#c", "/ä?b",
            "https://shop.example/\u{2026}",
        ] + [64, 65, 75, 76, 128, 129, 200, 201, 2048, 2049, 4097].map { String(repeating: "x", count: $0) }

    private static let fields = [
        #"{"release":"%"}"#, #"{"environment":"%"}"#, #"{"dist":"%"}"#, #"{"logger":"%"}"#, #"{"transaction":"%"}"#,
        #"{"server_name":"%"}"#, #"{"platform":"%"}"#, #"{"level":"%"}"#, #"{"timestamp":"%"}"#, #"{"event_id":"%"}"#,
        #"{"type":"%"}"#, #"{"site":"%"}"#, #"{"message":"%"}"#, #"{"sdk":{"name":"%","version":"%"}}"#,
        #"{"user":{"id":"%"}}"#, #"{"user":{"username":"%","name":"n"}}"#, #"{"user":{"email":"%"}}"#,
        #"{"user":{"ip_address":"%"}}"#, #"{"request":{"url":"%"}}"#, #"{"request":{"method":"%"}}"#,
        #"{"request":{"headers":{"User-Agent":"%"}}}"#, #"{"tags":{"key":"%"}}"#, #"{"tags":{"%":"value"}}"#,
        #"{"tags":[["%","value"]]}"#, #"{"tags":{"environment":"%"}}"#, #"{"contexts":{"os":{"name":"%"}}}"#,
        #"{"contexts":{"mine":{"type":"%","name":"n","model":"m"}}}"#, #"{"contexts":{"%":{"name":"n"}}}"#,
        #"{"exception":[{"type":"E","value":"%","mechanism":{"type":"%","handled":false}}]}"#,
    ]

    /// The same JSON with the first letter of every text spelled as an escape, names included.
    private func escaped(_ json: String) -> String {
        var output = String.UnicodeScalarView()
        var (isInside, begins) = (false, false)
        for scalar in json.unicodeScalars {
            if scalar == "\"" {
                isInside.toggle()
                begins = isInside
                output.append(scalar)
            } else if begins {
                let digits = String(scalar.value, radix: 16)
                let zeros = String(repeating: "0", count: 4 - digits.count)
                output.append(contentsOf: "\\u\(zeros)\(digits)".unicodeScalars)
                begins = false
            } else {
                output.append(scalar)
            }
        }
        return String(output)
    }

    private func event(_ json: String, _ depth: EventReadingDepth) throws -> Event {
        Event(reading: try JSONDocument(parsing: Array(json.utf8)).root, depth: depth)
    }

    private func tags(_ event: Event) -> [String] {
        (EventTags(of: event).sorted + EventFields(of: event).pairs).map { $0.key + "=" + $0.value }
    }

    private func summary(_ event: Event) -> [String] {
        let scalars: [String?] = [
            event.id?.hex, event.occurredAt?.iso8601, event.type.rawValue, event.platform, event.level?.name,
            event.logger, event.transaction, event.serverName, event.release, event.dist, event.environment,
            event.message?.formatted, event.request?.url, event.request?.method, event.user?.identity,
        ]
        let contexts = event.contexts.map { $0.alias + ":" + $0.type }
        return scalars.map { $0 ?? "-" } + contexts + tags(event)
    }

    @Test("whatever they say, and whether they are values or names", arguments: fields)
    func spellings(field: String) throws {
        for text in Self.texts {
            let json = field.split(separator: "%", omittingEmptySubsequences: false).joined(separator: text)
            for depth in [EventReadingDepth.whole, .head] {
                #expect(try summary(event(json, depth)) == summary(event(escaped(json), depth)), "\(json)")
            }
        }
    }

    @Test("and by an event's head as by the whole", arguments: fields)
    func heads(field: String) throws {
        for text in Self.texts {
            let json = field.split(separator: "%", omittingEmptySubsequences: false).joined(separator: text)
            let (head, whole) = (try event(json, .head), try event(json, .whole))
            #expect(tags(head) == tags(whole), "\(json)")
            #expect(head.occurredAt == whole.occurredAt && head.id == whole.id && head.type == whole.type, "\(json)")
        }
    }
}

@Suite("An event's head says what the whole says")
struct EventHeadTests {
    private static let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0"

    private func tags(_ json: String, _ depth: EventReadingDepth, userAgent: String? = nil) throws -> [SentryProtocol
        .Tag]
    {
        var event = Event(reading: try JSONDocument(parsing: Array(json.utf8)).root, depth: depth)
        event.addUserAgentContexts(userAgent: userAgent)
        return EventTags(of: event).sorted + EventFields(of: event).pairs
    }

    @Test(
        "of contexts in any shape",
        arguments: [
            #"{"os":{"name":"Linux","version":"6"}}"#, #"{"os":{"type":"custom","name":"x"}}"#, #"{"os":"text"}"#,
            #"{"mine":{"type":"os","name":"x","version":7}}"#, #"{"os":[1],"browser":null}"#, #"{"os":{}}"#, "[]", "7",
            #"{"reprocessing":{"type":"os","name":"x"}}"#, #"{"device":{"model":"m","family":"f","type":"device"}}"#,
            #"{"gpu":{"name":"g","vendor_name":"v"},"app":{"name":"a"}}"#, #"{"browser":{"name":null,"version":"1"}}"#,
            #"{"runtime":{"name":true,"version":3.1}}"#, #"{"한글":{"type":"browser","name":"b"}}"#,
            #"{"os":{"name":"a"},"os":{"name":"b"}}"#, #"{"os":{"type":7,"name":"a"}}"#,
            #"{"mine":{"type":"device"},"client_os":{"name":"c"}}"#, #"{"\u006fs":{"n\u0061me":"a","type":"\u006fs"}}"#,
            #"{"os":{"name":"a","name":"b"},"x":{"name":"y"}}"#,
        ])
    func contexts(_ contexts: String) throws {
        for platform in ["javascript", "python"] {
            let json = #"{"platform":"\#(platform)","contexts":\#(contexts)}"#
            #expect(try tags(json, .head, userAgent: Self.firefox) == tags(json, .whole, userAgent: Self.firefox))
        }
    }

    @Test("of whose browser it was, wherever that stands among the headers", arguments: [0, 1, 198, 199, 200, 250])
    func headers(before: Int) throws {
        for name in ["User-Agent", "user-agent", "USER-AGENT", "\\u0055ser-Agent", "X-User-Agent", "User-Agents"] {
            let others = (0..<before).map { #""X-Header-\#($0)":"\#($0)""# }
            let object = (others + [#""\#(name)":"\#(Self.firefox)","Accept":"*/*""#]).joined(separator: ",")
            let list = (0..<before).map { #"["X-Header-\#($0)",\#($0)]"# } + [#"["\#(name)","\#(Self.firefox)"]"#]
            let isKnown = before < 200 && !name.hasPrefix("X-") && !name.hasSuffix("s")
            for headers in ["{\(object)}", "[\(list.joined(separator: ","))]"] {
                let json = #"{"platform":"python","request":{"headers":\#(headers)}}"#
                let (head, whole) = (try tags(json, .head), try tags(json, .whole))
                #expect(head == whole, "\(name)")
                #expect(head.contains { $0.key == "browser.name" && $0.value == "Firefox" } == isKnown, "\(name)")
            }
        }
    }

    @Test("of the user and of the address", arguments: ["null", #""203.0.113.7""#, #""{{auto}}""#, #""nonsense""#])
    func addresses(sent: String) throws {
        let source = EventSource(
            eventID: EventID(high: 1, low: 2), receivedAt: Timestamp(seconds: 1_790_848_800), address: "192.0.2.1")
        for platform in ["javascript", "python"] {
            for sdk in [#"{"name":"s"}"#, #"{"settings":{"infer_ip":"auto"}}"#, #"{"settings":{"infer_ip":"never"}}"#] {
                for env in ["{}", #"{"REMOTE_ADDR":"198.51.100.9"}"#, #"{"REMOTE_ADDR":"x"}"#] {
                    let user = #"{"name":"n","ip_address":\#(sent)}"#
                    let json = #"{"platform":"\#(platform)","sdk":\#(sdk),"request":{"env":\#(env)},"user":\#(user)}"#
                    let node = try JSONDocument(parsing: Array(json.utf8)).root
                    let fields = [EventReadingDepth.head, .whole].map { depth in
                        var event = Event(reading: node, depth: depth)
                        EventNormalizer(source: source).normalize(&event, depth: depth)
                        return EventFields(of: event).pairs
                    }
                    #expect(fields[0] == fields[1], "\(json)")
                }
            }
        }
    }

    @Test(
        "of many tags the first of each key, and no more than may be", arguments: [1, 31, 32, 33, 199, 200, 201, 300])
    func manyTags(count: Int) throws {
        let pairs = (0..<count).flatMap { [#"["k\#($0)","a"]"#, #"["k\#($0 / 2)","b"]"#] }
        let json = #"{"tags":[\#(pairs.joined(separator: ","))]}"#
        let expected = (0..<min(count, 200)).map { SentryProtocol.Tag(key: "k\($0)", value: "a") }
        for depth in [EventReadingDepth.head, .whole] {
            #expect(Event(reading: try JSONDocument(parsing: Array(json.utf8)).root, depth: depth).tags == expected)
        }
    }
}
