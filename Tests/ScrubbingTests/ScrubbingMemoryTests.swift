import SentryProtocol
import Storage
import Testing

@testable import Scrubbing

@Suite("Objects that were looked at before")
struct ScrubbingMemoryTests {
    /// Scrubbers with the same settings, of which one remembers.
    private struct Pair {
        let remembering: Scrubber
        let forgetful: Scrubber

        init(_ memory: ScrubbingMemory, _ change: (inout ScrubbingSettings) -> Void = { _ in }) throws {
            var settings = ScrubbingSettings()
            change(&settings)
            remembering = try Scrubber(settings, memory: memory)
            forgetful = try Scrubber(settings, memory: nil)
        }

        /// What changes, after holding both against each other.
        @discardableResult
        func changes(_ json: String, as subject: ScrubbingSubject = .event) throws -> [String] {
            let document = try JSONDocument(parsing: Array(json.utf8))
            let expected = Self.changes(forgetful, document, subject)
            #expect(Self.changes(remembering, document, subject) == expected, "\(json)")
            return expected
        }

        private static func changes(
            _ scrubber: Scrubber, _ document: JSONDocument, _ subject: ScrubbingSubject
        ) -> [String] {
            let changes = scrubber.scrub(document, as: subject)?.changes ?? []
            return changes.map { "\($0.range) \(String(decoding: $0.replacement, as: UTF8.self)) \($0.remarks)" }
        }
    }

    private static func event(frames: [String]) -> String {
        "{\"exception\":{\"values\":[{\"stacktrace\":{\"frames\":[\(frames.joined(separator: ","))]}}]}}"
    }

    private static func frame(line: String, vars: String? = nil) -> String {
        let variables = vars.map { ",\"vars\":\($0)" } ?? ""
        return """
            {"function":"run","filename":"a.py","lineno":12,"context_line":"\(line)"\(variables),"in_app":true}
            """
    }

    // MARK: What is kept

