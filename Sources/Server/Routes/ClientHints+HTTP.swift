import HTTPTypes
import SentryProtocol

extension ClientHints {
    /// What the browser behind a request says of itself (protocol.md §5.4).
    init(_ headers: HTTPFields) {
        self.init(
            brands: headers[.clientBrands], platform: headers[.clientPlatform],
            platformVersion: headers[.clientPlatformVersion], model: headers[.clientModel])
    }
}

extension HTTPField.Name {
    // SAFETY: constants; each is a valid field name.
    fileprivate static let clientBrands = Self("Sec-CH-UA")!
    fileprivate static let clientPlatform = Self("Sec-CH-UA-Platform")!
    fileprivate static let clientPlatformVersion = Self("Sec-CH-UA-Platform-Version")!
    fileprivate static let clientModel = Self("Sec-CH-UA-Model")!
}
