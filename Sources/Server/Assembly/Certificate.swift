import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Where the server's certificate and its key are.
public struct CertificateFiles: Sendable, Equatable {
    /// Both in PEM.
    let certificate: String
    let key: String

    /// Reads both; throws unless they belong together.
    func read() throws -> CertificatePair {
        guard let chain = TextFile.bytes(certificate) else {
            throw Configuration.Problem("tls-certificate: cannot read \(certificate)")
        }
        guard let secret = TextFile.bytes(key) else { throw Configuration.Problem("tls-key: cannot read \(key)") }
        do {
            let pair = CertificatePair(
                chain: try NIOSSLCertificate.fromPEMBytes(chain).map { .certificate($0) },
                key: .privateKey(try NIOSSLPrivateKey(bytes: secret, format: .pem)), text: chain + secret)
            // Finds out whether the key is the certificate's.
            _ = try NIOSSLContext(configuration: pair.configuration)
            return pair
        } catch {
            throw Configuration.Problem("tls-certificate: \(certificate) and \(key) cannot be used: \(error)")
        }
    }
}

/// A certificate with its key.
struct CertificatePair: Sendable {
    let chain: [NIOSSLCertificateSource]
    let key: NIOSSLPrivateKeySource
    /// The content of the files, to see whether they have changed.
    let text: [UInt8]

    var configuration: TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }
}

/// The certificate in use. Files that were renewed take its place without a restart; broken ones do not.
final class Certificate: Sendable {
    private let files: CertificateFiles
    private let pair: Mutex<CertificatePair>

    init(_ files: CertificateFiles) throws {
        self.files = files
        pair = Mutex(try files.read())
    }

    /// Asks for the certificate with every connection.
    var configuration: TLSConfiguration {
        var configuration = pair.withLock(\.configuration)
        configuration.sslContextCallback = { [self] _, promise in
            var current = NIOSSLContextConfigurationOverride()
            (current.certificateChain, current.privateKey) = pair.withLock { ($0.chain, $0.key) }
            promise.succeed(current)
        }
        return configuration
    }

    /// True when there was something new.
    func reload() throws -> Bool {
        let fresh = try files.read()
        return pair.withLock { pair in
            guard pair.text != fresh.text else { return false }
            pair = fresh
            return true
        }
    }
}

/// Notices renewed certificate files: every few seconds, and at once when somebody sends SIGHUP.
struct CertificateRenewal: Service {
    let certificate: Certificate
    let logger: Logger

    private static let interval = Duration.seconds(10)

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await _ in signals { reload() } }
                group.addTask { while (try? await Task.sleep(for: Self.interval)) != nil { reload() } }
            }
        }
    }

    private func reload() {
        do {
            if try certificate.reload() { logger.notice("The certificate was renewed") }
        } catch {
            logger.error("The old certificate stays in use", metadata: ["problem": "\(error)"])
        }
    }
}
