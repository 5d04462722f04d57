import SentryProtocol

/// Every item type that Culprit keeps. A new one is a folder under `Items/` and a line here.
struct ItemHandlers: Sendable {
    private let kept: [ItemType: any ItemHandler] = [
        .event: EventHandler(),
        .clientReport: ClientReportHandler(),
    ]
    private let unkept = UnkeptHandler(reason: .itemTypeNotKept)
    private let unknown = UnkeptHandler(reason: .unknownItemType)

    func handler(for type: ItemType) -> any ItemHandler {
        if let handler = kept[type] { return handler }
        if case .unknown = type { return unknown }
        return unkept
    }
}
