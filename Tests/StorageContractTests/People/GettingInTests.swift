import SentryProtocol
import Storage
import Testing

@Suite struct GettingInTests {
    @Test("an invitation lets one person in, once, and never lowers a role", arguments: EngineUnderTest.all)
    func invites(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let boss = try await crowd.person("boss", .owner)
            let team = try await crowd.store.createTeam(slug: "web", name: "Web", in: crowd.acme, at: crowd.now)
            let invite = try await crowd.invite(
                1, .admin, teams: [team.id, TeamID(rawValue: 99)], by: boss, email: "New@example.com")
            #expect(try await crowd.store.invite(secretHash: [1]) == invite)
            #expect(invite.email == "new@example.com")
            let user = try await crowd.person("new", nil)
            let late = crowd.now.adding(seconds: 100)
            #expect(try await !crowd.store.acceptInvite(invite.id, as: user.id, at: late))
            #expect(try await crowd.store.acceptInvite(invite.id, as: user.id, at: crowd.now))
            #expect(try await !crowd.store.acceptInvite(invite.id, as: boss.id, at: crowd.now))
            let member = try #require(try await crowd.store.member(user.id, of: crowd.acme))
            #expect(member.membership.role == .admin && member.teams == [team.id] && member.isOnlyHere)
            let low = try await crowd.invite(2, .member, by: boss)
            #expect(try await crowd.store.acceptInvite(low.id, as: user.id, at: crowd.now))
            #expect(try await crowd.store.member(user.id, of: crowd.acme)?.membership.role == .admin)
            let open = try await crowd.invite(3, by: boss)
            #expect(try await crowd.store.invites(to: crowd.acme).map(\.id) == [open.id, low.id, invite.id])
            #expect(try await crowd.store.deleteInvite(open.id))
            #expect(try await crowd.store.invite(secretHash: [3]) == nil)
        }
    }

    @Test("of two that race for an invitation one gets in", arguments: EngineUnderTest.all)
    func race(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let boss = try await crowd.person("boss", .owner)
            let invite = try await crowd.invite(1, by: boss)
            let people = [try await crowd.person("a", nil), try await crowd.person("b", nil)]
            let won = try await withThrowingTaskGroup(of: Bool.self) { group in
                for user in people {
                    group.addTask { try await crowd.store.acceptInvite(invite.id, as: user.id, at: crowd.now) }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(won == 1)
        }
    }

    @Test("one link to a new password works at a time, once, and ends all sessions", arguments: EngineUnderTest.all)
    func resets(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let user = try await crowd.person("ann", .owner)
            _ = try await crowd.session(1, of: user)
            let expiry = crowd.now.adding(seconds: 10)
            func make(_ byte: UInt8) async throws -> PasswordReset {
                try await crowd.store.createPasswordReset(
                    of: user.id, secretHash: [byte], by: nil, expiresAt: expiry, at: crowd.now)
            }
            let first = try await make(1)
            let second = try await make(2)
            #expect(try await crowd.store.passwordReset(secretHash: [1]) == nil)
            #expect(
                try await !crowd.store.usePasswordReset(first.id, settingPassword: "x", at: crowd.now))
            #expect(try await !crowd.store.usePasswordReset(second.id, settingPassword: "x", at: expiry))
            #expect(try await crowd.store.usePasswordReset(second.id, settingPassword: "new", at: crowd.now))
            #expect(try await !crowd.store.usePasswordReset(second.id, settingPassword: "x", at: crowd.now))
            #expect(try await crowd.store.credentials(email: user.email)?.passwordHash == "new")
            #expect(try await crowd.store.sessions(of: user.id, at: crowd.now).isEmpty)
        }
    }

    @Test("a one-time code is good once, and a recovery code too", arguments: EngineUnderTest.all)
    func secondFactor(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let user = try await crowd.person("ann", .owner)
            let kept = try await crowd.session(1, of: user)
            _ = try await crowd.session(2, of: user)
            #expect(try await crowd.store.secondFactor(of: user.id) == nil)
            try await crowd.store.beginSecondFactor(of: user.id, sealedSecret: [7], at: crowd.now)
            #expect(try await crowd.store.secondFactor(of: user.id)?.isConfirmed == false)
            #expect(try await !crowd.store.useStep(5, of: user.id), "it is not on yet")
            func confirm() async throws -> Bool {
                try await crowd.store.confirmSecondFactor(
                    of: user.id, step: 5, recoveryCodeHashes: [[1], [2]], keeping: kept, at: crowd.now)
            }
            #expect(try await confirm())
            #expect(try await !confirm())
            #expect(try await crowd.store.sessions(of: user.id, at: crowd.now).map(\.id) == [kept])
            #expect(try await !crowd.store.useStep(5, of: user.id))
            #expect(try await crowd.store.useStep(6, of: user.id))
            #expect(try await crowd.store.useRecoveryCode(hash: [1], of: user.id, at: crowd.now))
            #expect(try await !crowd.store.useRecoveryCode(hash: [1], of: user.id, at: crowd.now))
            #expect(try await crowd.store.secondFactor(of: user.id)?.recoveryCodesLeft == 1)
            try await crowd.store.replaceRecoveryCodes([[3], [4], [5]], of: user.id)
            #expect(try await !crowd.store.useRecoveryCode(hash: [2], of: user.id, at: crowd.now))
            #expect(try await crowd.store.member(user.id, of: crowd.acme)?.hasSecondFactor == true)
            #expect(try await crowd.store.removeSecondFactor(of: user.id))
            #expect(try await !crowd.store.useRecoveryCode(hash: [3], of: user.id, at: crowd.now))
        }
    }

    @Test("sessions are listed and revoked by their owner only", arguments: EngineUnderTest.all)
    func sessions(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let ann = try await crowd.person("ann")
            let bob = try await crowd.person("bob")
            let old = try await crowd.session(1, of: ann)
            let new = try await crowd.session(2, of: ann)
            try await crowd.store.touchSession(old, at: crowd.now.adding(seconds: 5))
            let list = try await crowd.store.sessions(of: ann.id, at: crowd.now)
            #expect(list.map(\.id) == [old, new])
            #expect(list[0].address == "192.0.2.1" && list[0].userAgent == "Browser")
            #expect(try await crowd.store.session(hash: [1], at: crowd.now)?.id == old)
            #expect(try await !crowd.store.revokeSession(old, of: bob.id))
            #expect(try await crowd.store.revokeSession(old, of: ann.id))
            #expect(try await crowd.store.session(hash: [1], at: crowd.now) == nil)
            #expect(try await crowd.store.revokeSessions(of: ann.id, except: nil) == 1)
        }
    }

    @Test(
        "tokens of users and of organizations are apart, and revoked by whose they are", arguments: EngineUnderTest.all)
    func tokens(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let ann = try await crowd.person("ann")
            let mine = try await crowd.store.createToken(
                NewToken(kind: .user, hash: [1], name: "mine", tail: "abcd", scopes: ["org:read"], userID: ann.id),
                at: crowd.now)
            let theirs = try await crowd.store.createToken(
                NewToken(
                    kind: .organization, hash: [2], name: "ci", tail: "efgh", scopes: ["org:ci"],
                    organizationID: crowd.acme, createdBy: ann.id), at: crowd.now)
            #expect(try await crowd.store.tokens(of: ann.id) == [mine])
            #expect(try await crowd.store.tokens(of: crowd.acme) == [theirs])
            try await crowd.store.touchToken(theirs.id, from: "192.0.2.9", at: crowd.now)
            #expect(try await crowd.store.tokenSummary(hash: [2])?.lastUsedAddress == "192.0.2.9")
            #expect(try await !crowd.store.revokeToken(mine.id, of: crowd.acme))
            #expect(try await !crowd.store.revokeToken(theirs.id, of: crowd.other))
            #expect(try await crowd.store.revokeToken(theirs.id, of: crowd.acme))
            #expect(try await crowd.store.revokeToken(mine.id, of: ann.id))
            #expect(try await crowd.store.tokenSummary(hash: [1]) == nil)
        }
    }

    @Test("an account at a provider is one user's, and a log-in there is finished once", arguments: EngineUnderTest.all)
    func identities(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let ann = try await crowd.person("ann")
            let bob = try await crowd.person("bob")
            var provider = try await crowd.store.createIdentityProvider(
                IdentityProvider(
                    id: IdentityProviderID(rawValue: 0), organizationID: crowd.acme, name: "Mill",
                    issuer: "https://id.example.com", clientID: "culprit", sealedClientSecret: nil,
                    scopes: ["email", "groups"], groupsClaim: "groups",
                    mappings: [GroupMapping(group: "devs", role: .admin)], defaultRole: nil, isRequired: false,
                    isActive: true))
            #expect(try await crowd.store.identityProviders() == [provider])
            provider.mappings = []
            provider.sealedClientSecret = [1, 2]
            #expect(try await crowd.store.updateIdentityProvider(provider))
            #expect(try await crowd.store.identityProvider(provider.id) == provider)
            func identity(_ user: User) -> LinkedIdentity {
                LinkedIdentity(userID: user.id, providerID: provider.id, subject: "s", linkedAt: crowd.now)
            }
            try await crowd.store.link(identity(ann))
            try await crowd.store.link(identity(ann))
            await #expect(throws: PeopleError.taken("s")) { try await crowd.store.link(identity(bob)) }
            #expect(try await crowd.store.identity(subject: "s", at: provider.id) == identity(ann))

            let pending = PendingLogIn(
                providerID: provider.id, stateHash: [1], nonce: "n", verifier: "v", browserHash: [2], next: "/",
                linkingUser: nil, expiresAt: crowd.now.adding(seconds: 10))
            try await crowd.store.beginLogIn(pending, at: crowd.now)
            #expect(try await crowd.store.finishLogIn(stateHash: [1], at: crowd.now) == pending)
            #expect(try await crowd.store.finishLogIn(stateHash: [1], at: crowd.now) == nil)

            provider.name = "Mill of ours"
            #expect(try await crowd.store.updateIdentityProvider(provider))
            #expect(try await crowd.store.identity(subject: "s", at: provider.id) == identity(ann))
            try await crowd.store.beginLogIn(pending, at: crowd.now)
            provider.issuer = "https://id.elsewhere.example"
            #expect(try await crowd.store.updateIdentityProvider(provider))
            #expect(try await crowd.store.identity(subject: "s", at: provider.id) == nil, "another issuer, others")
            #expect(try await crowd.store.finishLogIn(stateHash: [1], at: crowd.now) == nil)
            try await crowd.store.link(identity(ann))
            #expect(try await crowd.store.deleteIdentityProvider(provider.id))
            #expect(try await crowd.store.identities(of: ann.id).isEmpty)
        }
    }
}
