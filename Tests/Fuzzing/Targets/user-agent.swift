import SentryProtocol

/// Header by header, one a line: what is found is short and made of what was sent.
func fuzz(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 4, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    func line(_ index: Int) -> String? { lines.indices.contains(index) ? lines[index] : nil }

    let agent = UserAgent(parsing: lines[0])
    for text in [
        agent.browser?.family, agent.browser?.version, agent.system?.family, agent.system?.version,
        agent.device?.family, agent.device?.brand, agent.device?.model,
    ] {
        claim((text?.utf8.count ?? 0) <= 1024, "a name without end")
    }
    _ = agent.browser?.majorVersion

    var event = Event()
    let hints = ClientHints(brands: line(1), platform: line(2), platformVersion: line(3), model: line(4))
    event.addUserAgentContexts(userAgent: lines[0], hints: hints)
    claim((try? JSONDocument(parsing: event.encoded())) != nil, "an event that is no JSON")
}
