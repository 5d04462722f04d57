import SentryProtocol
import Storage

/// Settings made ready for the walk: tables instead of lists, masks instead of switches.
final class ScrubbingRules: Sendable {
    let usesDefaults: Bool
    let masksContacts: Bool
    let removesAddresses: Bool
    /// In lower case.
    let ownWords: [[UInt8]]
    /// Keys that are never touched, in lower case.
    let safeNames: [[UInt8]]
    let scanner: CandidateScanner
    /// What makes a key sensitive, for the scanner; zero when nothing does.
    let keyMask: UInt64
    /// No key with fewer bytes is sensitive.
    let shortestKey: Int
    /// By `Zone.rawValue`.
    // SAFETY: filled in `init`, only read after it, freed in `deinit`.
    nonisolated(unsafe) let traits: UnsafeMutablePointer<ZoneTraits>
    let fields: FieldTable
    let advanced: AdvancedRules?
    /// Where objects are kept in mind that need no second look; nil keeps none.
    let memory: ScrubbingMemory?
    /// These rules' own, so that no other rules take their objects for looked at.
    let secret = HashSecret()

    init(_ settings: ScrubbingSettings, memory: ScrubbingMemory?) throws(ScrubbingRuleError) {
        self.memory = memory
        usesDefaults = settings.usesDefaults
        masksContacts = settings.masksContactData
        removesAddresses = settings.removesIPAddresses
        ownWords = settings.sensitiveFields.compactMap { word in
            let bytes = word.utf8.filter { !ASCII.isSpace($0) || $0 == 0x20 }.map(ASCII.lowercase)
            let trimmed = bytes.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
            return trimmed.isEmpty ? nil : Array(trimmed)
        }
        var safeNames: [[UInt8]] = []
        var safeSelectors: [Selector] = []
        for field in settings.safeFields {
            let name = field.utf8.filter { !ASCII.isSpace($0) }.map(ASCII.lowercase)
            if name.isEmpty { continue }
            if name.allSatisfy({ ASCII.isWord($0) || $0 == UInt8(ascii: "-") }) {
                safeNames.append(name)
            } else if let selector = try? Selector(parsing: field) {
                safeSelectors.append(selector)
            } else {
                safeNames.append(name)
            }
        }
        self.safeNames = safeNames
        var keys: Candidates = settings.usesDefaults ? .words : []
        if !ownWords.isEmpty { keys.insert(.ownWord) }
        keyMask = CandidateScanner.mask(keys)
        shortestKey = ownWords.map(\.count).min().map { min($0, 3) } ?? (settings.usesDefaults ? 3 : .max)
        // Tables come last: whoever throws has nothing to free.
        advanced = try AdvancedRules(parsing: settings.advancedRules, safe: safeSelectors)
        scanner = CandidateScanner(ownWords: ownWords)
        fields = FieldTable()
        let modes = TextModes(settings)
        traits = .allocate(capacity: Zone.allCases.count)
        for zone in Zone.allCases {
            (traits + Int(zone.rawValue)).initialize(to: ZoneTraits(of: zone, modes))
        }
    }

    deinit {
        traits.deallocate()
        scanner.deallocate()
        fields.deallocate()
    }

    /// Whether the project says that this key's value may stay.
    func isSafe(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        safeNames.contains { $0.count == key.count && key.has($0, at: 0) }
    }
}

/// What the walk needs to know of a zone, in one place.
struct ZoneTraits: Sendable {
    let mode: TextMode
    let member: Zone
    let element: Zone
    let checksKeys: Bool
    let hasFields: Bool
    /// Whether `["key", "value"]` in its lists is a member.
    let hasPairs: Bool
    let recurs: Bool

    init(of zone: Zone, _ modes: TextModes) {
        mode = zone.mode(modes)
        (member, element, checksKeys, hasFields) = (zone.member, zone.element, zone.checksKeys, zone.hasFields)
        recurs = zone.recurs
        hasPairs = [.bag, .quiet, .query, .cookies, .headers, .environment, .tags, .body].contains(zone)
    }
}

/// One mode for each kind of place.
struct TextModes: Sendable {
    let none = TextMode(style: .none)
    let blank = TextMode(style: .blank)
    let address = TextMode(style: .address)
    let path: TextMode
    let source: TextMode
    let plain: TextMode
    let typed: TextMode
    let text: TextMode
    let bag: TextMode
    let quiet: TextMode
    let body: TextMode
    let query: TextMode
    let cookies: TextMode

    init(_ settings: ScrubbingSettings) {
        func mode(_ style: TextMode.Style, contacts: Bool, pairs: Bool, addresses: Bool) -> TextMode {
            TextMode(style, of: settings, contacts: contacts, pairs: pairs, addresses: addresses)
        }
        path = mode(.path, contacts: false, pairs: true, addresses: false)
        var source = mode(.inPlace, contacts: false, pairs: true, addresses: false)
        source.wantsQuotes = true
        self.source = source
        plain = mode(.inPlace, contacts: false, pairs: false, addresses: false)
        typed = mode(.inPlace, contacts: true, pairs: true, addresses: false)
        text = mode(.inPlace, contacts: true, pairs: true, addresses: true)
        bag = mode(.bag, contacts: true, pairs: true, addresses: true)
        quiet = mode(.bag, contacts: false, pairs: true, addresses: true)
        body = mode(.body, contacts: true, pairs: true, addresses: true)
        query = mode(.query, contacts: true, pairs: true, addresses: true)
        cookies = mode(.cookies, contacts: true, pairs: true, addresses: true)
    }
}
