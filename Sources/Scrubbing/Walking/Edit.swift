/// A value of a document that reads differently from now on.
struct Edit {
    /// Index of the value's token.
    let token: Int
    /// The value's own bytes in the document, a string's with its quotes.
    let range: Range<Int>
    /// What stands there instead.
    let json: [UInt8]
    let remarks: [Remark]
    /// Characters that the text had.
    let length: Int?
    /// The first rule that had to do with it; nil for rules of the project.
    let rule: RuleName?
}

extension Edit {
    /// A text that was changed in places or as a whole.
    init(token: Int, range: Range<Int>, text: RedactedText, rule: RuleName?) {
        self.init(
            token: token, range: range, json: StringDecoding.encode(text.bytes), remarks: text.remarks,
            length: text.originalLength, rule: rule)
    }
}
