import SentryProtocol
import Storage

/// Sums for `/metrics`: a bounded number of labels, whoever sends what.
public struct OutcomeTotals: Sendable {
    private struct Key: Hashable {
        let outcome: Outcome
        let category: DataCategory
    }
    private struct ProjectKey: Hashable {
        let projectID: ProjectID?
        /// `Outcome.name`.
        let outcome: String
    }
    private var outcomes: [Key: Int] = [:]
    private var projects: [ProjectKey: Int] = [:]

    /// Distinct sums; what SDKs make up beyond them is summed as `other`.
    private static let outcomesMax = 500
    /// Projects beyond them are summed as none.
    private static let projectsMax = 3_000

    mutating func add(_ quantity: Int, of outcome: Outcome, _ category: DataCategory, in projectID: ProjectID?) {
        var key = Key(outcome: outcome, category: category)
        if outcomes[key] == nil, outcomes.count >= Self.outcomesMax {
            key = Key(outcome: outcome.withoutForeignReason, category: category)
        }
        outcomes[key, default: 0].addSaturating(quantity)
        var place = ProjectKey(projectID: projectID, outcome: outcome.name)
        if projects[place] == nil, projects.count >= Self.projectsMax {
            place = ProjectKey(projectID: nil, outcome: outcome.name)
        }
        projects[place, default: 0].addSaturating(quantity)
    }

    /// By outcome, reason and category, in a stable order.
    public var byOutcome: [OutcomeCount] {
        outcomes.map { OutcomeCount(outcome: $0.key.outcome, category: $0.key.category, quantity: $0.value) }
            .sorted {
                ($0.outcome.name, $0.outcome.reason, $0.category.rawValue) < (
                    $1.outcome.name, $1.outcome.reason, $1.category.rawValue
                )
            }
    }

    /// By project and `Outcome.name`, in a stable order; no project stands for unknown and for too many.
    public var byProject: [(projectID: ProjectID?, outcome: String, quantity: Int)] {
        projects.map { ($0.key.projectID, $0.key.outcome, $0.value) }
            .sorted { ($0.0?.rawValue ?? .min, $0.1) < ($1.0?.rawValue ?? .min, $1.1) }
    }
}
