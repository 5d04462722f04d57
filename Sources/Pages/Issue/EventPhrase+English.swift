extension EventPhrase {
    var english: String {
        switch self {
        case .text: "Text"
        case .markdown: "Markdown"
        case .copyLink: "Copy link"
        case .copyForAgent: "Copy for a coding agent"
        case .copyTrace: "Copy stack trace"

        case .inGroup(let group): "Member of \(group)"
        case .raisedWhileHandling: "Raised while this was handled"
        case .suppressed(let type): "Suppressed by \(type)"

        case .userFeedback: "User feedback"
        case .feedbackFrom(let name): "from \(name)"
        case .attachments: "Attachments"
        case .file: "File"
        case .size: "Size"
        case .kind: "Kind"
        case .download: "Download"
        case .preview: "Preview"
        case .previewOf(let name): "Picture: \(name)"
        case .bytes(let count):
            count < 1_000
                ? "\(count) B"
                : count < 1_000_000
                    ? "\((Double(count) / 1_000).oneDecimal) kB" : "\((Double(count) / 1_000_000).oneDecimal) MB"

        case .remarks(let count):
            count == 1
                ? "1 value was changed before it was stored"
                : "\(count.grouped) values were changed before they were stored"
        case .remarksText:
            "Secrets and personal data are taken out, and what is too long is shortened, before anything is stored."
        case .whatWasDone: "What was done"
        case .removed: "Removed"
        case .masked: "Masked"
        case .replaced: "Replaced"
        case .hashed: "Replaced by a hash"
        case .shortened: "Shortened"
        case .encrypted: "Encrypted"
        case .annotated: "Noted"
        case .byRule(let rule): "rule \(rule)"
        case .hadEntries(let count): count == 1 ? "1 entry before" : "\(count.grouped) entries before"
        case .wasLong(let length): length == 1 ? "1 character before" : "\(length.grouped) characters before"

        case .showKinds: "Breadcrumbs to show"
        case .onlyProblems: "Only warnings and errors"
        case .kindHTTP: "HTTP"
        case .kindNavigation: "Navigation"
        case .kindClick: "Clicks"
        case .kindQuery: "Queries"
        case .kindConsole: "Log"
        case .kindError: "Errors"
        case .kindOther: "Other"

        case .allEvents: "Events"
        case .eventFilter: "Title, release, user or event ID"
        case .eventFilterHint: "2.4.1 jo@example.com"
        case .noEvents: "No event of this issue is kept any more."
        case .noEventMatches: "No event matches."
        case .lookedAt(let count): "\(count.grouped) events were looked at; “Older” looks further."
        case .filter: "Filter"
        case .message: "Title"

        case .showLess: "Show less"
        }
    }
}

extension Double {
    /// `3.4`, and `3` rather than `3.0`.
    var oneDecimal: String {
        let tenths = Int((self * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
