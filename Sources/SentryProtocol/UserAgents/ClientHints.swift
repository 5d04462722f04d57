/// The client-hint headers that a browser may send, as sent: `Sec-Ch-Ua` and its kin (protocol.md §5.4).
public struct ClientHints: Sendable, Equatable {
    /// `Sec-Ch-Ua`: `"Not_A Brand";v="99", "Google Chrome";v="109", "Chromium";v="109"`.
    public var brands: String?
    /// `Sec-Ch-Ua-Platform`: `"Windows"`.
    public var platform: String?
    /// `Sec-Ch-Ua-Platform-Version`: `"15.0.0"`.
    public var platformVersion: String?
    /// `Sec-Ch-Ua-Model`: `"Pixel 8"`.
    public var model: String?

    public init(
        brands: String? = nil, platform: String? = nil, platformVersion: String? = nil, model: String? = nil
    ) {
        (self.brands, self.platform, self.platformVersion, self.model) = (brands, platform, platformVersion, model)
    }

    public var isEmpty: Bool { brands == nil && platform == nil && platformVersion == nil && model == nil }

    /// Characters of one of them that are kept.
    public static let lengthMax = 256

    /// The same with every text replaced.
    public func mapped(_ transform: (String) -> String) -> ClientHints {
        ClientHints(
            brands: brands.map(transform), platform: platform.map(transform),
            platformVersion: platformVersion.map(transform), model: model.map(transform))
    }

    /// The browser among the brands: neither the engine nor one that is made up to keep servers honest.
    var browser: UserAgent.Product? {
        guard let brands else { return nil }
        for (name, version) in Self.pairs(in: Array(brands.utf8.prefix(UserAgentLimits.bytesMax))) {
            if name == "Chromium" || name.contains("Brand") { continue }
            return UserAgent.Product(family: name, version: version)
        }
        return nil
    }

    /// The operating system; where only its name is told, with the version that the `User-Agent` gave for it.
    func system(besides told: UserAgent.Product?) -> UserAgent.Product? {
        guard let name = Self.unquoted(platform) else { return nil }
        if let version = Self.unquoted(platformVersion) {
            return UserAgent.Product(family: name, version: Self.version(version, of: name))
        }
        let isSame = told.map { $0.family == name || name == "macOS" && $0.family == SystemRule.macOS } ?? false
        return UserAgent.Product(family: name, version: isSame ? told?.version : nil)
    }

    var device: UserAgent.Device? {
        guard let model = Self.unquoted(model) else { return nil }
        let bytes = Array(model.utf8)
        return UserAgent.Device(androidModel: bytes, 0..<bytes.count)
    }

    /// Windows counts its releases differently here: 13 and up are Windows 11.
    private static func version(_ version: String, of platform: String) -> String {
        guard platform == SystemRule.windows, let major = Int(version.prefix { $0 != "." }), major > 0 else {
            return version
        }
        return major >= 13 ? "11" : "10"
    }

    /// Without quotes and space around it; nil when nothing is left.
    private static func unquoted(_ text: String?) -> String? {
        guard let text else { return nil }
        let bytes = text.utf8.prefix(UserAgentLimits.nameBytesMax).filter { $0 != UInt8(ascii: "\"") }
        let trimmed = String(decoding: bytes, as: UTF8.self).trimmingSpace()
        return trimmed.isEmpty ? nil : trimmed
    }

    /// The `"name";v="version"` pairs of a list, both not blank.
    private static func pairs(in bytes: [UInt8]) -> [(name: String, version: String)] {
        var found: [(String, String)] = []
        var name: String?
        var at = 0
        while let open = bytes[at...].firstIndex(of: UInt8(ascii: "\"")),
            let close = bytes[(open + 1)...].firstIndex(of: UInt8(ascii: "\""))
        {
            let text = String(
                decoding: bytes[open + 1..<close].prefix(UserAgentLimits.nameBytesMax), as: UTF8.self
            ).trimmingSpace()
            at = close + 1
            // A version is what `v=` stands before.
            guard open >= 2, bytes[open - 2..<open].elementsEqual("v=".utf8) else {
                name = text
                continue
            }
            if let name, !name.isEmpty, !text.isEmpty { found.append((name, text)) }
            name = nil
        }
        return found
    }
}
