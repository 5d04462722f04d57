import SentryProtocol

/// What an entry of a list of texts must be.
enum EntryRule: Sendable {
    /// Anything that says something.
    case text
    /// Without white space.
    case word
    /// A group of old browsers (protocol.md §9.6).
    case legacyBrowser
    /// An address, or a network such as `10.0.0.0/8`.
    case network

    /// What is wrong with an entry; nil when it is right.
    func complaint(about entry: String) -> String? {
        if entry.utf8.allSatisfy({ $0 <= 0x20 }) { return "says nothing" }
        if entry.utf8.count > SettingsLimits.entryBytesMax {
            return "is longer than \(SettingsLimits.entryBytesMax) bytes"
        }
        if entry.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) { return "has a control character" }
        switch self {
        case .text: return nil
        case .word: return entry.utf8.contains(UInt8(ascii: " ")) ? "\"\(entry)\" has a blank" : nil
        case .legacyBrowser: return Self.legacyBrowsers.contains(entry) ? nil : "\"\(entry)\" is no group"
        case .network: return Self.isNetwork(entry) ? nil : "\"\(entry)\" is no address or network"
        }
    }

    private static func isNetwork(_ entry: String) -> Bool {
        let parts = entry.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard IPAddress.isValid(parts[0]) else { return false }
        guard parts.count == 2 else { return true }
        let lengthMax = parts[0].contains(":") ? 128 : 32
        return (1...3).contains(parts[1].utf8.count)
            && parts[1].utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && (Int(parts[1]) ?? .max) <= lengthMax
    }

    private static let legacyBrowsers: Set<String> = [
        "default", "ie", "edge", "chrome", "firefox", "safari", "opera", "opera_mini", "android",
        "ie_pre_9", "ie9", "ie10", "ie11", "opera_pre_15", "opera_mini_pre_8", "android_pre_4", "safari_pre_6",
        "edge_pre_79",
    ]
}
