import SentryProtocol

/// Errors that a page cannot help: chunks gone after a deployment, markup that did not hydrate (protocol.md §9.6).
enum KnownErrors {
    private static let missingChunk = GlobList(["loading chunk *", "failed to load chunk *"])
    private static let uncaughtChunk = GlobList(["uncaught (in promise): chunkloaderror*"])
    private static let chunkType = GlobList(["chunkloaderror"])
    private static let chunkValue = GlobList(["chunkloaderror: *"])
    private static let uncaughtType = GlobList(["*uncaught *"])
    private static let errorType = GlobList(["error"])
    private static let hydration = GlobList([
        "*https://reactjs.org/docs/error-decoder.html\\?invariant={418,419,421,422,423,425}*",
        "*https://react.dev/errors/{418,419,421,422,423,425}*",
    ])

    static func isChunkLoad(_ exception: Exception) -> Bool {
        chunkType.matches(exception.type) && missingChunk.matches(exception.value)
            || uncaughtType.matches(exception.type) && chunkValue.matches(exception.value)
            || errorType.matches(exception.type) && uncaughtChunk.matches(exception.value)
    }

    static func isHydration(_ exception: Exception) -> Bool { hydration.matches(exception.value) }
}
