/// Bounds of the work that one event may cause. Payloads come from strangers.
enum GroupingLimits {
    /// Frames of one stack that are looked at; the ones nearest the crash.
    static let stackFramesMax = 250
    /// Frames that may enter the hash (grouping.md §12.5).
    static let hashedFramesMax = 80
    /// Longest cycle of calls that collapses to one round.
    static let cycleMax = 8
    /// Characters of a message that are parameterised.
    static let messageCharactersMax = 8_192
    /// Bytes of a name or path that globs and cleaning look at.
    static let matchedBytesMax = 1_024
    /// Steps of one glob comparison before it counts as no match, beside four for every byte of the value.
    static let globStepsMax = 16_384
    /// Characters of all texts of one event that fingerprint rules look at; of those beyond, they look at
    /// `matchedBytesMax`.
    static let matchedTextsMax = 8 * messageCharactersMax
    /// Exceptions of one chain that enter the hash; the ones raised last.
    static let exceptionsMax = 100
    /// Entries of a fingerprint.
    static let fingerprintEntriesMax = 100
    /// Frames of one event that are looked at, over all its stacks.
    static let eventFramesMax = 1_500
    /// Bytes that one generation of the frame cache holds.
    static let frameCacheBytesMax = 8 * 1024 * 1024
    /// Rules of one text.
    static let ruleLinesMax = 1_000
    /// Bytes of a rule text.
    static let ruleTextBytesMax = 256 * 1024
    /// Bytes of one line of it.
    static let ruleLineBytesMax = 4_096
    /// Problems of a rule text that are reported.
    static let ruleProblemsMax = 200
    /// Characters of a wrong rule that a problem quotes.
    static let quotedRuleCharactersMax = 80
    /// Kinds of failures whose grouping is remembered, in each of two generations; about 2 KB each.
    static let rememberedMax = 2_048
}
