import SentryProtocol

/// Attempts by key, bounded: when it is full, whoever has been quiet for longest is forgotten.
///
/// An attempt is counted before its outcome is known, so that many at once do not slip through while the first is
/// being checked; success takes it back. Refused attempts do not count, so that impatience makes nothing worse.
public struct Throttle: Sendable {
    public let policy: ThrottlePolicy
    private var attempts: RecentMemory<Record>

    private struct Record: Sendable {
        var count: Int
        var last: Timestamp
    }

    public init(_ policy: ThrottlePolicy, keysMax: Int = 10_000) {
        self.policy = policy
        attempts = RecentMemory(capacity: keysMax)
    }

    /// Keys that are remembered.
    public var count: Int { attempts.count }

    /// Seconds until the next attempt is let through; 0 when it is now.
    public func wait(for key: ThrottleKey, at now: Timestamp) -> Int64 {
        guard let record = record(of: key, at: now) else { return 0 }
        let ready = record.last.adding(seconds: policy.wait(after: record.count))
        let missing = ready.microseconds(since: now)
        // A clock that was set back must not shut anybody out for longer than the longest wait.
        return missing <= 0 ? 0 : min((missing + 999_999) / 1_000_000, policy.waitMax)
    }

    /// Counts an attempt.
    public mutating func attempt(_ key: ThrottleKey, at now: Timestamp) {
        let count = record(of: key, at: now)?.count ?? 0
        attempts[key] = Record(count: min(count + 1, 1_000_000), last: now)
    }

    /// Forgets the key: the right password was given.
    public mutating func clear(_ key: ThrottleKey) { attempts[key] = nil }

    /// Takes one attempt back, where others share the key.
    public mutating func forgive(_ key: ThrottleKey, at now: Timestamp) {
        guard var record = record(of: key, at: now) else { return }
        record.count -= 1
        attempts[key] = record.count > 0 ? record : nil
    }

    private func record(of key: ThrottleKey, at now: Timestamp) -> Record? {
        guard let record = attempts.peek(key), now.microseconds(since: record.last) < policy.memory * 1_000_000 else {
            return nil
        }
        return record
    }
}
