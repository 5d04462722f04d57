import SentryProtocol
import Storage

/// What a project wants dropped before it is stored, ready to be asked (protocol.md §9.6). Made once for its settings.
public struct InboundFilters: Sendable {
    private let settings: FilterSettings
    private let releases: GlobList
    private let messages: GlobList
    private let networks: [Network]
    private let sources: DisallowedSources
    private let legacy: LegacyBrowsers

    /// No filter could match an event, so nobody needs to ask. (Health checks are about transactions only.)
    public let isTrivial: Bool

    public init(_ settings: FilterSettings) {
        self.settings = settings
        releases = GlobList(settings.releases)
        messages = GlobList(settings.errorMessages)
        networks = settings.ipAddresses.compactMap { Network($0) }
        sources = DisallowedSources(settings.disallowedSources)
        legacy = LegacyBrowsers(groups: settings.legacyBrowsers)
        isTrivial =
            releases.isEmpty && messages.isEmpty && networks.isEmpty && sources.isEmpty && legacy.isEmpty
            && !settings.chunkLoadErrors && !settings.hydrationErrors && !settings.localhost
            && !settings.browserExtensions && !settings.webCrawlers
    }

    /// The first filter that an event meets; nil when it is to be kept.
    ///
    /// `userAgent` and `address` are those of the request that brought the event. Whose browser it was is read from the
    /// event's own request; only browsers speak for themselves.
    public func verdict(on event: Event, userAgent: String?, address: String?) -> DropReason? {
        if isTrivial { return nil }
        if settings.chunkLoadErrors, event.exceptions.contains(where: KnownErrors.isChunkLoad) {
            return .chunkLoadError
        }
        if settings.hydrationErrors, event.exceptions.contains(where: KnownErrors.isHydration) {
            return .hydrationError
        }
        if sources.match(event) { return .disallowedSource }
        if isBlocked(address) { return .ipAddress }
        if releases.matches(event.release) { return .releaseVersion }
        if hasFilteredMessage(event) { return .errorMessage }
        if settings.localhost, LocalHosts.isOrigin(of: event.request, userAddress: event.user?.ipAddress) {
            return .localhost
        }
        if settings.browserExtensions, BrowserExtensions.caused(event) { return .browserExtension }
        return verdict(onBrowser: event.requestUserAgent ?? (event.isFromBrowser ? userAgent : nil))
    }

    /// The first filter that a transaction meets; nil when it is to be kept.
    ///
    /// `userAgent` is that of the transaction's own request, of a browser's else the one that brought it.
    public func verdict(
        onTransactionNamed name: String?, release: String?, request: EventRequest?, userAddress: String?,
        userAgent: String?, address: String?
    ) -> DropReason? {
        if !isTrivial {
            if isBlocked(address) { return .ipAddress }
            if releases.matches(release) { return .releaseVersion }
            if settings.localhost, LocalHosts.isOrigin(of: request, userAddress: userAddress) { return .localhost }
            if let reason = verdict(onBrowser: userAgent) { return reason }
        }
        return settings.healthChecks && HealthChecks.names.matches(name) ? .healthCheck : nil
    }

    private func verdict(onBrowser userAgent: String?) -> DropReason? {
        guard let userAgent, !userAgent.isEmpty else { return nil }
        if !legacy.isEmpty, legacy.contain(UserAgent(parsing: userAgent).browser) { return .legacyBrowser }
        if settings.webCrawlers, WebCrawlers.sent(userAgent) { return .webCrawler }
        return nil
    }

    private func isBlocked(_ address: String?) -> Bool {
        guard !networks.isEmpty, let address = address.flatMap({ NetworkAddress($0) }) else { return false }
        return networks.contains { $0.contains(address) }
    }

    /// The message, and of each exception `Type: value`.
    private func hasFilteredMessage(_ event: Event) -> Bool {
        guard !messages.isEmpty else { return false }
        if messages.matches(event.message?.formatted) || messages.matches(event.message?.message) { return true }
        return event.exceptions.contains { exception in
            switch (exception.type ?? "", exception.value ?? "") {
            case ("", let value): messages.matches(value)
            case (let type, ""): messages.matches(type)
            case (let type, let value): messages.matches(type + ": " + value)
            }
        }
    }
}

/// Transactions that only say that a service is up.
enum HealthChecks {
    static let names = GlobList([
        "*healthcheck*", "*heartbeat*", "*/{health,healthy,healthz,live,livez,ready,readyz,ping}",
    ])
}

extension Event {
    /// Sent by a browser itself, so that the request's own `User-Agent` is the browser's.
    fileprivate var isFromBrowser: Bool { platform == "javascript" || csp != nil || !securityReports.isEmpty }
}
