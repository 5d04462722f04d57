extension Event {
    public init(reading node: JSONNode) { self.init() }
}
