/// Remarks about values, by where they are: what `_meta` is made of (protocol.md §9.5).
struct MetaTree {
    /// What was cut off a value.
    enum Cut {
        /// A text of so many characters, of which `kept` and three dots are left.
        case text(length: Int, kept: Int)
        /// A list or an object of so many entries.
        case entries(count: Int)
    }

    private var cut: Cut?
    private var children: [(name: String, tree: MetaTree)] = []
    private(set) var count = 0

    /// Remarks of one event; more are left out.
    static let remarksMax = 500

    mutating func note(_ cut: Cut, at path: [String]) {
        guard count < Self.remarksMax else { return }
        count += 1
        add(cut, at: path[...])
    }

    private mutating func add(_ cut: Cut, at path: ArraySlice<String>) {
        guard let name = path.first else {
            self.cut = cut
            return
        }
        if let index = children.lastIndex(where: { $0.name == name }) {
            children[index].tree.add(cut, at: path.dropFirst())
        } else {
            var tree = MetaTree()
            tree.add(cut, at: path.dropFirst())
            children.append((name, tree))
        }
    }

    /// As JSON, merged with `sent`, which others have remarked before.
    func merged(with sent: JSONNode?) -> JSONNode? {
        guard count > 0 else { return sent }
        var writer = JSONWriter(reserving: 256)
        write(into: &writer, with: sent)
        // What was sent may be as deep as documents go, and this is no deeper.
        return (try? JSONDocument(parsing: writer.bytes))?.root ?? sent
    }

    private func write(into writer: inout JSONWriter, with sent: JSONNode?) {
        writer.beginObject()
        if let cut {
            writer.key("")
            cut.write(into: &writer, with: sent?[""])
        }
        // Nothing if it is no object.
        let members = sent?.members
        // Of members with one name the last counts, also for whoever reads what is written here.
        var theirs: [String: JSONNode] = [:]
        if let members { for (key, value) in members { theirs[key.text] = value } }
        let ours = Set(children.map(\.name))
        for (name, tree) in children {
            writer.key(dynamic: name)
            tree.write(into: &writer, with: theirs[name])
        }
        if let members {
            for (key, value) in members where !ours.contains(key.text) && (cut == nil || !key.equals("")) {
                writer.key(key)
                writer.value(value)
            }
        }
        writer.endObject()
    }
}

extension MetaTree.Cut {
    /// `{"rem": [["!limit", "s", 8189, 8192]], "len": 10000}`; of lists the length alone, as Sentry writes it. The length
    /// before everything that was done to the value is the one that was sent.
    fileprivate func write(into writer: inout JSONWriter, with sent: JSONNode?) {
        writer.object { writer in
            var length: Int
            let remarks = sent?["rem"].map { Array($0.elements) } ?? []
            switch self {
            case .text(let characters, let kept):
                length = characters
                writer.key("rem")
                writer.beginArray()
                for remark in remarks { writer.value(remark) }
                writer.beginArray()
                writer.string("!limit")
                writer.string("s")
                writer.integer(kept)
                writer.integer(kept + 3)
                writer.endArray()
                writer.endArray()
            case .entries(let count):
                length = count
                if !remarks.isEmpty { writer.array("rem", remarks) { $0.value($1) } }
            }
            if let before = sent?["len"]?.integer { length = before }
            writer.member("len", length)
        }
    }
}
