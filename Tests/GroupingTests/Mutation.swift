import Grouping
import SentryProtocol

/// A change of an event, of which it is known whether it makes another issue.
struct Mutation: Sendable {
    let name: String
    let keepsIssue: Bool
    /// The event before and after; nil where the change means nothing.
    let twins: @Sendable (MutatedEvent) -> (a: MutableJSON, b: MutableJSON)?

    /// A change of the event itself.
    init(_ name: String, keepsIssue: Bool, _ change: @escaping @Sendable (inout MutatedEvent) -> Bool) {
        (self.name, self.keepsIssue) = (name, keepsIssue)
        twins = { original in
            var changed = original
            guard change(&changed), changed.json != original.json else { return nil }
            return (original.json, changed.json)
        }
    }

    /// Two forms of one event.
    init(
        twins name: String, keepsIssue: Bool,
        _ twins: @escaping @Sendable (MutatedEvent) -> (a: MutableJSON, b: MutableJSON)?
    ) {
        (self.name, self.keepsIssue, self.twins) = (name, keepsIssue, twins)
    }
}

/// An event with what grouping says of it, so that a change can aim at what counts.
struct MutatedEvent: Sendable {
    var json: MutableJSON
    let platform: String
    let explanation: GroupingExplanation

    init(_ json: MutableJSON) throws {
        self.json = json
        let event = try json.event()
        platform = event.platform ?? "other"
        explanation = Grouper.standard.explain(event)
    }

    var kind: GroupingKind { explanation.result.kind }
    /// Grouped by its exceptions or its stack.
    var isByStack: Bool { explanation.variants.first?.parts.contains { $0.tag == "frame" } == true }
    var isByApp: Bool { explanation.variants.first?.variant == .app }
    var isNative: Bool { ["c", "cocoa", "native", "objc", "swift"].contains(platform) }
    var isJavaScript: Bool { platform == "javascript" || platform == "node" }

    /// Where the deciding frames stand: the stack's path and the frame's index, the innermost last.
    var decidingFrames: [(path: String, index: Int)] {
        explanation.stacks.flatMap { stack in
            stack.frames.indices.filter { stack.frames[$0].contributes }.map { (stack.path, $0) }
        }
    }

    /// Changes one frame; false when it is not there.
    mutating func changeFrame(_ place: (path: String, index: Int), _ change: (inout MutableJSON) -> Void) -> Bool {
        var found = false
        json.changeStacks { frames, exception in
            let path = exception.map { "exception.values[\($0)]" }
            guard path == place.path || path == nil && !place.path.hasPrefix("exception"), place.index < frames.count
            else { return }
            change(&frames[place.index])
            found = true
        }
        return found
    }

    /// Changes every frame that counts, with all others left alone.
    mutating func changeDecidingFrames(_ change: (inout MutableJSON) -> Void) {
        for place in decidingFrames { _ = changeFrame(place, change) }
    }
}

extension MutableJSON {
    /// Changes a text member, if there is one.
    mutating func change(_ key: String, _ change: (String) -> String) {
        if let text = self[key]?.string { self[key] = .string(change(text)) }
    }
}
