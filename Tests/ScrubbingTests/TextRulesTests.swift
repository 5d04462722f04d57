import Testing

@testable import Scrubbing

@Suite("What is masked in texts")
struct TextRulesTests {
    @Test(
        "e-mail addresses keep their first letter and their domain",
        arguments: [
            ("mail to rosa@example.com failed", "mail to r***@example.com failed"),
            ("a@b.co", "a***@b.co"),
            ("김철수@example.co.kr", "김***@example.co.kr"),
            ("<rosa.rossi+x@mail.example.com>, bob@example.org", "<r***@mail.example.com>, b***@example.org"),
            ("rosa%40example.com", "r***%40example.com"),
        ])
    func email(_ text: String, _ expected: String) throws {
        #expect(try Scrubbed.exceptionValue(text) == expected)
        #expect(try Scrubbed.extra(text) == expected)
    }

    @Test(
        "what only looks like an address stays",
        arguments: [
            "next@14.0.0", "lodash@4.17.21_react@18.2.0", "icon@2x.png", "@decorator", "a @ b.com", "git@github.com",
            "com.example.Foo@1a2b3c", "r***@example.com", "https://0123456789abcdef@o1.ingest.example.com/1",
        ])
    func noEmail(_ text: String) throws {
        #expect(try Scrubbed.exceptionValue(text) == text)
    }

    @Test(
        "telephone numbers keep their last four digits",
        arguments: [
            ("010-1234-5678", "***-****-5678"), ("call 01012345678 now", "call ***-****-5678 now"),
            ("010 1234 5678", "***-****-5678"), ("010.1234.5678", "***-****-5678"),
            ("+82 10 1234 5678", "***-****-5678"), ("+82-10-1234-5678!", "***-****-5678!"),
            ("+821012345678", "***-****-5678"), ("02-123-4567", "***-****-4567"),
            ("02-1234-5678", "***-****-5678"), ("031-123-4567", "***-****-4567"),
            ("+1 (555) 234-5678", "***-****-5678"), ("(555) 234-5678", "***-****-5678"),
            ("555-234-5678", "***-****-5678"), ("phone=010-1234-5678", "phone=***-****-5678"),
            ("전화 011-234-5678.", "전화 ***-****-5678."),
        ])
    func phone(_ text: String, _ expected: String) throws {
        #expect(try Scrubbed.exceptionValue(text) == expected)
        #expect(try Scrubbed.extra(text) == expected)
    }

    @Test(
        "numbers that are no telephone numbers stay",
        arguments: [
            "2026-01-02T03:04:05.000000Z", "1767322998.8", "4459348", "5551234567", "1767322998123",
            "f66a5f7a-de04-4692-aade-b36eaccb650a", "01012345-6789-4abc-8def-010123456789", "192.168.100.1234",
            "version 1.2.3456", "line 1234 5678", "0x01012345678", "v010-1234-5678", "010-1234-5678-9",
            "3503f946c9105d7468e12b0e5bfc73d0", "order 2026-0102-3456", "+0900", "00:00+0900 2026",
            "12345678901234567890", "127.0.0.1:8000", "***-****-5678", "1-2-3-4567", "a1234-5678",
        ])
    func noPhone(_ text: String) throws {
        #expect(try Scrubbed.exceptionValue(text) == text)
        #expect(try Scrubbed.extra(text) == text)
    }

    @Test(
        "cards, accounts and numbers of people",
        arguments: [
            ("card 4111 1111 1111 1111 declined", "card [Filtered] declined"),
            ("4111-1111-1111-1111", "[Filtered]"), ("4111111111111111", "[Filtered]"),
            ("378282246310005", "[Filtered]"), ("5105105105105100", "[Filtered]"), ("6011111111111117", "[Filtered]"),
            ("DE89370400440532013000", "[Filtered]"), ("iban DE89 3704 0044 0532 0130 00.", "iban [Filtered]."),
            ("ssn 078-05-1120", "ssn [Filtered]"),
        ])
    func numbers(_ text: String, _ expected: String) throws {
        #expect(try Scrubbed.exceptionValue(text) == expected)
        #expect(try Scrubbed.extra(text) == expected)
    }

    @Test(
        "numbers that are neither stay",
        arguments: [
            "0.4111111111111111", "41111111111111112", "1767322998123456", "DE12AB34CD56EF7890AB", "1078-05-1120",
            "078-05-1120-1", "FR00",
        ])
    func noNumbers(_ text: String) throws {
        #expect(try Scrubbed.exceptionValue(text) == text)
    }

