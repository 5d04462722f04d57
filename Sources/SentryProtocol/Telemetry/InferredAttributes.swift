/// What the request around a container says of the user behind its entries: address, browser and system, as far as the
/// sender wants them to be taken from there (protocol.md §5.10).
public struct InferredAttributes: Sendable {
    /// Of the sender; nil where it must not be kept.
    private let address: String?
    /// Entries get the address without asking for it.
    private let isAddressForAll: Bool
    private let userAgent: UserAgent?

    /// Containers of the first version ask for the address with `{{auto}}` and always want the browser; those of the
    /// second say what they want.
    public init(for root: JSONNode, userAgent text: String?, address: String?) {
        let settings = root["ingest_settings"]
        let isFirstVersion = (root["version"]?.integer ?? 1) < 2
        let wantsAddress = settings?["infer_ip"]?.string == "auto"
        self.address = isFirstVersion || wantsAddress ? address : nil
        isAddressForAll = !isFirstVersion && wantsAddress
        let wantsBrowser = isFirstVersion || settings?["infer_user_agent"]?.string == "auto"
        userAgent = wantsBrowser ? text.map { UserAgent(parsing: $0) } : nil
    }

    /// Whether entries get anything at all.
    var isEmpty: Bool { address == nil && userAgent?.browser == nil && userAgent?.system == nil }

    /// Adds what an entry with the attributes of `scan` does not say itself.
    func write(into writer: inout JSONWriter, besides scan: AttributeScan) {
        if !scan.hasAddress, isAddressForAll || scan.automaticAddress != nil {
            writer.attribute("client.address", text: address)
        }
        if !scan.hasBrowser, let browser = userAgent?.browser {
            writer.attribute("browser.name", text: browser.family)
            writer.attribute("browser.version", text: browser.version)
        }
        if !scan.hasSystem, let system = userAgent?.system {
            writer.attribute("os.name", text: system.family)
            writer.attribute("os.version", text: system.version)
        }
    }
}
