/// What a remark of a `User-Agent` header (between the brackets) tells about the operating system or the device.
struct SystemRule: Sendable {
    enum Meaning: Sendable {
        /// The system's name; its version follows.
        case system(String, rank: Int)
        /// As `system`, but the version is the remark's last word: `CrOS x86_64 14541.0.0`.
        case systemByLastWord(String, rank: Int)
        /// `Windows NT 6.1`: the version that people know is another.
        case windowsNT
        /// A device of Apple's; its exact model may be appended.
        case apple(String)
        case webView, mobile, tablet
        /// `rv:11.0`: the version of Internet Explorer 11.
        case revision
        /// Words that are no model.
        case nothing
    }

    /// What the remark begins with; earlier rules win.
    let prefix: String
    let meaning: Meaning

    init(_ prefix: String, _ meaning: Meaning) { (self.prefix, self.meaning) = (prefix, meaning) }

    /// Systems that others pretend to be: Android says `Linux`, Windows Phone says `Android`.
    private static let base = 1
    private static let distribution = 2
    static let desktop = 3
    private static let mobile = 4
    private static let disguised = 5

    static let android = "Android"
    static let iOS = "iOS"
    static let macOS = "Mac OS X"
    static let windows = "Windows"

    static let table = NameTable(all, named: \.prefix)

    private static let all: [Self] = [
        SystemRule("Windows NT ", .windowsNT),
        SystemRule("Windows Phone OS ", .system("Windows Phone", rank: disguised)),
        SystemRule("Windows Phone", .system("Windows Phone", rank: disguised)),
        SystemRule("Windows", .system(windows, rank: base)),
        SystemRule("Macintosh", .apple("Mac")),
        SystemRule("Intel Mac OS X", .system(macOS, rank: desktop)),
        SystemRule("PPC Mac OS X", .system(macOS, rank: desktop)),
        SystemRule("Mac OS X", .system(macOS, rank: desktop)),
        SystemRule("CPU iPhone OS", .system(iOS, rank: mobile)),
        SystemRule("CPU iPad OS", .system(iOS, rank: mobile)),
        SystemRule("CPU OS", .system(iOS, rank: mobile)),
        SystemRule("CPU like Mac OS X", .system(iOS, rank: mobile)),
        SystemRule("iPhone OS", .system(iOS, rank: mobile)),
        SystemRule("iOS", .system(iOS, rank: mobile)),
        SystemRule("watchOS", .system("watchOS", rank: mobile)),
        SystemRule("tvOS", .system("tvOS", rank: mobile)),
        SystemRule("iPhone", .apple("iPhone")), SystemRule("iPad", .apple("iPad")),
        SystemRule("iPod", .apple("iPod")), SystemRule("Apple TV", .apple("AppleTV")),
        SystemRule("Apple Watch", .apple("Apple Watch")),
        SystemRule("Android", .system(android, rank: mobile)),
        SystemRule("CrOS", .systemByLastWord("Chrome OS", rank: desktop)),
        SystemRule("Ubuntu", .system("Ubuntu", rank: distribution)),
        SystemRule("Fedora", .system("Fedora", rank: distribution)),
        SystemRule("Debian", .system("Debian", rank: distribution)),
        SystemRule("CentOS", .system("CentOS", rank: distribution)),
        SystemRule("Arch Linux", .system("Arch Linux", rank: distribution)),
        SystemRule("Linux", .system("Linux", rank: base)),
        SystemRule("FreeBSD", .system("FreeBSD", rank: desktop)),
        SystemRule("OpenBSD", .system("OpenBSD", rank: desktop)),
        SystemRule("NetBSD", .system("NetBSD", rank: desktop)),
        SystemRule("SunOS", .system("Solaris", rank: desktop)),
        SystemRule("Tizen", .system("Tizen", rank: disguised)),
        SystemRule("Web0S", .system("Web0S", rank: disguised)),
        SystemRule("HarmonyOS", .system("HarmonyOS", rank: disguised)),
        SystemRule("OpenHarmony", .system("OpenHarmony", rank: disguised)),
        SystemRule("KAIOS", .system("KaiOS", rank: disguised)),
        SystemRule("rv:", .revision), SystemRule("Mobile", .mobile), SystemRule("Tablet", .tablet),
        SystemRule("wv", .webView), SystemRule("compatible", .nothing), SystemRule("X11", .nothing),
        SystemRule("Win64", .nothing),
        SystemRule("WOW64", .nothing), SystemRule("x64", .nothing), SystemRule("KHTML", .nothing),
        SystemRule("arm_64", .nothing), SystemRule("arm64", .nothing), SystemRule("x86_64", .nothing),
    ]

    /// What Windows calls itself when it is this version of NT; the version itself when it has no other name.
    static func windowsVersion(nt version: String) -> String {
        switch version {
        // Browsers say 10.0 on Windows 11 too.
        case "10.0": ">=10"
        case "6.3": "8.1"
        case "6.2": "8"
        case "6.1": "7"
        case "6.0": "Vista"
        case "5.2", "5.1": "XP"
        case "5.0": "2000"
        default: version
        }
    }
}
