/// What is said about why an event is grouped as it is.
enum GroupingPhrase: Sendable {
    case decided(EventExplanation.Kind, by: String)
    case cameIn(String, revision: Int64?), arrivalLeadsElsewhere, rulesHaveChanged
    case hashes, seenSince, leadsHere, notKnown, variant(EventExplanation.Variant.Name)
    case matchedRule, fingerprint, clientFingerprint
    case whatCounted, whatCountedText, part(String)
    case texts, originalText, parameterizedText
    case framesCount(Int, of: Int), counts, doesNotCount, reason(EventExplanation.Reason)
    case rule(EventExplanation.Rule), inAppRule(EventExplanation.Rule, isInApp: Bool)

    // Comparing
    case compareWith, compare, unknownEvent, whyTogether, whyNotTogether, nothingHere, differs
    case difference(EventComparison.Difference), heldTogether, keptApart
}