    @Test("clean objects are kept once, others never")
    func kept() throws {
        let memory = ScrubbingMemory(buckets: 64)
        defer { memory.deallocate() }
        let pair = try Pair(memory)
        let clean = [Self.frame(line: "x = 1"), Self.frame(line: "x = 2", vars: #"{"a":1}"#)]
        let dirty = Self.frame(line: "4111 1111 1111 1111")
        for _ in 0..<3 {
            #expect(try pair.changes(Self.event(frames: clean + [dirty])).count == 1)
            #expect(memory.count == 2)
        }
        try pair.changes(#"{"modules":{"a":"1","b":"2","c":"3","d":"4"},"sdk":{"name":"a","version":"1"}}"#)
        #expect(memory.count == 3)
    }

    @Test("other settings do not share what was found")
    func settings() throws {
        let memory = ScrubbingMemory(buckets: 64)
        defer { memory.deallocate() }
        let json = Self.event(frames: [Self.frame(line: "card 4111 1111 1111 1111, patientname = 'x'")])
        let without = try Pair(memory) { $0.usesDefaults = false }
        #expect(try without.changes(json) == [])
        #expect(memory.count == 1)
        #expect(try Pair(memory).changes(json).count == 1)
        let words = try Pair(memory) {
            $0.usesDefaults = false
            $0.sensitiveFields = ["patientname"]
        }
        #expect(try words.changes(json).count == 1)
        #expect(try without.changes(json) == [])
    }

    @Test("a memory of one bucket forgets, and nothing goes wrong")
    func small() throws {
        let memory = ScrubbingMemory(buckets: 1)
        defer { memory.deallocate() }
        let pair = try Pair(memory)
        let frames = (0..<40).map { Self.frame(line: $0 % 10 == 9 ? "ssn 078-05-1120" : "x = \($0)") }
        for _ in 0..<3 { #expect(try pair.changes(Self.event(frames: frames)).count == 4) }
        #expect(memory.count == 4)
    }

    @Test("a set of fingerprints")
    func fingerprints() {
        let memory = ScrubbingMemory(buckets: 16)
        defer { memory.deallocate() }
        var random = Generator(state: 5)
        func fingerprint() -> UInt64 { UInt64(random.below(1 << 30)) << 32 | UInt64(random.below(1 << 30)) | 1 }
        for _ in 0..<500 {
            let one = fingerprint()
            #expect(!memory.contains(one))
            memory.insert(one)
            #expect(memory.contains(one))
        }
        #expect(memory.count == 64)
    }

    // MARK: What is found nevertheless

    @Test(
        "a secret is found at every place of a line that was clean before",
        arguments: ["4111 1111 1111 1111", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "078-05-1120"])
    func everyOffset(secret: String) throws {
        let memory = ScrubbingMemory(buckets: 64)
        defer { memory.deallocate() }
        let pair = try Pair(memory)
        for after in [0, 1, 7, 8, 15, 16, 33] {
            for before in 0..<36 {
                func line(_ middle: String) -> String {
                    String(repeating: " ", count: before) + middle + String(repeating: " ", count: after)
                }
                let clean = line(String(repeating: "-", count: secret.utf8.count))
                for _ in 0..<2 {
                    #expect(try pair.changes(Self.event(frames: [Self.frame(line: clean)])) == [])
                    #expect(try pair.changes(Self.event(frames: [Self.frame(line: line(secret))])).count == 1)
                }
                let modules = #"{"modules":{"a":"1","b":"2","c":"3","d":"\#(line("%"))"}}"#
                #expect(try pair.changes(modules.replacing("%", with: clean)) == [])
                #expect(try pair.changes(modules.replacing("%", with: secret)).count == 1)
            }
        }
    }

    @Test(
        "the variables of a frame are looked at each time",
        arguments: [
            #"{"a":1,%,"b":2,"c":3,"d":4}"#, #"{%,"b":2,"c":3,"d":4}"#, #"{"a":1,"b":2,"c":3,"d":4,%}"#,
            #"{"a":1,"vars":{"c":"x"},"b":2,"c":3,"d":[],%}"#, #"{ "a" : 1 , "b" : 2 , "c" : [ ] , "d" : { } , % }"#,
            #"{ % , "a" : 1 , "b" : 2 , "c" : [ ] , "d" : { } }"#,
        ])
    func variables(_ shape: String) throws {
        let memory = ScrubbingMemory(buckets: 64)
        defer { memory.deallocate() }
        let pair = try Pair(memory)
        func changes(_ variables: String) throws -> Int {
            try pair.changes(Self.event(frames: [shape.replacing("%", with: variables)])).count
        }
        for _ in 0..<2 {
            #expect(try changes(#""vars":{"a":"b"}"#) == 0)
            #expect(try changes(#""vars":{"password":"b"}"#) == 1)
            #expect(try changes(#""vars":{"a":{"b":["rosa@example.com"]},"otp":1}"#) == 2)
            #expect(try changes(#""vars":"the password""#) == 1)
            #expect(try changes(#""va\u0072s":{"password":"b"}"#) == 1)
            #expect(try changes(#""vars":{}"#) == 0)
            #expect(try changes(#""vars":null"#) == 0)
        }
    }

    @Test("a frame that was clean is looked at again when any byte of it has changed")
    func everyByte() throws {
        let memory = ScrubbingMemory(buckets: 256)
        defer { memory.deallocate() }
        let pair = try Pair(memory)
        let frame =
            #"{"function":"run","a":"pass","password":"","pre_context":["a","\"b\""],"vars":{"b":"411"},"z":[]}"#
        #expect(try pair.changes(Self.event(frames: [frame])) == [])
        #expect(memory.count == 1)
        for at in 0..<frame.utf8.count {
            for byte in "\"\\4@xt}{[],: ".utf8 {
                var bytes = Array(frame.utf8)
                bytes[at] = byte
                let json = Self.event(frames: [String(decoding: bytes, as: UTF8.self), frame])
                guard (try? JSONDocument(parsing: Array(json.utf8))) != nil else { continue }
                try pair.changes(json)
                try pair.changes(json)
            }
        }
    }

    // MARK: Many events

    /// Frames that come again with other variables, other places of their members and other bytes.
    private struct Events {
        var random = Generator(state: 11)
        let lines = [
            "x = 1", "  return x", "", "password = 'hunter2'", "token = next()", "call(\\\"rosa@example.com\\\")",
            "key = \\\"sk_live_4eC39HqLyjWDarjtT1zdp7dc\\\"", "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "4111 1111 1111 1111", "// p\\u0061ssword: x", "한글 주석", "postgres://a:b@c/d", "auth\\n\\t1234",
        ]

        mutating func line() -> String {
            let text = random.below(3) > 0 ? "line \(random.below(20))" : random.one(of: lines)
            return "\"\(text)\""
        }

        mutating func list() -> String {
            let lines = (0..<random.below(5)).map { _ in line() }
            return "[\(lines.joined(separator: ","))]"
        }

        mutating func bag() -> String {
            let keys = ["a", "b", "password", "max_tokens", "mail", "card", "otp"]
            let values = ["1", "\"x\"", "\"rosa@example.com\"", "4111111111111111", "{\"secret\":[1]}", "null", "[]"]
            let members = (0..<random.below(4)).map { _ in "\"\(random.one(of: keys))\":\(random.one(of: values))" }
            return "{\(members.joined(separator: ","))}"
        }

        mutating func frame() -> String {
            var members = [
                #""function":"f\#(random.below(4))""#, #""lineno":\#(random.below(9))"#, #""in_app":true"#,
                #""filename":"a.py""#, #""pre_context":\#(list())"#, #""context_line":\#(line())"#,
                #""post_context":\#(list())"#,
            ]
            if random.below(8) == 0 { members.append(#""extra":\#(bag())"#) }
            if random.below(8) == 0 { members.append(#""abs_path":"https://a.example/?token=x""#) }
            for _ in 0..<random.below(3) / 2 { members.append(#""vars":%"#) }
            if random.below(20) == 0 { members.append(#""vars":%"#) }
            for index in members.indices { members.swapAt(index, random.below(members.count)) }
            return "{\(members.joined(separator: random.below(2) == 0 ? "," : " ,\n "))}"
        }

        mutating func event(of frames: [String]) -> String {
            let chosen = (0..<6).map { _ in random.one(of: frames).replacing("%", with: bag()) }
            let modules = (0..<5).map { index in
                let version = random.below(4) == 0 ? line() : "\"1.0\""
                return "\"m\(index)\":\(version)"
            }
            return """
                {"modules":{\(modules.joined(separator: ","))},"extra":\(bag()),\
                "sdk":{"name":"a","version":"1","packages":[{"name":"b","version":\(line())}],"client_ip":"::1"},\
                "exception":[{"value":\(line()),"stacktrace":{"frames":[\(chosen.joined(separator: ","))]}}],\
                "contexts":{"flags":{"values":[{"flag":"a","result":true},{"flag":\(line()),"result":false}]}}}
                """
        }
    }

    @Test("with and without a memory the same is changed in thousands of events", .timeLimit(.minutes(10)))
    func same() throws {
        let memories = [ScrubbingMemory(buckets: 1_024), ScrubbingMemory(buckets: 2)]
        defer { for memory in memories { memory.deallocate() } }
        let pairs = try memories.flatMap { memory -> [Pair] in
            try [
                Pair(memory),
                Pair(memory) {
                    $0.removesIPAddresses = true
                    $0.sensitiveFields = ["line 7", "filename"]
                    $0.safeFields = ["vars", "password"]
                },
                Pair(memory) {
                    $0.advancedRules = #"{"applications":{"$string":["@email:hash"],"**.a":["@anything:remove"]}}"#
                },
            ]
        }
        var events = Events()
        let frames = (0..<60).map { _ in events.frame() }
        var changed = 0
        for _ in 0..<400 {
            let json = events.event(of: frames)
            for pair in pairs { changed += try pair.changes(json).isEmpty ? 0 : 1 }
        }
        #expect(changed > 100)
        #expect(memories[0].count > 60)
    }
}

extension String {
    /// With `other` in place of each `mark`, without Foundation.
    fileprivate func replacing(_ mark: Character, with other: String) -> String {
        reduce(into: "") { text, character in
            if character == mark { text += other } else { text.append(character) }
        }
    }
}
