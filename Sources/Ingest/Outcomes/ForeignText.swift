import SentryProtocol
import Storage

/// What senders that were turned away say of themselves, before it is kept.
enum ForeignText {
    /// The rules for those whose project nobody knows.
    private static let strangers = ProjectProfile(id: ProjectID(rawValue: 0), settings: ProjectSettings())

    /// Without what the project has removed from its data; a stranger's words lose everything that names of programs do
    /// without, too.
    static func kept(_ text: String, by project: ProjectProfile?) -> String {
        let max = RefusalLimits.textMax
        guard let project else { return harmless(strangers.scrubbed(text: text, max: max)) }
        return project.scrubbed(text: text, max: max)
    }

    /// The letters, digits and signs of `Mozilla/5.0 (X11; Linux x86_64)`.
    static func harmless(_ text: String) -> String {
        let kept = text.utf8.prefix(4 * RefusalLimits.textMax).filter { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: " ._-/+;:(),[]*".utf8.contains(byte)
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }
}
