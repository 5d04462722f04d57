import Testing

@testable import Scrubbing

@Suite("Fingerprints of objects")
struct KeyedHashTests {
    private let secret = HashSecret()

    private func value(_ parts: [UInt8]..., kind: UInt8 = 1) -> UInt64 {
        var hash = KeyedHash(secret, kind: kind)
        for part in parts { part.withUnsafeBytes { hash.add($0) } }
        return hash.value
    }

    private func content(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) } }

    @Test("the same bytes have the same one wherever they lie")
    func same() {
        for count in 0..<100 {
            let expected = value(content(count))
            for offset in 0..<16 {
                let room = content(offset) + content(count) + content(9)
                let found = room.withUnsafeBytes { room in
                    var hash = KeyedHash(secret, kind: 1)
                    hash.add(UnsafeRawBufferPointer(rebasing: room[offset..<offset + count]))
                    return hash.value
                }
                #expect(found == expected)
            }
        }
    }

    @Test("every bit counts, and so does the length")
    func different() {
        var seen: Set<UInt64> = []
        var made = 0
        for count in 0..<100 {
            let content = content(count)
            seen.insert(value(content))
            made += 1
            for bit in 0..<8 * count {
                var changed = content
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                seen.insert(value(changed))
                made += 1
            }
        }
        for count in 0..<70 {
            seen.insert(value(Array(repeating: 0, count: count + 1)))
            made += 1
        }
        #expect(seen.count == made)
    }

    @Test("where a part ends, the kind and the secret count")
    func parts() {
        let content = content(64)
        var values: Set<UInt64> = [value(content), value(content, kind: 2)]
        for split in 0...64 { values.insert(value(Array(content[..<split]), Array(content[split...]))) }
        #expect(values.count == 67)
        var other = KeyedHash(HashSecret(), kind: 1)
        content.withUnsafeBytes { other.add($0) }
        #expect(!values.contains(other.value))
    }
}
