/// The pairs of a URL's query, or of a form body, decoded; `+` is a space.
public struct QueryString: Sendable {
    /// In the order sent.
    public let pairs: [(name: String, value: String)]

    /// Reads the part behind the question mark. A name without `=` has an empty value; pairs after the `pairsMax`-th
    /// are ignored.
    public init(_ text: some StringProtocol, pairsMax: Int = WireLimits.credentialPairsMax) {
        var pairs: [(name: String, value: String)] = []
        for part in text.split(separator: "&", omittingEmptySubsequences: true) {
            guard pairs.count < pairsMax else { break }
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentEncoding.decode(sides[0], plusIsSpace: true)
            pairs.append((name, sides.count > 1 ? PercentEncoding.decode(sides[1], plusIsSpace: true) : ""))
        }
        self.pairs = pairs
    }

    /// No pairs.
    public init() { pairs = [] }

    /// The first value of that name.
    public subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// Every value of that name.
    public func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }
}
