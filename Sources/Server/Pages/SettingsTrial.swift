import Ingest
import Pages
import Regrouping
import Scrubbing
import SentryProtocol
import Storage

/// Tries other settings on stored events: what would be masked or dropped besides what is.
struct SettingsTrial {
    private let scrubbers: (before: Scrubber?, after: Scrubber?)
    private let filters: (before: InboundFilters, after: InboundFilters)

    /// How long it may take; what was looked at until then is told.
    private static let timeMax = Duration.seconds(3)
    /// Characters of a value that is shown.
    private static let valueMax = 120
    /// Fields of one event.
    private static let pathsMax = 200

    init(before: ProjectSettings, after: ProjectSettings) {
        scrubbers = (try? Scrubber(before.scrubbing), try? Scrubber(after.scrubbing))
        filters = (InboundFilters(before.filters), InboundFilters(after.filters))
    }

    func run(over events: [PlacedEvent]) -> SettingsPreview {
        var preview = SettingsPreview(events: 0)
        var masked: [String: SettingsPreview.MaskedField] = [:]
        var dropped: [String: SettingsPreview.DroppedEvents] = [:]
        let start = ContinuousClock.now
        for placed in events where ContinuousClock.now - start < Self.timeMax {
            guard let document = try? JSONDocument(parsing: placed.event.body, depthMax: JSONLimits.storedDepthMax)
            else { continue }
            preview.events += 1
            let fields = maskedFields(of: document.root["sent"] ?? document.root)
            if !fields.isEmpty { preview.eventsMasked += 1 }
            for field in fields { masked[field.path, default: field].events += 1 }
            if let found = droppedEvent(placed.event, document.root) {
                dropped[found.reason, default: found].events += 1
            }
        }
        let most = SettingsPreview.rowsMax
        preview.masked = Array(masked.values.sorted { ($1.events, $0.path) < ($0.events, $1.path) }.prefix(most))
        preview.dropped = Array(dropped.values.sorted { ($1.events, $0.reason) < ($0.events, $1.reason) }.prefix(most))
        return preview
    }

    // MARK: Masking

    /// Fields that the new rules change and the old ones would leave; `events` begins at 0.
    private func maskedFields(of sent: JSONNode) -> [SettingsPreview.MaskedField] {
        guard let document = try? JSONDocument(parsing: Array(sent.sourceText.utf8)),
            let after = scrubbers.after?.scrub(document, as: .event)
        else { return [] }
        let before = scrubbers.before?.scrub(document, as: .event).map { paths(in: document.root, $0) } ?? []
        return paths(in: document.root, after).filter { !before.contains($0) }
    }

    private func paths(in root: JSONNode, _ scrubbed: ScrubbedDocument) -> [SettingsPreview.MaskedField] {
        var found: [SettingsPreview.MaskedField] = []
        // The fields of what is stored are those that were sent; remarks beside them are none.
        let stored = scrubbed.parsed()
        collect(root, "", stored.root, &found)
        return found
    }

    /// Walks down both to the values that change; `after` is nil when nothing is left of one.
    private func collect(
        _ node: JSONNode, _ path: String, _ after: JSONNode?, _ found: inout [SettingsPreview.MaskedField]
    ) {
        guard found.count < Self.pathsMax else { return }
        switch (node.kind, after?.kind) {
        case (.object, .object):
            let kept = Dictionary(
                after?.members.map { ($0.key.text, $0.value) } ?? [], uniquingKeysWith: { first, _ in first })
            for member in node.members {
                let key = member.key.text
                collect(member.value, path.isEmpty ? key : path + "." + key, kept[key], &found)
            }
        case (.array, .array):
            // Places in a list would make one field many.
            for (element, kept) in zip(node.elements, after?.elements.map { $0 } ?? []) {
                collect(element, path + "[]", kept, &found)
            }
        default:
            if let after, after.sourceText == node.sourceText { return }
            found.append(
                SettingsPreview.MaskedField(
                    path: String(path.prefix(Self.valueMax)), events: 0, before: shown(node),
                    after: after.flatMap { $0.isNull ? nil : shown($0) }))
        }
    }

    private func shown(_ node: JSONNode) -> String {
        let text = node.string ?? node.sourceText
        return text.unicodeScalars.count > Self.valueMax
            ? String(text.unicodeScalars.prefix(Self.valueMax)) + "…" : text
    }

    // MARK: Dropping

    /// The event, when only the new filters would drop it; `events` begins at 0.
    private func droppedEvent(_ stored: StoredEvent, _ root: JSONNode) -> SettingsPreview.DroppedEvents? {
        let event = Event(asSentIn: root)
        let (agent, address) = (root["user_agent"]?.string, root["address"]?.string)
        guard let reason = filters.after.verdict(on: event, userAgent: agent, address: address),
            filters.before.verdict(on: event, userAgent: agent, address: address) == nil
        else { return nil }
        return SettingsPreview.DroppedEvents(
            reason: reason.rawValue, events: 0, example: stored.id, issue: stored.issueID,
            title: root["title"]?.string ?? "")
    }
}
