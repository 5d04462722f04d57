import SentryProtocol
import Storage

extension EventTests {
    static let richID = "aaaabbbbccccddddeeeeffff00001111"

    /// An event with something in every part.
    static let rich = StoredEvent(
        id: EventID(hex: richID) ?? EventID(high: 0, low: 0), projectID: ProjectID(rawValue: 2),
        issueID: IssueID(rawValue: 101), body: Array(richJSON.utf8), previous: EventID(hex: World.firstEventID))

    private static let richJSON = """
        {"event_id":"\(richID)","timestamp":1785585660.5,"received":1785585661,"platform":"javascript","level":"fatal",
        "logger":"shop.cart","transaction":"/cart","server_name":"web-1","release":"web@1.0.0","dist":"7",
        "environment":"staging","title":"TypeError: boom","culprit":"fail(src/app)","location":"src/app.js",
        "metadata":{"type":"TypeError","value":"boom","filename":"src/app.js","function":"fail"},
        "hashes":["0f0e0d0c0b0a09080706050403020100"],"grouping_config":{"id":"culprit-1"},
        "logentry":{"formatted":"hello x","message":"hello %s","params":["x"]},
        "exception":{"values":[{"type":"TypeError","value":"boom","module":"app","thread_id":1,
          "mechanism":{"type":"onerror","handled":false,"data":{"k":1}},
          "stacktrace":{"frames":[
            {"function":"main","filename":"node_modules/lib.js","in_app":false,"lineno":1,"colno":2},
            {"function":"fail","filename":"src/app.js","abs_path":"https://shop.example/src/app.js","lineno":42,
             "colno":11,"in_app":true,"pre_context":["function fail() {","  a();"],"context_line":"  throw x;",
             "post_context":["}"],"vars":{"x":{"deep":[1,null]}}}]}}]},
        "threads":{"values":[{"id":1,"name":"main","crashed":true,"current":true},{"id":"io-1"}]},
        "request":{"url":"https://shop.example/cart","method":"GET","query_string":[["a","1"]],
          "headers":[["Accept","*/*"]],"cookies":[["k","v"]],"data":{"b":[2]},"env":{"REMOTE_ADDR":"127.0.0.1"}},
        "user":{"id":"7","email":"u@example.com","ip_address":"127.0.0.1","geo":{"city":"Wien"},
          "data":{"plan":"pro"}},
        "tags":[["zone","b"],["level","custom"]],
        "contexts":{"browser":{"name":"Chrome","version":"120.0","type":"browser"},
          "trace":{"trace_id":"0123456789abcdef0123456789abcdef","span_id":"0123456789abcdef","type":"trace"}},
        "breadcrumbs":{"values":[{"timestamp":1785585600,"category":"ui.click","message":"button","data":{"id":1}},
          {"type":"http","level":"warning"}]},
        "extra":{"cart":[1,2]},"modules":{"left-pad":"1.3.0"},
        "sdk":{"name":"sentry.javascript.browser","version":"9.0.0"},
        "errors":[{"type":"invalid_data","name":"request.method","value":"?"}]}
        """

