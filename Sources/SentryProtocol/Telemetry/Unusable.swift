/// Why a payload, or one entry of a container, cannot be kept.
public struct Unusable: Error, Equatable, Sendable {
    public let reason: DropReason
    public init(_ reason: DropReason) { self.reason = reason }
}
