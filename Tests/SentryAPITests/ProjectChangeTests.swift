import SentryProtocol
import Storage
import Testing

@testable import SentryAPI

@Suite("Changing projects through the API")
struct ProjectChangeTests {
    private static let base = "/projects/acme/web/"

    @Test("name, slug and platform change, and the former slug leads to the new one for whoever reads")
    func rename() async throws {
        let world = try await World()
        let body = #"{"name":"Shop","slug":"shop","platform":"javascript-react"}"#
        let changed = await world.send("PUT", Self.base, body: body)
        #expect(changed.status == 200)
        let project = try #require(await world.storage.projects().first)
        #expect((project.name, project.slug, project.platform) == ("Shop", "shop", "javascript-react"))

        let moved = await world.get("/projects/acme/web/keys/?status=active")
        #expect(moved.status == 302)
        #expect(moved.header("Location") == "https://host/api/0/projects/acme/shop/keys/?status=active")
        let text = String(decoding: moved.body, as: UTF8.self)
        #expect(text.contains(#""slug":"shop""#) && text.contains(#""code":"resource-moved""#))
        #expect(await world.send("PUT", Self.base, body: "{}").status == 404, "a redirect would lose the body")
    }

    @Test(
        "what cannot be is refused, and then nothing is changed",
        arguments: [
            (#"{"slug":"No Slug"}"#, "slug"), (#"{"slug":"123"}"#, "slug"), (#"{"name":" "}"#, "name"),
            (#"{"platform":"a b"}"#, "platform"), (#"{"sensitiveFields":"a\u0001b"}"#, "sensitiveFields"),
            (#"{"name":"New","relayPiiConfig":"{\"rules\":1"}"#, "relayPiiConfig"),
            (#"{"options":{"filters:blacklisted_ips":"nonsense"}}"#, "options"),
            (#"{"dataScrubber":"perhaps"}"#, "dataScrubber"), (#"{"name":"New","resolveAge":12}"#, "resolveAge"),
        ])
    func refusals(body: String, field: String) async throws {
        let world = try await World()
        let answer = await world.send("PUT", Self.base, body: body)
        #expect(answer.status == 400)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("\"\(field)\""))
        #expect(await world.storage.projects().first?.name == "Web")
        #expect(await world.storage.settings(of: ProjectID(rawValue: 2)) == ProjectSettings())
    }

    @Test("a slug that another project has is refused")
    func taken() async throws {
        let world = try await World()
        _ = await world.send("POST", "/organizations/acme/projects/", body: #"{"name":"Shop"}"#)
        let answer = await world.send("PUT", Self.base, body: #"{"slug":"shop"}"#)
        #expect(answer.status == 400)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("already using that slug"))
    }

    @Test("scrubbing, domains and filters are settings, and are read back as they were written")
    func settings() async throws {
        let world = try await World()
        let body = #"""
            {"allowedDomains":["*.example.com"],"dataScrubberDefaults":false,"scrubIPAddresses":true,
             "sensitiveFields":["birthday","a, b"],"safeFields":[],"relayPiiConfig":null,
             "options":{"filters:error_messages":"*Resize*\nTypeError: a, b","filters:chunk-load-error":true}}
            """#
        let answer = await world.send("PUT", Self.base, body: body)
        #expect(answer.status == 200)
        let settings = await world.storage.settings(of: ProjectID(rawValue: 2))
        #expect(settings.allowedDomains == ["*.example.com"])
        #expect(settings.scrubbing.sensitiveFields == ["birthday", "a, b"])
        #expect(!settings.scrubbing.usesDefaults && settings.scrubbing.removesIPAddresses && settings.scrubbing.isOn)
        #expect(settings.filters.errorMessages == ["*Resize*", "TypeError: a, b"] && settings.filters.chunkLoadErrors)
        let text = String(decoding: await world.get(Self.base).body, as: UTF8.self)
        #expect(text.contains(#""sensitiveFields":["birthday","a, b"]"#))
        #expect(text.contains(#""filters:error_messages":"*Resize*\nTypeError: a, b""#))
    }

    @Test("filters are listed and switched by Sentry's names")
    func filters() async throws {
        let world = try await World()
        #expect(await world.send("PUT", Self.base + "filters/localhost/", body: #"{"active":true}"#).status == 204)
        #expect(
            await world.send("PUT", Self.base + "filters/legacy-browsers/", body: #"{"subfilters":["ie","safari"]}"#)
                .status == 204)
        let text = String(decoding: await world.get(Self.base + "filters/").body, as: UTF8.self)
        #expect(text.contains(#"{"id":"localhost","active":true}"#))
        #expect(text.contains(#"{"id":"legacy-browsers","active":["ie","safari"]}"#))
        for (filter, body, status) in [
            ("localhost", "{}", 400), ("nothing", #"{"active":true}"#, 404),
            ("legacy-browsers", #"{"subfilters":["netscape"]}"#, 400), ("localhost", #"{"active":3}"#, 400),
        ] {
            #expect(await world.send("PUT", Self.base + "filters/\(filter)/", body: body).status == status)
        }
    }

    @Test("deleting takes the project away at once, and takes more than writing")
    func delete() async throws {
        let world = try await World()
        await world.grant("writer", ["project:write"], user: nil)
        #expect(await world.send("DELETE", Self.base, token: "writer").status == 403)
        #expect(await world.send("DELETE", Self.base).status == 204)
        #expect(await world.send("DELETE", Self.base).status == 404)
        #expect(await world.get("/projects/acme/web/keys/").status == 404)
        #expect(await world.storage.projectDeletions().map(\.slug) == ["web"])
    }
}
