import Foundation
import Markup
import Testing

/// Compares a rendered page with the one that was reviewed.
///
/// Set `CULPRIT_RECORD_SNAPSHOTS` to write what is rendered now; then read the difference before keeping it.
func expectSnapshot(_ html: HTML, named name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "__Snapshots__")
    let file = folder.appending(path: name + ".html")
    if ProcessInfo.processInfo.environment["CULPRIT_RECORD_SNAPSHOTS"] != nil {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(html.bytes).write(to: file)
        return
    }
    let expected = try String(contentsOf: file, encoding: .utf8).split(
        separator: "\n", omittingEmptySubsequences: false)
    let rendered = html.description.split(separator: "\n", omittingEmptySubsequences: false)
    let difference = zip(expected, rendered).enumerated().first { $1.0 != $1.1 }
    if let (line, (before, now)) = difference {
        Issue.record("\(name), line \(line + 1): was \(before), is \(now)", sourceLocation: sourceLocation)
    }
    #expect(expected.count == rendered.count, sourceLocation: sourceLocation)
}
