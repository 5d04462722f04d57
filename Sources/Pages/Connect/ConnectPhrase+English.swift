extension ConnectPhrase {
    var english: String {
        switch self {
        case .choosePlatform: "Choose a platform"
        case .searchPlatforms: "Search platforms"
        case .noPlatform: "No platform is called that. Any Sentry SDK works with the DSN above."
        case .allPlatforms: "All platforms"
        case .step(.install): "Install"
        case .step(.configure): "Configure"
        case .step(.send): "Send a test error"
        case .inFile(let name): name
        case .inShell: "Shell"
        case .copy: "Copy"
        case .copied: "Copied"
        case .received(let title, let ago): "Received “\(title)”, \(ago)."
        case .openIt: "Open it"
        case .keepChecking: "Check every 5 seconds"
        case .checksItself: "This page checks by itself."
        case .whatArrived: "Something arrived, but was not kept"
        case .refused(let reason, let until): StatusPhrase.refusal(reason, until: until).english
        case .from(let sender): "from \(sender)"
        case .times(let count): "\(count.grouped) times"
        case .itemsDropped(let count, let category, let reason):
            "\(StatusPhrase.category(category).english): \(count.grouped) not kept. \(reason)"
        case .lastHour: "in the last hour"
        case .advice(let advice): advice.english
        }
    }
}

extension ConnectAdvice {
    fileprivate var english: String {
        switch self {
        case .copyTheDSN: "Copy the DSN from this page: its key belongs to this project."
        case .switchTheKeyOn: "Switch the key on"
        case .raiseTheKeysLimit: "Raise the key's limit"
        case .raiseTheQuota: "Raise the quota"
        case .lookAtFilters: "Look at the filters"
        case .allowTheDomain: "Allow the page's domain"
        case .unarchive: "Take the project out of the archive"
        case .lookAtTheSender: "What arrived is not what an SDK sends; look at what stands between it and this server."
        }
    }
}
