import Hummingbird
import NIOCore

/// What travels with a request through the server.
public struct CulpritContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection.
    public let peerAddress: String?

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peerAddress = source.channel.remoteAddress?.ipAddress
    }
}
