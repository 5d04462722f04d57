import SentryProtocol
import Testing

@testable import Access

@Suite("Throttles are generous for people and hard for scripts")
struct ThrottleTests {
    private let start = Timestamp(seconds: 1_785_585_600)
    private let policy = ThrottlePolicy(free: 3, firstWait: 2, waitMax: 60, memory: 600)

    @Test("the first attempts are free, then the wait doubles up to its end")
    func waits() {
        #expect((0...10).map { policy.wait(after: $0) } == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60])
        #expect(policy.wait(after: 1_000_000) == 60)
        #expect(policy.wait(after: .max) == 60)
    }

    @Test("attempts while waiting are refused and make nothing worse")
    func refused() {
        var throttle = Throttle(policy)
        let key = ThrottleKey.account("kim@example.com")
        for _ in 0..<3 { #expect(throttle.begin(key, at: start) == .go) }
        for _ in 0..<1000 { #expect(throttle.begin(key, at: start) == .wait(seconds: 2)) }
        #expect(throttle.begin(key, at: start.adding(seconds: 1)) == .wait(seconds: 1))
        #expect(throttle.begin(key, at: start.adding(seconds: 2)) == .go)
        #expect(throttle.wait(for: key, at: start.adding(seconds: 2)) == 4)
    }

    @Test("who keeps quiet is forgotten, and who was right is forgiven at once")
    func forgotten() {
        var throttle = Throttle(policy)
        let key = ThrottleKey.number(1)
        for _ in 0..<3 { _ = throttle.begin(key, at: start) }
        #expect(throttle.wait(for: key, at: start.adding(seconds: 1)) > 0)
        #expect(throttle.wait(for: key, at: start.adding(seconds: 600)) == 0)
        throttle.clear(key)
        #expect(throttle.wait(for: key, at: start) == 0)
        #expect(throttle.count == 0)
    }

    @Test("a clock that is set back shuts nobody out for longer than the longest wait")
    func clock() {
        var throttle = Throttle(policy)
        let key = ThrottleKey.number(1)
        for _ in 0..<5 { throttle.attempt(key, at: start) }
        #expect(throttle.wait(for: key, at: start.adding(seconds: -1_000_000)) <= 60)
    }

    @Test("memory is bounded, and the quietest are forgotten first")
    func bounded() {
        var throttle = Throttle(policy, keysMax: 100)
        let busy = ThrottleKey.account("busy@example.com")
        for number in 0..<10_000 {
            _ = throttle.begin(.number(Int64(number)), at: start)
            if number % 50 == 0 { throttle.attempt(busy, at: start) }
            #expect(throttle.count <= 100)
        }
        #expect(throttle.wait(for: busy, at: start) > 0)
        #expect(throttle.wait(for: .number(0), at: start) == 0)
    }

    @Test("what is remembered is always what was written last, as a plain list would have it")
    func model() {
        var memory = RecentMemory<Int>(capacity: 8)
        var list: [(key: ThrottleKey, value: Int)] = []
        var generator = SeededGenerator(state: 5)
        for step in 0..<5000 {
            let key = ThrottleKey.number(Int64.random(in: 0..<20, using: &generator))
            list.removeAll { $0.key == key }
            if Int.random(in: 0..<4, using: &generator) == 0 {
                memory[key] = nil
            } else {
                memory[key] = step
                list.append((key, step))
                if list.count > 8 { list.removeFirst() }
            }
            #expect(memory.count == list.count)
            #expect(list.allSatisfy { memory[$0.key] == $0.value })
        }
    }
}

@Suite("Log-ins are throttled")
struct LogInThrottleTests {
    private let start = Timestamp(seconds: 1_785_585_600)

    private func passed(
        _ throttle: inout LogInThrottle, _ count: Int, every microseconds: Int64, _ attempt: (Int) -> LogInAttempt
    ) -> Int {
        (0..<count).count { index in
            let now = Timestamp(microseconds: start.microseconds + Int64(index) * microseconds)
            return throttle.begin(attempt(index), at: now) == .go
        }
    }

    @Test("of 10,000 log-ins for one account within 100 s, hardly any are looked at")
    func oneAccount() {
        var throttle = LogInThrottle()
        let count = passed(&throttle, 10_000, every: 10_000) { index in
            LogInAttempt(email: "kim@example.com", address: "10.0.\(index % 250).\(index % 199)")
        }
        #expect(count <= 11)
    }

    @Test("nor from one address for ever new accounts, nor from one IPv6 network")
    func oneAddress() {
        var throttle = LogInThrottle()
        #expect(
            passed(&throttle, 10_000, every: 10_000) {
                LogInAttempt(email: "kim\($0)@example.com", address: "192.0.2.1")
            } <= 26)
        var other = LogInThrottle()
        #expect(
            passed(&other, 10_000, every: 10_000) {
                LogInAttempt(email: "kim\($0)@example.com", address: "2001:db8::\(String($0, radix: 16))")
            } <= 26)
    }

