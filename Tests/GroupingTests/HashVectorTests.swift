import Grouping
import SentryProtocol
import Testing

@Suite("Hashes that must never change")
struct HashVectorTests {
    @Test(
        "one variant",
        arguments: [
            ("{}", GroupingKind.fallback, "9159b5f7b29ab43f30792e1ff9fd54ce"),
            (#"{"logentry":{"message":"Order %s failed"}}"#, .message, "b23667c6e326a860e1eadc1de5a7b57f"),
            (
                #"{"logentry":{"formatted":"user 12 at 10.1.2.3 took 15s"}}"#, .message,
                "fe6b27fdf9c074cc209cb70d38e7e9d4"
            ),
            (#"{"fingerprint":["a","b"]}"#, .custom, "350dc3fd6038afebdbd026a1becf497a"),
            (
                #"{"fingerprint":["{{ default }}","eu"],"logentry":{"formatted":"down"}}"#, .hybrid,
                "42141e9576348bad20ae53da5e96a839"
            ),
            (
                #"{"platform":"java","exception":{"values":[{"type":"IOException","value":"disk 7 full"}]}}"#,
                .exception,
                "a9add2fd6ce6e7165062b6e55588b013"
            ),
            (
                #"""
                {"csp":{"effective_directive":"script-src","violated_directive":"script-src 'self'",
                "blocked_uri":"https://evil.example.net/a.js"}}
                """#, .csp, "6ee1851765ddd39aabd512d8dc42e282"
            ),
        ])
    func vector(json: String, kind: GroupingKind, hash: String) throws {
        let result = Grouper.standard.group(try Corpus.event(json: json))
        #expect(result.kind == kind)
        #expect(result.hashes.map(\.hash) == [hash])
        #expect(result.configuration == "culprit-1")
    }

    @Test("in-app frames decide, all frames come second")
    func stack() throws {
        let result = Grouper.standard.group(try Corpus.event(json: Self.keyError))
        #expect(
            result.hashes == [
                .init(variant: .app, hash: "ffca7eb22a38346c7f8e5aeaa81f068a"),
                .init(variant: .system, hash: "b154c2e0223b96ed49f8a56848bd5fc0"),
            ])
    }

    static let keyError = #"""
        {"platform":"python","exception":{"values":[{"type":"KeyError","value":"'GBP'","stacktrace":{"frames":[
        {"module":"django.core.handlers.base","function":"get_response","in_app":false,
        "abs_path":"/srv/lib/site-packages/django/core/handlers/base.py","filename":"django/core/handlers/base.py"},
        {"module":"shop.views","function":"checkout","in_app":true,"abs_path":"/srv/shop/views.py",
        "filename":"shop/views.py","lineno":12,"context_line":"    total = cart.total()"}]}}]}}
        """#
}
