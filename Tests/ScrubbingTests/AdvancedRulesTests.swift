import SentryProtocol
import Storage
import Testing

@testable import Scrubbing

@Suite("Rules of a project")
struct AdvancedRulesTests {
    static let json = #"{"user":{"id":"7","email":"rosa@example.com"},"extra":{"a":"call 42 now","n":5,"o":{"x":"1"}}}"#

    @Test(
        "each redaction",
        arguments: [
            (#""mask""#, #""a":"call ** now""#), (#"{"method":"replace","text":"N"}"#, #""a":"call N now""#),
            (#"{"method":"remove"}"#, #""a":"call  now""#), ("null", #""a":"call [Filtered] now""#),
        ])
    func redactions(_ redaction: String, _ expected: String) throws {
        let rules =
            #"{"rules":{"r":{"type":"pattern","pattern":"\\d+","redaction":\#(redaction)}},"applications":{"extra.a":["r"]}}"#
        let result = try Scrubbed.result(Self.json) { $0.advancedRules = rules }
        #expect(result.range(of: expected) != nil)
    }

    @Test("a hash has the key of the rule, else the one all share")
    func hashes() throws {
        let rules =
            #"{"vars":{"hashKey":"k"},"rules":{"r":{"type":"pattern","pattern":"[0-9]+","redaction":"hash"}},"applications":{"extra.a":["r"]}}"#
        let hash = SHA1.authenticationCode(of: Array("42".utf8), key: Array("k".utf8))
        let result = try Scrubbed.result(Self.json) { $0.advancedRules = rules }
        #expect(result.range(of: "call \(Hexadecimal.text(of: hash).uppercased()) now") != nil)
    }

    @Test(
        "selectors",
        arguments: [
            ("$user.email", #""email":"[email]""#), ("user.*", #""email":"[email]""#), ("**", #""email":"[email]""#),
            ("$string && !extra.**", #""email":"[email]""#), ("'user'.'email' || nothing", #""email":"[email]""#),
            ("$user.**", #""email":"[email]""#), ("($string & $user.email)", #""email":"[email]""#),
            ("!$string", #""email":"rosa@example.com""#), ("$exception.**", #""email":"rosa@example.com""#),
        ])
    func selectors(_ selector: String, _ expected: String) throws {
        let rules = "{\"applications\":{\"\(selector)\":[\"@email\"]}}"
        #expect(try Scrubbed.result(Self.json) { $0.advancedRules = rules }.range(of: expected) != nil)
    }

    @Test("whole values: numbers, objects, pairs")
    func whole() throws {
        let rules = """
            {"rules":{"pair":{"type":"redact_pair","keyPattern":"^a$","redaction":{"method":"mask"}}},\
            "applications":{"extra.o":["@anything:remove"],"extra.n":["@anything:replace"],"**":["pair"]}}
            """
        let expected =
            #"{"user":{"id":"7","email":"rosa@example.com"},"extra":{"a":"***********","n":"[Filtered]","o":null}}"#
        #expect(try Scrubbed.result(Self.json) { $0.advancedRules = rules } == expected)
    }

    @Test("ids and times are out of reach of wildcards, names of files of everything but their names")
    func fixed() throws {
        let json = #"{"event_id":"abc","platform":"x","exception":[{"stacktrace":{"frames":[{"filename":"a.py"}]}}]}"#
        #expect(try Scrubbed.result(json) { $0.advancedRules = #"{"applications":{"**":["@anything"]}}"# } != json)
        let strings = #"{"applications":{"$string":["@anything"],"event_id":["@anything"]}}"#
        #expect(try Scrubbed.result(json) { $0.advancedRules = strings } == json)
        let names = #"{"applications":{"$frame.filename":["@anything"]}}"#
        #expect(try Scrubbed.result(json) { $0.advancedRules = names }.range(of: #""filename":"[Filtered]""#) != nil)
    }

    @Test("several rules see what the ones before them left, the default rules come last")
    func order() throws {
        let json = #"{"message":"rosa@example.com 42 bob@example.com"}"#
        let rules = """
            {"rules":{"n":{"type":"pattern","pattern":"(ro)sa","replaceGroups":[1],"redaction":"mask"},\
            "all":{"type":"multiple","rules":["n","m"],"hideInner":true},"m":{"type":"alias","rule":"digits"},\
            "digits":{"type":"pattern","pattern":"[0-9]+"}},"applications":{"$message":["all"]}}
            """
        let expected = """
            {"message":"**s***@example.com [Filtered] b***@example.com",\
            "_meta":{"message":{"":{"rem":[["all","m",0,2],["@email:mask","m",2,6],["all","s",19,29],\
            ["@email:mask","m",30,34]],"len":35}}}}
            """
        #expect(try Scrubbed.encoded(json) { $0.advancedRules = rules } == expected)
    }

    @Test("a hashed address that is all there is becomes the id")
    func hashedAddress() throws {
        let rules = #"{"applications":{"$user.ip_address":["@ip:hash"]}}"#
        let result = try Scrubbed.result(#"{"user":{"ip_address":"1.2.3.4"}}"#) { $0.advancedRules = rules }
        let hash = Hexadecimal.text(of: SHA1.authenticationCode(of: Array("1.2.3.4".utf8), key: [])).uppercased()
        #expect(result == "{\"user\":{\"id\":\"\(hash)\"}}")
    }

    @Test(
        "built-in rules",
        arguments: [
            ("@mac", "00:1b:44:11:3a:b7", "*****************"), ("@imei", "35-209900-176148-1", "[imei]"),
            ("@uuid:replace", "f66a5f7a-de04-4692-aade-b36eaccb650a", "[uuid]"), ("@ip", "at 10.0.0.1", "at [ip]"),
            ("@userpath", #"C:\Users\rosa\x"#, #"C:\Users\[user]\x"#), ("@userpath", "/home/rosa/x", "/home/[user]/x"),
            ("@creditcard:mask", "4111 1111 1111 1111", "*******************"),
            ("@usssn", "078-05-1120", "***********"),
            ("@bearer", "Bearer abc", "Bearer [token]"), ("@urlauth", "a://u:p@h", "a://u:[auth]@h"),
            ("@iban", "DE89370400440532013000", "[iban]"), ("@common", "rosa@example.com", "[email]"),
            ("@password:filter", "my passwd", "[Filtered]"),
        ])
    func builtIn(_ rule: String, _ text: String, _ expected: String) throws {
        var writer = JSONWriter()
        writer.string(text)
        let result = try Scrubbed.result("{\"extra\":{\"a\":\(writer.text)}}") {
            $0.usesDefaults = false
            $0.masksContactData = false
            $0.advancedRules = "{\"applications\":{\"$string\":[\"\(rule)\"]}}"
        }
        #expect(try JSONDocument(parsing: Array(result.utf8)).root["extra"]?["a"]?.string == expected)
    }

    @Test(
        "mistakes say where they are",
        arguments: [
            ("nonsense", "", 1), ("{\"applications\":{\"a\":[\"x\"]}}", "x", nil),
            ("{\"applications\":{\"a && \":[\"@ip\"]}}", "a && ", 5),
            ("{\"applications\":{\"$thing\":[\"@ip\"]}}", "$thing", 1),
            ("{\"rules\":{\"r\":{\"type\":\"pattern\",\"pattern\":\"a(b\"}}}", "r", 3),
            ("{\"rules\":{\"r\":{\"type\":\"pattern\",\"pattern\":\"(?=x)\"}}}", "r", 2),
            ("{\"rules\":{\"r\":{\"type\":\"pattern\"}}}", "r", nil),
            ("{\"rules\":{\"r\":{\"type\":\"strange\"}}}", "r", nil),
            ("{\"rules\":{\"r\":{\"type\":\"alias\",\"rule\":\"r\"}}}", "r", nil),
            ("{\"rules\":{\"r\":{\"type\":\"ip\",\"redaction\":\"burn\"}}}", "r", nil),
        ] as [(String, String, Int?)])
    func mistakes(_ rules: String, _ rule: String, _ position: Int?) throws {
        var settings = ScrubbingSettings()
        settings.advancedRules = rules
        do throws(ScrubbingRuleError) {
            _ = try Scrubber(settings)
            Issue.record("accepted")
        } catch {
            #expect(error.rule == rule)
            #expect(error.position == position)
        }
    }
}

@Suite("Patterns")
struct PatternTests {
    private func first(_ pattern: String, _ text: String) throws -> String? {
        let pattern = try Pattern(pattern)
        let bytes = Array(text.utf8)
        guard let match = bytes.withUnsafeBufferPointer({ pattern.allMatches(in: $0) }).first else { return nil }
        return String(decoding: bytes[match[0]..<match[1]], as: UTF8.self)
    }

    @Test(
        "the usual syntax",
        arguments: [
            ("a+b", "xaaab", "aaab"), ("a|ab", "ab", "a"), ("(?:ab|a)c", "ac", "ac"), ("^\\d{2,3}$", "123", "123"),
            ("^\\d{2,3}$", "1234", nil), ("[^a-c]+", "abcxyz", "xyz"), ("a.c", "a한c", "a한c"),
            ("(?i)HeLLo", "hello", "hello"),
            ("\\bfoo\\b", "a foo b", "foo"), ("\\bfoo\\b", "foobar", nil), ("a*?b", "aab", "aab"), ("a+?", "aaa", "a"),
            ("[[:digit:]]+", "ab12", "12"), ("\\x41\\u0042", "AB", "AB"), ("(?s)a.b", "a\nb", "a\nb"),
            ("a.b", "a\nb", nil),
            ("(?m)^b$", "a\nb\nc", "b"), ("[]a]+", "]a", "]a"), ("[a\\-z]+", "-az", "-az"), ("(a*)*b", "aab", "aab"),
            ("(?x) a b # c", "ab", "ab"), ("", "a", ""), ("[가-힣]+", "x한글y", "한글"), ("é", "É", nil), ("(?i)é", "É", "É"),
        ] as [(String, String, String?)])
    func syntax(_ pattern: String, _ text: String, _ expected: String?) throws {
        #expect(try first(pattern, text) == expected)
    }

    @Test(
        "what cannot be read is refused",
        arguments: [
            "(", ")", "[a", "*a", "a{2", "a{3,2}", "\\", "\\1", "(?<=a)b", "(?q)", "[z-a]", "a{1001}",
            "(?:){1000}{1000}{1000}", "((a{1000}){1000}){1000}", "\\q",
        ])
    func refused(_ pattern: String) {
        #expect(throws: PatternError.self) { try Pattern(pattern) }
    }

    @Test("patterns that are slow elsewhere are not", .timeLimit(.minutes(10)))
    func linear() throws {
        let text = String(repeating: "a", count: 3_000)
        #expect(try first("(a*)*c", text) == nil)
        #expect(try first("(a|a)*c", text) == nil)
        #expect(try first("(x+x+)+y", String(repeating: "x", count: 3_000)) == nil)
    }

    @Test("SHA-1 and its HMAC")
    func hash() {
        #expect(Hexadecimal.text(of: SHA1.digest(of: Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        let code = SHA1.authenticationCode(of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(Hexadecimal.text(of: code) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
    }
}
