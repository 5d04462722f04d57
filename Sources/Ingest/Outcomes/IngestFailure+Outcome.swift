import SentryProtocol

extension IngestFailure {
    /// What became of a request whose body was there but of no use.
    public var outcome: Outcome {
        switch self {
        case .overloaded, .limited, .commit: .rateLimited(reason: .backpressure)
        case _ where status == 413: .invalid(reason: .tooLarge)
        case .envelope(.emptyBody), .store(.empty): .invalid(reason: .empty)
        case .envelope: .invalid(reason: .invalidEnvelope)
        default: .invalid(reason: .corrupt)
        }
    }
}
