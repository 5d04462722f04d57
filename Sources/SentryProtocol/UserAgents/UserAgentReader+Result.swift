extension UserAgentReader {
    /// What the parts that were found mean together.
    var result: UserAgent {
        let system = systemProduct
        return UserAgent(browser: browserProduct(on: system), system: system, device: device)
    }

    private var isAndroid: Bool { system?.family == SystemRule.android }
    private var isAppleMobile: Bool { system?.family == SystemRule.iOS || (apple.map { $0.family != "Mac" } ?? false) }

    private func browserProduct(on system: UserAgent.Product?) -> UserAgent.Product? {
        if hasTrident, browser.map({ $0.rank <= ProductRule.engine && $0.family != "IE" }) ?? true {
            return UserAgent.Product(family: "IE", version: revision.flatMap(versionText))
        }
        if let browser {
            return UserAgent.Product(family: family(of: browser), version: version(of: browser).flatMap(versionText))
        }
        if isAndroid, !hasTrident {
            // Android's own browser, and programs that use its libraries, have the version of the system.
            return UserAgent.Product(family: SystemRule.android, version: system?.version)
        }
        if hasSafari {
            return UserAgent.Product(
                family: isAppleMobile ? "Mobile Safari" : "Safari", version: statedVersion.flatMap(versionText))
        }
        if isAppleMobile, hasWebKit { return UserAgent.Product(family: "Mobile Safari UI/WKWebView") }
        return nil
    }

    private func family(of browser: Candidate) -> String {
        guard let mobileFamily = browser.mobileFamily else { return browser.family }
        // Inside an app, Android's web view gives a version of its own.
        if browser.family == "Chrome", isWebView || isAndroid && statedVersion != nil { return "Chrome Mobile WebView" }
        return isMobile || isTablet ? mobileFamily : browser.family
    }

    private func version(of browser: Candidate) -> Range<Int>? {
        switch browser.family {
        // From version 10 on, Opera said 9.80 there.
        case "Opera" where browser.rank == ProductRule.engine: statedVersion ?? browser.version
        case "Facebook", "Facebook Messenger": appVersion ?? browser.version
        default: browser.version
        }
    }

    private var systemProduct: UserAgent.Product? {
        guard let system else { return nil }
        var version = system.version.flatMap(versionText)
        if system.isNT { version = version.map(SystemRule.windowsVersion) }
        // Browsers stopped at this one.
        if system.family == SystemRule.macOS, version == "10.15.7" { version = ">=10.15.7" }
        return UserAgent.Product(family: system.family, version: version)
    }

    private var device: UserAgent.Device? {
        if let browser, browser.rank == ProductRule.bot {
            let isSmartphone = isMobile || isAndroid || isAppleMobile
            return UserAgent.Device(
                family: "Spider", brand: "Spider", model: isSmartphone ? "Smartphone" : "Desktop", isBot: true)
        }
        if let apple {
            let exact = apple.model.map {
                String(decoding: bytes[$0].prefix(UserAgentLimits.nameBytesMax), as: UTF8.self)
            }
            return UserAgent.Device(family: apple.family, brand: "Apple", model: exact ?? apple.family)
        }
        if let model, !model.isEmpty { return UserAgent.Device(androidModel: bytes, model) }
        guard isAndroid, isMobile || isTablet else { return nil }
        let kind = isTablet ? "Tablet" : "Smartphone"
        return UserAgent.Device(family: "Generic " + kind, brand: "Generic", model: kind)
    }

    /// The first three numbers, joined by dots.
    private func versionText(_ range: Range<Int>) -> String? {
        var parts = 0
        var end = range.lowerBound
        while end < range.upperBound {
            if !bytes[end].isASCIIDigit {
                parts += 1
                // A separator must be followed by another number.
                guard parts < UserAgentLimits.versionPartsMax, end + 1 < range.upperBound, bytes[end + 1].isASCIIDigit
                else { break }
            }
            end += 1
        }
        guard end > range.lowerBound else { return nil }
        let text = bytes[range.lowerBound..<end]
        guard text.contains(UInt8(ascii: "_")) else { return String(decoding: text, as: UTF8.self) }
        return String(decoding: text.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
    }
}
