/// How somebody wants the pages to look. Every part may be empty: then it is as usual.
public struct UserPreferences: Sendable, Equatable {
    /// A name of the tz database, `Asia/Seoul`; empty is UTC.
    public var timeZone: String
    /// `en`, `ko`; empty is what the browser asks for.
    public var language: String
    /// `light`, `dark`; empty is what the system has.
    public var theme: String
    /// Which call of a stack comes first: `oldest`; empty is the newest.
    public var frameOrder: String
    public init(timeZone: String = "", language: String = "", theme: String = "", frameOrder: String = "") {
        (self.timeZone, self.language, self.theme, self.frameOrder) = (timeZone, language, theme, frameOrder)
    }
}
