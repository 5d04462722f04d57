import SentryProtocol

/// What a project's own rule made of a value.
enum AdvancedChange {
    /// The value as a whole: null, a marker, a hash.
    case value([UInt8], Remark, length: Int?)
    /// A text that was changed in places.
    case text(RedactedText)
    /// The project's list of safe fields names it: nothing else looks at it.
    case untouched
    /// Another name for the member whose key this is.
    case key([UInt8])
}

/// The project's own rules come first, the default ones see what is left.
extension Walk {
    /// Whether a value is out of reach of the default rules.
    func isReplaced(_ index: Int) -> Bool {
        guard !advanced.isEmpty, let change = advanced[index] else { return false }
        switch change {
        case .value, .untouched: return true
        case .text, .key: return false
        }
    }

    /// A string that a rule of the project changed or that must not be touched.
    mutating func changed(_ index: Int, _ token: JSONToken, _ mode: TextMode) {
        guard case .text(var text) = advanced[index] else { return }
        advanced[index] = nil
        let redactor = TextRedactor(rules: rules, nesting: nesting)
        text.redact { redactor.matches(in: $0, mode) }
        edits.append(Edit(token: index, range: range(of: index), text: text, rule: nil))
    }

    /// Adds the changes that the walk did not come across: in places it does not look at.
    mutating func addAdvanced() {
        for (index, change) in advanced {
            switch change {
            case .untouched: continue
            case .value(let json, let remark, let length):
                edits.append(
                    Edit(
                        token: index, range: range(of: index), json: json, remarks: [remark], length: length, rule: nil)
                )
            case .text(let text): edits.append(Edit(token: index, range: range(of: index), text: text, rule: nil))
            case .key(let json):
                edits.append(
                    Edit(token: index, range: range(of: index), json: json, remarks: [], length: nil, rule: nil))
            }
        }
        edits.sort { $0.token < $1.token }
        // What lies inside something that is gone is gone.
        var end = 0
        edits.removeAll { edit in
            if edit.range.lowerBound < end { return true }
            end = edit.range.upperBound
            return false
        }
    }
}
