import Scrubbing
import SentryProtocol
import Storage

private let scrubber = try? Scrubber(ScrubbingSettings())

/// The first byte chooses the kind of payload. What is left is JSON, and as scrubbed as it gets.
func fuzz(_ bytes: [UInt8]) {
    guard let scrubber, let first = bytes.first else { return }
    let content = Array(bytes.dropFirst())
    if let text = scrubber.scrub(text: content) { claim(text.count <= 64 * content.count + 64, "text without end") }
    guard let document = try? JSONDocument(parsing: content) else { return }
    let subjects = Array(ScrubbingSubject.allCases)
    guard let scrubbed = scrubber.scrub(document, as: subjects[Int(first) % subjects.count]) else { return }
    var end = 0
    for change in scrubbed.changes {
        claim(change.range.lowerBound >= end && change.range.upperBound <= content.count, "a change out of place")
        end = change.range.upperBound
    }
    claim((try? JSONDocument(parsing: scrubbed.encoded())) != nil, "what is left is no JSON")
}
