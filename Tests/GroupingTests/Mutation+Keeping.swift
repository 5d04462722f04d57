import Foundation
import Grouping
import SentryProtocol

/// Changes that make no other issue: what differs from event to event and from build to build.
extension Mutation {
    static let keeping: [Mutation] = [
        lines, libraries, deployFolder, reindent, variables, transaction, level, metadata, valueParameters,
        directRecursion, mutualRecursion, bundleHash, minified, addresses, buildFolder, noFlags, generatedNames,
        sameReport, sameFingerprint,
    ]

    private static let lines = Mutation("lines", keepsIssue: true) { event in
        event.json.changeFrames { frame in
            if let line = frame["lineno"] { frame["lineno"] = .literal("\((Int(line.text) ?? 0) + 39)") }
            if frame["colno"] != nil { frame["colno"] = .literal("7") }
        }
        return true
    }

    /// A newer framework calls through one more function of its own.
    private static let libraries = Mutation("libs", keepsIssue: true) { event in
        guard event.isByApp else { return false }
        return event.addLibraryFrame()
    }

    private static let deployFolder = Mutation("deploy-dir", keepsIssue: true) { event in
        guard event.isByApp, !event.isNative else { return false }
        event.changeDecidingFrames { frame in
            for key in ["abs_path", "filename"] {
                guard let path = frame[key]?.string, path.hasPrefix("/"), let slash = path.lastIndex(of: "/") else {
                    continue
                }
                frame[key] = .string("/opt/releases/20261101" + path[slash...])
            }
        }
        return true
    }

    private static let reindent = Mutation("reindent", keepsIssue: true) { event in
        event.json.changeFrames { frame in
            frame.change("context_line") { "\t\t" + $0.trimmingCharacters(in: .whitespaces) + "  " }
        }
        return true
    }

    private static let variables = Mutation("vars", keepsIssue: true) { event in
        event.json.changeFrames { frame in
            frame["vars"] = .object([.init(key: "self", value: .string("<obj at 0x72733d502e>"))])
            frame["pre_context"] = .array([.string("# changed nearby")])
            frame["post_context"] = .array([.string("    def other(self):")])
        }
        return true
    }

    private static let transaction = Mutation("transaction", keepsIssue: true) { event in
        guard event.kind != .custom, event.kind != .hybrid else { return false }
        event.json["transaction"] = .string("POST /v2/other")
        return true
    }

    private static let level = Mutation("level", keepsIssue: true) { event in
        guard event.kind != .custom, event.kind != .hybrid else { return false }
        event.json["level"] = .string(event.json["level"]?.string == "fatal" ? "warning" : "fatal")
        event.json.changeExceptions { $0["mechanism"]?["handled"] = .literal("true") }
        return true
    }

    private static let metadata = Mutation("meta", keepsIssue: true) { event in
        guard event.kind != .custom, event.kind != .hybrid else { return false }
        event.json["event_id"] = .string("8d289872652e3f925d62c5f25480ac3d")
        event.json["timestamp"] = .string("2026-11-01T00:00:00Z")
        event.json["release"] = .string("shop@9.9.18")
        event.json["environment"] = .string("canary")
        event.json["server_name"] = .string("web-77")
        event.json["user"] = .object([.init(key: "id", value: .string("81"))])
        event.json["extra"] = .object([.init(key: "attempt", value: .literal("4"))])
        event.json["tags"] = .object([.init(key: "build", value: .string("x9"))])
        event.json["unheard_of"] = .array([.literal("1")])
        return true
    }

    /// Another id in the text: anything where the stack decides, another number where the text does.
    private static let valueParameters = Mutation("value-params", keepsIssue: true) { event in
        guard event.kind == .exception || event.kind == .message else { return false }
        let isByStack = event.isByStack
        event.json.changeExceptions { exception in
            let hasStack = exception["stacktrace"]?["frames"]?.elements.isEmpty == false && isByStack
            exception.change("value") { hasStack ? $0 + " (id 7731)" : withOtherNumbers($0) }
        }
        guard event.kind == .message else { return true }
        event.json.change("message", withOtherNumbers)
        for key in ["message", "formatted"] {
            event.json["logentry"]?.change(key, withOtherNumbers)
            event.json["message"]?.change(key, withOtherNumbers)
        }
        return true
    }

    /// The last digit of every number of three digits or more that stands alone becomes another one.
    private static func withOtherNumbers(_ text: String) -> String {
        let pieces = text.split(omittingEmptySubsequences: false) { !($0.isLetter || $0.isNumber || "_.".contains($0)) }
        var output = ""
        for piece in pieces {
            output += piece
            if piece.count > 2, piece.allSatisfy(\.isNumber), let last = piece.last?.wholeNumberValue {
                output.removeLast()
                output += String(last == 9 || last == 5 ? last - 1 : last + 1)
            }
            if piece.endIndex < text.endIndex { output.append(text[piece.endIndex]) }
        }
        return output
    }

    private static let directRecursion = Mutation("recursion", keepsIssue: true) { event in
        guard event.isByStack, let place = event.decidingFrames.last else { return false }
        return event.changeStack(at: place.path) { frames in
            frames.insert(contentsOf: Array(repeating: frames[place.index], count: 5), at: place.index)
        }
    }

    /// The innermost frames that count and stand side by side, three times over.
    private static let mutualRecursion = Mutation("mutual-recursion", keepsIssue: true) { event in
        let frames = event.decidingFrames.suffix(2)
        guard frames.count == 2, let first = frames.first, let last = frames.last, first.path == last.path,
            last.index == first.index + 1
        else { return false }
        return event.changeStack(at: last.path) { frames in
            let round = frames[first.index...last.index]
            frames.insert(contentsOf: round + round, at: first.index)
        }
    }

