import SentryProtocol
import Storage
import Synchronization

/// The check-ins of the present minute: what bounds their number, and what tells one that was sent twice
/// (protocol.md §5.8).
///
/// In memory only: after a restart a minute begins anew, and what is sent again is told by its id alone.
final class CheckInMeter: Sendable {
    /// What is counted together.
    struct Place: Hashable {
        let project: ProjectID
        let monitor: MonitorSlug
        let environment: String
    }

    enum Verdict {
        case admitted
        /// It is stored already.
        case repeated
        case tooMany
    }

    private struct Minute {
        var number: Int64
        var count = 0
        /// Admitted, and not known to be stored: whoever sends them again pays nothing.
        var underWay: [ContentDigest] = []
        var stored: [ContentDigest] = []
    }
    private let minutes = Mutex<[Place: Minute]>([:])

    /// Check-ins of one place in a minute of the clock.
    static let perMinuteMax = 6
    /// Places that are remembered; of more, all are forgotten.
    static let placesMax = 5_000

    /// Places that are remembered now.
    var count: Int { minutes.withLock { $0.count } }

    /// Decides on a check-in; `content` tells it from others. One without an id that is stored already is not stored
    /// again: the first may have ended a run, and there is nothing that a second could find by itself.
    func verdict(on content: ContentDigest, hasID: Bool, at place: Place, _ now: Timestamp) -> Verdict {
        minutes.withLock { minutes in
            var minute = minutes[place] ?? Minute(number: now.minute)
            if minute.number != now.minute { minute = Minute(number: now.minute) }
            if !hasID, minute.stored.contains(content) { return .repeated }
            if minute.underWay.contains(content) { return .admitted }
            guard minute.count < Self.perMinuteMax else { return .tooMany }
            minute.count += 1
            minute.underWay.append(content)
            if minutes.count >= Self.placesMax, minutes[place] == nil {
                minutes = minutes.filter { $0.value.number == now.minute }
                if minutes.count >= Self.placesMax { minutes.removeAll() }
            }
            minutes[place] = minute
            return .admitted
        }
    }

    /// Remembers that a check-in of the minute of `now` is stored.
    func confirm(_ content: ContentDigest, at place: Place, _ now: Timestamp) {
        minutes.withLock { minutes in
            guard var minute = minutes[place], minute.number == now.minute,
                let index = minute.underWay.firstIndex(of: content)
            else { return }
            minute.underWay.remove(at: index)
            if !minute.stored.contains(content) { minute.stored.append(content) }
            minutes[place] = minute
        }
    }
}

extension Timestamp {
    /// Minutes since 1970.
    var minute: Int64 { seconds / 60 }
}
