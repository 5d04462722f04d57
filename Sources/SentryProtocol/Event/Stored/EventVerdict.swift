/// What the server decided about an event: its issue's hashes, its names, and which frames are the program's own.
public struct EventVerdict: Sendable, Equatable {
    /// Name of the grouping configuration that made `hashes`.
    public var configuration: String
    /// 32 hex digits each, the deciding one first.
    public var hashes: [String]
    public var title: String
    /// Nil when nothing is known.
    public var culprit: String?
    public var location: String?
    public var metadata: EventMetadata
    /// Which exception names the event, where that is not the last one.
    public var mainExceptionID: Int?
    public var inApp: InAppFlags

    public init(
        configuration: String, hashes: [String], title: String, culprit: String?, location: String?,
        metadata: EventMetadata, mainExceptionID: Int?, inApp: InAppFlags
    ) {
        (self.configuration, self.hashes, self.title) = (configuration, hashes, title)
        (self.culprit, self.location, self.metadata) = (culprit, location, metadata)
        (self.mainExceptionID, self.inApp) = (mainExceptionID, inApp)
    }
}

/// Which frames are the program's own, for every stack of an event, in the order of the event.
public struct InAppFlags: Sendable, Equatable {
    /// One list per exception; empty for one without a stack.
    public var exceptions: [[Bool]]
    /// Of the event's own stack.
    public var stacktrace: [Bool]
    /// One list per thread.
    public var threads: [[Bool]]

    public init(exceptions: [[Bool]], stacktrace: [Bool], threads: [[Bool]]) {
        (self.exceptions, self.stacktrace, self.threads) = (exceptions, stacktrace, threads)
    }
}

extension Event {
    /// Writes what was decided into the event.
    public mutating func apply(_ verdict: EventVerdict) {
        hashes = verdict.hashes
        groupingConfiguration = verdict.configuration
        title = verdict.title
        culprit = verdict.culprit
        location = verdict.location
        metadata = verdict.metadata
        mainExceptionID = verdict.mainExceptionID
        for (index, flags) in zip(exceptions.indices, verdict.inApp.exceptions) {
            exceptions[index].stacktrace?.setInApp(flags)
        }
        stacktrace?.setInApp(verdict.inApp.stacktrace)
        for (index, flags) in zip(threads.indices, verdict.inApp.threads) { threads[index].stacktrace?.setInApp(flags) }
    }
}

extension Stacktrace {
    fileprivate mutating func setInApp(_ flags: [Bool]) {
        for (index, flag) in zip(frames.indices, flags) { frames[index].isInApp = flag }
    }
}
