import Pages
import Synchronization

/// The time zones that the system knows: the files of the tz database, each read once.
final class ZoneFiles: Sendable {
    private let folder: String
    private let known = Mutex<[String: Zone?]>([:])
    /// Names that people may choose, `Africa/Abidjan` first; empty where the system has no tz database.
    let names: [String]

    /// Where nearly every system has it.
    static let usualFolder = "/usr/share/zoneinfo"
    /// Lists are read so far; the longest of 2025 has 19 kB.
    private static let namesMax = 1_000

    init(folder: String = ZoneFiles.usualFolder) {
        self.folder = folder
        let lines = TextFile.read(folder + "/zone.tab")?.split(separator: "\n") ?? []
        let names = lines.lazy.filter { !$0.hasPrefix("#") }.compactMap { line -> String? in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            return columns.count > 2 && Self.isName(columns[2]) ? String(columns[2]) : nil
        }
        self.names = Array(Set(names.prefix(Self.namesMax))).sorted()
    }

    /// Nil for a name that is not in the list, and when its file cannot be read.
    func zone(named name: String) -> Zone? {
        if name == Zone.utc.name { return .utc }
        guard names.contains(name) else { return nil }
        if let zone = known.withLock({ $0[name] }) { return zone }
        let zone = TextFile.bytes(folder + "/" + name).flatMap { Zone(name: name, tzif: $0) }
        known.withLock { $0[name] = zone }
        return zone
    }

    /// Letters and what stands between them in names of zones; nothing that leads out of the folder.
    private static func isName(_ text: Substring) -> Bool {
        text.utf8.count <= 64
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy {
                        $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "+")
                    }
            }
    }
}
