import SentryProtocol

/// An event in any shape is read, and what is stored of it can be read again and says the same.
func fuzz(_ bytes: [UInt8]) {
    guard let document = try? JSONDocument(parsing: bytes) else { return }
    let stored = Event(reading: document.root).encoded()
    guard let again = try? JSONDocument(parsing: stored) else {
        return claim(false, "the stored shape is no JSON")
    }
    let storedAgain = Event(reading: again.root).encoded()
    claim((try? JSONDocument(parsing: storedAgain)) != nil, "what was stored twice is no JSON")
    claim(storedAgain.count <= 2 * stored.count + 4096, "it grows each time it is stored")
}
