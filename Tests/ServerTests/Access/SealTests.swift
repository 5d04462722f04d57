import Storage
import Testing

@testable import Server

@Suite("Secrets that are read again, and texts that browsers carry")
struct SealTests {
    @Test("the key is made once, and only its owner can read it")
    func key() throws {
        let folder = try TemporaryFolder()
        let sealed = try Seal(dataDirectory: folder.path).close([1, 2, 3], for: "totp")
        let again = try Seal(dataDirectory: folder.path)
        #expect(again.open(sealed, for: "totp") == [1, 2, 3])
        #expect(again.open(sealed, for: "client-secret") == nil, "it is for something else")
        #expect(Seal(key: Array(repeating: 7, count: 32)).open(sealed, for: "totp") == nil)
        var changed = sealed
        changed[changed.count - 1] ^= 1
        #expect(again.open(changed, for: "totp") == nil)
        #expect(again.open([], for: "totp") == nil)
        #expect(throws: Seal.NoKey.self) { try Seal(dataDirectory: folder.path + "/missing") }
    }

    @Test("a signed text is read for its purpose only, and not when it was changed")
    func signed() {
        let signed = SignedText(secret: "secret")
        let text = signed.sign("7 99 /issues/", for: .secondFactor)
        #expect(signed.read(text, for: .secondFactor) == "7 99 /issues/")
        #expect(signed.read(text, for: .device) == nil)
        #expect(SignedText(secret: "another").read(text, for: .secondFactor) == nil)
        for bad in [nil, "", ".", "a.b", text + "A", String(text.dropFirst())] {
            #expect(signed.read(bad, for: .secondFactor) == nil)
        }
    }

    @Test("lines of groups are read, and a line that is none refuses the whole")
    func mappings() {
        let mappings = GroupMappingText.mappings(in: "devs = admin\r\n\n cn=heads,dc=x = manager \n")
        #expect(mappings?.map(\.group) == ["devs", "cn=heads,dc=x"])
        #expect(mappings?.map(\.role) == [.admin, .manager])
        #expect(GroupMappingText.mappings(in: "") == [])
        for bad in ["devs", "devs = boss", "= admin", "devs: admin"] {
            #expect(GroupMappingText.mappings(in: bad) == nil)
        }
    }
}
