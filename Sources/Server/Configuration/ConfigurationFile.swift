/// A file of `name = value` lines; `#` begins a comment.
enum ConfigurationFile {
    static func read(_ path: String) throws -> [String: String] {
        guard let text = TextFile.read(path) else { throw Configuration.Problem("config: cannot read \(path)") }
        return try parse(text, path: path)
    }

    static func parse(_ text: String, path: String) throws -> [String: String] {
        var values: [String: String] = [:]
        let known = Set(Setting.all.map(\.name))
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingSpaces()
            if line.isEmpty || line.hasPrefix("#") { continue }
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0].trimmingSpaces())
            guard parts.count == 2 else { throw Configuration.Problem("\(path):\(index + 1): no `=`") }
            guard known.contains(name) else {
                throw Configuration.Problem("\(path):\(index + 1): unknown setting \(name)")
            }
            values[name] = String(parts[1].trimmingSpaces())
        }
        return values
    }
}

extension Substring {
    func trimmingSpaces() -> Substring {
        var text = self
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
