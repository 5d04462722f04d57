import Access
import Crypto
import SentryProtocol

/// Texts that a browser carries for the server and cannot change: who has given a right password and has yet to give a
/// code, which account a browser was logged in with.
struct SignedText: Sendable {
    private let key: SymmetricKey

    init(secret: String) { key = SymmetricKey(data: Array(secret.utf8)) }

    /// What a text is for; one cannot be shown in place of another.
    enum Purpose: String, Sendable { case secondFactor, device }

    func sign(_ text: String, for purpose: Purpose) -> String {
        let bytes = Array(text.utf8)
        return Base64.encodeURLSafe(bytes) + "." + Base64.encodeURLSafe(code(bytes, purpose))
    }

    /// Nil for what was not signed here for this.
    func read(_ signed: String?, for purpose: Purpose) -> String? {
        guard let signed, signed.utf8.count < 4096 else { return nil }
        let parts = signed.split(separator: ".")
        guard parts.count == 2, let bytes = Base64.decode(parts[0].utf8), let shown = Base64.decode(parts[1].utf8),
            ConstantTime.areEqual(shown, code(bytes, purpose))
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func code(_ bytes: [UInt8], _ purpose: Purpose) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array("\(purpose.rawValue):".utf8) + bytes, using: key))
    }
}
