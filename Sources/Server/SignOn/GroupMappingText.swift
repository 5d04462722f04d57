import Access
import Storage

/// The lines of a form: `backend = admin`.
enum GroupMappingText {
    private static let linesMax = 500

    /// Nil when a line is none.
    static func mappings(in text: String) -> [GroupMapping]? {
        let lines = text.split(whereSeparator: \.isNewline).map { trimmed($0) }.filter { !$0.isEmpty }
        guard lines.count <= linesMax else { return nil }
        var mappings: [GroupMapping] = []
        for line in lines {
            // Groups may have `=` in them, roles have not.
            guard let sign = line.lastIndex(of: "="),
                let role = Role(rawValue: trimmed(line[line.index(after: sign)...]))
            else { return nil }
            let group = trimmed(line[..<sign])
            guard !group.isEmpty, group.utf8.count <= 512 else { return nil }
            mappings.append(GroupMapping(group: group, role: role))
        }
        return mappings
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
