import SentryProtocol
import Storage

/// How the stack of an event is shown; part of the address.
public struct EventViewState: Sendable, Equatable {
    public var view: StackView
    public var order: FrameOrder
    /// Which thread, where there are several; nil means the crashed one.
    public var thread: String?
    /// The order that the reader wants when an address says none.
    public var usualOrder: FrameOrder

    public init(
        view: StackView = .relevant, order: FrameOrder? = nil, thread: String? = nil, usualOrder: FrameOrder = .newest
    ) {
        (self.view, self.order, self.thread) = (view, order ?? usualOrder, thread)
        self.usualOrder = usualOrder
    }

    /// Reads an address; whatever makes no sense counts as absent.
    public init(_ parameters: QueryString, usualOrder: FrameOrder = .newest) {
        self.init(
            view: parameters["view"].flatMap(StackView.init(rawValue:)) ?? .relevant,
            order: parameters["order"].flatMap(FrameOrder.init(rawValue:)),
            thread: parameters["thread"].flatMap { $0.isEmpty ? nil : $0.clipped(to: 64) },
            usualOrder: usualOrder)
    }

    /// The address's parameters, without those that say what is usual.
    var parameters: LinkParameters {
        var list: LinkParameters = []
        if view != .relevant { list.append(("view", view.rawValue)) }
        if order != usualOrder { list.append(("order", order.rawValue)) }
        if let thread { list.append(("thread", thread)) }
        return list
    }

    func with(_ change: (inout EventViewState) -> Void) -> EventViewState {
        var copy = self
        change(&copy)
        return copy
    }
}

/// How much of a stack is shown.
public enum StackView: String, Sendable, CaseIterable {
    /// Library frames folded.
    case relevant
    case full
    /// As the language itself prints it.
    case raw
}

/// Which call comes first.
public enum FrameOrder: String, Sendable, CaseIterable {
    case newest, oldest
}
