/// The members of an event's payload (protocol.md §5.2) by their names, of which some have two.
enum EventAttribute {
    case exception, stacktrace, threads, breadcrumbs, tags, user, request, contexts, logentry, message, extra, modules
    case sdk, fingerprint, template, csp, debugMeta, meta, errors, site
    /// Reports of browsers that are known by the name itself.
    case securityReport
    case eventID, type, timestamp, received, platform, level, logger, transaction, transactionInfo, culprit
    case serverName, release, dist, environment, checksum, mainExceptionID
    // What only our own stored shape has.
    case title, location, metadata, hashes, groupingConfiguration
    /// Known, and not kept.
    case ignored
    case unknown

    init(_ key: JSONKey) { self = key.withText { EventAttribute($0) } }

    /// Every payload has some twenty names: first their lengths are compared.
    init(_ name: TapeText) { self = name.count > 17 ? Self.legacy(name) : Self.current(name) }

    private static func current(_ name: TapeText) -> EventAttribute {
        switch name.count {
        case 3...5: short(name)
        case 6...7: medium(name)
        case 8: eightLetters(name)
        default: long(name)
        }
    }

    private static func short(_ name: TapeText) -> EventAttribute {
        switch name {
        case "type": .type
        case "tags": .tags
        case "user": .user
        case "level": .level
        case "extra": .extra
        case "sdk": .sdk
        case "dist": .dist
        case "_meta": .meta
        case "title": .title
        case "site": .site
        case "csp": .csp
        case "hpkp": .securityReport
        case "spans", "_dsc": .ignored
        default: .unknown
        }
    }

    private static func medium(_ name: TapeText) -> EventAttribute {
        switch name {
        case "logger": .logger
        case "release": .release
        case "request": .request
        case "modules": .modules
        case "message": .message
        case "threads": .threads
        case "culprit": .culprit
        case "errors": .errors
        case "hashes": .hashes
        case "key_id", "version", "project": .ignored
        default: .unknown
        }
    }

    private static func eightLetters(_ name: TapeText) -> EventAttribute {
        switch name {
        case "event_id": .eventID
        case "platform": .platform
        case "contexts": .contexts
        case "logentry": .logentry
        case "received": .received
        case "template": .template
        case "checksum": .checksum
        case "location": .location
        case "metadata": .metadata
        case "expectct": .securityReport
        case "_metrics": .ignored
        default: .unknown
        }
    }

    private static func long(_ name: TapeText) -> EventAttribute {
        switch name {
        case "timestamp": .timestamp
        case "exception": .exception
        case "stacktrace": .stacktrace
        case "debug_meta": .debugMeta
        case "breadcrumbs": .breadcrumbs
        case "environment": .environment
        case "server_name": .serverName
        case "transaction": .transaction
        case "fingerprint": .fingerprint
        case "expectstaple": .securityReport
        case "grouping_config": .groupingConfiguration
        case "transaction_info": .transactionInfo
        case "main_exception_id": .mainExceptionID
        case "start_timestamp", "measurements", "breakdowns", "time_spent", "ingest_path", "scraping_attempts",
            "nodestore_insert", "attachments":
            .ignored
        default: .unknown
        }
    }

    /// Names of interfaces, as old SDKs send them.
    private static func legacy(_ name: TapeText) -> EventAttribute {
        switch name {
        case "sentry.interfaces.Exception": .exception
        case "sentry.interfaces.Stacktrace": .stacktrace
        case "sentry.interfaces.Breadcrumbs": .breadcrumbs
        case "sentry.interfaces.User": .user
        case "sentry.interfaces.Http": .request
        case "sentry.interfaces.Contexts": .contexts
        case "sentry.interfaces.Message": .logentry
        case "sentry.interfaces.Csp": .csp
        default: .unknown
        }
    }
}

extension EventAttribute {
    /// Whether an event is indexed by what follows from it, and by what came with it: everything else is left out of a
    /// head, also what grouping decides anew.
    var isOfHead: Bool {
        switch self {
        case .exception, .tags, .user, .request, .contexts, .logentry, .message, .sdk, .csp, .securityReport, .site,
            .eventID, .type, .timestamp, .platform, .level, .logger, .transaction, .serverName, .release, .dist,
            .environment:
            true
        default: false
        }
    }
}
