import Access
import SQLiteStorage
import SentryProtocol
import Storage
import Testing

@testable import Server

/// Everybody of `AccessMatrix`, in a real store: `acme` with teams and projects, another organization, and a third one
/// where strangers and operators come from.
private struct Neighbourhood {
    let engine: SQLiteEngine
    let gate: AccessGate
    var callers: [AccessMatrix.Person: Caller] = [:]
    var projects: [AccessMatrix.Position: Project] = [:]
    var issues: [AccessMatrix.Position: IssueSummary] = [:]
    var teams: [AccessMatrix.Position: Team] = [:]
    var members: [AccessMatrix.Position: Member] = [:]
    static let now = Timestamp(seconds: 1_795_435_200)

    init(_ folder: String) async throws {
        engine = try SQLiteEngine.open(
            SQLiteConfiguration(dataDirectory: folder, now: { Self.now }, decodeBody: { bytes, _ in bytes }))
        gate = AccessGate(storage: engine, people: engine)
        let now = Self.now
        let acme = try await engine.createOrganization(slug: "acme", name: "Acme", at: now).id
        let other = try await engine.createOrganization(slug: "other", name: "Other", at: now).id
        let third = try await engine.createOrganization(slug: "third", name: "Third", at: now).id
        teams[.ownTeam] = try await engine.createTeam(slug: "own", name: "", in: acme, at: now)
        teams[.otherTeam] = try await engine.createTeam(slug: "their", name: "", in: acme, at: now)
        teams[.otherOrganization] = try await engine.createTeam(slug: "far", name: "", in: other, at: now)
        for (number, position) in AccessMatrix.Position.allCases.enumerated() {
            let home = position == .otherOrganization ? other : acme
            let (project, _) = try await engine.createProject(
                slug: "project-\(number)", name: "", platform: nil, in: home,
                key: NewKey(publicKey: String(repeating: "\(number)", count: 32), secretKey: "", label: ""), at: now)
            if let team = teams[position] { _ = try await engine.assign(team.id, to: project.id) }
            projects[position] = project
            issues[position] = try await makeIssue(number, in: project)
            let user = try await engine.createAccount(
                email: "target\(number)@example.com", name: "", passwordHash: "", at: now)
            try await engine.setRole(.member, of: user.id, in: home, at: now)
            members[position] = try await engine.member(user.id, of: home)
        }
        for person in AccessMatrix.Person.allCases where person != .nobody {
            let user = try await engine.createAccount(
                email: "\(person.rawValue)@example.com", name: "", passwordHash: "", at: now)
            try await engine.setRole(person.role ?? .owner, of: user.id, in: person.role == nil ? third : acme, at: now)
            if person == .operator { try await engine.setOperator(true, user: user.id) }
            if person.role != nil, let team = teams[.ownTeam] {
                _ = try await engine.addMember(user.id, to: team.id, at: now)
            }
            callers[person] = .user(try #require(try await engine.access(of: user.id)))
        }
    }

    private func makeIssue(_ number: Int, in project: Project) async throws -> IssueSummary {
        var event = Event()
        event.id = EventID(high: 1, low: UInt64(number + 1))
        event.type = .error
        (event.occurredAt, event.receivedAt) = (Self.now, Self.now)
        (event.platform, event.title, event.culprit, event.level) = ("other", "Boom", "", .error)
        event.hashes = [String(repeating: "\(number)", count: 32)]
        var batch = IngestBatch(projectID: project.id)
        batch.events = [EventRow(facts: try #require(EventFacts(event)), body: event.encoded())]
        let stored = batch
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            engine.commit(stored) { done.resume(with: $0.map { _ in }.mapError { $0 as any Error }) }
        }
        // Counters follow commits; on a busy machine by a moment.
        for _ in 0..<250 {
            let page = try await engine.issues(matching: IssueQuery(projects: [project.id]))
            if let issue = page.rows.first { return issue }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw CommitError.unavailable(reason: "the event was not counted")
    }

    /// What `AccessTable` is asked about when a path names something there.
    func target(of rule: RouteRule, _ place: Place, at position: AccessMatrix.Position, by caller: Caller) -> Target? {
        let isNamed = rule.pattern.description.contains("{}")
        switch place {
        case .installation: return .installation
        case .account: return .account(caller.access?.user.id ?? UserID(rawValue: 0))
        case .organization: return caller.home.map { .organization($0) }
        case .member: return members[position].map { .member($0) }
        case .team:
            guard isNamed else { return caller.home.map { .organization($0) } }
            return teams[position].map { .team($0.id, of: $0.organizationID) }
        case .project:
            let path = rule.pattern.description
            guard path.contains("/projects/{}") || path.contains("/issues/{}") && !path.contains("/{}/issues") else {
                return caller.home.map { .project(of: $0, teams: []) }
            }
            return projects[position].map {
                .project(of: $0.organizationID, teams: Set([teams[position]?.id].compactMap { $0 }))
            }
        }
    }

    func path(of rule: RouteRule, at position: AccessMatrix.Position) -> [String] {
        rule.pattern.path { before in
            switch before.last {
            case "issues": String(issues[position]?.id.rawValue ?? 0)
            case "projects": projects[position]?.slug ?? ""
            case "teams": String(teams[position]?.id.rawValue ?? 0)
            case "members": String(members[position]?.user.id.rawValue ?? 0)
            default: "1"
            }
        }
    }
}

@Suite("Every page asks the table")
struct AccessGateTests {
    @Test("each route of the pages decides as the table does, for everybody and everything")
    func matrix() async throws {
        let folder = try TemporaryFolder()
        let town = try await Neighbourhood(folder.path)
        var cells = 0
        for rule in AccessRoutes.rules {
            guard case .action(let action) = rule.need, !rule.pattern.description.contains(" /api/") else { continue }
            let place = AccessTable.rule(for: action).place
            for (person, caller) in town.callers {
                for position in AccessMatrix.Position.allCases {
                    guard let target = town.target(of: rule, place, at: position, by: caller) else { continue }
                    let path = town.path(of: rule, at: position)
                    let expected = AccessTable.decide(caller, action, on: target)
                    let answer = await decision(town.gate, caller, action, path)
                    #expect(answer == status(expected), "\(rule.pattern) by \(person.rawValue), \(position.rawValue)")
                    cells += 1
                }
            }
        }
        print("Access: \(cells) questions to the routes of the pages, all answered as the table has it")
        #expect(cells > 1_000)
        await town.engine.close()
    }

    @Test("a form that names another team's or organization's issue is refused as a whole")
    func forms() async throws {
        let folder = try TemporaryFolder()
        let town = try await Neighbourhood(folder.path)
        let member = try #require(town.callers[.member])
        func answer(_ issues: [AccessMatrix.Position], action: String = "resolve") async -> Int {
            let ids = issues.compactMap { town.issues[$0]?.id.rawValue }
            let form = FormBody(text: ids.map { "issue=\($0)" }.joined(separator: "&") + "&action=\(action)")
            return await decision(town.gate, member, .issueWrite, ["issues"], form)
        }
        #expect(await answer([.ownTeam, .noTeam]) == 200)
        #expect(await answer([.ownTeam, .otherTeam]) == 403)
        #expect(await answer([.ownTeam, .otherOrganization]) == 404)
        #expect(await answer([.ownTeam], action: "merge") == 200)
        #expect(await answer([.ownTeam], action: "delete") == 403)
        #expect(await answer([.otherTeam], action: "bookmark") == 200)
        #expect(await answer([.otherOrganization], action: "bookmark") == 404)
        await town.engine.close()
    }

    @Test("deleting listed issues takes that each of them is one's own to delete")
    func deleting() async throws {
        let folder = try TemporaryFolder()
        let town = try await Neighbourhood(folder.path)
        func answer(_ person: AccessMatrix.Person, _ issues: [AccessMatrix.Position]) async throws -> Int {
            let caller = try #require(town.callers[person])
            let ids = issues.compactMap { town.issues[$0]?.id.rawValue }
            let form = FormBody(text: ids.map { "issue=\($0)" }.joined(separator: "&"))
            return await decision(town.gate, caller, .issueDelete, ["issues", "delete"], form)
        }
        #expect(try await answer(.member, [.ownTeam]) == 403)
        #expect(try await answer(.admin, [.ownTeam, .noTeam]) == 200)
        #expect(try await answer(.admin, [.ownTeam, .otherTeam]) == 403)
        #expect(try await answer(.owner, [.ownTeam, .otherTeam]) == 200)
        #expect(try await answer(.owner, [.ownTeam, .otherOrganization]) == 404)
        await town.engine.close()
    }

    @Test("of all that match, those are reached that the visitor may change")
    func reachable() async throws {
        let folder = try TemporaryFolder()
        let town = try await Neighbourhood(folder.path)
        let all = try await town.engine.projects()
        for (person, action, positions) in [
            (AccessMatrix.Person.member, Action.issueWrite, [AccessMatrix.Position.ownTeam, .noTeam]),
            (.member, .issueDelete, []), (.admin, .issueDelete, [.ownTeam, .noTeam]),
            (.manager, .issueDelete, [.ownTeam, .otherTeam, .noTeam]),
        ] {
            let caller = try #require(town.callers[person])
            let reached = try await town.gate.reachable(all, by: caller, to: action)
            #expect(Set(reached.map(\.id)) == Set(positions.compactMap { town.projects[$0]?.id }), "\(person)")
        }
        await town.engine.close()
    }

    @Test(
        "the pressed button says what a form of settings does",
        arguments: [
            ("save", Action.projectWrite), ("archive", .projectArchive), ("unarchive", .projectArchive),
            ("delete", .projectDelete),
        ])
    func buttons(name: String, action: Action) {
        #expect(AccessGate.refined(.projectWrite, by: FormBody(text: "action=\(name)")) == action)
    }

    @Test("a path that is not in the inventory does not exist, and an unknown method is named as such")
    func unknown() async throws {
        let folder = try TemporaryFolder()
        let town = try await Neighbourhood(folder.path)
        #expect(throws: PageFailure.notFound) { try town.gate.need(of: "GET", ["secrets"]) }
        #expect(throws: PageFailure.methodNotAllowed) { try town.gate.need(of: "POST", ["settings", "audit"]) }
        await town.engine.close()
    }

    private func decision(
        _ gate: AccessGate, _ caller: Caller, _ action: Action, _ path: [String], _ form: FormBody? = nil
    ) async -> Int {
        do {
            try await gate.admit(caller, action, path, form: form)
            return 200
        } catch PageFailure.notFound {
            return 404
        } catch PageFailure.forbidden {
            return 403
        } catch {
            return 500
        }
    }

    private func status(_ decision: Decision) -> Int {
        switch decision {
        case .allowed: 200
        case .refused(let refused): refused.status
        }
    }
}
