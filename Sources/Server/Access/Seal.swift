import Crypto
import Glibc
import SentryProtocol

/// Closes secrets that have to be read again (those of authenticator apps and of providers' clients), so that a copy of
/// the database alone gives none of them away. The key lies in a file of its own in the data directory.
struct Seal: Sendable {
    private let key: SymmetricKey

    init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    private static let fileName = "seal.key"
    private static let keyLength = 32

    /// The key file could not be read or made.
    struct NoKey: Error, CustomStringConvertible {
        let path: String
        let code: Int32
        var description: String { "\(path) cannot be read or written (error \(code))." }
    }

    /// Reads the key, or makes one that only the server's user can read.
    init(dataDirectory: String) throws {
        let path = dataDirectory + "/" + Self.fileName
        let made = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if made >= 0 {
            let key = Secrets.randomBytes(Self.keyLength)
            let written = key.withUnsafeBytes { Glibc.write(made, $0.baseAddress, $0.count) }
            let isDurable = fsync(made) == 0
            Glibc.close(made)
            guard written == key.count, isDurable else {
                unlink(path)
                throw NoKey(path: path, code: errno)
            }
            self.init(key: key)
            return
        }
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw NoKey(path: path, code: errno) }
        defer { Glibc.close(file) }
        var key = [UInt8](repeating: 0, count: Self.keyLength)
        let count = key.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
        guard count == Self.keyLength else { throw NoKey(path: path, code: EINVAL) }
        self.init(key: key)
    }

    /// `purpose` says what it is, so that one secret cannot be put in another's place.
    func close(_ secret: [UInt8], for purpose: String) throws -> [UInt8] {
        guard let box = try AES.GCM.seal(secret, using: key, authenticating: Array(purpose.utf8)).combined else {
            return []
        }
        return Array(box)
    }

    /// Nil when it was closed with another key, for something else, or was changed.
    func open(_ sealed: [UInt8], for purpose: String) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
        return (try? AES.GCM.open(box, using: key, authenticating: Array(purpose.utf8))).map { Array($0) }
    }
}
