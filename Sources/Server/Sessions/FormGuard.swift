import Access
import Crypto
import SentryProtocol

/// Protection of forms against forged requests: a token that only our own pages can hold.
///
/// The token is an HMAC over the browser's cookie with a random salt in front, so that it differs on every page and a
/// compressed page does not give it away.
public struct FormGuard: Sendable {
    private let key: SymmetricKey
    private static let saltLength = 16

    /// `secret` is kept in the store, so that forms survive a restart.
    public init(secret: String) { key = SymmetricKey(data: Array(secret.utf8)) }

    /// The hidden field for a browser with this cookie.
    public func token(for cookie: String) -> String {
        let salt = Secrets.randomBytes(Self.saltLength)
        return Base64.encodeURLSafe(salt + code(cookie, salt))
    }

    public func isValid(_ token: String?, for cookie: String) -> Bool {
        guard let token, token.utf8.count < 200, let bytes = Base64.decode(token.utf8), bytes.count > Self.saltLength
        else { return false }
        let salt = Array(bytes.prefix(Self.saltLength))
        return ConstantTime.areEqual(Array(bytes.dropFirst(Self.saltLength)), code(cookie, salt))
    }

    private func code(_ cookie: String, _ salt: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: salt + Array(cookie.utf8), using: key))
    }
}
