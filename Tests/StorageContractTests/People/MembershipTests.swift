import SentryProtocol
import Storage
import Testing

@Suite struct MembershipTests {
    @Test("what decides about somebody is read at once, and ends with the account", arguments: EngineUnderTest.all)
    func access(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            _ = try await crowd.person("boss", .owner)
            let user = try await crowd.person("ann", .admin)
            let team = try await crowd.store.createTeam(slug: "web", name: "Web", in: crowd.acme, at: crowd.now)
            #expect(try await crowd.store.addMember(user.id, to: team.id, at: crowd.now))
            #expect(try await !crowd.store.addMember(user.id, to: team.id, at: crowd.now))
            let access = try #require(try await crowd.store.access(of: user.id))
            #expect(access.memberships.map(\.organizationID) == [crowd.acme])
            #expect(access.memberships.map(\.role) == [.admin])
            #expect(access.teams == [team.id] && !access.isOperator)
            _ = try await crowd.session(1, of: user)
            try await crowd.store.setActive(false, user: user.id)
            #expect(try await crowd.store.access(of: user.id) == nil)
            #expect(try await crowd.store.session(hash: [1], at: crowd.now) == nil)
            #expect(try await crowd.store.access(of: UserID(rawValue: 99)) == nil)
        }
    }

    @Test("an organization keeps an owner, whichever way somebody goes", arguments: EngineUnderTest.all)
    func lastOwner(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let boss = try await crowd.person("boss", .owner)
            await #expect(throws: PeopleError.lastOwner) {
                try await crowd.store.setRole(.manager, of: boss.id, in: crowd.acme, at: crowd.now)
            }
            await #expect(throws: PeopleError.lastOwner) {
                try await crowd.store.removeMember(boss.id, from: crowd.acme)
            }
            await #expect(throws: PeopleError.lastOwner) { try await crowd.store.setActive(false, user: boss.id) }
            #expect(try await crowd.store.member(boss.id, of: crowd.acme)?.membership.role == .owner)
            #expect(try await crowd.store.access(of: boss.id) != nil)
            let second = try await crowd.person("second", .owner)
            #expect(try await crowd.store.removeMember(boss.id, from: crowd.acme))
            #expect(try await crowd.store.members(of: crowd.acme).map(\.user.id) == [second.id])
            #expect(try await !crowd.store.removeMember(boss.id, from: crowd.acme))
        }
    }

    @Test(
        "somebody who leaves is in none of its teams any more, and elsewhere as before", arguments: EngineUnderTest.all)
    func leaving(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            _ = try await crowd.person("boss", .owner)
            let user = try await crowd.person("ann")
            try await crowd.store.setRole(.owner, of: user.id, in: crowd.other, at: crowd.now)
            let here = try await crowd.store.createTeam(slug: "web", name: "Web", in: crowd.acme, at: crowd.now)
            let there = try await crowd.store.createTeam(slug: "web", name: "Web", in: crowd.other, at: crowd.now)
            _ = try await crowd.store.addMember(user.id, to: here.id, at: crowd.now)
            _ = try await crowd.store.addMember(user.id, to: there.id, at: crowd.now)
            #expect(try await crowd.store.member(user.id, of: crowd.acme)?.isOnlyHere == false)
            #expect(try await crowd.store.removeMember(user.id, from: crowd.acme))
            let access = try #require(try await crowd.store.access(of: user.id))
            #expect(access.teams == [there.id])
            #expect(access.memberships.map(\.organizationID) == [crowd.other])
        }
    }

    @Test("a new password ends every session but the one that set it", arguments: EngineUnderTest.all)
    func password(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let user = try await crowd.person("ann", .owner)
            let kept = try await crowd.session(1, of: user)
            _ = try await crowd.session(2, of: user)
            #expect(try await crowd.store.setPassword(hash: "new", of: user.id, keeping: kept))
            #expect(try await crowd.store.sessions(of: user.id, at: crowd.now).map(\.id) == [kept])
            #expect(try await crowd.store.credentials(email: "ANN@example.com")?.passwordHash == "new")
            #expect(try await !crowd.store.setPassword(hash: "new", of: UserID(rawValue: 99), keeping: nil))
        }
    }

    @Test("an address has one account", arguments: EngineUnderTest.all)
    func addresses(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let user = try await crowd.person("ann", nil)
            _ = try await crowd.person("bob", nil)
            await #expect(throws: PeopleError.taken("ann@example.com")) {
                try await crowd.store.createAccount(
                    email: "Ann@example.com", name: "", passwordHash: "", at: crowd.now)
            }
            await #expect(throws: PeopleError.taken("bob@example.com")) {
                try await crowd.store.updateUser(user.id, name: nil, email: "bob@example.com")
            }
            #expect(try await crowd.store.updateUser(user.id, name: "Anna", email: nil)?.email == "ann@example.com")
            #expect(try await crowd.store.access(of: user.id)?.memberships == [])
        }
    }

    @Test("teams stay inside their organization", arguments: EngineUnderTest.all)
    func teams(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let user = try await crowd.person("ann", .owner)
            let (project, _) = try await crowd.store.createProject(
                slug: "shop", name: "Shop", platform: nil, in: crowd.acme, key: Sample.key("b"), at: crowd.now)
            let web = try await crowd.store.createTeam(slug: "web", name: "Web", in: crowd.acme, at: crowd.now)
            let foreign = try await crowd.store.createTeam(slug: "web", name: "Web", in: crowd.other, at: crowd.now)
            await #expect(throws: PeopleError.taken("web")) {
                try await crowd.store.createTeam(slug: "web", name: "", in: crowd.acme, at: crowd.now)
            }
            await #expect(throws: PeopleError.badSlug("We b")) {
                try await crowd.store.createTeam(slug: "We b", name: "", in: crowd.acme, at: crowd.now)
            }
            await #expect(throws: PeopleError.noSuchUser) {
                try await crowd.store.addMember(user.id, to: foreign.id, at: crowd.now)
            }
            await #expect(throws: PeopleError.noSuchTeam) { try await crowd.store.assign(foreign.id, to: project.id) }
            #expect(try await crowd.store.assign(web.id, to: project.id))
            #expect(try await crowd.store.projectTeams(of: crowd.acme) == [project.id: [web.id]])
            #expect(try await crowd.store.updateTeam(web.id, slug: "shop", name: nil)?.name == "Web")
            #expect(try await crowd.store.deleteTeam(web.id))
            #expect(try await crowd.store.teams(of: project.id).isEmpty)
            #expect(try await crowd.store.teams(of: crowd.acme).isEmpty)
        }
    }
}
