import SentryProtocol
import Testing

@Suite("Tags of an event")
struct EventTagsTests {
    private static let json = #"""
        {"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","platform":"javascript","level":"fatal","release":"web@1.0",
        "environment":"prod","dist":"7","transaction":"/cart","server_name":"w1","logger":"shop",
        "tags":[["plan","gold"],["release","ignored"]],"sdk":{"name":"sentry.javascript.browser","version":"8.0.0"},
        "user":{"id":7,"email":"dev@example.com","ip_address":"192.0.2.7"},
        "request":{"url":"https://shop.example/cart?x=1#top","method":"post",
            "headers":[["User-Agent","Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0"]]},
        "contexts":{"runtime":{"name":"node","version":"20.1"},"trace":{"trace_id":"0af7651916cd43dd8448eb211c80319c"},
            "gpu":{"name":"Big","vendor_name":"Chips","memory_size":4}},
        "exception":{"values":[{"type":"TypeError","value":"boom","mechanism":{"type":"onerror","handled":false}}]}}
        """#

    private func event(_ depth: EventReadingDepth) throws -> Event {
        var event = Event(reading: try JSONDocument(parsing: Array(Self.json.utf8)).root, depth: depth)
        event.addUserAgentContexts(userAgent: nil)
        return event
    }

    @Test("are told by an event's head as by the whole, but for its trace")
    func heads() throws {
        let (head, whole) = (try event(.head), try event(.whole))
        #expect(EventTags(of: head).sorted == EventTags(of: whole).sorted.filter { $0.key != "trace" })
        #expect(EventFields(of: head).pairs == EventFields(of: whole).pairs)
    }

    @Test("follow from its parts")
    func parts() throws {
        let tags = Dictionary(uniqueKeysWithValues: EventTags(of: try event(.head)).sorted.map { ($0.key, $0.value) })
        for (key, value) in [
            ("browser", "Firefox 121.0"), ("browser.name", "Firefox"), ("dist", "7"), ("environment", "prod"),
            ("gpu.vendor", "Chips"), ("handled", "no"), ("level", "fatal"), ("mechanism", "onerror"),
            ("os.name", "Linux"), ("plan", "gold"), ("release", "web@1.0"), ("runtime", "node 20.1"),
            ("server_name", "w1"), ("transaction", "/cart"), ("url", "https://shop.example/cart"), ("user", "id:7"),
        ] { #expect(tags[key] == value, "\(key)") }
        let fields = EventFields(of: try event(.head)).pairs
        #expect(fields.contains(Tag(key: "user.email", value: "dev@example.com")))
        #expect(fields.contains(Tag(key: "http.method", value: "POST")))
        #expect(fields.contains(Tag(key: "error.handled", value: "false")))
    }
}
