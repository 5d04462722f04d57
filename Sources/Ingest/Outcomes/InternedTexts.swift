/// Texts that come again and again, by small numbers.
struct InternedTexts: Sendable {
    private var numbers: [String: UInt32] = [:]
    private var texts: [String?] = [nil, InternedTexts.otherText]
    private let textsMax: Int
    private let name: @Sendable (String) -> String

    /// No text.
    static let none: UInt32 = 0
    /// One of too many.
    static let other: UInt32 = 1
    static let otherText = "other"
    /// A longer text is one of too many at once, in UTF-8 bytes.
    private static let textBytesMax = 128

    /// Remembers up to `textsMax` texts, each as what `name` makes of it.
    init(textsMax: Int, name: @escaping @Sendable (String) -> String) {
        (self.textsMax, self.name) = (textsMax, name)
    }

    mutating func number(of text: String?) -> UInt32 {
        guard let text, !text.isEmpty else { return Self.none }
        if let number = numbers[text] { return number }
        guard numbers.count < textsMax, text.utf8.count <= Self.textBytesMax else { return Self.other }
        let number = UInt32(texts.count)
        texts.append(name(text))
        numbers[text] = number
        return number
    }

    /// Nil for no text.
    func text(_ number: UInt32) -> String? {
        texts.indices.contains(Int(number)) ? texts[Int(number)] : Self.otherText
    }

    /// Makes room for other texts. All numbers become invalid when it does.
    mutating func forgetIfCrowded() {
        guard numbers.count > textsMax / 2 else { return }
        numbers.removeAll()
        texts = [nil, Self.otherText]
    }
}
