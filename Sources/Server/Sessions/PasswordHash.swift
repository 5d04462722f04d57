import Access
import Crypto
import CryptoExtras
import Dispatch
import SentryProtocol
import Synchronization

/// Passwords, hashed with scrypt (N 32,768, r 8, p 1: 32 MiB and about 80 ms each).
public struct PasswordHash: Sendable {
    private static let rounds = 32_768
    private static let blockSize = 8
    private static let parallelism = 1
    private static let length = 32
    public static let passwordBytesMax = PasswordRules.bytesMax

    /// Others wait; beyond this many they are told to come back.
    private static let waitingMax = 8
    private static let waiting = Mutex(0)

    /// Nobody's password is looked at now: too many wait.
    public struct Busy: Error {}

    /// One at a time: each takes 32 MiB, and log-ins must not crowd out ingest.
    private static let queue = DispatchQueue(label: "culprit.passwords", qos: .userInitiated)

    /// `scrypt$32768$8$1$salt$hash`.
    public static func make(_ password: String, salt: [UInt8]) async throws -> String {
        let hash = try await derive(password, salt: salt)
        return
            "scrypt$\(rounds)$\(blockSize)$\(parallelism)$\(Base64.encodeURLSafe(salt))$\(Base64.encodeURLSafe(hash))"
    }

    /// Whether `password` is the one that `stored` was made of. Takes as long for an unknown user (`stored` nil).
    public static func verify(_ password: String, against stored: String?) async throws(Busy) -> Bool {
        let parts = (stored ?? "").split(separator: "$")
        let isKnown = parts.count == 6 && parts[0] == "scrypt" && parts[1] == "\(rounds)"
        let salt = isKnown ? Base64.decode(parts[4].utf8) ?? [] : Array(repeating: 0, count: 16)
        let expected = isKnown ? Base64.decode(parts[5].utf8) ?? [] : []
        let mayWait = waiting.withLock { waiting in
            guard waiting < waitingMax else { return false }
            waiting += 1
            return true
        }
        guard mayWait else { throw Busy() }
        defer { waiting.withLock { $0 -= 1 } }
        guard let hash = try? await derive(password, salt: salt) else { return false }
        return isKnown && expected.count == length && ConstantTime.areEqual(hash, expected)
    }

    private static func derive(_ password: String, salt: [UInt8]) async throws -> [UInt8] {
        let password = Array(password.utf8.prefix(passwordBytesMax))
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result {
                        let key = try KDF.Scrypt.deriveKey(
                            from: password, salt: salt, outputByteCount: length, rounds: rounds,
                            blockSize: blockSize, parallelism: parallelism)
                        return key.withUnsafeBytes { Array($0) }
                    })
            }
        }
    }
}
