import Storage

extension RegroupProblem {
    /// What people are told of an error; the log has it in full.
    init(_ error: any Error) {
        switch error {
        case RegroupFailure.rulesMissing: self = .rulesMissing
        default: self = .storage
        }
    }
}
