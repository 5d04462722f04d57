import SentryProtocol

/// The part of a path that stays the same from deploy to deploy (grouping.md §2.5, §12.5).
enum FileName {
    /// The base name in lower case; empty when it says nothing.
    static func cleaned(_ frame: Frame, platform: Platform, hasFunction: Bool) -> [UInt8] {
        guard let path = frame.filename ?? frame.absPath, !path.isEmpty, !isURL(frame.absPath),
            path != "<anonymous>", path != "[native code]"
        else { return [] }
        if platform.family == .native, hasFunction { return [] }
        // `Promise.all (index 3)`: the place in a list of promises, where a file should be.
        if platform.family == .javascript, path.hasPrefix("index "), path.utf8.dropFirst(6).allSatisfy(\.isDigit) {
            return []
        }
        var bytes = Array(path.utf8.prefix(2 * GroupingLimits.matchedBytesMax))[...]
        if let query = bytes.firstIndex(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }), query > 0 {
            bytes = bytes[..<query]
        }
        if let slash = bytes.lastIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) {
            bytes = bytes[(slash + 1)...]
        }
        var name = Array(bytes)
        if platform.family == .javascript { name = hidingHashes(name) }
        if platform.naming == .java, let mark = name.firstIndex(of: "_$$_javassist") { name.removeSubrange(mark...) }
        for index in name.indices { name[index] = name[index].lowered }
        return name
    }

    /// True for an origin whose paths are pages, not files.
    static func isURL(_ path: String?) -> Bool {
        guard let bytes = path?.utf8 else { return false }
        return bytes.starts(with: "http:".utf8) || bytes.starts(with: "https:".utf8)
            || bytes.starts(with: "applewebdata:".utf8) || bytes.starts(with: "blob:".utf8)
    }

    /// Bundlers put a hash of the content into file names: `main.3f2a1b9c.js`, `index-DbQ2xY9p.js`.
    static func hidingHashes(_ name: [UInt8]) -> [UInt8] {
        guard let lastDot = name.lastIndex(of: UInt8(ascii: ".")) else { return name }
        var output: [UInt8] = []
        var start = 0
        while start < lastDot {
            if isURLSafeHash(name, at: start) {
                output += "<hash>"
                start += 8
            } else {
                var end = start
                while end < lastDot, !isSeparator(name[end]) { end += 1 }
                let isLast = end == lastDot && start > 0
                if isHash(name[start..<end]) || isLast && isLetterHash(name[start..<end]) {
                    output += "<hash>"
                } else {
                    output += name[start..<end]
                }
                start = end
            }
            if start < lastDot {
                output.append(name[start])
                start += 1
            }
        }
        return output + name[lastDot...]
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    /// 8 to 64 lower-case hex digits with a digit among them, or 8 mixed letters and digits.
    private static func isHash(_ segment: ArraySlice<UInt8>) -> Bool {
        let digits = segment.count { $0.isDigit }
        guard digits > 0, segment.count >= 8 else { return false }
        if segment.count <= 64, segment.allSatisfy({ $0.isHex && !$0.isUpper }) { return true }
        return segment.count == 8 && digits < 8 && segment.allSatisfy { $0.isAlphanumeric }
    }

    /// Eight letters at the end of a name in an order of large and small ones that no words have: a fifth of the hashes
    /// of some bundlers are without digits.
    private static func isLetterHash(_ segment: ArraySlice<UInt8>) -> Bool {
        guard segment.count == 8, segment.allSatisfy({ $0.isLetter }),
            var start = segment.firstIndex(where: { $0.isUpper })
        else { return false }
        while start < segment.endIndex {
            let small = segment[start...].firstIndex { $0.isLower } ?? segment.endIndex
            let end = segment[small...].firstIndex { $0.isUpper } ?? segment.endIndex
            guard isWord(capitals: small - start, smalls: end - small) else { return true }
            start = end
        }
        return false
    }

    /// `Card`, `HTMLPage` and `URL` are words, `UI` at the end of a name is one. Eight capitals are none: one bundler
    /// writes its hashes in nothing but capitals and digits.
    private static func isWord(capitals: Int, smalls: Int) -> Bool {
        switch capitals {
        case 1: smalls >= 2
        case 2: smalls == 0
        case 8: false
        default: smalls != 1
        }
    }

    /// Eight characters of base64url before a dot, separators among them. They must look drawn by lot, so that
    /// `my-page1.js` stays.
    private static func isURLSafeHash(_ name: [UInt8], at start: Int) -> Bool {
        let end = start + 8
        guard start > 0, end < name.count, name[end] == UInt8(ascii: ".") else { return false }
        let window = name[start..<end]
        guard window.allSatisfy({ $0.isAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }) else {
            return false
        }
        return window.contains { $0.isUpper } && window.contains { $0.isLower } && window.contains { $0.isDigit }
    }
}
