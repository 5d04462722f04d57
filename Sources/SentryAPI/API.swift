import Access
import SentryProtocol
import Storage

/// The JSON API below `/api/0` (web-api.md): authentication, routing, and one answer for every request.
///
/// Time, randomness and hashing come in from outside; so does the public address, which may change while running.
public struct API: Sendable {
    let storage: any StorageEngine
    let people: any AccessFacts
    let grouping: any GroupingAnswers
    let figures: any APIFigures
    let records: any CompanionReader
    /// Where users reach the server: `https://errors.example.com`, no slash at the end.
    let publicURL: @Sendable () -> String
    let now: @Sendable () -> Timestamp
    let randomBytes: @Sendable (Int) -> [UInt8]
    let sha256: @Sendable ([UInt8]) -> [UInt8]

    /// `publicURL` is the address as users reach it; `randomBytes` must be fit for keys.
    public init(
        storage: any StorageEngine, people: any AccessFacts, grouping: any GroupingAnswers,
        figures: any APIFigures, records: any CompanionReader, publicURL: @escaping @Sendable () -> String,
        now: @escaping @Sendable () -> Timestamp, randomBytes: @escaping @Sendable (Int) -> [UInt8],
        sha256: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        (self.storage, self.people, self.grouping, self.figures) = (storage, people, grouping, figures)
        (self.records, self.publicURL, self.now) = (records, publicURL, now)
        (self.randomBytes, self.sha256) = (randomBytes, sha256)
    }

    /// Answers any request; never fails.
    public func respond(to request: APIRequest) async -> APIResponse {
        do {
            return try await answer(request)
        } catch APIFailure.invalidToken {
            var response = APIFailure.invalidToken.response
            response.isUnknownToken = true
            return response
        } catch let failure as APIFailure {
            return failure.response
        } catch let error as CommitError {
            return APIFailure(error).response
        } catch {
            return fault(error)
        }
    }

    /// The path of every request: find the endpoint, find out who asks, check what they may, act.
    private func answer(_ request: APIRequest) async throws -> APIResponse {
        guard let (endpoint, parameters) = Endpoint.find(request) else { throw APIFailure.notFound }
        if request.method == "OPTIONS" { return endpoint.options }
        guard let verb = endpoint.verb(for: request.method) else {
            throw APIFailure.methodNotAllowed(request.method, allowed: endpoint.allowedMethods)
        }
        // A redirect would lose the body, so a write without the last slash has no address.
        guard request.hasTrailingSlash || verb.method == "GET" else { throw APIFailure.notFound }

        // A path that nobody wrote into the inventory is nobody's; a test holds that there is none.
        guard let need = endpoint.need(for: verb) else { throw APIFailure.forbidden }
        var call = Call(
            api: self, request: request, need: need, caller: nil, parameters: parameters, now: now())
        if !endpoint.ignoresCallers { call.caller = try await identity(of: request) }
        if need != .public, call.caller == nil { throw APIFailure.notAuthenticated }
        try await call.admit()
        // Found out before, as what is done may take away what it is done to.
        let write = verb.method == "GET" ? nil : await call.write(verb.method)
        var response = try await verb.action(call)
        if response.status < 300 { response.write = write }
        return request.method == "HEAD" ? response.withoutBody : response
    }

    private func fault(_ error: any Error) -> APIResponse {
        let id = Hexadecimal.text(of: randomBytes(16))
        var response = APIResponse.json(500) { writer in
            writer.object {
                $0.field("detail", "Internal Error")
                $0.field("errorId", id)
            }
        }
        response.fault = APIFault(id: id, error: error)
        return response
    }
}

extension APIFailure {
    fileprivate init(_ error: CommitError) {
        switch error {
        case .overloaded(let seconds): self = .unavailable("The server is busy.", retryAfter: seconds)
        case .unavailable(let reason): self = .unavailable(reason, retryAfter: 60)
        case .closing, .keyframeMissing: self = .unavailable("The server is restarting.", retryAfter: 5)
        }
    }
}

extension APIResponse {
    fileprivate var withoutBody: APIResponse { APIResponse(status: status, headers: headers) }
}
