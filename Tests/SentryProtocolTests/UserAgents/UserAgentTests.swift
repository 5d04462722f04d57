import SentryProtocol
import Testing

/// A User-Agent and what people call the things behind it; `-` is nobody knows.
struct KnownUserAgent: Sendable, CustomStringConvertible {
    var browser: String
    var system: String
    var device: String
    var text: String

    var description: String { browser + " on " + system }

    /// Lines of `browser | system | device | User-Agent`.
    static let all: [KnownUserAgent] = table.split(separator: "\n").map { line in
        let parts = line.split(separator: "|", maxSplits: 3).map { $0.drop { $0 == " " } }
            .map { String($0.reversed().drop { $0 == " " }.reversed()) }
        return KnownUserAgent(browser: parts[0], system: parts[1], device: parts[2], text: parts[3])
    }

    private static let table = """
        Chrome 124.0.0 | Windows >=10 | - | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36
        Chrome 124.0.0 | Mac OS X >=10.15.7 | Mac/Apple/Mac | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36
        HeadlessChrome 156.0.0 | Linux | - | Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36
        Firefox 128.0 | Linux | - | Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0
        Firefox 125.0 | Ubuntu | - | Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0
        Firefox 52.0 | Windows 7 | - | Mozilla/5.0 (Windows NT 6.1; WOW64; rv:52.0) Gecko/20100101 Firefox/52.0
        Firefox 125.0 | Mac OS X 10.15 | Mac/Apple/Mac | Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:125.0) Gecko/20100101 Firefox/125.0
        Chrome Mobile 124.0.0 | Android 10 | K/Generic_Android/K | Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36
        Samsung Internet 25.0 | Android 14 | Samsung SM-S918B/Samsung/SM-S918B | Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36
        Chrome Mobile WebView 116.0.0 | Android 13 | Pixel 7/Google/Pixel 7 | Mozilla/5.0 (Linux; Android 13; Pixel 7 Build/TQ3A.230901.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36
        Mobile Safari 17.4.1 | iOS 17.4.1 | iPhone/Apple/iPhone | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Mobile/15E148 Safari/604.1
        Mobile Safari 16.6 | iOS 16.6 | iPad/Apple/iPad | Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1
        Chrome Mobile iOS 124.0.6367 | iOS 17.4 | iPhone/Apple/iPhone | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/124.0.6367.88 Mobile/15E148 Safari/604.1
        Firefox iOS 125.0 | iOS 17.4 | iPhone/Apple/iPhone | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/125.0 Mobile/15E148 Safari/605.1.15
        Mobile Safari UI/WKWebView | iOS 17.4 | iPhone/Apple/iPhone | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148
        Safari 17.4.1 | Mac OS X >=10.15.7 | Mac/Apple/Mac | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15
        Edge 123.0.2420 | Windows >=10 | - | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/123.0.0.0 Safari/537.36 Edg/123.0.2420.97
        Edge Mobile 123.2420.81 | iOS 17.4.1 | iPhone/Apple/iPhone | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 EdgiOS/123.2420.81 Mobile/15E148 Safari/605.1.15
        Edge 17.17134 | Windows >=10 | - | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/17.17134
        Opera 109.0.0 | Windows >=10 | - | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 OPR/109.0.0.0
        Opera Mobile 76.2.4027 | Android 10 | Huawei VOG-L29/Huawei/VOG-L29 | Mozilla/5.0 (Linux; Android 10; VOG-L29) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.6367.82 Mobile Safari/537.36 OPR/76.2.4027.73374
        Opera Mini 7.0.32796 | - | - | Opera/9.80 (J2ME/MIDP; Opera Mini/7.0.32796/59.323; U; fr) Presto/2.12.423 Version/12.16
        Opera 11.00 | Windows XP | - | Opera/9.80 (Windows NT 5.1; U; it) Presto/2.7.62 Version/11.00
        IE 8.0 | Windows Vista | - | Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.0; Trident/4.0)
        IE 11.0 | Windows 8.1 | - | Mozilla/5.0 (Windows NT 6.3; Trident/7.0; rv:11.0) like Gecko
        IE Mobile 9.0 | Windows Phone 7.5 | - | Mozilla/5.0 (compatible; MSIE 9.0; Windows Phone OS 7.5; Trident/5.0; IEMobile/9.0; NOKIA; Lumia 710)
        Yandex Browser 24.4.0 | Windows >=10 | - | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 YaBrowser/24.4.0.0 Safari/537.36
        UC Browser 13.4.0 | Android 9 | XiaoMi Redmi Note 8/XiaoMi/Redmi Note 8 | Mozilla/5.0 (Linux; U; Android 9; en-US; Redmi Note 8 Build/PKQ1.190616.001) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/78.0.3904.108 UCBrowser/13.4.0.1306 Mobile Safari/537.36
        Whale 3.24.223 | Windows >=10 | - | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Whale/3.24.223.18 Safari/537.36
        KakaoTalk 10.4.3 | Android 13 | Samsung SM-G991N/Samsung/SM-G991N | Mozilla/5.0 (Linux; Android 13; SM-G991N Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/114.0.5735.196 Mobile Safari/537.36 KAKAOTALK/10.4.3 (INAPP)
        KakaoTalk 10.2.5 | iOS 16.5 | iPhone/Apple/iPhone | Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 KAKAOTALK 10.2.5
        Naver 11.19.1 | Android 12 | Samsung SM-G991N/Samsung/SM-G991N | Mozilla/5.0 (Linux; Android 12; SM-G991N Build/SP1A.210812.016; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/108.0.5359.61 Whale/1.0.0.0 Crosswalk/27.108.0.20 Mobile Safari/537.36 NAVER(inapp; search; 1000; 11.19.1)
        Instagram 258.1.0 | iOS 16.0 | iPhone/Apple/iPhone14,5 | Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/20A362 Instagram 258.1.0.20.105 (iPhone14,5; iOS 16_0; en_US; en-US; scale=3.00; 1170x2532; 410139012)
        Facebook 380.0.0 | iOS 15.6 | iPhone/Apple/iPhone12,1 | Mozilla/5.0 (iPhone; CPU iPhone OS 15_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/19G71 [FBAN/FBIOS;FBDV/iPhone12,1;FBMD/iPhone;FBSN/iOS;FBSV/15.6;FBSS/2;FBID/phone;FBLC/en_US;FBOP/5;FBAV/380.0.0.29.109]
        Facebook 375.1.0 | Android 12 | Samsung SM-A528B/Samsung/SM-A528B | Mozilla/5.0 (Linux; Android 12; SM-A528B Build/SP1A.210812.016; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/103.0.5060.71 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/375.1.0.28.111;]
        Electron 28.0.0 | Mac OS X >=10.15.7 | Mac/Apple/Mac | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) MyApp/1.2.3 Chrome/120.0.6099.56 Electron/28.0.0 Safari/537.36
        Chrome 124.0.0 | Chrome OS 14541.0.0 | - | Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36
        Firefox Mobile 125.0 | Android 14 | Generic Smartphone/Generic/Smartphone | Mozilla/5.0 (Android 14; Mobile; rv:125.0) Gecko/125.0 Firefox/125.0
        Android 2.3.5 | Android 2.3.5 | HTC Vision/HTC/Vision | Mozilla/5.0 (Linux; U; Android 2.3.5; en-us; HTC Vision Build/GRI40) AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/533.1
        Chrome Mobile 109.0.0 | Android 11 | Motorola g31(w)/Motorola/g31(w) | Mozilla/5.0 (Linux; Android 11; moto g31(w)) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Mobile Safari/537.36
        Chrome Mobile 124.0.0 | Android 9 | CUBOT_X19/Generic_Android/CUBOT_X19 | Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36
        MiuiBrowser 13.10.0 | Android 12 | XiaoMi Redmi Note 11/XiaoMi/Redmi Note 11 | Mozilla/5.0 (Linux; U; Android 12; ko-kr; Redmi Note 11 Build/SKQ1) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/13.10.0-gn
        Android 13 | Android 13 | Pixel 7/Google/Pixel 7 | Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7 Build/TQ3A.230901.001)
        Googlebot 2.1 | - | Spider/Spider/Desktop | Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
        Googlebot 2.1 | Android 6.0.1 | Spider/Spider/Smartphone | Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.6367.60 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
        bingbot 2.0 | - | Spider/Spider/Desktop | Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36
        Yeti 1.1 | - | Spider/Spider/Desktop | Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)
        Slackbot-LinkExpanding 1.0 | - | Spider/Spider/Desktop | Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)
        curl 7.88.1 | - | - | curl/7.88.1
        Python Requests 2.31.0 | - | - | python-requests/2.31.0
        okhttp 4.12.0 | - | - | okhttp/4.12.0
        Dart 3.2 | - | - | Dart/3.2 (dart:io)
        PostmanRuntime 7.36.3 | - | - | PostmanRuntime/7.36.3
        Node.js | - | - | node
        Apache-HttpClient 4.5.13 | - | - | Apache-HttpClient/4.5.13 (Java/11.0.14)
        Python aiohttp 3.8.1 | - | - | Python/3.9 aiohttp/3.8.1
        - | - | - | sentry.python/2.75.0
        - | - | - | a dont no
        """
}

