/// One walk over a `User-Agent` header: products (`Name/1.2`) and, in brackets, remarks between semicolons.
struct UserAgentReader {
    /// A product that may be the browser.
    struct Candidate {
        var family: String
        var mobileFamily: String?
        var rank: Int
        var version: Range<Int>?
    }

    let bytes: [UInt8]
    private(set) var browser: Candidate?
    /// `Version/…`.
    private(set) var statedVersion: Range<Int>?
    /// `FBAV/…`.
    private(set) var appVersion: Range<Int>?
    /// `rv:…`.
    private(set) var revision: Range<Int>?
    private(set) var hasSafari = false
    private(set) var hasWebKit = false
    private(set) var hasTrident = false
    private(set) var isMobile = false
    private(set) var isTablet = false
    private(set) var isWebView = false

    private(set) var system: (family: String, rank: Int, version: Range<Int>?, isNT: Bool)?
    /// Family of a device of Apple's, and where its exact model stands.
    private(set) var apple: (family: String, model: Range<Int>?)?
    /// Where the name of an Android device stands.
    private(set) var model: Range<Int>?

    /// The brackets that are being read named Android: what follows there is the device.
    private var isAfterAndroid = false
    /// An app was named whose version stands among the remarks behind it: `NAVER(inapp; search; 1000; 12.1.3)`.
    private var owesVersion = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func read() {
        var at = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: " "): at += 1
            case UInt8(ascii: "("), UInt8(ascii: "["): at = readRemarks(from: at + 1)
            default: at = readWord(from: at)
            }
        }
    }

    /// Reads a word, and the number behind it when it has none itself (`Instagram 258.1`); says where to go on.
    private mutating func readWord(from start: Int) -> Int {
        var end = start
        while end < bytes.count, !Self.endsWord(bytes[end]) { end += 1 }
        if end < bytes.count, bytes[end] != UInt8(ascii: " ") {
            // Brackets right behind a name belong to it.
            let before = browser?.rank ?? 0
            readProduct(start..<end)
            owesVersion = (browser?.rank ?? 0) > before && browser?.version == nil
            return end
        }
        let hasSlash = bytes[start..<end].contains(UInt8(ascii: "/"))
        guard !hasSlash, end + 1 < bytes.count, bytes[end + 1].isASCIIDigit else {
            readProduct(start..<end)
            return end
        }
        let version = versionRange(from: end + 1, to: bytes.count)
        note(start..<end, version: version)
        return version.upperBound
    }

    /// Reads what stands before the closing bracket; says where to go on.
    private mutating func readRemarks(from start: Int) -> Int {
        isAfterAndroid = false
        defer { owesVersion = false }
        var (at, first, depth) = (start, start, 1)
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ";") where depth == 1:
                readRemark(trimmed(first..<at))
                first = at + 1
            default: break
            }
            if depth == 0 { break }
            at += 1
        }
        readRemark(trimmed(first..<at))
        return min(at + 1, bytes.count)
    }

    private mutating func readRemark(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        if owesVersion, bytes[range.lowerBound].isASCIIDigit, bytes[range].contains(UInt8(ascii: ".")) {
            let version = versionRange(from: range.lowerBound, to: range.upperBound)
            browser?.version = version
            owesVersion = false
            return
        }
        if let build = buildMark(in: range) {
            if model == nil { model = trimmed(range.lowerBound..<build) }
        } else if let (rule, end) = SystemRule.table.prefix(bytes, range) {
            apply(rule.meaning, to: range, end)
        } else if bytes[range].contains(UInt8(ascii: "/")) {
            readProduct(range)
        } else if let space = bytes[range].lastIndex(of: UInt8(ascii: " ")), space + 1 < range.upperBound,
            bytes[space + 1].isASCIIDigit, ProductRule.table.exact(bytes, range.lowerBound..<space) != nil
        {
            note(range.lowerBound..<space, version: versionRange(from: space + 1, to: range.upperBound))
        } else if isBotName(range) {
            note(range, version: nil)
        } else if isAfterAndroid, model == nil, !isLocale(range) {
            model = range
        }
    }

    private mutating func apply(_ meaning: SystemRule.Meaning, to range: Range<Int>, _ end: Int) {
        switch meaning {
        case .windowsNT:
            let version = versionRange(from: end, to: range.upperBound)
            noteSystem(SystemRule.windows, rank: SystemRule.desktop, version: version, isNT: true)
        case .system(let family, let rank):
            if family == SystemRule.android { isAfterAndroid = true }
            var start = end
            // `Android 14`, `Android-4.0`, `CPU iPhone OS 17_4`, but not `Linux x86_64`.
            while start < range.upperBound, !bytes[start].isASCIIDigit, !bytes[start].isASCIILetter { start += 1 }
            noteSystem(family, rank: rank, version: versionRange(from: start, to: range.upperBound))
        case .systemByLastWord(let family, let rank):
            let start = bytes[range].lastIndex(of: UInt8(ascii: " ")).map { $0 + 1 } ?? range.upperBound
            noteSystem(family, rank: rank, version: versionRange(from: start, to: range.upperBound))
        case .apple(let family):
            // `iPhone14,5`
            let isExact = end < range.upperBound && bytes[end].isASCIIDigit
            if apple == nil || isExact { apple = (family, isExact ? range : nil) }
        case .revision: revision = versionRange(from: end, to: range.upperBound)
        case .mobile: isMobile = true
        case .tablet: isTablet = true
        case .webView: isWebView = true
        case .nothing: break
        }
    }

    private mutating func noteSystem(_ family: String, rank: Int, version: Range<Int>, isNT: Bool = false) {
        guard rank > system?.rank ?? 0 else {
            // `iPhone; iOS 16_0` behind a system that gave no version.
            if family == system?.family, system?.version == nil, !version.isEmpty { system?.version = version }
            return
        }
        system = (family, rank, version.isEmpty ? nil : version, isNT)
    }

    /// `Name/1.2.3`; of `XiaoMi/MiuiBrowser/13.1` both names.
    private mutating func readProduct(_ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            guard let slash = bytes[start..<range.upperBound].firstIndex(of: UInt8(ascii: "/")) else {
                return note(start..<range.upperBound, version: nil)
            }
            let version = versionRange(from: slash + 1, to: range.upperBound)
            note(start..<slash, version: version)
            guard version.isEmpty else { return }
            start = slash + 1
        }
    }

    private mutating func note(_ name: Range<Int>, version: Range<Int>?) {
        let version = version.flatMap { $0.isEmpty ? nil : $0 }
        guard let rule = ProductRule.table.exact(bytes, name) else {
            if isBotName(name) {
                let name = name.lowerBound..<min(name.upperBound, name.lowerBound + UserAgentLimits.nameBytesMax)
                let family = String(decoding: bytes[name], as: UTF8.self)
                offer(Candidate(family: family, mobileFamily: nil, rank: ProductRule.bot, version: version))
            } else if let (rule, end) = SystemRule.table.prefix(bytes, name), case .apple = rule.meaning {
                apply(rule.meaning, to: name, end)
            } else if let (rule, end) = SystemRule.table.prefix(bytes, name), end == name.upperBound,
                case .system(let family, let rank) = rule.meaning
            {
                noteSystem(family, rank: rank, version: version ?? 0..<0)
            }
            return
        }
        switch rule.role {
        case .browser:
            offer(
                Candidate(
                    family: rule.family, mobileFamily: rule.mobileFamily, rank: rule.rank, version: version))
        case .version: statedVersion = version ?? statedVersion
        case .appVersion: appVersion = version ?? appVersion
        case .mobile: isMobile = true
        case .safari: hasSafari = true
        case .webKit: hasWebKit = true
        case .trident: hasTrident = true
        case .nothing: break
        }
    }

    private mutating func offer(_ candidate: Candidate) {
        if candidate.rank > browser?.rank ?? 0 { browser = candidate }
    }
}

