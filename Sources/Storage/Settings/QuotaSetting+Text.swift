import SentryProtocol

extension QuotaSetting {
    /// Reads `error;default 1000/60s`, `* 100000/1d`, `log_item 5000/1h key=0123…`.
    init(parsing text: String) throws(QuotaError) {
        let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        guard words.count == 2 || words.count == 3 else { throw QuotaError("is not like error;default 1000/60s") }
        let parts = words[1].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let limit = Self.number(parts[0]) else {
            throw QuotaError("\"\(words[1])\" is not like 1000/60s")
        }
        var key: String?
        if words.count == 3 {
            guard words[2].hasPrefix("key="), let given = PublicKey(words[2].dropFirst(4)) else {
                throw QuotaError("\"\(words[2])\" is not key= and the 32 characters of a key")
            }
            key = given.text
        }
        self.init(
            categories: try Self.categories(words[0]), limit: limit, window: try Self.seconds(parts[1]), publicKey: key)
    }

    /// The form that `init(parsing:)` reads.
    var text: String {
        let names = categories.isEmpty ? "*" : categories.map(\.rawValue).joined(separator: ";")
        return "\(names) \(limit)/\(windowText)" + (publicKey.map { " key=" + $0 } ?? "")
    }

    private var windowText: String { Self.text(ofWindow: window) }

    fileprivate static func text(ofWindow window: Int) -> String {
        if window > 0, window % 86_400 == 0 { return "\(window / 86_400)d" }
        if window > 0, window % 3600 == 0 { return "\(window / 3600)h" }
        return "\(window)s"
    }

    private static func categories(_ text: String) throws(QuotaError) -> [DataCategory] {
        if text == "*" { return [] }
        var categories: [DataCategory] = []
        for name in text.split(separator: ";", omittingEmptySubsequences: false) {
            guard let category = DataCategory(rawValue: String(name)), category != .internal, category != .unknown
            else { throw QuotaError("\"\(name)\" is no category") }
            if !categories.contains(category) { categories.append(category) }
        }
        return categories
    }

    fileprivate static func seconds(_ text: String) throws(QuotaError) -> Int {
        let unit: Int
        switch text.last {
        case "m": unit = 60
        case "h": unit = 3600
        case "d": unit = 86_400
        default: unit = 1
        }
        let digits = text.last?.isLetter == true && "smhd".contains(text.last ?? " ") ? text.dropLast() : text[...]
        guard let count = number(String(digits)), count > 0 else {
            throw QuotaError("\"\(text)\" is not like 60s, 5m, 1h or 1d")
        }
        let (seconds, isTooLong) = count.multipliedReportingOverflow(by: unit)
        guard !isTooLong, seconds <= SettingsLimits.windowMax else { throw QuotaError("\"\(text)\" is over a year") }
        return seconds
    }

    /// Digits only, and not too many.
    fileprivate static func number(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}

extension KeyRateLimit {
    /// Reads `100/60s`, `5000/1h`; nil when it is no limit.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { SettingList.trimmed($0) }
        guard parts.count == 2, let count = QuotaSetting.number(parts[0]),
            let window = try? QuotaSetting.seconds(parts[1])
        else { return nil }
        self.init(count: count, window: window)
    }

    /// What `init(_:)` reads.
    public var text: String { "\(count)/\(QuotaSetting.text(ofWindow: window))" }
}

/// What is wrong with one quota.
struct QuotaError: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}
