extension GroupingPhrase {
    var english: String {
        switch self {
        case .decided(let kind, let configuration): kind.english + " (\(configuration))"
        case .cameIn(let hash, let revision):
            switch revision {
            case nil: "It came in with the hash \(hash), by rules of which no revision is known."
            case 0: "It came in with the hash \(hash), when the project had no rules."
            case let revision?: "It came in with the hash \(hash), by revision \(revision) of the rules."
            }
        case .arrivalLeadsElsewhere: "That hash does not lead to this issue any more."
        case .rulesHaveChanged: "The rules have changed since: what is shown here is what today's make of it."
        case .hashes: "Hashes"
        case .seenSince: "Known since"
        case .leadsHere: "leads here"
        case .notKnown: "not known"
        case .variant(.app): "in-app frames only"
        case .variant(.system): "all frames"
        case .variant(.default): "without frames"
        case .matchedRule: "Fingerprint rule"
        case .fingerprint: "Fingerprint"
        case .clientFingerprint: "Sent by the SDK"
        case .whatCounted: "What counted"
        case .whatCountedText: "In this order, nothing else. Events with the same list are in the same issue."
        case .part(let tag): Self.englishPart(tag)
        case .texts: "Text"
        case .originalText: "As it came"
        case .parameterizedText: "As it counted"
        case .framesCount(let counted, let all): "\(counted) of \(all) frames count"
        case .counts: "counts"
        case .doesNotCount: "does not"
        case .reason(let reason): reason.english
        case .rule(let rule): (rule.isBuiltIn ? "(built in) " : "") + rule.text.clipped(to: 400)
        case .inAppRule(let rule, let isInApp):
            (isInApp ? "in app by rule " : "not in app by rule ") + Self.rule(rule).english

        case .compareWith: "Compare with event"
        case .compare: "Compare"
        case .unknownEvent: "This project has no such event."
        case .whyTogether: "Why they are together"
        case .whyNotTogether: "Why they are not together"
        case .nothingHere: "nothing"
        case .differs: "differs"
        case .difference(let difference): difference.english
        case .heldTogether: "They are in one issue all the same: by a merge, or by the rules that were in force before."
        case .keptApart: "They are in different issues all the same: regroup stored events, or merge the issues."
        }
    }

    /// What a tag of a part is called.
    static func englishPart(_ tag: String) -> String {
        switch tag {
        case "checksum": "Checksum"
        case "fp": "Fingerprint"
        case "exc": "Exception"
        case "type": "Type"
        case "ns": "Namespace"
        case "frame": "Frame"
        case "value": "Value"
        case "message": "Message"
        case "template": "Template"
        case "line": "Source line"
        case "csp": "Directive"
        case "uri": "Address"
        case "hpkp", "expectstaple", "expectct": "Host"
        case "fallback": "Nothing known"
        default: tag
        }
    }
}

extension EventExplanation.Kind {
    fileprivate var english: String {
        switch self {
        case .checksum: "The SDK sent a checksum, which alone decides"
        case .custom: "A fingerprint decides"
        case .hybrid: "A fingerprint decides, together with the usual grouping"
        case .exception: "Its exceptions decide"
        case .stack: "Its stack decides"
        case .message: "Its message decides"
        case .template: "The place in its template decides"
        case .csp: "The violated content security directive decides"
        case .hpkp: "The host whose pinned key did not match decides"
        case .expectstaple: "The host that sent no valid staple decides"
        case .expectct: "The host that broke certificate transparency decides"
        case .fallback: "Nothing in it could decide: such events are all together"
        }
    }
}

extension EventExplanation.Reason {
    fileprivate var english: String {
        switch self {
        case .library: "library code"
        case .rule(let rule): "rule " + GroupingPhrase.rule(rule).english
        case .repetition: "a repeat of frames beside it"
        case .unknownName: "unknown name"
        case .minifiedName: "minified name"
        case .nothingKnown: "neither name nor file"
        case .engine: "a frame of the engine"
        case .beyond(let count): "\(count) frames nearer to the crash count already"
        case .tooFar(let count): "not among the \(count) frames nearest the crash"
        case .tooFew(let count): "fewer than \(count) frames"
        case .stackIsIgnored: "this stack does not count"
        }
    }
}

extension EventComparison.Difference {
    fileprivate var english: String {
        switch self {
        case .same(let hash): "Both have the hash \(hash)."
        case .configuration(let one, let other): "They were grouped by different configurations: \(one) and \(other)."
        case .kind(let one, let other): "Different things decide. First: \(one.english). Second: \(other.english)."
        case .variant(let one, _):
            one == .app
                ? "Only the first event has in-app frames, which decide about it."
                : "Only the second event has in-app frames, which decide about it."
        case .exceptionCount(let one, let other): "The first has \(one) exceptions in its chain, the second \(other)."
        case .text(let kind, let one, let other): Self.sentence(kind.english, one, other)
        case .part(let tag, let one, let other):
            Self.sentence(GroupingPhrase.englishPart(tag) + " differs", one, other)
        }
    }

    private static func sentence(_ what: String, _ one: String?, _ other: String?) -> String {
        "\(what): \(one?.quotedShort ?? "none") here, \(other?.quotedShort ?? "none") there."
    }
}

extension EventComparison.TextKind {
    fileprivate var english: String {
        switch self {
        case .checksum: "The SDK sent different checksums"
        case .fingerprint: "Fingerprint differs"
        case .value: "The exceptions say different things"
        case .message: "Message differs"
        case .exceptionType: "Exception type differs"
        case .causeType: "Type of the cause differs"
        case .errorCode: "Error code differs"
        case .crashFrame: "It broke in different places"
        case .sourceLine: "It broke at different lines of the same function"
        case .caller: "Caller differs"
        }
    }
}

extension String {
    /// In quotation marks, and not too long for a sentence.
    var quotedShort: String { "“" + firstLine.clipped(to: 160) + "”" }
}
