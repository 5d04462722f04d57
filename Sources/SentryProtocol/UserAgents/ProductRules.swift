/// What a product of a `User-Agent` header (`Name/1.2.3`) tells.
struct ProductRule: Sendable {
    enum Role: Sendable {
        /// It is the browser, unless one of a higher rank is named too.
        case browser
        /// `Version/17.4`: the version of Safari, of old Opera and of Android's own browser.
        case version
        /// `FBAV/380.0`: the version of the app that is named elsewhere.
        case appVersion
        /// `Mobile/15E148`, or the bare word.
        case mobile
        case safari, webKit, trident
        /// Words that look like an answer and are none.
        case nothing
    }

    let name: String
    let role: Role
    /// As people know it.
    let family: String
    /// The family on telephones, if it has another name there.
    let mobileFamily: String?
    /// A browser built on others names them too: the higher rank wins, then the earlier.
    let rank: Int

    static func role(_ name: String, _ role: Role) -> Self {
        Self(name: name, role: role, family: "", mobileFamily: nil, rank: 0)
    }

    // The kinds of browser and what each ranks.

    static let engine = 20
    static let client = 30
    static let branded = 60
    static let shell = 70
    static let app = 80
    static let bot = 100

    private static func engine(
        _ name: String, _ family: String? = nil, mobile: String? = nil, rank: Int = engine
    ) -> Self { browser(name, family, mobile, rank) }

    private static func branded(
        _ name: String, _ family: String? = nil, mobile: String? = nil, rank: Int = branded
    ) -> Self { browser(name, family, mobile, rank) }

    private static func app(
        _ name: String, _ family: String? = nil, rank: Int = app
    ) -> Self { browser(name, family, nil, rank) }

    private static func shell(_ name: String) -> Self { browser(name, nil, nil, shell) }
    private static func client(_ name: String, _ family: String? = nil) -> Self { browser(name, family, nil, client) }
    private static func bot(_ name: String, _ family: String? = nil) -> Self { browser(name, family, nil, bot) }

    private static func browser(_ name: String, _ family: String?, _ mobile: String?, _ rank: Int) -> Self {
        Self(name: name, role: .browser, family: family ?? name, mobileFamily: mobile, rank: rank)
    }

    static let table = NameTable(all, named: \.name)

