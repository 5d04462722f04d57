import Grouping
import SentryProtocol

extension Scenario {
    /// Fingerprint, title and culprit of an event that has been read.
    static var group: Scenario {
        Scenario("group", from: event) { consume(Grouper.standard.group($0)) }
    }
}
