import Grouping

/// Names as compilers and frameworks write them, in two builds of one program.
enum GeneratedNames {
    /// How a function, or a module, is written in one build and in the next. `%` is the name as written by hand.
    struct Form {
        let platforms: [String]
        var key = "function"
        let first: String
        let second: String
    }

    static let forms: [Form] = [
        Form(platforms: ["java", "android"], first: "lambda$%$3", second: "lambda$%$11"),
        Form(platforms: ["java", "android"], first: "%$lambda$2", second: "%$lambda$0"),
        Form(platforms: ["java", "android"], first: "%$lambda-2", second: "%$lambda-14"),
        Form(
            platforms: ["java", "android"], key: "module", first: "%$$Lambda$412/0x00007f10a8123c58",
            second: "%$$Lambda/0x0000000800f3a1c8"),
        Form(
            platforms: ["java"], key: "module", first: "%$$EnhancerBySpringCGLIB$$1b3d5f70",
            second: "%$$EnhancerBySpringCGLIB$$e7a90c24"),
        Form(platforms: ["java"], key: "module", first: "%$$SpringCGLIB$$0", second: "%$$SpringCGLIB$$2"),
        Form(platforms: ["java"], key: "module", first: "%$ByteBuddy$aB3dE", second: "%$ByteBuddy$Zz91Q"),
        Form(platforms: ["java"], key: "module", first: "%$MockitoMock$1838", second: "%$MockitoMock$77"),
        Form(
            platforms: ["java"], key: "module", first: "%$HibernateProxy$oRWxjAWT", second: "%$HibernateProxy$kL0p2xYz"),
        Form(platforms: ["java"], key: "module", first: "%_$$_javassist_74", second: "%_$$_javassist_seam_9"),
        Form(
            platforms: ["java", "android"], key: "module", first: "%$$ExternalSyntheticLambda3",
            second: "%$$ExternalSyntheticLambda0"),
        Form(platforms: ["go"], first: "%.func1", second: "%.func2.1"),
        Form(platforms: ["go"], first: "%.gowrap1", second: "%.gowrap3"),
        Form(platforms: ["go"], first: "%[...]", second: "%"),
        Form(platforms: ["csharp"], first: "<%>b__5_1", second: "<%>b__12_0"),
        Form(platforms: ["csharp"], first: "<%>d__5.MoveNext", second: "<%>d__17.MoveNext"),
        Form(platforms: ["csharp"], first: "<%>g__Local|0_1", second: "<%>g__Local|4_2"),
        Form(
            platforms: ["csharp"], key: "module", first: "%+<>c__DisplayClass5_0", second: "%+<>c__DisplayClass11_2"),
        Form(platforms: ["php"], first: "{closure:%():33}", second: "{closure:%():41}"),
        Form(
            platforms: ["php"], first: "class@anonymous\u{0}/srv/a.php:21$0::%",
            second: "class@anonymous\u{0}/opt/r7/a.php:25$3::%"),
        Form(platforms: ["ruby"], first: "block in %", second: "block (2 levels) in %"),
        Form(platforms: ["ruby"], first: "rescue in block (3 levels) in %", second: "rescue in block in %"),
        Form(
            platforms: ["ruby"], first: "%__3021883911924820_70211283310", second: "%__1190238847712345_47381920033"),
        Form(platforms: ["elixir"], first: "anonymous fn/1 in %", second: "anonymous fn/2 in %"),
        Form(platforms: ["elixir"], first: "-%-fun-3-", second: "-%-fun-0-"),
        Form(platforms: ["rust", "native"], first: "%::h3f9c1b7a2e4d5c60", second: "%::h9911223344556677"),
        Form(
            platforms: ["rust", "native"], first: "%::{{closure}}::h3f9c1b7a2e4d5c60",
            second: "%::{{closure}}::h9911223344556677"),
        Form(platforms: ["native"], first: "% [clone .isra.0]", second: "% [clone .constprop.1]"),
        Form(platforms: ["native"], first: "%.llvm.8812", second: "%.lto_priv.0"),
        Form(platforms: ["native"], first: "%@@GLIBC_2.14", second: "%@GLIBC_2.2.5"),
        Form(platforms: ["cocoa"], first: "__12-[Cart %]_block_invoke", second: "__17-[Cart %]_block_invoke_3"),
        Form(platforms: ["cocoa"], first: "___%_block_invoke.641", second: "___%_block_invoke_2"),
        Form(platforms: ["node", "javascript"], first: "async Layer.%", second: "Layer.% [as handle]"),
        Form(platforms: ["node", "javascript"], first: "new %", second: "%"),
    ]

    /// The event with its innermost deciding name in both ways of writing a form; nil when it has no such name.
    static func twins(of event: MutatedEvent, form: Form) -> (a: MutableJSON, b: MutableJSON)? {
        guard form.platforms.contains(event.platform), event.isByStack, let place = event.decidingFrames.last else {
            return nil
        }
        // What does not count cannot tell the twins apart, or keep them together.
        let key = event.explanation.stacks.first { $0.path == place.path }?.frames[place.index].key
        guard let key, !(form.key == "module" ? key.module : key.function).isEmpty else { return nil }
        func changed(_ pattern: String, _ name: String) -> MutableJSON? {
            var event = event
            var isNamed = false
            _ = event.changeFrame(place) { frame in
                guard frame[form.key]?.string?.isEmpty == false,
                    frame["platform"].map({ form.platforms.contains($0.string ?? "") }) ?? true
                else { return }
                frame[form.key] = .string(pattern.replacing("%", with: name))
                frame["raw_function"] = nil
                isNamed = true
            }
            return isNamed ? event.json : nil
        }
        guard let first = changed(form.first, "acme_total"), let second = changed(form.second, "acme_total") else {
            return nil
        }
        return (first, second)
    }

    /// The first form that fits the event.
    static func twins(of event: MutatedEvent) -> (a: MutableJSON, b: MutableJSON)? {
        forms.lazy.compactMap { twins(of: event, form: $0) }.first
    }
}
