import SentryProtocol

/// What an event is called, and where it happened (grouping.md §7, protocol.md §5.6).
struct Title {
    private(set) var text = ""
    private(set) var location: String?
    private(set) var metadata = EventMetadata()

    init(_ event: Event, _ stacks: EventStacks, platform: Platform, mainExceptionID: Int?) {
        switch event.type {
        case .transaction:
            text = event.transaction ?? "<unlabeled transaction>"
            location = event.transaction
            metadata.title = text
        case .feedback:
            text = "User Feedback"
            metadata.title = text
        case .csp where event.exceptions.isEmpty:
            text = event.message?.formatted ?? "<untitled>"
            location = event.csp.map { CSPReport($0).normalizedURI }
        case .hpkp, .expectct, .expectstaple:
            text = event.message?.formatted ?? "<untitled>"
            location = event.securityReports.first.flatMap { SecurityReportParts.hostname(of: $0.report) }
        default:
            if event.exceptions.isEmpty {
                readMessage(event)
            } else {
                readError(event, stacks, platform, mainExceptionID)
            }
        }
    }

    /// A rule's title wins.
    mutating func override(_ title: String) { text = title.cut(at: TitleLimits.metadataValueMax) }

    private mutating func readMessage(_ event: Event) {
        let line = (event.message?.formatted ?? event.message?.message)?.firstLine ?? ""
        text = line.isEmpty ? "<unlabeled event>" : line.cut(at: TitleLimits.valueMax)
        metadata.title = text
    }

    private mutating func readError(
        _ event: Event, _ stacks: EventStacks, _ platform: Platform, _ mainExceptionID: Int?
    ) {
        let named = mainExceptionID.flatMap { id in event.exceptions.first { $0.mechanism?.exceptionID == id } }
        guard let exception = named ?? event.exceptions.last else { return }
        metadata.value = Self.metadataValue(of: exception)
        if exception.mechanism?.isSynthetic != true {
            metadata.type = (exception.type ?? "Error").cut(at: TitleLimits.metadataTypeMax)
        }
        if let frame = crashFrame(event, stacks) {
            metadata.filename = frame.shownFilename
            let framePlatform = frame.platform == nil ? platform : Platform(named: frame.platform)
            let function = FunctionName.trimmed(frame, platform: framePlatform)
            metadata.function = function.isEmpty ? nil : String(bytes: function)
        }
        location = metadata.filename
        if let type = metadata.type, !type.isEmpty {
            text = Self.text(type, exception.value)
        } else if let signal = Self.unplacedSignal(event, exception) {
            text = Self.text(signal, exception.value)
        } else {
            text = metadata.function ?? "<unknown>"
        }
    }

    static func metadataValue(of exception: Exception) -> String {
        (exception.value ?? "").cut(at: TitleLimits.metadataValueMax)
    }

    static func text(_ type: String, _ value: String?) -> String {
        guard let value, !value.isEmpty else { return type }
        return type + ": " + value.firstLineOfAll.cut(at: TitleLimits.valueMax)
    }

    /// `SIGSEGV` of an SDK that does not say which frames are the program's: the innermost function may be anyone's,
    /// most often the C library's, so that the signal tells more.
    private static func unplacedSignal(_ event: Event, _ exception: Exception) -> String? {
        guard let type = exception.type, type.hasPrefix("SIG"), type.utf8.allSatisfy(\.isUpper),
            event.exceptions.last?.stacktrace?.frames.contains(where: { $0.isInApp != nil }) == false
        else { return nil }
        return type
    }

    /// The frame nearest the crash that has a known function; an in-app one if there is any.
    private func crashFrame(_ event: Event, _ stacks: EventStacks) -> Frame? {
        guard let (stack, reading) = CrashStack.find(in: event, stacks) else { return nil }
        var fallback: Frame?
        for index in stack.frames.indices.reversed() {
            let frame = stack.frames[index]
            guard let function = frame.function, function != "<redacted>", function != "<unknown>" else { continue }
            if reading?.inApp[index] == true { return frame }
            if fallback == nil { fallback = frame }
        }
        return fallback
    }
}

/// Lengths of titles and their parts, in characters.
enum TitleLimits {
    /// Of the first line of a value or a message, as in the recorded expectations.
    static let valueMax = 100
    static let metadataTypeMax = 128
    static let metadataValueMax = 1_024
    static let culpritMax = 200
}

extension String {
    /// The first line that is not blank, without white space at its ends.
    var firstLine: String {
        let bytes = Array(utf8.prefix(16_384)).trimmingSpaces()
        return String(bytes: Array(bytes.prefix { $0 < 0x0a || $0 > 0x0d }).trimmingSpaces())
    }

    /// The text up to its first line break.
    var firstLineOfAll: String {
        guard let end = utf8.firstIndex(where: { $0 >= 0x0a && $0 <= 0x0d }) else { return self }
        return String(self[..<end])
    }

    /// At most `limit` characters; a longer text ends in `...`.
    func cut(at limit: Int) -> String {
        guard utf8.count > limit, unicodeScalars.count > limit else { return self }
        return String(unicodeScalars.prefix(limit - 3)) + "..."
    }
}