    @Test(
        "keys and tokens with a shape of their own",
        arguments: [
            ("sent Bearer abc.def, retrying", "sent [Filtered], retrying"),
            (
                "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U!",
                "jwt [Filtered]!"
            ),
            ("key sk_live_4eC39HqLyjWDarjtT1zdp7dc", "key [Filtered]"),
            ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "[Filtered]"),
            ("github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuv", "[Filtered]"),
            ("xoxb-123456789012-abcdefGHIJK", "[Filtered]"), ("AKIAIOSFODNN7EXAMPLE is ours", "[Filtered] is ours"),
            ("glpat-abcdefghij0123456789", "[Filtered]"),
            ("sk-proj-abcdefghij0123456789", "[Filtered]"),
            ("postgres://app:s3cr@t@db.local/shop", "postgres://app:[Filtered]@db.local/shop"),
            ("postgres://app:se/cret@db.local/shop", "postgres://app:[Filtered]@db.local/shop"),
            ("redis://:hunter2@cache:6379/0", "redis://:[Filtered]@cache:6379/0"),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\n[Filtered]\n-----END RSA PRIVATE KEY-----"
            ),
            ("-----BEGIN PRIVATE KEY-----\nMIIE", "-----BEGIN PRIVATE KEY-----\n[Filtered]"),
        ])
    func secrets(_ text: String, _ expected: String) throws {
        #expect(try Scrubbed.exceptionValue(text) == expected)
    }

    @Test(
        "in messages only the value behind a sensitive word goes",
        arguments: [
            ("login with password=hunter2 failed", "login with password=[Filtered] failed"),
            (#"body {"password": "a b", "user": 1}, sent"#, #"body {"password": "[Filtered]", "user": 1}, sent"#),
            (#"{'api_key': 'x\'y', 'a': 1} is bad"#, #"{'api_key': '[Filtered]', 'a': 1} is bad"#),
            ("invalid token: abc123", "invalid token: [Filtered]"),
            ("GET /a?access_token=abc&x=1", "GET /a?access_token=[Filtered]&x=1"),
            ("Authorization: Basic dXNlcjpw sent", "Authorization: [Filtered] sent"),
            ("credentials: {a: {b: 1}} gone", "credentials: [Filtered] gone"),
            ("at /reset-password/0a1b2c3d4e5f60718293", "at /reset-password/[Filtered]"),
            (#"said \"secret\": \"x y\" twice"#, #"said \"secret\": \"[Filtered]\" twice"#),
        ])
    func pairs(_ text: String, _ expected: String) throws {
        #expect(try Scrubbed.exceptionValue(text) == expected)
    }

    @Test(
        "a sensitive word alone does not blank a message",
        arguments: [
            "Wrong password for user", "Unexpected token: } in JSON", "author: Rosa", "authentication failed",
            "password=[Filtered]", "password: None", "total_tokens=120", "secret://x", "token",
        ])
    func noPairs(_ text: String) throws {
        #expect(try Scrubbed.exceptionValue(text) == text)
    }

    @Test(
        "free values with a sensitive word are blanked, forms, URLs and JSON only where they say it",
        arguments: [
            ("the password is hunter2", "[Filtered]"), ("Authenticated as rosa", "[Filtered]"), ("otp", "[Filtered]"),
            ("a=1&password=x&b=2", "a=1&password=[Filtered]&b=2"),
            (
                "https://app.example.com/auth/login?token=abc&x=1",
                "https://app.example.com/auth/login?token=[Filtered]&x=1"
            ),
            (#"{"user":"rosa","password":"x"}"#, #"{"user":"rosa","password":"[Filtered]"}"#),
            (#"[["Authorization","Basic x"]]"#, #"[["Authorization","[Filtered]"]]"#),
            (#"{"a":"{\"secret\":\"x\"}"}"#, #"{"a":"{\"secret\":\"[Filtered]\"}"}"#),
            ("x token=1 y", "[Filtered]"), ("a token of love", "a token of love"),
        ])
    func free(_ text: String, _ expected: String) throws {
        #expect(try Scrubbed.extra(text) == expected)
    }

    @Test("texts that stand alone are masked in places")
    func alone() throws {
        let scrubber = try Scrubbed.scrubber()
        #expect(scrubber.scrub(string: "write to rosa@example.com") == "write to r***@example.com")
        #expect(scrubber.scrub(text: Array("nothing".utf8)) == nil)
        #expect(scrubber.scrub(text: Array("password: x\nok".utf8)) == Array("password: [Filtered]\nok".utf8))
    }
}
