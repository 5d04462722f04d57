import Crypto
import CryptoExtras
import SentryProtocol

/// A provider's public keys (RFC 7517). Keys of kinds that are not used here are left out.
public struct KeySet: Sendable {
    let keys: [Key]

    /// One key, for one algorithm.
    struct Key: Sendable {
        let id: String?
        let material: Material
    }

    enum Material: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)

        var algorithm: SigningAlgorithm {
            switch self {
            case .rsa: .rs256
            case .p256: .es256
            }
        }
    }

    /// How many keys can be used.
    public var count: Int { keys.count }

    public init(reading bytes: [UInt8]) throws(OpenIDError) {
        let root = try JSONDocument.object(bytes, bytesMax: OpenIDLimits.documentBytesMax)
        guard let list = root["keys"], list.kind == .array else { throw .missing("keys") }
        keys = list.elements.prefix(OpenIDLimits.keysMax).compactMap(Key.init)
    }

    /// The keys that may have signed a token with this header. Without an id any key for the algorithm may have.
    func candidates(for header: TokenHeader) -> [Key] {
        keys.filter { key in
            key.material.algorithm == header.algorithm && (header.keyID == nil || header.keyID == key.id)
        }
    }
}

/// The algorithms that are accepted: with public keys, so that nobody but the provider can sign.
enum SigningAlgorithm: String, Sendable {
    case rs256 = "RS256"
    case es256 = "ES256"
}

extension KeySet.Key {
    /// Nil for keys that are for encryption, of other kinds, too weak, or broken.
    init?(_ node: JSONNode) {
        if let use = node["use"]?.string, use != "sig" { return nil }
        if let operations = node["key_ops"], !operations.isNull, !operations.texts(max: 20).contains("verify") {
            return nil
        }
        guard let material = KeySet.Material(node) else { return nil }
        if let algorithm = node["alg"]?.string, algorithm != material.algorithm.rawValue { return nil }
        (id, self.material) = (node.text("kid"), material)
    }
}

extension KeySet.Material {
    /// 2048 to 8192 bits; larger ones take long to check.
    private static let modulusBytes = 256...1024
    private static let exponentBytesMax = 4

    fileprivate init?(_ node: JSONNode) {
        switch node["kty"]?.string {
        case "RSA":
            guard let modulus = Self.number(node, "n"), let exponent = Self.number(node, "e"),
                Self.modulusBytes.contains(modulus.count), (1...Self.exponentBytesMax).contains(exponent.count),
                modulus[modulus.count - 1] & 1 == 1, exponent[exponent.count - 1] & 1 == 1, exponent != [1],
                let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
            else { return nil }
            self = .rsa(key)
        case "EC":
            guard node["crv"]?.string == "P-256", let x = Self.bytes(node, "x"), let y = Self.bytes(node, "y"),
                x.count == 32, y.count == 32, let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
            else { return nil }
            self = .p256(key)
        default: return nil
        }
    }

    private static func bytes(_ node: JSONNode, _ name: StaticString) -> [UInt8]? {
        node.text(name).flatMap { Base64.decode($0.utf8) }
    }

    /// A number without its leading zeros.
    private static func number(_ node: JSONNode, _ name: StaticString) -> [UInt8]? {
        bytes(node, name).map { Array($0.drop { $0 == 0 }) }
    }

    /// Whether it signed `message`.
    func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        switch self {
        case .rsa(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message),
                padding: .insecurePKCS1v1_5)
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA256.hash(data: message))
        }
    }
}
