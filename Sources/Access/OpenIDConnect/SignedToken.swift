import SentryProtocol

/// What stands before a token's claims.
struct TokenHeader: Sendable, Equatable {
    let algorithm: SigningAlgorithm
    let keyID: String?
}

/// A signed token in its compact form: three parts in base 64 (RFC 7515 §7.1).
struct SignedToken: Sendable {
    let header: TokenHeader
    let payload: [UInt8]
    let signature: [UInt8]
    /// What was signed.
    let message: [UInt8]

    init(parsing text: String) throws(OpenIDError) {
        guard text.utf8.count <= OpenIDLimits.tokenBytesMax else { throw .badToken }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let headerBytes = Self.decode(parts[0]), let payload = Self.decode(parts[1]),
            let signature = Self.decode(parts[2])
        else { throw .badToken }
        let header = try JSONDocument.object(headerBytes, bytesMax: OpenIDLimits.tokenBytesMax)
        let name = try header.requiredText("alg")
        guard let algorithm = SigningAlgorithm(rawValue: name) else { throw .badAlgorithm(String(name.prefix(20))) }
        // Extensions that must be understood are not.
        guard header["crit"] == nil else { throw .unsupported("crit") }
        self.header = TokenHeader(algorithm: algorithm, keyID: header.text("kid"))
        (self.payload, self.signature) = (payload, signature)
        message = Array((parts[0] + "." + parts[1]).utf8)
    }

    /// The URL alphabet without padding, and nothing else.
    private static func decode(_ text: Substring) -> [UInt8]? {
        let isClean = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isClean ? Base64.decode(text.utf8) : nil
    }

    /// Throws unless one of the keys signed it.
    func verify(with keys: KeySet) throws(OpenIDError) {
        let candidates = keys.candidates(for: header)
        guard !candidates.isEmpty else { throw .noSuchKey }
        guard candidates.contains(where: { $0.material.isValid(signature, of: message) }) else { throw .badSignature }
    }
}
