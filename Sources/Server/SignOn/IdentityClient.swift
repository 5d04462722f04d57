import Access
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import SentryProtocol
import Storage
import Synchronization

/// Asks identity providers. Answers are bounded in size and time, and no redirect is followed: a provider cannot send the
/// server to an address that nobody configured.
final class IdentityClient: Sendable {
    private let client: HTTPClient
    private let allowsPlainHTTP: Bool
    private let memory = Mutex<[String: Known]>([:])

    /// What a provider said about itself.
    private struct Known: Sendable {
        var document: ProviderDocument
        var keys: KeySet
        var at: Timestamp
    }

    private static let timeout = TimeAmount.seconds(10)
    /// Documents and keys are asked for again after this many seconds.
    private static let memorySeconds: Int64 = 600
    private static let issuersMax = 100

    init(allowsPlainHTTP: Bool) {
        self.allowsPlainHTTP = allowsPlainHTTP
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: .seconds(10)), decompression: .disabled)
        configuration.connectionPool.idleTimeout = .seconds(10)
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func shutdown() async { try? await client.shutdown() }

    /// Whether the server would ask there at all.
    func isSafe(_ address: String) -> Bool { EndpointAddress.isSafe(address, allowsPlainHTTP: allowsPlainHTTP) }

    func document(of provider: IdentityProvider, at now: Timestamp) async throws -> ProviderDocument {
        try await known(provider.issuer, at: now).document
    }

    /// Exchanges a code for an ID token, and checks it.
    func token(
        for code: String, of pending: PendingLogIn, at provider: IdentityProvider, clientSecret: String?,
        redirectAddress: String, now: Timestamp
    ) async throws -> IDToken {
        var known = try await known(provider.issuer, at: now)
        let request = TokenRequest(
            code: code, verifier: pending.verifier, redirectAddress: redirectAddress, clientID: provider.clientID,
            clientSecret: clientSecret, at: known.document)
        var headers: HTTPHeaders = ["content-type": "application/x-www-form-urlencoded"]
        if let authorization = request.authorization { headers.add(name: "authorization", value: authorization) }
        let (status, bytes) = try await ask(request.address, .POST, headers, body: request.body)
        let response = try TokenResponse(reading: bytes, status: status)
        let expected = IDToken.Expectation(
            issuer: provider.issuer, clientID: provider.clientID, nonce: pending.nonce,
            groupsClaim: provider.groupsClaim)
        do {
            return try IDToken(checking: response.idToken, with: known.keys, expecting: expected, at: now)
        } catch .noSuchKey {
            // Providers change their keys; once is enough to notice.
            forget(provider.issuer)
            known = try await self.known(provider.issuer, at: now)
            return try IDToken(checking: response.idToken, with: known.keys, expecting: expected, at: now)
        }
    }

    private func forget(_ issuer: String) { memory.withLock { $0[issuer] = nil } }

    private func known(_ issuer: String, at now: Timestamp) async throws -> Known {
        let remembered = memory.withLock { $0[issuer] }
        if let remembered, now.microseconds(since: remembered.at) < Self.memorySeconds * 1_000_000 { return remembered }
        guard isSafe(issuer) else { throw OpenIDError.badAddress("issuer") }
        let (status, bytes) = try await ask(ProviderDocument.address(ofIssuer: issuer))
        guard status == 200 else { throw OpenIDError.refused("status \(status)") }
        let document = try ProviderDocument(reading: bytes, issuer: issuer, allowsPlainHTTP: allowsPlainHTTP)
        let (keyStatus, keyBytes) = try await ask(document.keySetAddress)
        guard keyStatus == 200 else { throw OpenIDError.refused("status \(keyStatus)") }
        let known = Known(document: document, keys: try KeySet(reading: keyBytes), at: now)
        memory.withLock { memory in
            if memory.count >= Self.issuersMax { memory.removeAll() }
            memory[issuer] = known
        }
        return known
    }

    private func ask(
        _ address: String, _ method: HTTPMethod = .GET, _ headers: HTTPHeaders = [:], body: String? = nil
    ) async throws -> (status: Int, bytes: [UInt8]) {
        var request = HTTPClientRequest(url: address)
        request.method = method
        request.headers = headers
        request.headers.add(name: "accept", value: "application/json")
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await client.execute(request, timeout: Self.timeout)
        let buffer = try await response.body.collect(upTo: OpenIDLimits.documentBytesMax)
        return (Int(response.status.code), Array(buffer.readableBytesView))
    }
}
