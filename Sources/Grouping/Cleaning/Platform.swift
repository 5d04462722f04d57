/// How frames of a platform are read (grouping.md §2.5, §5.1, §12.6).
struct Platform: Sendable, Hashable {
    /// What the `family:` matcher compares with.
    enum Family: UInt8, Sendable {
        case native, javascript, other
    }

    /// Whose habits of naming generated code apply.
    enum Naming: UInt8, Sendable {
        case java, ruby, php, go, csharp, elixir, javascript, native, plain
    }

    let family: Family
    let naming: Naming
    /// The failing source line counts.
    let usesContextLine: Bool
    /// `javascript` itself, as opposed to `node`.
    let isBrowser: Bool

    init(named name: String?) {
        switch name {
        case "c", "cocoa", "native", "objc", "swift": self.init(.native, .native)
        case "javascript": self.init(.javascript, .javascript, usesContextLine: true, isBrowser: true)
        case "node": self.init(.javascript, .javascript, usesContextLine: true)
        case "java", "android", "kotlin", "scala", "clojure", "groovy": self.init(.other, .java)
        case "ruby": self.init(.other, .ruby, usesContextLine: true)
        case "php": self.init(.other, .php, usesContextLine: true)
        case "python": self.init(.other, .plain, usesContextLine: true)
        case "go": self.init(.other, .go)
        case "csharp": self.init(.other, .csharp)
        case "elixir", "erlang": self.init(.other, .elixir)
        default: self.init(.other, .plain)
        }
    }

    private init(_ family: Family, _ naming: Naming, usesContextLine: Bool = false, isBrowser: Bool = false) {
        (self.family, self.naming) = (family, naming)
        (self.usesContextLine, self.isBrowser) = (usesContextLine, isBrowser)
    }

    /// All of it in one byte, for cache keys.
    var code: UInt8 { family.rawValue | naming.rawValue << 2 | (usesContextLine ? 64 : 0) | (isBrowser ? 128 : 0) }
}
