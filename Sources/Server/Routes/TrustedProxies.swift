import Ingest

/// Proxies whose word about senders is believed.
public enum TrustedProxies: Sendable {
    case none
    /// Whoever connects is one: nothing but a proxy can reach the server.
    case all
    case networks([Network])

    /// Reads `no`, `yes`, or addresses and networks separated by blanks or commas; nil when it is none of these.
    init?(_ text: String) {
        switch text.lowercased() {
        case "no", "false", "0", "": self = .none
        case "yes", "true", "1": self = .all
        default:
            var networks: [Network] = []
            for word in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
                guard let network = Network(word) else { return nil }
                networks.append(network)
            }
            self = .networks(networks)
        }
    }

    /// Whether a proxy has this address.
    func contain(_ address: String?) -> Bool {
        switch self {
        case .none: false
        case .all: true
        case .networks(let networks): address.map { address in networks.contains { $0.contains(address) } } ?? false
        }
    }
}
