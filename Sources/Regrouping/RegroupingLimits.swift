/// Bounds of what looking at stored events again may cost.
public enum RegroupingLimits {
    /// Compiled rules that are kept for the next who asks; each remembers frames, up to some megabytes.
    public static let ruleSetsMax = 64

    /// Events that a preview reads.
    public static let previewEventsMax = 10_000
    /// How long a preview reads.
    public static let previewTimeMax = Duration.seconds(20)
    /// Events that are read at once.
    static let chunkEventsMax = 500
    static let chunkEventsMin = 8
    /// Bytes that events read at once should have together.
    static let chunkBytesMax = 4 * 1024 * 1024

    /// Hashes whose issues are remembered while events are read.
    static let hashesMax = 200_000
    /// Hashes that the store is asked about at once.
    static let hashesAtOnce = 500
    /// Pairs of an issue and a place where events of it would go.
    static let movesMax = 50_000
    /// Bytes of a title that a forecast keeps.
    static let titleBytesMax = 512
    /// Events that a forecast names for each move.
    static let examplesMax = 3
    /// Rows of each list of a forecast, and moves that each row names.
    public static let forecastRowsMax = 50
    public static let forecastMovesMax = 20

    /// Seconds in which ingest follows new rules for sure; what comes in until then may be grouped by the old ones.
    static let followingSecondsMax: Int64 = 5
    /// Revisions that are looked through for the rules of a job.
    static let revisionsMax = 1_000
    /// Steps of a job that may fail one after another.
    static let failuresMax = 3
    /// Characters of why a job failed.
    static let problemCharactersMax = 500

    /// Issues that are looked at to find similar ones.
    public static let candidatesMax = 200
    /// Similar issues that are returned.
    public static let similarMax = 8
    /// Candidates whose newest events are read at once.
    static let candidatesAtOnce = 4
}
