import Access
import Foundation
import SentryProtocol
import Storage
import Testing

@Suite("The audit log")
struct AuditTests {
    private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    @Test("every action that writes has its events, and no event has two names")
    func names() {
        let silent = Action.allCases.filter(\.auditEvents.isEmpty)
        #expect(silent.allSatisfy { $0.rawValue.hasSuffix(".read") || $0 == .projectList || $0 == .chunkUpload })
        #expect(Set(AuditEvent.allCases.map(\.rawValue)).count == AuditEvent.allCases.count)
    }

    @Test("every route that writes has a name in the log, but pieces of uploads")
    func routes() {
        let silent = AccessRoutes.writes.filter { $0.event == nil }.map(\.route.description)
        #expect(silent == ["POST /api/0/organizations/{}/chunk-upload/"])
        let nameless = AccessRoutes.writes.filter { $0.event == .otherWrite }.map(\.route.description)
        // They say nothing, or something of their own.
        #expect(
            Set(nameless) == ["POST /logout/", "POST /help/keys/", "POST /settings/organizations/current/"])
    }

    @Test("the documentation's table is this one")
    func documentation() throws {
        let root = URL(filePath: #filePath).appending(path: "../../..").standardized
        let file = root.appending(path: "Sources/CulpritCommand/Culprit.docc/WhatIsWrittenDown.md")
        if ProcessInfo.processInfo.environment["CULPRIT_RECORD_SNAPSHOTS"] != nil {
            try Data(AccessRoutes.auditMarkdown.utf8).write(to: file)
        }
        #expect(
            try String(contentsOf: file, encoding: .utf8) == AccessRoutes.auditMarkdown,
            "set CULPRIT_RECORD_SNAPSHOTS to write it")
    }

    @Test(
        "methods and buttons choose among an action's names",
        arguments: [
            (Action.keyWrite, "POST", nil, AuditEvent.keyCreate), (.keyWrite, "PUT", nil, .keyChange),
            (.keyWrite, "DELETE", nil, .keyRevoke), (.projectArchive, "POST", "archive", .projectArchive),
            (.projectArchive, "POST", "unarchive", .projectRestore), (.releaseWrite, "DELETE", nil, .releaseDelete),
            (.issueMerge, "POST", "undo-merge", .issueUnmerge), (.issueMerge, "DELETE", nil, .issueUnmerge),
            (.projectTeamWrite, "DELETE", nil, .projectTeamRemove),
        ] as [(Action, String, String?, AuditEvent)])
    func choice(action: Action, method: String, pressed: String?, event: AuditEvent) {
        #expect(AuditEvent.of(action, method: method, path: [], pressed: pressed) == event)
    }

    @Test("a body's fields are kept, its secrets and what lies deep are not")
    func bodies() {
        let body =
            #"{"name":"CI","rateLimit":{"count":5},"apiToken":"abc","a":[1,"b",{"secret":1}],"n":null,"o":{"p":{}}}"#
        let change = AuditChange(requested: Array(body.utf8))
        #expect(text(change.after) == #"{"name":"CI","rateLimit.count":5,"apiToken":"(secret)","a":["1","b"]}"#)
        #expect(AuditChange(requested: Array("[1".utf8)).after == nil)
        #expect(AuditChange(requested: Array(repeating: 0x20, count: 70_000)).after == nil)
    }

    @Test("keeps the fields that changed, before and after")
    func change() {
        var change = AuditChange()
        change.note("name", from: .text("Web"), to: .text("Shop"))
        change.note("platform", from: .text("python"), to: .text("python"))
        change.note("teams", from: nil, to: .list(["a", "b"]))
        change.note("isActive", from: .flag(true), to: .flag(false))
        change.note("limit", from: .number(5), to: nil)
        #expect(text(change.before) == #"{"name":"Web","isActive":true,"limit":5}"#)
        #expect(text(change.after) == #"{"name":"Shop","teams":["a","b"],"isActive":false}"#)
        #expect(AuditChange().before == nil)
    }

    @Test("no secret is kept, however it is named")
    func secrets() {
        var change = AuditChange()
        change.note("smtpPassword", from: .text("old"), to: .text("new"))
        change.note("signing", from: .secret, to: .secret)
        change.note("clientSecret", from: nil, to: .text("hunter2"))
        #expect(text(change.after) == #"{"smtpPassword":"(secret)","signing":"(secret)","clientSecret":"(secret)"}"#)
        #expect(text(change.before)?.contains("old") == false)
    }

    @Test("is bounded, and stays JSON")
    func bounded() throws {
        var change = AuditChange()
        let huge = String(repeating: "\u{1}가\"", count: 10_000)
        for index in 0..<1000 {
            change.note("field\(index)\(huge)", from: .text(huge), to: .list(Array(repeating: huge, count: 1000)))
        }
        for side in [change.before, change.after] {
            let bytes = try #require(side)
            #expect(bytes.count < 64 * 1024)
            #expect(throws: Never.self) { try JSONDocument(parsing: bytes) }
        }
    }

    @Test("an entry cuts what comes from outside")
    func entry() {
        let entry = AuditEntry(
            .projectDelete, by: .user(UserID(rawValue: 1)), named: String(repeating: "이", count: 1000),
            to: AuditTarget(kind: "project", id: "7", name: String(repeating: "x", count: 1000)), in: People.home,
            from: SessionOrigin(address: "192.0.2.1", userAgent: String(repeating: "u", count: 5000)), at: People.now)
        #expect(entry.event == "project.delete")
        #expect(entry.actorName.utf8.count <= 200 && entry.actorName.hasSuffix("이…"))
        #expect(entry.target.name.utf8.count <= 200)
        #expect(entry.userAgent?.utf8.count ?? 0 <= 300)
        #expect(entry.before == nil && entry.after == nil)
    }
}