    @Test("somebody who mistypes now and then never notices")
    func people() {
        var throttle = LogInThrottle()
        let attempt = LogInAttempt(email: "kim@example.com", address: "192.0.2.1")
        for day in 0..<100 {
            let now = start.adding(seconds: Int64(day) * 86_400)
            for second in 0..<4 { #expect(throttle.begin(attempt, at: now.adding(seconds: Int64(second))) == .go) }
            throttle.succeeded(attempt, at: now.adding(seconds: 4))
        }
    }

    @Test("an office of 200 behind one address logs in at nine")
    func office() {
        var throttle = LogInThrottle()
        for person in 0..<200 {
            let attempt = LogInAttempt(email: "p\(person)@example.com", address: "192.0.2.1")
            #expect(throttle.begin(attempt, at: start) == .go)
            throttle.succeeded(attempt, at: start)
        }
    }

    @Test("nobody is locked out by others: a browser that was logged in before is counted apart")
    func knownDevice() {
        var throttle = LogInThrottle()
        for _ in 0..<1000 {
            _ = throttle.begin(LogInAttempt(email: "kim@example.com", address: "192.0.2.66"), at: start)
        }
        let known = LogInAttempt(email: "kim@example.com", address: "192.0.2.66", knownDevice: [1, 2, 3])
        #expect(throttle.begin(known, at: start) == .go)
        #expect(throttle.begin(LogInAttempt(email: "KIM@example.com", address: "10.0.0.1"), at: start) != .go)
    }

    @Test("a known browser does not guess for ever either")
    func knownDeviceGuesses() {
        var throttle = LogInThrottle()
        #expect(
            passed(&throttle, 10_000, every: 10_000) { _ in
                LogInAttempt(email: "kim@example.com", address: nil, knownDevice: [9])
            } <= 16)
    }

    @Test("one's own success does not wipe out what an address has run up for others")
    func mixing() {
        var throttle = LogInThrottle()
        let own = LogInAttempt(email: "mallory@example.com", address: "192.0.2.1")
        var guesses = 0
        for index in 0..<200 {
            if throttle.begin(LogInAttempt(email: "victim\(index)@example.com", address: "192.0.2.1"), at: start) == .go
            {
                guesses += 1
            }
            if throttle.begin(own, at: start) == .go { throttle.succeeded(own, at: start) }
        }
        #expect(guesses <= 20)
    }

    @Test("accounts that do not exist are throttled like those that do: there is no difference to see")
    func noEnumeration() {
        var throttle = LogInThrottle()
        let verdicts = ["exists@example.com", "nobody@example.com"].map { email in
            (0..<20).map { throttle.begin(LogInAttempt(email: email, address: "192.0.2.\($0)"), at: start) }
        }
        #expect(verdicts[0] == verdicts[1])
    }

    @Test("when the server was too busy to look, nothing is counted")
    func abandoned() {
        var throttle = LogInThrottle()
        let attempt = LogInAttempt(email: "kim@example.com", address: "192.0.2.1")
        for _ in 0..<100 {
            #expect(throttle.begin(attempt, at: start) == .go)
            throttle.abandoned(attempt, at: start)
        }
    }
}

@Suite("Addresses are counted by who holds them")
struct ThrottleKeyTests {
    @Test(
        "IPv6 by its network, IPv4 in either spelling by itself",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:C000:0201", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:DB8:1:2::9", "2001:db8:1:2"), ("::1", "0:0:0:0"),
            ("fe80::1%eth0", "fe80:0:0:0"), ("1::", "1:0:0:0"), ("", "unknown"), ("localhost", "unknown"),
            ("999.1.1.1", "unknown"), ("1:2:3:4:5:6:7:8:9", "unknown"), (":::", "unknown"),
            ("1:2:3:4:5:6:7::8", "unknown"), ("::1.2.3", "unknown"),
        ])
    func networks(text: String, network: String) {
        #expect(ThrottleKey.network(of: text) == network)
    }

    @Test("hostile text is no trouble")
    func hostile() {
        for text in [String(repeating: ":", count: 60), String(repeating: "f:", count: 10_000), "\u{0}", "::%%%", "%"] {
            _ = ThrottleKey.address(text)
        }
        #expect(ThrottleKey.address(nil) == ThrottleKey.address("nonsense"))
    }

    @Test("kinds do not collide, case of an e-mail address does not matter")
    func kinds() {
        #expect(ThrottleKey.number(1) != ThrottleKey.account("1"))
        #expect(ThrottleKey.account("Kim@Example.com") == ThrottleKey.account("kim@example.com"))
    }
}

@Suite("Secrets are compared in constant time")
struct ConstantTimeTests {
    @Test("equal is equal, and nothing else is")
    func equality() {
        #expect(ConstantTime.areEqual([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.areEqual([1, 2, 3], [1, 2, 4]))
        #expect(!ConstantTime.areEqual([1, 2, 3], [1, 2]))
        #expect(ConstantTime.areEqual([UInt8](), []))
        #expect(ConstantTime.areEqual("code", "code"))
        #expect(!ConstantTime.areEqual("code", "codes"))
    }
}
