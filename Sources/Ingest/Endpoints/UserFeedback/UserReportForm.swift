import SentryProtocol

/// What somebody wrote about an event in a form: three fields, checked as Sentry's own forms are (protocol.md §1.11,
/// §1.12).
struct UserReportForm: Sendable, Equatable {
    var name = ""
    var email = ""
    var comments = ""

    static let nameLengthMax = 128
    static let emailLengthMax = 75
    static let commentsLengthMax = 4_096

    /// What is wrong, by field and in the order of the form; empty when nothing is.
    func problems(requiring required: Set<Field>) -> [(field: Field, messages: [String])] {
        let checks: [(Field, String, Int)] = [
            (.name, name, Self.nameLengthMax), (.email, email, Self.emailLengthMax),
            (.comments, comments, Self.commentsLengthMax),
        ]
        return checks.compactMap { field, text, lengthMax in
            let problems = problems(of: text, in: field, lengthMax: lengthMax, isRequired: required.contains(field))
            return problems.isEmpty ? nil : (field, problems)
        }
    }

    /// The fields by the names that clients know.
    enum Field: String, Sendable, CaseIterable {
        case name, email, comments
    }

    private func problems(of text: String, in field: Field, lengthMax: Int, isRequired: Bool) -> [String] {
        if text.allSatisfy(\.isWhitespace) { return isRequired ? ["This field is required."] : [] }
        var messages: [String] = []
        if field == .email, !Self.isEmailAddress(text) { messages.append("Enter a valid email address.") }
        if text.unicodeScalars.count > lengthMax {
            messages.append(
                "Ensure this value has at most \(lengthMax) characters (it has \(text.unicodeScalars.count)).")
        }
        return messages
    }

    /// Something before the last `@`, and a domain with a dot behind it; whether mail arrives nobody can tell from it.
    static func isEmailAddress(_ text: String) -> Bool {
        guard let at = text.lastIndex(of: "@"), at != text.startIndex else { return false }
        let local = text[..<at]
        let labels = text[text.index(after: at)...].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2 || labels == ["localhost"] else { return false }
        let forbidden: Set<Character> = ["<", ">", "(", ")", "[", "]", ",", ";", ":", "\\", "\"", "@"]
        return local.allSatisfy { !$0.isWhitespace && !forbidden.contains($0) && !$0.isControl }
            && labels.allSatisfy { label in
                !label.isEmpty && label.first != "-" && label.last != "-"
                    && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            }
    }

    /// An envelope with the one item that SDKs would send (protocol.md §5.13).
    func envelope(about eventID: EventID) -> Envelope {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("event_id", eventID.hex)
            writer.member("name", name)
            writer.member("email", email)
            writer.member("comments", comments)
        }
        var builder = EnvelopeBuilder(around: writer.bytes, header: EnvelopeHeader(eventID: eventID))
        builder.add(.userReport, at: 0..<writer.bytes.count)
        return builder.envelope
    }
}

extension Character {
    fileprivate var isControl: Bool { unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f } }
}
