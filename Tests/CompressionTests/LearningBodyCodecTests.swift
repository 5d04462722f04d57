import Foundation
import Testing

@testable import Compression

@Suite("Bodies teach the codec what they share")
struct LearningBodyCodecTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

    private var policy: LearningBodyCodec.Policy {
        var policy = LearningBodyCodec.Policy()
        (policy.samples, policy.firstLesson, policy.examiners, policy.dictionaryBytes) = (200, 300, 20, 16_384)
        return policy
    }

    /// Bodies that have much in common with each other and with nothing else.
    private func body(_ number: Int) -> [UInt8] {
        let words = (0..<120).map { "warehouse-\(($0 * 7919) % 977)-\(($0 * 104_729) % 1_299)" }
        return Array("{\"id\":\(number),\"words\":\"\(words.joined(separator: " ")) \(number &* 2_654_435_761)\"}".utf8)
    }

    @Test("after a lesson bodies are smaller, and those from before stay readable, also after a restart")
    func learns() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let codec = try LearningBodyCodec(folder: folder, learning: policy)
        let before = codec.encode(body(0))
        for number in 1..<400 { _ = codec.encode(body(number)) }
        codec.finishLesson()
        let after = codec.encode(body(400))
        #expect(after.count * 2 < before.count)

        let reopened = try LearningBodyCodec(folder: folder, learning: nil)
        #expect(try reopened.decode(before) == body(0))
        #expect(try reopened.decode(after) == body(400))
        #expect(reopened.encode(body(401)).count * 2 < before.count)
    }

    @Test("a reader that was there first finds dictionaries made since")
    func finds() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let reader = try LearningBodyCodec(folder: folder, learning: nil)
        let writer = try LearningBodyCodec(folder: folder, learning: policy)
        for number in 0..<400 { _ = writer.encode(body(number)) }
        writer.finishLesson()
        #expect(try reader.decode(writer.encode(body(7))) == body(7))
    }

    @Test("a new dictionary replaces no file, whatever is in it")
    func replacesNothing() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let first = folder + "/0001.zstd-dictionary"
        // Nothing is read from it, so that it does not count among the known ones.
        FileManager.default.createFile(atPath: first, contents: Data())
        let codec = try LearningBodyCodec(folder: folder, learning: policy)
        for number in 0..<400 { _ = codec.encode(body(number)) }
        codec.finishLesson()
        #expect(FileManager.default.contents(atPath: first) == Data())
        #expect(try files().contains { $0.hasPrefix("0002-") })
        #expect(try LearningBodyCodec(folder: folder, learning: nil).decode(codec.encode(body(1))) == body(1))
    }

    private func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

    /// A folder with a dictionary, a body that needs it, and one that does not.
    private func taught() throws -> (path: String, needs: [UInt8], needsNot: [UInt8]) {
        let codec = try LearningBodyCodec(folder: folder, learning: policy)
        let before = codec.encode(body(0))
        for number in 1..<400 { _ = codec.encode(body(number)) }
        codec.finishLesson()
        return (folder + "/" + (try #require(try files().first)), codec.encode(body(400)), before)
    }

    @Test(
        "a dictionary that is damaged, empty, too large or gone takes only the bodies with it that need it",
        arguments: 0..<5)
    func damaged(how: Int) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (path, needs, needsNot) = try taught()
        let original = try #require(FileManager.default.contents(atPath: path))
        var bytes = [UInt8](original)
        switch how {
        case 0: bytes[bytes.count - 5] ^= 1
        case 1: bytes.replaceSubrange(0..<200, with: [UInt8](repeating: 0xff, count: 200))
        case 2: bytes = []
        case 3: bytes += [UInt8](repeating: 0, count: 1 << 20)
        default: bytes.removeLast(bytes.count / 2)
        }
        FileManager.default.createFile(atPath: path, contents: Data(bytes))
        let codec = try LearningBodyCodec(folder: folder, learning: nil)
        #expect(codec.problems.count == 1 && codec.problems[0].contains(path))
        #expect(try codec.decode(needsNot) == body(0))
        #expect(throws: BodyCodec.CodecError.self) { try codec.decode(needs) }
        #expect(try codec.decode(codec.encode(body(5))) == body(5), "what comes in meanwhile is kept")

        // Restored from a backup, it is found without a restart.
        FileManager.default.createFile(atPath: path, contents: original)
        #expect(try codec.decode(needs) == body(400))
        #expect(try LearningBodyCodec(folder: folder, learning: nil).problems == [])
    }

    @Test("a dictionary of an earlier release, without a checksum in its name, is read")
    func older() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (path, needs, _) = try taught()
        try FileManager.default.moveItem(atPath: path, toPath: folder + "/0001.zstd-dictionary")
        let codec = try LearningBodyCodec(folder: folder, learning: nil)
        #expect(try codec.problems == [] && codec.decode(needs) == body(400))
    }

    @Test("a folder that is no folder is a problem, and nothing is lost but what needs it")
    func noFolder() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        FileManager.default.createFile(atPath: folder, contents: Data([1]))
        let codec = try LearningBodyCodec(folder: folder, learning: policy)
        #expect(codec.problems.count == 1)
        for number in 0..<400 { _ = codec.encode(body(number)) }
        codec.finishLesson()
        #expect(try codec.decode(codec.encode(body(1))) == body(1))
    }

    @Test("what cannot be kept is not used")
    func unwritable() throws {
        let codec = try LearningBodyCodec(folder: "/proc/nowhere/dictionaries", learning: policy)
        for number in 0..<400 { _ = codec.encode(body(number)) }
        codec.finishLesson()
        let reader = try LearningBodyCodec(folder: folder, learning: nil)
        #expect(try reader.decode(codec.encode(body(1))) == body(1))
    }

    @Test("without a policy nothing is learnt")
    func still() throws {
        let codec = try LearningBodyCodec(folder: folder, learning: nil)
        for number in 0..<400 { _ = codec.encode(body(number)) }
        codec.finishLesson()
        #expect(!FileManager.default.fileExists(atPath: folder))
    }
}