    private static let all: [Self] = [
        .role("Version", .version), .role("Mobile", .mobile), .role("Safari", .safari),
        .role("AppleWebKit", .webKit), .role("Trident", .trident), .role("FBAV", .appVersion),
        .role("Mozilla", .nothing), .role("Gecko", .nothing), .role("KHTML", .nothing), .role("Build", .nothing),

        // The engines that others build on, and their own browsers.
        .engine("Chrome", mobile: "Chrome Mobile"), .engine("Chromium", rank: engine + 1),
        .engine("Firefox", mobile: "Firefox Mobile"), .engine("Fennec", "Firefox Mobile", rank: engine + 1),
        .engine("MSIE", "IE"), .engine("IEMobile", "IE Mobile", rank: engine + 1),
        .engine("CriOS", "Chrome Mobile iOS"), .engine("FxiOS", "Firefox iOS"),
        .branded("Focus", "Firefox Focus"), .branded("Klar", "Firefox Focus"),
        .engine("Opera"), .branded("Opera Mini", rank: branded + 1),
        .branded("Opera Mobi", "Opera Mobile"), .branded("OPR", "Opera", mobile: "Opera Mobile"),
        .branded("OPiOS", "Opera Mini"), .branded("OPT", "Opera Touch"),
        .branded("OPX", "Opera GX"),
        .branded("Edg", "Edge", mobile: "Edge Mobile"), .branded("Edge", mobile: "Edge Mobile"),
        .branded("EdgA", "Edge Mobile"), .branded("EdgiOS", "Edge Mobile"),

        // Browsers of one maker.
        .branded("SamsungBrowser", "Samsung Internet"), .branded("YaBrowser", "Yandex Browser"),
        .branded("UCBrowser", "UC Browser"), .branded("UBrowser", "UC Browser"),
        .branded("Whale"), .branded("Vivaldi"), .branded("Silk", "Amazon Silk"),
        .branded("MiuiBrowser"), .branded("HuaweiBrowser", "Huawei Browser"),
        .branded("HeyTapBrowser"), .branded("VivoBrowser"), .branded("QQBrowser", "QQ Browser"),
        .branded("MQQBrowser", "QQ Browser Mobile"), .branded("DuckDuckGo", "DuckDuckGo Mobile"),
        .branded("Ddg", "DuckDuckGo"), .branded("Brave"), .branded("Puffin"),
        .branded("Maxthon"), .branded("SeaMonkey"), .branded("PaleMoon", "Pale Moon"),
        .branded("Waterfox"), .branded("OculusBrowser", "Oculus Browser"),
        .branded("Coc_Coc_Browser", "Coc Coc"), .branded("Sleipnir"), .branded("Iron"),
        .branded("GSA", "Google"), .branded("Konqueror"), .branded("Epiphany"),

        // Browsers without anyone in front of them, and those inside programs.
        .shell("HeadlessChrome"), .shell("PhantomJS"), .shell("jsdom"),
        .shell("Electron"), .shell("QtWebEngine"), .shell("CefSharp"),

        // Apps that show pages.
        .app("KAKAOTALK", "KakaoTalk"), .app("NAVER", "Naver"), .app("DaumApps", "Daum"),
        .app("Line", "LINE"), .app("MicroMessenger", "WeChat"), .app("Instagram"),
        .app("FBIOS", "Facebook"), .app("FB4A", "Facebook"), .app("FBAN", "Facebook", rank: app - 1),
        .app("FB_IAB", "Facebook", rank: app - 1), .app("MessengerForiOS", "Facebook Messenger"),
        .app("Orca-Android", "Facebook Messenger"), .app("MESSENGER", "Facebook Messenger"),
        .app("Snapchat"), .app("Pinterest"), .app("LinkedInApp", "LinkedIn"),
        .app("musical_ly", "TikTok"), .app("trill", "TikTok"), .app("Slack_SSB", "Slack"),
        .app("Teams", "Microsoft Teams"), .app("Discord"),

        // Programs that fetch.
        .client("curl"), .client("Wget"), .client("HTTPie"),
        .client("python-requests", "Python Requests"), .client("Python-urllib"),
        .client("aiohttp", "Python aiohttp"), .client("python-httpx", "Python HTTPX"),
        .client("okhttp"), .client("Dart"), .client("PostmanRuntime"),
        .client("insomnia", "Insomnia"), .client("node-fetch"), .client("undici"),
        .client("axios"), .client("got"), .client("node", "Node.js"),
        .client("Node.js"), .client("Deno"), .client("Bun"),
        .client("Go-http-client"), .client("Apache-HttpClient"),
        .client("Java"), .client("Ruby"), .client("Faraday"),
        .client("GuzzleHttp"), .client("libwww-perl"), .client("CFNetwork"),
        .client("ReactorNetty"), .client("Jetty"), .client("AHC"),

        // Crawlers whose name does not end in `bot`, `spider` or `crawler`.
        .bot("Mediapartners-Google"), .bot("AdsBot-Google"), .bot("AdsBot-Google-Mobile"),
        .bot("FeedFetcher-Google"), .bot("Google-InspectionTool"), .bot("GoogleOther"),
        .bot("Google-Read-Aloud"), .bot("Google-Safety"), .bot("Chrome-Lighthouse"),
        .bot("APIs-Google"), .bot("BingPreview"), .bot("facebookexternalhit", "FacebookBot"),
        .bot("meta-externalagent"), .bot("Slackbot-LinkExpanding"), .bot("Slack-ImgProxy"),
        .bot("Slurp", "Yahoo! Slurp"), .bot("Yahoo! Slurp"), .bot("ia_archiver"),
        .bot("Yeti"), .bot("Daumoa"), .bot("Sogou web spider"), .bot("WhatsApp"),
        .bot("ChatGPT-User"), .bot("Perplexity-User"), .bot("ELB-HealthChecker"),
        .bot("kube-probe"), .bot("GTmetrix"), .bot("PTST", "WebPageTest"),
    ]
}
