/// Names of platforms that events give.
public enum Platforms {
    /// Relay's list (protocol.md §5.2) and the languages that it files under `other`.
    private static let known: Set<String> = [
        "android", "as3", "bun", "c", "cfml", "clojure", "cocoa", "cpp", "crystal", "csharp", "dart", "deno", "elixir",
        "erlang", "fsharp", "go", "groovy", "haskell", "java", "javascript", "julia", "kotlin", "lua", "native", "nim",
        "node", "objc", "ocaml", "other", "perl", "php", "powershell", "python", "r", "ruby", "rust", "scala", "swift",
        "wasm", "zig",
    ]

    static func isKnown(_ name: String) -> Bool { known.contains(name) }
}
