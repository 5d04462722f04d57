/// What is wrong with settings that somebody gave.
public struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where: `filters.legacy_browsers[1]`; empty when it is the text as a whole.
    public var path: String
    /// `"netscape" is no group`
    public var reason: String

    public init(_ path: String, _ reason: String) { (self.path, self.reason) = (path, reason) }

    public var description: String { path.isEmpty ? reason : path + ": " + reason }
}

/// Bounds of a project's settings.
public enum SettingsLimits {
    public static let jsonBytesMax = 256 * 1024
    /// Entries of one list.
    public static let entriesMax = 1000
    /// One entry of a list.
    public static let entryBytesMax = 1024
    public static let quotasMax = 100
    /// A quota's window, in seconds: a year.
    public static let windowMax = 366 * 86_400
    public static let retentionDaysMax = 3650
}
