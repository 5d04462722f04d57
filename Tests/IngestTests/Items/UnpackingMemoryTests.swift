import Compression
import Grouping
import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("What is unpacked has to fit into the memory for requests")
struct UnpackingMemoryTests {
    private func tools(_ budget: ByteBudget) -> IngestTools {
        IngestTools(
            bodies: EventBodies(codec: LearningBodyCodec()), encodeBody: { json, _ in json },
            randomID: { Handling.randomID }, budget: budget)
    }

    private func handle(
        _ recording: [UInt8], under budget: ByteBudget, into batch: inout IngestBatch
    ) throws -> ItemResult {
        let head = #"{"event_id":"11111111111111111111111111111111"}"# + "\n"
        let item = #"{"type":"replay_recording","length":\#(recording.count)}"# + "\n"
        let envelope = try Envelope(parsing: Array((head + item).utf8) + recording)
        let context = ItemContext(
            sender: ItemContext.forTests.sender, receivedAt: Handling.now, eventID: envelope.header.eventID,
            sentAt: nil,
            envelopeSDK: nil, tools: tools(budget))
        return ReplayRecordingHandler().handle(
            ReceivedItem(item: envelope.items[0], body: envelope.bytes), in: context, into: &batch)
    }

    @Test("a recording that does not fit beside what others hold is for later; alone it is taken")
    func replay() throws {
        let recording =
            Array(#"{"segment_id":0}"#.utf8) + [0x0a]
            + Deflated.stored(Array("[1]".utf8) + [UInt8](repeating: 0x20, count: 300_000))
        let budget = ByteBudget(limit: 1_500_000)
        #expect(budget.take(1_400_000))
        var batch = IngestBatch(projectID: ProjectID(rawValue: 1))
        guard case .one(let refused) = try handle(recording, under: budget, into: &batch) else {
            Issue.record("one item has one outcome")
            return
        }
        #expect(refused == .rateLimited(reason: .backpressure))
        #expect(batch.records.isEmpty && budget.inUse == 1_400_000)
        budget.give(1_400_000)
        guard case .one(.accepted) = try handle(recording, under: budget, into: &batch) else {
            Issue.record("alone it fits")
            return
        }
        #expect(budget.inUse > 300_000)
        batch = IngestBatch(projectID: ProjectID(rawValue: 1))
        #expect(budget.inUse == 0)
    }

    @Test("a packed dump is refused before it is unpacked when there is no room, and held until the answer")
    func minidump() throws {
        let dump = Deflated.gzip(Array("MDMP".utf8) + [UInt8](repeating: 0, count: 200_000))
        let budget = ByteBudget(limit: 1_000_000)
        #expect(budget.take(950_000))
        let request = try EndpointProbe(contentType: "application/x-dmp").request("/api/1/minidump/")
        func read(_ memory: ByteHold) throws(IngestFailure) {
            var request = request
            request.memory = memory
            _ = try MinidumpEndpoint(randomID: { EndpointProbe.id }).read(
                dump, of: request, from: ItemContext.forTests.sender, tools: tools(budget), at: Handling.now)
        }
        #expect(throws: IngestFailure.overloaded) { try read(ByteHold(of: budget, forBodyOf: 1)) }
        #expect(budget.inUse == 950_000)
        budget.give(900_000)
        do {
            let memory = ByteHold(of: budget, forBodyOf: dump.count)
            try read(memory)
            #expect(budget.inUse > 50_000 + 400_000)
            _ = consume memory
        }
        #expect(budget.inUse == 50_000)
    }
}

/// Streams whose blocks are stored as they are, so that tests need no packer (RFC 1950 to 1952).
enum Deflated {
    static func stored(_ content: [UInt8]) -> [UInt8] {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in content {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return [0x78, 0x01] + blocks(content) + bytes(high << 16 | low).reversed()
    }

    static func gzip(_ content: [UInt8]) -> [UInt8] {
        var check: UInt32 = 0xffff_ffff
        for byte in content {
            check ^= UInt32(byte)
            for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xedb8_8320 : check >> 1 }
        }
        return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255] + blocks(content) + bytes(~check)
            + bytes(UInt32(content.count))
    }

    private static func blocks(_ content: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var at = 0
        repeat {
            let count = min(content.count - at, 65_535)
            output.append(at + count == content.count ? 1 : 0)
            output += bytes(UInt32(count)).prefix(2)
            output += bytes(~UInt32(count)).prefix(2)
            output += content[at..<at + count]
            at += count
        } while at < content.count
        return output
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
    }
}
