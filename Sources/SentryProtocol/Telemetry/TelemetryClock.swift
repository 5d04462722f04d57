/// Puts the times of what is no event on our clock (protocol.md §5.5).
public struct TelemetryClock: Sendable {
    public let receivedAt: Timestamp
    /// What is added to the sender's times, in microseconds: 0 unless its clock is wrong.
    public let drift: Int64

    /// Sessions that began earlier are dropped, in days.
    private static let sessionAgeMaxDays: Int64 = 5
    private static let future = TimeLimits.futureMax * 1_000_000

    public init(receivedAt: Timestamp, sentAt: Timestamp?) {
        self.receivedAt = receivedAt
        let difference = sentAt.map { receivedAt.microseconds(since: $0) } ?? 0
        let isDrift = difference.magnitude >= UInt64(TimeLimits.driftMin) * 1_000_000
        let isPlausible = difference.magnitude < UInt64(TimeLimits.plausibleShift) * 1_000_000
        drift = isDrift && isPlausible ? difference : 0
    }

    public func corrected(_ time: Timestamp) -> Timestamp {
        drift == 0 ? time : Timestamp(microseconds: time.microseconds + drift)
    }

    /// What a log, metric or span that ended at `time` is moved by, in microseconds. As events, entries from the future
    /// and those that are older than anything kept are dated when they arrived: a wrong clock is no reason to lose them.
    public func shift(of time: Timestamp) -> Int64 {
        let age = receivedAt.microseconds(since: corrected(time))
        let isUsable = age <= Int64(TimeLimits.ageMaxDays) * 86_400_000_000 && age >= -Self.future
        return isUsable ? drift : drift + age
    }

    /// When a session began; throws when that is days ago or still to come (protocol.md §5.9).
    public func sessionStart(_ time: Timestamp) throws(Unusable) -> Timestamp {
        let start = corrected(time)
        let age = receivedAt.microseconds(since: start)
        guard age <= Self.sessionAgeMaxDays * 86_400_000_000 else { throw Unusable(.tooOld) }
        guard age >= -Self.future else { throw Unusable(.inFuture) }
        return start
    }
}

extension Timestamp {
    /// As `init(_:)`, without making a text of the usual decimal number of seconds.
    init?(telemetry node: JSONNode) {
        if let microseconds = node.decimalMicroseconds {
            self.init(microseconds: microseconds)
        } else {
            self.init(node)
        }
    }

    func moved(by microseconds: Int64) -> Timestamp {
        microseconds == 0 ? self : Timestamp(microseconds: self.microseconds + microseconds)
    }
}

extension JSONNode {
    /// Seconds below 10^11 in plain decimal digits, as microseconds; nil for every other number, which may be
    /// milliseconds.
    fileprivate var decimalMicroseconds: Int64? {
        let token = token
        guard token.kind == .number, token.extent < 32 else { return nil }
        let bytes = document.bytes
        var value: Int64 = 0
        var decimals = -1
        for index in Int(token.start)..<Int(token.start) + Int(token.extent) {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit < 10 {
                if decimals == 7 { continue }
                value = value &* 10 &+ Int64(digit)
                if decimals >= 0 { decimals += 1 } else if value >= 100_000_000_000 { return nil }
            } else if bytes[index] == UInt8(ascii: "."), decimals < 0 {
                decimals = 0
            } else {
                return nil
            }
        }
        // One digit more than is kept, to round by.
        for _ in max(decimals, 0)..<7 { value = value &* 10 }
        return (value &+ 5) / 10
    }
}

extension TraceID {
    /// From a string of hex digits, read in place.
    init?(telemetry node: JSONNode) {
        guard let (high, low, digits) = node.hexDigits, digits == 32, high != 0 || low != 0 else { return nil }
        self.init(high: high, low: low)
    }
}

extension SpanID {
    /// From a string of 16 hex digits, read in place.
    init?(telemetry node: JSONNode) {
        guard let (_, low, digits) = node.hexDigits, digits == 16, low != 0 else { return nil }
        self.init(rawValue: low)
    }
}

extension EventID {
    /// From a string of hex digits with or without dashes, read in place.
    init?(telemetry node: JSONNode) {
        guard let (high, low, digits) = node.hexDigits, digits == 32 else { return nil }
        self.init(high: high, low: low)
    }
}

extension JSONNode {
    /// At most 32 digits of a string and how many there are, dashes left out; nil when anything else is in it.
    fileprivate var hexDigits: (high: UInt64, low: UInt64, count: Int)? {
        let token = token
        guard token.kind == .string, token.isPlainString, token.extent <= 64 else { return nil }
        let bytes = document.bytes
        var (high, low, count): (UInt64, UInt64, Int) = (0, 0, 0)
        for index in Int(token.start)..<Int(token.start) + Int(token.extent) {
            let byte = bytes[index]
            if byte == UInt8(ascii: "-") { continue }
            guard let digit = HexDigit.value(of: byte), count < 32 else { return nil }
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(digit)
            count += 1
        }
        return (high, low, count)
    }
}
