import SentryProtocol

extension KeyDigest {
    /// Takes in what rules of a project ask for besides stacks, types and names.
    mutating func add(_ head: Event, _ interests: RuleInterests, in document: JSONDocument) {
        // Exception groups of that SDK are read differently.
        add(head.sdk?.version?.utf8.first == UInt8(ascii: "3") ? 5 : 6)
        if interests.looksAtLog {
            add(head.level?.name)
            add(head.logger)
        }
        if interests.looksAtRelease { add(head.release) }
        if interests.looksAtSDK { add(head.sdk?.name) }
        guard !interests.tags.isEmpty else { return }
        for text in [head.environment, head.release, head.serverName, head.level?.name, head.logger] { add(text) }
        addTags(interests.tags, of: document.root)
    }

    /// The tags of an event are not all read into its head, so they are taken as they were sent: those that were asked
    /// for, and those of a spelling that might become one that was asked for.
    private mutating func addTags(_ names: Set<String>, of root: JSONNode) {
        for (key, value) in root.members {
            switch key {
            case "site": if names.contains("site") { addWhole(value) }
            case "tags":
                // Of very many tags the last are dropped, so that each counts.
                let takesAll = value.kind != .object || value.count > EventLimits.tagsMax
                guard !takesAll else {
                    addWhole(value)
                    continue
                }
                for (name, value) in value.members where mayBecome(one: names, name.text) {
                    add(Array(name.text.utf8))
                    addWhole(value)
                }
            default: break
            }
        }
    }

    /// False only for plain names that were not asked for.
    private func mayBecome(one names: Set<String>, _ name: String) -> Bool {
        let isPlain =
            name.utf8.count <= EventLimits.tagKeyMax
            && name.utf8.allSatisfy { $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        return !isPlain || names.contains(name)
    }

    private mutating func addWhole(_ node: JSONNode) { add(Array(node.sourceText.utf8)) }
}