@Suite("A User-Agent names browser, system and device as people know them")
struct UserAgentTests {
    @Test("of the clients of today", arguments: KnownUserAgent.all)
    func known(client: KnownUserAgent) {
        let agent = UserAgent(parsing: client.text)
        #expect(Self.text(agent.browser) == client.browser)
        #expect(Self.text(agent.system) == client.system)
        let device = agent.device.map { "\($0.family ?? "")/\($0.brand ?? "")/\($0.model ?? "")" }
        #expect((device ?? "-") == client.device)
        #expect((agent.device?.isBot ?? false) == client.device.hasPrefix("Spider"))
    }

    @Test("the table is read whole")
    func table() { #expect(KnownUserAgent.all.count == 58) }

    @Test(
        "SDKs, as recorded, are no browsers",
        arguments: [
            "sentry.python/2.75.0", "sentry.python/1.45.1", "sentry.python/0.20.3", "sentry.native/0.16.3",
            "sentry.javascript.node-light/10.63.0", "sentry.java/8.53.0", "sentry-cli/3.8.2", "sentry-ruby/6.6.2",
            "sentry.php/4.29.0", "sentry-go/0.11.0", "sentry.go/0.47.0", "raven-python/6.10.0", "raven-go/1.0",
            "OTel-OTLP-Exporter-Python/1.45.2",
        ])
    func recorded(text: String) { #expect(UserAgent(parsing: text) == UserAgent()) }

    @Test("the major version is the first number", arguments: [("124.0.0", 124), (">=10", 10), ("9", 9)])
    func major(version: String, expected: Int) {
        #expect(UserAgent.Product(family: "x", version: version).majorVersion == expected)
    }

    @Test("no cut, no repetition and no odd byte makes it stumble")
    func hostile() {
        for client in KnownUserAgent.all {
            let bytes = Array(client.text.utf8)
            for length in 0..<bytes.count {
                _ = UserAgent(parsing: String(decoding: bytes[..<length], as: UTF8.self))
                _ = UserAgent(parsing: String(decoding: bytes[length...], as: UTF8.self))
            }
        }
        let pieces = [
            "(", ")", "[", "]", ";", "/", " ", "é", "\u{0}", "Android ", "Build/", "rv:", "NAVER(", "9.", "_",
        ]
        for first in pieces {
            for second in pieces {
                let agent = UserAgent(parsing: String(repeating: first + second, count: 3000))
                #expect((agent.device?.model?.utf8.count ?? 0) <= 300)
                #expect((agent.browser?.version?.utf8.count ?? 0) <= 40)
            }
        }
    }

    @Test("only the first two kilobytes count")
    func bounded() {
        let padding = String(repeating: "x", count: 2048)
        #expect(UserAgent(parsing: padding + " Chrome/124.0") == UserAgent())
        #expect(UserAgent(parsing: "curl/" + String(repeating: "9", count: 5000)).browser?.version?.utf8.count == 40)
    }

    private static func text(_ product: UserAgent.Product?) -> String {
        guard let product else { return "-" }
        return product.version.map { product.family + " " + $0 } ?? product.family
    }
}
