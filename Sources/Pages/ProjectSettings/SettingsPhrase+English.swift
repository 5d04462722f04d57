extension SettingsPhrase {
    var english: String {
        switch self {
        case .title: "Project settings"
        case .section(let section): section.english
        case .explains(let section): section.englishText
        case .mayNotChange: "Changing this takes the role of an administrator."
        case .isArchived: "This project is archived: it takes no events."
        case .label(let word): word.english
        case .hint(let word): word.englishHint
        case .installationKeeps(let days): "Empty: as long as this installation keeps it, \(days.grouped) days."
        case .daysUnit: "days"
        case .preview: "Preview"
        case .save: "Save"
        case .saveHint: "In force for what arrives from now on, within a second. What is stored stays as it is."
        case .problem(let problem): problem.english
        case .notice(let notice): notice.english

        case .previewTitle: "What this would change"
        case .previewNoEvents: "There are no stored events to try it on yet."
        case .previewNothing(let events): "Nothing would change in the newest \(events.grouped) stored events."
        case .previewMasks(let count, let events):
            "More would be masked in \(count.grouped) of the newest \(events.grouped) stored events."
        case .previewDrops(let count, let events):
            "\(count.grouped) of the newest \(events.grouped) stored events would not have been kept."
        case .previewMaskNote:
            "Stored events were masked when they arrived, so this shows what stricter rules would mask in addition; what "
                + "looser rules would let through is not there to be shown."
        case .fieldHead: "Field"
        case .nowHead: "Now"
        case .thenHead: "Then"
        case .leftOut: "left out"
        case .filterHead: "Dropped by"
        case .exampleHead: "For example"

        case .name: "Name"
        case .slug: "Slug"
        case .slugHint: "Part of addresses and short ids: a-z, 0-9, - and _. The former one goes on leading here."
        case .newSlugHint: "Part of addresses and short ids: a-z, 0-9, - and _. Empty: made of the name."
        case .platform: "Platform"
        case .platformHint: "Such as python-django or javascript-react."
        case .anyPlatform: "Decide later"
        case .archiveTitle: "Archive"
        case .archiveText: "The project takes no events any more and keeps what it has. It can be taken back."
        case .unarchiveTitle: "Take events again"
        case .unarchiveText: "The project's keys may send again at once."
        case .deleteTitle: "Delete this project"
        case .deleteText:
            "Its keys are revoked and nobody sees it any more, at once. Its issues, events, logs and files are deleted in the "
                + "background. Nothing brings them back."
        case .confirmDelete(let slug): "To delete it, type its slug: \(slug)"
        case .newProject: "New project"
        case .createProject: "Create project"
        case .beingDeleted(let slug): "Being deleted: \(slug)"
        case .settingsOfProject: "Settings"

        case .newKey: "New key"
        case .keyName: "What the key is for"
        case .keyActive: "May send"
        case .keyLimit: "At most"
        case .keyLimitHint:
            "Events, transactions and whatever else comes with this key. Empty: as much as the project may send."
        case .windowLabel: "Within"
        case .window(let seconds): Self.englishWindow(seconds)
        case .keyCreated: "Created"
        case .keyUsed(let items):
            items == 0 ? "not used in the last 24 hours" : "\(items.grouped) items in the last 24 hours"
        case .revokeKey: "Revoke"
        case .revokeText:
            "Whoever sends with this key is refused from then on. A switched off key can be switched on again; "
                + "a revoked one is gone."
        }
    }

    private static func englishWindow(_ seconds: Int) -> String {
        switch seconds {
        case 60: "in a minute"
        case 3_600: "in an hour"
        case 86_400: "in a day"
        case let seconds where seconds % 86_400 == 0: "in \(seconds / 86_400) days"
        case let seconds where seconds % 3_600 == 0: "in \(seconds / 3_600) hours"
        case let seconds where seconds % 60 == 0: "in \(seconds / 60) minutes"
        default: "in \(seconds.grouped) seconds"
        }
    }
}

extension SettingsSection {
    fileprivate var english: String {
        switch self {
        case .general: "General"
        case .keys: "Keys"
        case .privacy: "Privacy"
        case .filters: "Filters"
        case .limits: "Limits"
        case .retention: "Retention"
        }
    }