    /// Another build of the same bundle.
    private static let bundleHash = Mutation("bundle-hash", keepsIssue: true) { event in
        guard event.isJavaScript else { return false }
        event.json.changeFrames { frame in
            for key in ["abs_path", "filename"] {
                frame.change(key) { path in
                    path.replacing(/([.-])([0-9a-f]{8,64}|[0-9A-Za-z]{8})(?=[.-].*js|\.js)/) { match in
                        let segment = match.output.2
                        guard segment.contains(where: \.isNumber) else { return String(match.output.0) }
                        return match.output.1 + String(segment.map(next))
                    }.replacing(/\?v(er)?=.*/, with: "?ver=99.1")
                }
            }
        }
        return true
    }

    /// The next letter or digit of the same kind.
    private static func next(_ character: Character) -> Character {
        let cycles = ["0123456789", "abcdef", "ghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
        for cycle in cycles {
            guard let index = cycle.firstIndex(of: character) else { continue }
            let after = cycle.index(after: index)
            return after == cycle.endIndex ? cycle[cycle.startIndex] : cycle[after]
        }
        return character
    }

    /// Another build's names of one or two letters.
    private static let minified = Mutation("minified", keepsIssue: true) { event in
        guard event.platform == "javascript" else { return false }
        event.json.changeFrames { frame in
            guard frame["module"] == nil, frame["context_line"] == nil, frame["data"]?["sourcemap"] == nil else {
                return
            }
            frame.change("function") { $0.count > 2 || $0 == "?" ? $0 : String($0.map(next)) }
        }
        // Without any text to go by, short names are all there is.
        return event.explanation.result.metadata.value?.isEmpty == false
    }

    /// The same sources, built elsewhere.
    private static let buildFolder = Mutation("builddir", keepsIssue: true) { event in
        guard event.isNative else { return false }
        event.json.changeFrames { frame in
            guard frame["function"]?.string?.isEmpty == false else { return }
            frame.change("abs_path") { path in
                guard let slash = path.lastIndex(of: "/") else { return path }
                return "/home/ci/build-1203" + path[slash...]
            }
        }
        return event.isByApp
    }

    /// Another script of the same origin, on another page.
    private static let sameReport = Mutation("csp-same", keepsIssue: true) { event in
        guard event.kind == .csp, event.json["csp"]?["blocked_uri"]?.string?.hasPrefix("http") == true else {
            return false
        }
        event.json["csp"]?.change("blocked_uri") { uri in
            let parts = uri.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
            return parts.prefix(2).joined(separator: "/") + "/"
                + String(parts.last?.split(separator: "/").first ?? "") + "/other/9.js"
        }
        event.json["csp"]?["document_uri"] = .string("https://shop.example.com/cart/7")
        event.json["csp"]?["line_number"] = .literal("99")
        return true
    }

    /// A fingerprint without default and variables is all that counts.
    private static let sameFingerprint = Mutation("fingerprint-same", keepsIssue: true) { event in
        let entries = event.json["fingerprint"]?.elements ?? []
        guard event.kind == .custom, !entries.contains(where: { $0.string?.contains("{{") == true }) else {
            return false
        }
        event.json.changeExceptions { $0["type"] = .string("SomethingElse") }
        event.json.changeFrames { $0["function"] = .string("unrelated_function") }
        return true
    }

    private static let addresses = Mutation("addresses", keepsIssue: true) { event in
        guard event.isNative else { return false }
        event.json.changeFrames { frame in
            for key in ["instruction_addr", "image_addr", "symbol_addr"] where frame[key] != nil {
                frame[key] = .string("0x7fff00001000")
            }
        }
        return true
    }

    /// SDKs that send no flags: libraries are told by their paths.
    private static let noFlags = Mutation(twins: "noflags-libs", keepsIssue: true) { event in
        func withoutFlags(_ json: MutableJSON) -> MutableJSON {
            var json = json
            json.changeFrames { $0["in_app"] = nil }
            return json
        }
        let first = withoutFlags(event.json)
        // Only where the paths say what the flags said.
        guard event.isByApp, !event.isNative, let plain = try? MutatedEvent(first),
            plain.explanation.result.inApp == event.explanation.result.inApp
        else { return nil }
        var changed = event
        guard changed.addLibraryFrame() else { return nil }
        return (first, withoutFlags(changed.json))
    }

    /// What compilers and frameworks make of a name in two builds.
    private static let generatedNames = Mutation(twins: "codegen", keepsIssue: true) { event in
        GeneratedNames.twins(of: event)
    }
}

extension MutatedEvent {
    /// Changes the frames of the stack at a path.
    mutating func changeStack(at wanted: String, _ change: (inout [MutableJSON]) -> Void) -> Bool {
        var found = false
        json.changeStacks { frames, exception in
            let path = exception.map { "exception.values[\($0)]" }
            guard path == wanted || path == nil && !wanted.hasPrefix("exception") else { return }
            change(&frames)
            found = true
        }
        return found
    }

    /// Puts a copy of the outermost library frame before it, with another function; false if there is none.
    mutating func addLibraryFrame() -> Bool {
        for stack in explanation.stacks {
            guard let index = stack.frames.firstIndex(where: { !$0.isInApp && $0.reason == .library }) else { continue }
            let added = changeStack(at: stack.path) { frames in
                var frame = frames[index]
                frame["function"] = .string("dispatch_compat")
                frame["raw_function"] = nil
                frame["context_line"] = nil
                frame["in_app"] = frame["in_app"].map { _ in .literal("false") }
                frames.insert(frame, at: index)
            }
            if added { return true }
        }
        return false
    }
}
