import Storage

/// How one text is read.
struct TextMode: Sendable {
    enum Style: UInt8, Sendable {
        /// Not at all.
        case none
        /// Names of files: only when they are URLs.
        case path
        /// What is found is replaced, the rest stays.
        case inPlace
        /// As in place, but a sensitive word blanks the whole value.
        case bag
        /// The body of a request: JSON, a form, or as in a bag.
        case body
        /// `a=1&b=2`
        case query
        /// `a=1; b=2`
        case cookies
        /// The whole value is replaced.
        case blank
        /// The value is removed where addresses are.
        case address
    }

    var style: Style
    /// What to look for.
    var candidates: Candidates = []
    /// E-mail addresses and telephone numbers are masked.
    var masksContacts = false
    /// Values behind sensitive words are replaced.
    var findsPairs = false
    /// Only values in quotes: in a program `token = next()` is no secret, `token = "hunter2"` may be one.
    var wantsQuotes = false
    var replacesAddresses = false
    /// `candidates` as `CandidateScanner` wants them.
    var mask: UInt64 = 0
}

extension TextMode {
    /// `style` with what the settings allow.
    init(_ style: Style, of settings: ScrubbingSettings, contacts: Bool, pairs: Bool, addresses: Bool) {
        self.style = style
        findsPairs = pairs
        masksContacts = contacts && settings.masksContactData
        replacesAddresses = addresses && settings.removesIPAddresses
        if settings.usesDefaults {
            candidates.formUnion(.secrets)
            if pairs { candidates.formUnion(.words) }
        }
        if pairs, !settings.sensitiveFields.isEmpty { candidates.insert(.ownWord) }
        if masksContacts { candidates.formUnion([.at, .encodedAt, .digits]) }
        mask = CandidateScanner.mask(candidates)
    }
}