extension UserAgentReader {
    private static func endsWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[")
    }

    /// The digits, dots and underscores at `start`; empty when there is no digit.
    private func versionRange(from start: Int, to end: Int) -> Range<Int> {
        guard start < end, bytes[start].isASCIIDigit else { return start..<start }
        let limit = min(end, start + UserAgentLimits.versionBytesMax)
        var at = start
        while at < limit, bytes[at].isASCIIDigit || bytes[at] == UInt8(ascii: ".") || bytes[at] == UInt8(ascii: "_") {
            at += 1
        }
        return start..<at
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, bytes[start] == UInt8(ascii: " ") { start += 1 }
        while end > start, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
        return start..<end
    }

    /// Where ` Build/` begins, which follows the name of an Android device.
    private func buildMark(in range: Range<Int>) -> Int? {
        guard let slash = bytes[range].firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let start = slash - 6
        guard start > range.lowerBound, bytes[start..<slash].elementsEqual(" Build".utf8) else { return nil }
        return start
    }

    /// Crawlers call themselves `…bot`, `…spider` or `…crawler`; telephones made by Cubot do not count.
    private func isBotName(_ name: Range<Int>) -> Bool {
        guard name.count >= 3 else { return false }
        func ends(_ text: StaticString) -> Bool {
            let length = text.utf8CodeUnitCount
            guard name.count >= length else { return false }
            let start = name.upperBound - length
            for offset in 0..<length where bytes[start + offset].asciiLowered != text.utf8Start[offset] { return false }
            return true
        }
        switch bytes[name.upperBound - 1].asciiLowered {
        case UInt8(ascii: "t"): return ends("bot") && !ends("cubot")
        case UInt8(ascii: "r"): return ends("spider") || ends("crawler")
        case UInt8(ascii: "s"): return ends("bots")
        default: return false
        }
    }

    /// `en`, `en-us`, `ko_KR`, the `U` of old strings and other short words.
    private func isLocale(_ range: Range<Int>) -> Bool {
        let text = bytes[range]
        switch text.count {
        case 1: return text[range.lowerBound] != UInt8(ascii: "K")
        case 2: return text.allSatisfy { $0 &- UInt8(ascii: "a") < 26 }
        case 5:
            let middle = text[range.lowerBound + 2]
            return (middle == UInt8(ascii: "-") || middle == UInt8(ascii: "_"))
                && text.prefix(2).allSatisfy { $0 &- UInt8(ascii: "a") < 26 }
                && text.suffix(2).allSatisfy(\.isASCIILetter)
        default: return false
        }
    }
}
