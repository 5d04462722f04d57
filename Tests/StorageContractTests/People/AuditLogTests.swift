import SentryProtocol
import Storage
import Testing

@Suite struct AuditLogTests {
    private func entry(_ number: Int, _ event: String, in organization: OrganizationID?, _ actor: AuditActor)
        -> AuditEntry
    {
        AuditEntry(
            at: Sample.noon.adding(seconds: Int64(number)), organizationID: organization, actor: actor,
            actorName: "ann", event: event, target: AuditTarget(kind: "project", id: "\(number)", name: "Shop"),
            address: "192.0.2.1", userAgent: nil, before: nil, after: Array("{}".utf8))
    }

    @Test("the log is leafed through both ways, by organization, actor, kind and time", arguments: EngineUnderTest.all)
    func reading(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let ann = AuditActor.user(UserID(rawValue: 1))
            for number in 0..<5 {
                try await crowd.store.append(entry(number, "project.change", in: crowd.acme, ann))
            }
            try await crowd.store.append(entry(5, "log-in.refused", in: nil, .stranger))
            try await crowd.store.append(entry(6, "project_x", in: crowd.other, .token(TokenID(rawValue: 2))))
            var query = AuditQuery(organization: crowd.acme, limit: 2)
            let first = try await crowd.store.auditEntries(matching: query)
            #expect(first.rows.map(\.target.id) == ["4", "3"])
            #expect(first.previous == nil)
            query.cursor = try #require(first.next)
            let second = try await crowd.store.auditEntries(matching: query)
            #expect(second.rows.map(\.target.id) == ["2", "1"])
            query.cursor = try #require(second.previous)
            #expect(try await crowd.store.auditEntries(matching: query).rows == first.rows)
            func count(_ query: AuditQuery) async throws -> Int {
                try await crowd.store.auditEntries(matching: query).rows.count
            }
            #expect(try await count(AuditQuery(organization: nil)) == 7)
            #expect(try await count(AuditQuery(organization: nil, actor: .stranger)) == 1)
            #expect(try await count(AuditQuery(organization: nil, eventPrefix: "project.")) == 5)
            let period = Period(start: Sample.noon, end: Sample.noon.adding(seconds: 2))
            #expect(try await count(AuditQuery(organization: nil, period: period)) == 2)
            #expect(try await crowd.store.deleteAuditEntries(before: Sample.noon.adding(seconds: 5)) == 5)
            #expect(try await count(AuditQuery(organization: nil)) == 2)
        }
    }
}
