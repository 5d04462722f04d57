import SentryProtocol
import Synchronization

/// The value of the `Date` header (RFC 9110 §5.6.7), printed once a second.
enum HTTPDate {
    private static let latest = Mutex<(second: Int64, text: String)>((.min, ""))

    /// `Mon, 23 Nov 2026 08:49:37 GMT`.
    static func text(at now: Timestamp) -> String {
        latest.withLock { latest in
            if latest.second != now.seconds { latest = (now.seconds, print(now)) }
            return latest.text
        }
    }

    static func print(_ moment: Timestamp) -> String {
        // `2026-11-23T08:49:37…`
        let parts = moment.iso8601.split { $0 == "-" || $0 == "T" || $0 == "." || $0 == "Z" }
        guard parts.count >= 4, let month = Int(parts[1]), (1...12).contains(month) else { return "" }
        // 1970-01-01 was a Thursday.
        let weekday = days[((moment.day.number % 7) + 7 + 4) % 7]
        return "\(weekday), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]) GMT"
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
