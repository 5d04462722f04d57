import Access
import SentryProtocol
import Storage
import Testing

@Suite("Secrets of links")
struct LinkSecretTests {
    @Test("are 43 characters, and only their hash is stored")
    func shape() throws {
        let secret = LinkSecret(randomBytes: counting())
        #expect(secret.text == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
        #expect(secret.hash.count == 32)
        #expect(try #require(LinkSecret(secret.text)).hash == secret.hash)
        #expect(LinkSecret(randomBytes: counting(from: 1)).hash != secret.hash)
    }

    @Test(
        "what cannot be one is not looked up",
        arguments: [
            "", "short", String(repeating: "a", count: 44), String(repeating: "a", count: 42) + "/",
            String(repeating: "a", count: 42) + "=", String(repeating: "é", count: 43),
            "../" + String(repeating: "a", count: 40),
        ])
    func refused(text: String) { #expect(LinkSecret(text) == nil) }
}

@Suite("Invitations")
struct InviteRulesTests {
    private let existing: Set<TeamID> = [People.ours, People.theirs]

    private func problem(_ role: Role, into teams: Set<TeamID> = [], by caller: Caller) -> InviteRules.Problem? {
        InviteRules.problem(inviting: role, into: teams, of: People.home, existing: existing, by: caller)
    }

    @Test("nobody invites above their own role, and members invite nobody", arguments: Role.allCases)
    func ranks(mine: Role) {
        for role in Role.allCases {
            let expected: InviteRules.Problem? =
                mine == .member ? .mayNotInvite : role.rank > mine.rank ? .roleAboveOwn : nil
            #expect(problem(role, by: People.browser(mine)) == expected)
        }
    }

    @Test("admins invite into their own teams, managers into all, nobody into another organization's")
    func teams() {
        #expect(problem(.member, into: [People.ours], by: People.browser(.admin)) == nil)
        #expect(problem(.member, into: [People.theirs], by: People.browser(.admin)) == .teamOutOfReach)
        #expect(problem(.member, into: [People.ours, People.theirs], by: People.browser(.manager)) == nil)
        #expect(problem(.member, into: [TeamID(rawValue: 99)], by: People.browser(.owner)) == .teamOutOfReach)
    }

    @Test("strangers, nobody and tokens without the scope invite nobody")
    func strangers() {
        #expect(problem(.member, by: .nobody) == .mayNotInvite)
        #expect(problem(.member, by: .user(People.access(.owner, in: People.elsewhere))) == .mayNotInvite)
        #expect(problem(.member, by: People.userToken(.owner, .memberRead)) == .mayNotInvite)
        #expect(problem(.member, by: People.userToken(.owner, .memberInvite)) == nil)
        #expect(problem(.owner, by: People.organizationToken(.memberInvite)) == .roleAboveOwn)
    }

    private func invite(_ role: Role = .member, email: String? = nil, acceptedAt: Timestamp? = nil) -> Invite {
        Invite(
            id: InviteID(rawValue: 1), organizationID: People.home, role: role, teams: [], email: email,
            invitedBy: UserID(rawValue: 1), createdAt: People.now,
            expiresAt: People.now.adding(seconds: LinkLifetime.invite), acceptedAt: acceptedAt)
    }

    private func dead(_ invite: Invite, inviter: Role? = .owner, after seconds: Int64 = 0) -> InviteRules.Dead? {
        InviteRules.dead(invite, inviter: inviter, email: "Kim@example.com", at: People.now.adding(seconds: seconds))
    }

    @Test("an invitation is good once, for a week")
    func lifetime() {
        #expect(dead(invite()) == nil)
        #expect(dead(invite(), after: LinkLifetime.invite - 1) == nil)
        #expect(dead(invite(), after: LinkLifetime.invite) == .expired)
        #expect(dead(invite(acceptedAt: People.now)) == .used)
    }

    @Test("one for an address lets in only that address")
    func address() {
        #expect(dead(invite(email: "kim@example.com")) == nil)
        #expect(dead(invite(email: "lee@example.com")) == .otherAddress)
    }

    @Test("it is worth no more than whoever made it is now")
    func inviter() {
        #expect(dead(invite(.manager), inviter: .manager) == nil)
        #expect(dead(invite(.manager), inviter: .admin) == .inviterOutranked)
        #expect(dead(invite(.member), inviter: .member) == .inviterOutranked)
        #expect(dead(invite(.member), inviter: nil) == .inviterOutranked)
    }
}

@Suite("Password resets")
struct PasswordResetRulesTests {
    private func reset(usedAt: Timestamp? = nil) -> PasswordReset {
        PasswordReset(
            id: PasswordResetID(rawValue: 1), userID: UserID(rawValue: 1), createdBy: nil, createdAt: People.now,
            expiresAt: People.now.adding(seconds: LinkLifetime.passwordResetByMail), usedAt: usedAt)
    }

    @Test("work once, for an hour, for active users")
    func lifetime() {
        #expect(PasswordResetRules.dead(reset(), isActive: true, at: People.now) == nil)
        #expect(PasswordResetRules.dead(reset(), isActive: true, at: People.now.adding(seconds: 3600)) == .expired)
        #expect(PasswordResetRules.dead(reset(usedAt: People.now), isActive: true, at: People.now) == .used)
        #expect(PasswordResetRules.dead(reset(), isActive: false, at: People.now) == .inactive)
    }
}

@Suite("Passwords")
struct PasswordRulesTests {
    private let personal = ["kim.minjun@example.com", "Kim Minjun", "Acme"]

    @Test(
        "what is long and not guessed at once is fine, whatever it is made of",
        arguments: [
            "correct horse battery", "vierundzwanzig Enten", "오늘 점심은 김치찌개입니다", "x7#Qm2!pLw", "ㅁㄴㅇㄹ 바나나 우유 커피",
            "the quick brown fox", "passwords are hard to choose",
        ])
    func good(password: String) { #expect(PasswordRules.problem(with: password, personal: personal) == nil) }

    @Test(
        "others say why not",
        arguments: [
            ("", .tooShort), ("short", .tooShort), ("ninechars", .tooShort), ("비밀번호입니다", .tooShort),
            (String(repeating: "ab3 ", count: 300), .tooLong), ("Password123", .common), ("P@ssw0rd2026!", .common),
            ("1234567890", .common), ("qwertyuiop", .common), ("Welcome2026!!", .common), ("Changeme!!", .common),
            ("1q2w3e4r5t", .common), ("dkssudgktpdy1", .common), ("aaaaaaaaaaaa", .simple), ("ababababab", .simple),
            ("abcdefghijk", .simple), ("lkjhgfdsapoi", .simple), ("45678901234", .simple),
            ("kim.minjun@example.com", .personal), ("minjun20261", .personal), ("Culprit2026", .personal),
            ("!!minjun!!", .personal),
        ] as [(String, PasswordRules.Problem)])
    func bad(password: String, problem: PasswordRules.Problem) {
        #expect(PasswordRules.problem(with: password, personal: personal) == problem)
    }

    @Test("length is bounded before anything else is done")
    func bounded() {
        #expect(PasswordRules.problem(with: String(repeating: "가", count: 1_000_000)) == .tooLong)
        #expect(PasswordRules.problem(with: String(repeating: "xy z1", count: 204)) != .tooLong)
    }
}
