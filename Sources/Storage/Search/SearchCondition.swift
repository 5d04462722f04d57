import SentryProtocol

/// What one term of a search asks.
public enum SearchCondition: Sendable, Equatable {
    /// `is:unresolved` and the like.
    case status(IssueStatus)
    /// `is:new`, `is:regressed`, …
    case substatus(IssueSubstatus)
    /// `is:assigned`.
    case assigned
    /// `is:for_review`: open, and new, regressed or escalating.
    case forReview
    /// `assigned:me`, `bookmarks:me`.
    case workflow(WorkflowCondition)
    /// `level:error`, `level:[error, fatal]`.
    case level([Level])
    /// `issue.priority:high`.
    case priority([IssuePriority])
    /// Free text: within title, culprit or message, any case; `*` matches any run, `\*` a star.
    case text(String)
    /// `firstSeen:-24h`, `lastSeen:>2026-08-01`.
    case time(IssueTime, TimeTest)
    /// `timesSeen:>10`.
    case timesSeen(NumberTest)
    /// `platform:python`, `title:Type*`.
    case field(IssueField, TextTest)
    /// `issue:SHOP-1A2`.
    case shortID([ShortID])
    /// `issue.id:101`.
    case issueID([IssueID])
    /// What events are asked for.
    case event(EventCondition)
    /// `firstRelease:1.0`; `latest` stands for the newest of each project.
    case firstRelease(TagTest)
    /// `regressed_in_release:2.0`: resolved once, and back in such a release.
    case regressedIn(TagTest)
    /// `project:shop`; slugs, or numbers as text.
    case project([String])
}

/// The times of an issue.
public enum IssueTime: Sendable, Equatable {
    case firstSeen, lastSeen
}

/// The texts of an issue that can be asked for one by one.
public enum IssueField: String, Sendable, CaseIterable {
    case title, culprit, location, platform
    /// `issue.type` and `issue.category`; both are `error` for every issue there is.
    case type = "issue.type"
    case category = "issue.category"
    /// Of the newest event.
    case eventType = "event.type"
}

/// How two values are compared.
public enum Comparison: String, Sendable, CaseIterable {
    // Longer signs first, so that a reader who tries them in order takes the right one.
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case notEqual = "!="
    case less = "<"
    case greater = ">"
    case equal = "="
}

/// What is asked of a time.
public enum TimeTest: Sendable, Equatable {
    case compared(Comparison, Timestamp)
    case within(Period)
    /// `-24h`: not longer ago than so many seconds.
    case newerThan(seconds: Int64)
    /// `+7d`: at least so many seconds ago.
    case olderThan(seconds: Int64)
}

/// What is asked of a number.
public enum NumberTest: Sendable, Equatable {
    case compared(Comparison, Double)
    case anyOf([Double])
}

/// What is asked of a text.
public enum TextTest: Sendable, Equatable {
    /// Exactly one of these.
    case anyOf([String])
    /// With `*` for any run of characters, any case.
    case like(TextPattern)
    /// Not set.
    case isEmpty
}

/// A text with gaps: the pieces between the stars. The first piece begins the text, the last ends it.
public struct TextPattern: Sendable, Equatable {
    public var pieces: [String]

    /// Matches a whole text. `\*` is a star, not a gap.
    public init(_ text: String) {
        var pieces = [""]
        var isEscaped = false
        for character in text.unicodeScalars {
            if isEscaped {
                if character != "*" { pieces[pieces.count - 1].unicodeScalars.append("\\") }
                pieces[pieces.count - 1].unicodeScalars.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "*" {
                pieces.append("")
            } else {
                pieces[pieces.count - 1].unicodeScalars.append(character)
            }
        }
        if isEscaped { pieces[pieces.count - 1].append("\\") }
        self.pieces = pieces
    }

    /// Matches any text that has `text` somewhere in it.
    public init(within text: String) {
        self.init(text)
        pieces = [""] + pieces + [""]
    }

    public var hasGaps: Bool { pieces.count > 1 }
}

extension TextPattern {
    /// Matches any text that has exactly this in it: stars are stars.
    public init(withinLiteral text: String) {
        self.init("")
        pieces = ["", text, ""]
    }
}
