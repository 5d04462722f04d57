import CAssets

/// The dictionaries that every Culprit can read, oldest first: those once released stay for ever.
enum BuiltInDictionary {
    private static let prefix = "Compression/"
    private static let suffix = ".zstd-dictionary"
    private static let names = ["event-1"]

    static var all: [[UInt8]] { names.compactMap { asset(prefix + $0 + suffix) } }

    private static func asset(_ path: String) -> [UInt8]? {
        for index in 0..<culprit_asset_count {
            let asset = culprit_asset_at(index)
            if String(cString: asset.path) == path {
                return Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
            }
        }
        return nil
    }
}
