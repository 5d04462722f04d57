/// A QR code (ISO/IEC 18004) of bytes, with error correction level M, as the authenticator page shows it.
///
/// Made here because it is needed on one page and no library for it is at hand. Versions 1 to 15: up to 412 bytes.
public struct QRCode: Sendable, Equatable {
    /// 1 to 15; a version is four modules larger than the one before.
    public let version: Int
    /// 0 to 7: the pattern that was laid over the data.
    public let mask: Int
    /// Modules from edge to edge, without the quiet zone.
    public var size: Int { grid.size }
    let grid: QRGrid

    /// Nil when the text is too long.
    public init?(_ text: String) { self.init(bytes: Array(text.utf8)) }

    /// Nil when there are too many.
    public init?(bytes: [UInt8]) {
        guard let version = QRVersion.smallest(for: bytes.count) else { return nil }
        self.init(bytes: bytes, version: version, mask: nil)
    }

    /// With a given mask, for comparing with other encoders; nil takes the best.
    init(bytes: [UInt8], version: QRVersion, mask: Int?) {
        let codewords = QRCodewords.interleaved(bytes, version: version)
        var blank = QRGrid(version: version)
        blank.place(codewords)
        var best: (grid: QRGrid, mask: Int, penalty: Int)?
        for mask in mask.map({ [$0] }) ?? Array(0..<8) {
            let grid = blank.masked(with: mask)
            let penalty = grid.penalty
            if best.map({ penalty < $0.penalty }) ?? true { best = (grid, mask, penalty) }
        }
        self.version = version.number
        self.mask = best?.mask ?? 0
        grid = best?.grid ?? blank
    }

    /// Whether the module is dark.
    public func isDark(row: Int, column: Int) -> Bool { grid.isDark(row, column) }

    /// Modules around the code that must stay light.
    public static let quietZone = 4

    /// Edge of the picture in modules, with the quiet zone: what `viewBox` needs.
    public var pictureSize: Int { size + 2 * Self.quietZone }

    /// The dark modules as the `d` of an SVG `path`: one rectangle for each run in a row. Nothing but digits and
    /// letters, so it may stand in an attribute as it is.
    public var path: String {
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                guard grid.isDark(row, column) else {
                    column += 1
                    continue
                }
                let start = column
                while column < size, grid.isDark(row, column) { column += 1 }
                let length = column - start
                path += "M\(start + Self.quietZone) \(row + Self.quietZone)h\(length)v1h-\(length)z"
            }
        }
        return path
    }
}