    /// What the API says of it.
    static func golden(size: Int) -> String {
        """
        {"id":"\(richID)","event.type":"error","groupID":"101","eventID":"\(richID)","projectID":"2",
        "message":"hello x","title":"TypeError: boom","location":"src/app.js","culprit":"fail(src/app)",
        "user":{"id":"7","email":"u@example.com","username":null,"ip_address":"127.0.0.1","name":null,
        "geo":{"city":"Wien"},"data":{"plan":"pro"}},"tags":[{"key":"browser","value":"Chrome 120.0"},
        {"key":"browser.name","value":"Chrome"},{"key":"dist","value":"7"},{"key":"environment",
        "value":"staging"},{"key":"handled","value":"no"},{"key":"level","value":"fatal"},{"key":"logger",
        "value":"shop.cart"},{"key":"mechanism","value":"onerror"},{"key":"release","value":"web@1.0.0"},
        {"key":"server_name","value":"web-1"},{"key":"trace","value":"0123456789abcdef0123456789abcdef"},
        {"key":"transaction","value":"/cart"},{"key":"url","value":"https://shop.example/cart"},{"key":"user",
        "value":"id:7"},{"key":"zone","value":"b"}],"platform":"javascript",
        "dateCreated":"2026-08-01T12:01:00.500000Z","crashFile":null,"metadata":{"type":"TypeError",
        "value":"boom","filename":"src/app.js","function":"fail","title":"TypeError: boom"},"size":\(size),
        "type":"error","dist":"7","dateReceived":"2026-08-01T12:01:01Z","release":{"version":"web@1.0.0",
        "shortVersion":"1.0.0","versionInfo":{"package":"web","version":{"raw":"1.0.0"},"description":"1.0.0",
        "buildHash":null},"ref":null,"url":null,"dateReleased":null,"dateStarted":null,"lastCommit":null,
        "lastDeploy":null,"projects":[{"id":2,"slug":"web","name":"Web","platform":"javascript"}]},
        "sdk":{"name":"sentry.javascript.browser","version":"9.0.0"},
        "entries":[{"type":"exception","data":{"values":[{"type":"TypeError","value":"boom","module":"app",
        "threadId":1,"mechanism":{"type":"onerror","handled":false,"synthetic":null,"help_link":null,
        "data":{"k":1},"meta":{},"exception_id":null,"parent_id":null,"is_exception_group":false,"source":null},
        "stacktrace":{"frames":[{"filename":"node_modules/lib.js","absPath":"node_modules/lib.js","module":null,
        "package":null,"platform":null,"instructionAddr":null,"symbolAddr":null,"function":"main",
        "rawFunction":null,"symbol":null,"context":[],"lineNo":1,"colNo":2,"inApp":false,"trust":null,
        "errors":null,"lock":null,"sourceLink":null,"vars":null},{"filename":"src/app.js",
        "absPath":"https://shop.example/src/app.js","module":null,"package":null,"platform":null,
        "instructionAddr":null,"symbolAddr":null,"function":"fail","rawFunction":null,"symbol":null,
        "context":[[40,"function fail() {"],[41,"  a();"],[42,"  throw x;"],[43,"}"]],"lineNo":42,"colNo":11,
        "inApp":true,"trust":null,"errors":null,"lock":null,"sourceLink":null,"vars":{"x":{"deep":[1,null]}}}],
        "framesOmitted":null,"registers":null,"hasSystemFrames":true},"rawStacktrace":null}],
        "hasSystemFrames":true,"excOmitted":null}},
        {"type":"threads","data":{"values":[{"id":1,"name":"main","current":true,"crashed":true,"state":null,
        "heldLocks":null,"stacktrace":null,"rawStacktrace":null},{"id":"io-1","name":null,"current":false,
        "crashed":false,"state":null,"heldLocks":null,"stacktrace":null,"rawStacktrace":null}]}},
        {"type":"message","data":{"formatted":"hello x","message":"hello %s","params":["x"]}},
        {"type":"request","data":{"apiTarget":null,"method":"GET","url":"https://shop.example/cart",
        "query":[["a","1"]],"fragment":null,"data":{"b":[2]},"headers":[["Accept","*/*"]],"cookies":[["k","v"]],
        "env":{"REMOTE_ADDR":"127.0.0.1"},"inferredContentType":null}},
        {"type":"breadcrumbs","data":{"values":[{"timestamp":"2026-08-01T12:00:00Z","type":"default",
        "category":"ui.click","level":"info","message":"button","data":{"id":1},"event_id":null},
        {"timestamp":"2026-08-01T12:01:00.500000Z","type":"http","category":null,"level":"warning",
        "message":null,"data":null,"event_id":null}]}}],"contexts":{"browser":{"name":"Chrome",
        "version":"120.0","type":"browser"},"trace":{"trace_id":"0123456789abcdef0123456789abcdef",
        "span_id":"0123456789abcdef","type":"trace"}},"context":{"cart":[1,2]},"packages":{"left-pad":"1.3.0"},
        "errors":[{"type":"invalid_data","message":"Discarded invalid value","data":{"name":"request.method",
        "value":"?"}}],"fingerprints":["0f0e0d0c0b0a09080706050403020100"],"groupingConfig":{"id":"culprit-1",
        "enhancements":""},"nextEventID":null,"previousEventID":"\(World.firstEventID)","_meta":{},
        "occurrence":null,"userReport":null,"sdkUpdates":[],"resolvedWith":[]}
        """
    }
}
