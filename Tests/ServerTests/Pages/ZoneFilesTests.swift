import Foundation
import Pages
import Testing

@testable import Server

@Suite("Zones of the system")
struct ZoneFilesTests {
    @Test("without a tz database there is nothing to choose, and no zone but UTC")
    func none() throws {
        let folder = try TemporaryFolder()
        let zones = ZoneFiles(folder: folder.path)
        #expect(zones.names.isEmpty)
        #expect(zones.zone(named: "Asia/Seoul") == nil)
        #expect(zones.zone(named: "UTC") == .utc)
    }

    @Test(
        "only what the list names is read",
        arguments: ["../secret", "/etc/passwd", "Asia", "", "zone.tab", "Asia/../../secret", "Asia/Seoul\0", "Broken"])
    func names(name: String) throws {
        let folder = try TemporaryFolder()
        let list = "# comment\nKR\t+3733+12658\tAsia/Seoul\nXX\t+0+0\t../secret\nXX\t+0+0\tBroken\nXX\n"
        try list.write(toFile: folder.path + "/zone.tab", atomically: true, encoding: .utf8)
        try "no zone".write(toFile: folder.path + "/Broken", atomically: true, encoding: .utf8)
        let zones = ZoneFiles(folder: folder.path)
        #expect(zones.names == ["Asia/Seoul", "Broken"])
        #expect(zones.zone(named: name) == nil)
    }
}