    fileprivate var englishText: String {
        switch self {
        case .general: "What the project is called."
        case .keys: "A key is what an SDK sends with. Give every program its own, and you can switch one off alone."
        case .privacy: "What is masked before anything is stored. What is masked once cannot be read by anybody."
        case .filters: "What is dropped before it is stored, and counted as filtered."
        case .limits: "How much is taken. What is over a limit is refused, and SDKs are told when to come back."
        case .retention: "How long data is kept before it is deleted for good."
        }
    }
}

extension SettingWord {
    fileprivate var english: String {
        switch self {
        case .scrubs: "Mask sensitive data"
        case .usesDefaults: "Mask what is usually sensitive"
        case .masksContactData: "Mask e-mail addresses and telephone numbers"
        case .removesAddresses: "Do not keep the addresses of users"
        case .sensitiveFields: "More sensitive fields"
        case .safeFields: "Fields that are never masked"
        case .advancedRules: "Rules of your own"
        case .allowedDomains: "Pages that may send"
        case .browserExtensions: "Drop errors that browser extensions cause"
        case .legacyBrowsers: "Drop errors of old browsers"
        case .localhost: "Drop errors from people's own computers"
        case .webCrawlers: "Drop errors that crawlers meet"
        case .healthChecks: "Drop transactions that only say a service is up"
        case .hydrationErrors: "Drop React's errors about hydration"
        case .chunkLoadErrors: "Drop errors about script chunks that could not be loaded"
        case .releases: "Drop errors of these releases"
        case .errorMessages: "Drop errors with these messages"
        case .addresses: "Drop what these addresses send"
        case .disallowedSources: "Drop security policy reports about these sources"
        case .quotas: "Quotas"
        case .spikeProtection: "Drop the excess of a sudden flood of errors"
        }
    }

    fileprivate var englishHint: String {
        switch self {
        case .scrubs: "Off: everything is stored as it was sent."
        case .usesDefaults: "Passwords, tokens, cookies, card and account numbers."
        case .masksContactData: "In free text: u***@example.com, ***-****-5678."
        case .removesAddresses: "IP addresses are neither derived nor stored."
        case .sensitiveFields: "One on each line. A field whose name contains one of these words is masked."
        case .safeFields: "One on each line, such as token_count."
        case .advancedRules: "JSON with selectors, in the form that Sentry exports."
        case .allowedDomains: "One on each line, such as *.example.com; * lets all in, nothing lets no browser in."
        case .browserExtensions: "Known messages, and scripts that belong to extensions."
        case .legacyBrowsers:
            "Groups, one on each line: default, ie, edge, chrome, firefox, safari, opera, opera_mini, android."
        case .localhost: "127.0.0.1, localhost and their like."
        case .webCrawlers: "Search engines and their like, by what they call themselves."
        case .healthChecks: "Names such as /healthz or /ping."
        case .hydrationErrors: "Known messages of React and Next.js."
        case .chunkLoadErrors: "Often an old page after a deployment."
        case .releases: "Patterns, one on each line: shop@1.*"
        case .errorMessages: "Patterns, one on each line: *ResizeObserver*, TypeError: *"
        case .addresses: "Addresses and networks, one on each line: 203.0.113.7, 10.0.0.0/8"
        case .disallowedSources: "One on each line; default stands for the usual ones."
        case .quotas: "One on each line: error;default 1000/60s, or * 100000/1d."
        case .spikeProtection: "Much more than usual within minutes: a sample is kept, the rest is counted."
        }
    }
}

extension SettingProblem {
    fileprivate var english: String {
        let place = line.map { "Line \($0): " } ?? ""
        return switch fault {
        case .unfit(let reason): place + reason
        case .slugUnfit: "Lower-case letters, digits, - and _; not only digits."
        case .slugTaken(let slug): "Another project is called \(slug)."
        case .nameMissing: "A name is needed."
        case .platformUnfit: "Letters, digits, - . and _ only."
        case .confirmationWrong: "This is not the project's slug. Nothing was deleted."
        case .rateUnfit: "A limit is a number of at least 1, or nothing. Nothing was changed."
        }
    }
}

extension SettingsNotice {
    fileprivate var english: String {
        switch self {
        case .saved: "Saved. In force within a second."
        case .created: "The project is there. Connect an SDK, and its first event will show up here."
        case .archived: "Archived. The project takes no events any more."
        case .unarchived: "The project takes events again."
        case .deletion: "The project is gone, and its data is being deleted in the background."
        case .keyCreated: "The key may send within a second."
        case .keySaved: "The key was changed."
        case .keyRevoked: "The key is revoked: whoever sends with it is refused."
        }
    }
}
