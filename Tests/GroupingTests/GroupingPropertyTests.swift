import Grouping
import SentryProtocol
import Testing

@Suite("What never counts")
struct GroupingPropertyTests {
    private func hashes(_ json: MutableJSON) throws -> [GroupingHash] {
        Grouper.standard.group(try json.event()).hashes
    }

    private func samples() throws -> [(name: String, json: MutableJSON)] {
        try Corpus.names.map { ($0, MutableJSON(try JSONDocument(parsing: Corpus.payload($0)).root)) }
    }

    @Test("the order of keys, in every object of every sample")
    func order() throws {
        for (name, json) in try samples() {
            #expect(try hashes(json.reversed) == hashes(json), "\(name)")
        }
    }

    @Test("keys that nobody knows, in every part of every sample that grouping reads")
    func unknownKeys() throws {
        let unknown = MutableJSON.object([.init(key: "values", value: .array([.literal("null"), .literal("1")]))])
        for (name, json) in try samples() {
            var changed = json
            changed["zzz"] = unknown
            changed.changeExceptions { exception in
                guard case .object = exception else { return }
                exception["zzz"] = unknown
                exception["mechanism"]?["zzz"] = unknown
                exception["stacktrace"]?["zzz"] = unknown
            }
            changed.changeFrames { frame in
                guard case .object = frame else { return }
                frame["zzz"] = unknown
                frame["addr_mode"] = .string("rel:0")
            }
            #expect(try hashes(changed) == hashes(json), "\(name)")
        }
    }

    @Test("null frames among the others")
    func nullFrames() throws {
        for (name, json) in try samples() {
            var changed = json
            changed.changeStacks { frames, _ in frames.append(.literal("null")) }
            let event = try json.event()
            guard event.allFrames.allSatisfy({ $0.count < 249 && !$0.isEmpty }) else { continue }
            #expect(try hashes(changed) == hashes(json), "\(name)")
        }
    }

    @Test(
        "another member of the wrong kind",
        arguments: ["user", "request", "breadcrumbs", "contexts", "extra", "modules"])
    func wrongKinds(key: String) throws {
        for (name, json) in try samples() {
            for value in [MutableJSON.literal("7"), .string("x"), .array([.literal("null")]), .literal("null")] {
                var changed = json
                changed[key] = value
                // Without any frame, the address of the request can be the culprit; the hash never depends on it.
                #expect(try hashes(changed) == hashes(json), "\(name)")
            }
        }
    }

    @Test("which task groups first, with one grouper and a hundred of its events at once")
    func tasks() async throws {
        let events = try samples().prefix(100).map { try $0.json.event() }
        let grouper = Grouper()
        let expected = events.map { Grouper().group($0) }
        await withTaskGroup(of: [GroupingResult].self) { group in
            for offset in 0..<8 {
                group.addTask {
                    let turned = events[(offset * 12)...] + events[..<(offset * 12)]
                    let results = turned.map { grouper.group($0) }
                    return Array(results[(events.count - offset * 12)...] + results[..<(events.count - offset * 12)])
                }
            }
            for await results in group { #expect(results == expected) }
        }
    }
}

extension MutableJSON {
    /// The same value with the members of every object the other way round.
    fileprivate var reversed: MutableJSON {
        switch self {
        case .literal, .string: self
        case .array(let values): .array(values.map(\.reversed))
        case .object(let members):
            .object(members.reversed().map { Member(key: $0.key, value: $0.value.reversed) })
        }
    }
}

extension Event {
    fileprivate var allFrames: [[Frame]] {
        (exceptions.map(\.stacktrace) + [stacktrace] + threads.map(\.stacktrace)).compactMap { $0?.frames }
    }
}
