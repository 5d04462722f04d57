import SentryProtocol

/// Errors that browser extensions and other programs in the page cause (protocol.md §9.7).
enum BrowserExtensions {
    static func caused(_ event: Event) -> Bool {
        guard let exception = event.exceptions.first else { return false }
        if let value = exception.value {
            if values.occur(in: WordList.prepare(value)) || valuePatterns.matches(value) { return true }
        }
        guard let source = source(of: exception) else { return false }
        let bytes = WordList.prepare(source)
        return schemes.begin(bytes) || sources.occur(in: bytes)
    }

    /// Where the innermost frame that says so comes from.
    private static func source(of exception: Exception) -> String? {
        for frame in exception.stacktrace?.frames.reversed() ?? [] {
            guard let path = frame.absPath else { return nil }
            if path != "<anonymous>", path != "[native code]" { return path }
        }
        return nil
    }

    private static let valuePatterns = GlobList(["*undefined is not an object (evaluating 'a.[a-z]')*"])

    private static let values = WordList([
        "top.GLOBALS", "originalCreateNotification", "canvas.contentDocument", "MyApp_RemoveAllHighlights",
        "http://tt.epicplay.com", "Can't find variable: ZiteReader", "jigsaw is not defined",
        "ComboSearch is not defined", "http://loading.retry.widdit.com/", "atomicFindClose", "fb_xd_fragment",
        "bmi_SafeAddOnload", "EBCallBackMessageReceived", "_gCrWeb", "conduitPage",
        "null is not an object (evaluating 'elt.parentNode')", "plugin.setSuspendState is not a function",
        "Extension context invalidated", "webkit-masked-url:", "can't access dead object",
        "Cannot redefine property: solana", "Cannot redefine property: ethereum",
        "Cannot redefine property: googletag", "Permission denied to access property ", "Can't find variable: gmo",
    ])

    private static let schemes = WordList([
        "chrome://", "chrome-extension://", "moz-extension://", "safari-extension://", "safari-web-extension://",
    ])

    private static let sources = WordList([
        "graph.facebook.com", "connect.facebook.net", "eatdifferent.com.woopra-ns.com",
        "static.woopra.com/js/woopra.js", "webkit-masked-url", "127.0.0.1:4001/isrunning",
        "webappstoolbarba.texthelp.com/", "metrics.itunes.apple.com.edgesuite.net/", "kaspersky-labs.com",
    ])
}
