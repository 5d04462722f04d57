import SentryProtocol
import Storage
import Testing

@testable import Scrubbing

@Suite("What is scrubbed in payloads")
struct ScrubberTests {
    static let events: [(String, String)] = [
        // Keys.
        (#"{"extra":{"password":"x"}}"#, #"{"extra":{"password":"[Filtered]"}}"#),
        (#"{"extra":{"pass\u0077ord":"x"}}"#, #"{"extra":{"pass\u0077ord":"[Filtered]"}}"#),
        (#"{"extra":{"My-Api-Key":["a","b"],"x":1}}"#, #"{"extra":{"My-Api-Key":"[Filtered]","x":1}}"#),
        (#"{"extra":{"auth":{"a":{"b":[1]}},"x":1}}"#, #"{"extra":{"auth":"[Filtered]","x":1}}"#),
        (#"{"extra":{"secret":12,"otp":1}}"#, #"{"extra":{"secret":"[Filtered]","otp":"[Filtered]"}}"#),
        (#"{"extra":{"author":"Rosa"}}"#, #"{"extra":{"author":"[Filtered]"}}"#),
        (#"{"secret_thing":"x"}"#, #"{"secret_thing":"[Filtered]"}"#),
        // Values behind escapes.
        (#"{"extra":{"a":"4111\u00201111 1111 1111"}}"#, #"{"extra":{"a":"[Filtered]"}}"#),
        (#"{"extra":{"a":"p\u0061ssword \"x\""}}"#, #"{"extra":{"a":"[Filtered]"}}"#),
        (#"{"message":"a\n\"rosa@example.com\""}"#, #"{"message":"a\n\"r***@example.com\""}"#),
        // Numbers.
        (#"{"extra":{"a":4111111111111111}}"#, #"{"extra":{"a":"[Filtered]"}}"#),
        // Requests.
        (
            #"{"request":{"headers":{"Authorization":"Basic x","Accept":"*/*"}}}"#,
            #"{"request":{"headers":{"Authorization":"[Filtered]","Accept":"*/*"}}}"#
        ),
        (
            #"{"request":{"headers":[["X-Api-Key","x"],["cookie","a=1; sessionid=abc"]]}}"#,
            #"{"request":{"headers":[["X-Api-Key","[Filtered]"],["cookie","a=1; sessionid=[Filtered]"]]}}"#
        ),
        (
            #"{"request":{"cookies":"a=1; csrftoken=abc; __Host-session=x"}}"#,
            #"{"request":{"cookies":"a=1; csrftoken=[Filtered]; __Host-session=[Filtered]"}}"#
        ),
        (#"{"request":{"cookies":{"sudo":"x","a":"1"}}}"#, #"{"request":{"cookies":{"sudo":"[Filtered]","a":"1"}}}"#),
        (#"{"request":{"cookies":[["PHPSESSID","x"]]}}"#, #"{"request":{"cookies":[["PHPSESSID","[Filtered]"]]}}"#),
        (
            #"{"request":{"query_string":"?a=1&p%61ssword=x&mail=rosa%40example.com"}}"#,
            #"{"request":{"query_string":"?a=1&p%61ssword=[Filtered]&mail=r***%40example.com"}}"#
        ),
        (
            #"{"request":{"query_string":[["token","x"],["a","1"]]}}"#,
            #"{"request":{"query_string":[["token","[Filtered]"],["a","1"]]}}"#
        ),
        (#"{"request":{"query_string":{"token":"x"}}}"#, #"{"request":{"query_string":{"token":"[Filtered]"}}}"#),
        (
            #"{"request":{"url":"https://u:p@example.com/auth?api_key=1&b=2"}}"#,
            #"{"request":{"url":"https://u:[Filtered]@example.com/auth?api_key=[Filtered]&b=2"}}"#
        ),
        (
            #"{"request":{"data":"user=rosa&pass%77ord=x"}}"#,
            #"{"request":{"data":"user=rosa&pass%77ord=[Filtered]"}}"#
        ),
        (
            #"{"request":{"data":"{\"user\":\"rosa\",\"password\":\"x\"}"}}"#,
            #"{"request":{"data":"{\"user\":\"rosa\",\"password\":\"[Filtered]\"}"}}"#
        ),
        (
            #"{"request":{"api_target":"graphql","data":{"query":"q","variables":{"a":"x","b":[1]}}}}"#,
            #"{"request":{"api_target":"graphql","data":{"query":"q","variables":{"a":"[Filtered]","b":["[Filtered]"]}}}}"#
        ),
        (
            #"{"request":{"env":{"HTTP_COOKIE":"sid=1; a=2","QUERY_STRING":"token=1","DB_PASSWORD":"x"}}}"#,
            #"{"request":{"env":{"HTTP_COOKIE":"sid=[Filtered]; a=2","QUERY_STRING":"token=[Filtered]","DB_PASSWORD":"[Filtered]"}}}"#
        ),
        // Tags.
        (#"{"tags":{"auth":"x","a":"b"}}"#, #"{"tags":{"auth":"[Filtered]","a":"b"}}"#),
        (#"{"tags":[["token","x"],["a","b"]]}"#, #"{"tags":[["token","[Filtered]"],["a","b"]]}"#),
        (#"{"tags":[{"key":"token","value":"x"}]}"#, #"{"tags":[{"key":"token","value":"[Filtered]"}]}"#),
        // Breadcrumbs.
        (
            #"{"breadcrumbs":[{"category":"auth","message":"password is x","data":{"url":"https://a.example/?token=x"}}]}"#,
            #"{"breadcrumbs":[{"category":"auth","message":"[Filtered]","data":{"url":"https://a.example/?token=[Filtered]"}}]}"#
        ),
        // Stack traces.
        (
            #"{"exception":[{"stacktrace":{"frames":[{"function":"auth","vars":{"password":"x","mail":"rosa@example.com"}}]}}]}"#,
            #"{"exception":[{"stacktrace":{"frames":[{"function":"auth","vars":{"password":"[Filtered]","mail":"r***@example.com"}}]}}]}"#
        ),
        (
            #"{"exception":[{"stacktrace":{"frames":[{"context_line":"key = \"sk_live_4eC39HqLyjWD\"","abs_path":"https://a.example/?token=x"}]}}]}"#,
            #"{"exception":[{"stacktrace":{"frames":[{"context_line":"key = \"[Filtered]\"","abs_path":"https://a.example/?token=[Filtered]"}]}}]}"#
        ),
        // Spans, user data, things in the wrong place.
        (
            #"{"spans":[{"op":"auth","description":"GET https://u:p@h/?password=x","data":{"token":"x"}}]}"#,
            #"{"spans":[{"op":"auth","description":"GET https://u:[Filtered]@h/?password=[Filtered]","data":{"token":"[Filtered]"}}]}"#
        ),
        (
            #"{"user":{"email":"rosa@example.com","data":{"password":"x","mail":"rosa@example.com"}}}"#,
            #"{"user":{"email":"rosa@example.com","data":{"password":"[Filtered]","mail":"rosa@example.com"}}}"#
        ),
        (#"{"release":{"password":"x"},"level":["a"]}"#, #"{"release":{"password":"[Filtered]"},"level":["a"]}"#),
        (
            #"{"contexts":{"device":{"name":"x","api_key":"y"}}}"#,
            #"{"contexts":{"device":{"name":"x","api_key":"[Filtered]"}}}"#
        ),
        (#"{"transaction":"/users/rosa@example.com/auth"}"#, #"{"transaction":"/users/r***@example.com/auth"}"#),
        (
            #"{"sentry.interfaces.Http":{"cookies":"sid=1"}}"#,
            #"{"sentry.interfaces.Http":{"cookies":"sid=[Filtered]"}}"#
        ),
    ]

    @Test("events", arguments: events)
    func event(_ json: String, _ expected: String) throws {
        #expect(try Scrubbed.result(json) == expected)
    }

    @Test("scrubbing what was scrubbed changes nothing", arguments: events)
    func twice(_ json: String, _ expected: String) throws {
        let once = try Scrubbed.encoded(json)
        #expect(try Scrubbed.encoded(once) == once)
    }

    @Test(
        "what may stay stays",
        arguments: [
            #"{"event_id":"4111111111111111","release":"auth@1.0","logger":"auth.password","platform":"auth"}"#,
            #"{"extra":{"password":null,"token":true,"secret":"","auth":"[Filtered]","api_key":{},"apikey":"null"}}"#,
            #"{"extra":{"max_tokens":100,"prompt_tokens":12,"token_count":3}}"#,
            #"{"user":{"id":"010-1234-5678","email":"rosa@example.com","username":"author","ip_address":"1.2.3.4"}}"#,
            #"{"contexts":{"feedback":{"message":"hi","contact_email":"rosa@example.com"},"trace":{"op":"auth.token"}}}"#,
            #"{"contexts":{"browser":{"name":"Auth","version":"141.0.8872.0"}}}"#,
            #"{"modules":{"authlib":"1.0","google-auth":"2.0"},"debug_meta":{"images":[{"password":"x"}]}}"#,
            #"{"exception":[{"type":"AuthError","module":"auth","stacktrace":{"frames":[{"filename":"auth/password.py","context_line":"password = get(auth)"}]}}]}"#,
            #"{"request":{"headers":{"User-Agent":"auth/1.0 rosa@example.com"},"url":"https://a.example/auth/login"}}"#,
            #"{"extra":{"n":1767322998123456,"m":4111111111111112,"f":0.4111111111111111}}"#,
            #"{"sdk":{"name":"sentry.auth","client_ip":"1.2.3.4"},"fingerprint":["auth","{{ default }}"]}"#,
        ])
    func untouched(_ json: String) throws {
        #expect(try Scrubbed.result(json) == json)
    }

    @Test(
        "logs and attributes",
        arguments: [
            (
                #"{"items":[{"body":"rosa@example.com password=x","attributes":{"token":{"type":"string","value":"x"},"n":{"type":"integer","value":1}}}]}"#,
                #"{"items":[{"body":"r***@example.com password=[Filtered]","attributes":{"token":{"type":"string","value":"[Filtered]"},"n":{"type":"integer","value":1}}}]}"#
            ),
            (
                #"{"items":[{"attributes":{"secret":{"type":"integer","value":1},"gen_ai.usage.input_tokens":{"type":"integer","value":9},"gen_ai.prompt":{"type":"string","value":"my password: x"}}}]}"#,
                #"{"items":[{"attributes":{"secret":{"type":"string","value":"[Filtered]"},"gen_ai.usage.input_tokens":{"type":"integer","value":9},"gen_ai.prompt":{"type":"string","value":"my password: [Filtered]"}}}]}"#
            ),
            (
                #"{"items":[{"attributes":{"http.request.header.cookie.sid":{"type":"string","value":"x"},"user.email":{"type":"string","value":"rosa@example.com"}}}]}"#,
                #"{"items":[{"attributes":{"http.request.header.cookie.sid":{"type":"string","value":"[Filtered]"},"user.email":{"type":"string","value":"rosa@example.com"}}}]}"#
            ),
        ])
    func container(_ json: String, _ expected: String) throws {
        #expect(try Scrubbed.result(json, as: .container) == expected)
    }

    @Test("payloads without known fields are masked in places")
    func other() throws {
        let json =
            #"{"event_id":"a","email":"rosa@example.com","comments":"my password: x, rosa@example.com","token":"x"}"#
        let expected =
            #"{"event_id":"a","email":"rosa@example.com","comments":"my password: [Filtered], r***@example.com","token":"[Filtered]"}"#
        #expect(try Scrubbed.result(json, as: .other) == expected)
    }

    // MARK: Settings

    @Test("nothing is scrubbed where scrubbing is off")
    func off() throws {
        #expect(
            try Scrubbed.result(#"{"extra":{"password":"x"}}"#) { $0.isOn = false } == #"{"extra":{"password":"x"}}"#)
    }

    @Test("without the default rules only contact data and own words are masked")
    func noDefaults() throws {
        let json = #"{"extra":{"password":"x","a":"rosa@example.com","b":"4111 1111 1111 1111","pin":"1"}}"#
        let result = try Scrubbed.result(json) {
            $0.usesDefaults = false
            $0.sensitiveFields = [" PIN "]
        }
        #expect(
            result == #"{"extra":{"password":"x","a":"r***@example.com","b":"4111 1111 1111 1111","pin":"[Filtered]"}}"#
        )
    }

    @Test("contact data stays where people want it")
    func contacts() throws {
        let json = #"{"message":"rosa@example.com 010-1234-5678"}"#
        #expect(try Scrubbed.result(json) { $0.masksContactData = false } == json)
    }

    @Test("own words blank keys and values")
    func ownWords() throws {
        let json = #"{"extra":{"PatientName":"x","a":"the patientname is x","b":"x"},"message":"patientname=Rosa ok"}"#
        let expected =
            #"{"extra":{"PatientName":"[Filtered]","a":"[Filtered]","b":"x"},"message":"patientname=[Filtered] ok"}"#
        #expect(try Scrubbed.result(json) { $0.sensitiveFields = ["patientName"] } == expected)
    }

    @Test(
        "safe fields are never touched", arguments: ["author", "AUTHOR", "extra.author", "$object.author", "**.author"])
    func safe(_ field: String) throws {
        let json = #"{"extra":{"author":"rosa@example.com","auth":"x"}}"#
        let expected = #"{"extra":{"author":"rosa@example.com","auth":"[Filtered]"}}"#
        #expect(try Scrubbed.result(json) { $0.safeFields = [field] } == expected)
    }

    @Test("addresses are removed where nobody wants them")
    func addresses() throws {
        let json = """
            {"user":{"ip_address":"1.2.3.4","id":"1"},"request":{"env":{"REMOTE_ADDR":"1.2.3.4"}},\
            "sdk":{"client_ip":"::1"},"message":"from 10.0.0.1:80 and 2001:db8::1, at 12:30:45"}
            """
        let expected = """
            {"user":{"ip_address":null,"id":"1"},"request":{"env":{"REMOTE_ADDR":null}},\
            "sdk":{"client_ip":null},"message":"from [ip]:80 and [ip], at 12:30:45"}
            """
        #expect(try Scrubbed.result(json) { $0.removesIPAddresses = true } == expected)
        #expect(try Scrubbed.result(json) == json)
    }

    // MARK: What pages are told

    @Test("remarks say what was done, in characters")
    func remarks() throws {
        let json = #"{"extra":{"password":"geheim","a":["é rosa@example.com"]},"_meta":{"extra":{"b":{"":{"len":9}}}}}"#
        let expected = """
            {"extra":{"password":"[Filtered]","a":["é r***@example.com"]},"_meta":{"extra":\
            {"password":{"":{"rem":[["@password:filter","s",0,10]],"len":6}},\
            "a":{"0":{"":{"rem":[["@email:mask","m",2,6]],"len":18}}},"b":{"":{"len":9}}}}}
            """
        #expect(try Scrubbed.encoded(json) == expected)
    }
}
