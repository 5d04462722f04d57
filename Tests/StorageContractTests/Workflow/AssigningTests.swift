import SentryProtocol
import Storage
import Testing

@Suite("Assigning, priorities and marks")
struct AssigningTests {
    private let ada = UserID(rawValue: 3)
    private let actor = Actor.user(UserID(rawValue: 3))

    @Test(
        "an issue is assigned to somebody, to a team, to nobody; all of it is remembered",
        arguments: EngineUnderTest.all)
    func assigns(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let issue = try await store.onlyIssue().id
            let user = try await store.createUser(
                email: "ada@example.com", name: "Ada", role: .member, passwordHash: "", at: Sample.noon)
            for assignee in [.user(user.id), .team(TeamID(rawValue: 7)), nil] as [Assignee?] {
                #expect(try await store.apply(.assign(assignee), to: [issue], by: actor, at: Sample.noon) == [issue])
                #expect(try await store.issue(issue)?.workflow.assignee == assignee)
            }
            let activities = try await store.activities(of: issue, limit: 10)
            #expect(activities.map(\.type) == ["unassigned", "assigned", "assigned"])
            #expect(activities[1].data == #"{"assignee":"7","assigneeType":"team"}"#)
            #expect(
                activities[2].data
                    == #"{"assignee":"\#(user.id.rawValue)","assigneeEmail":"ada@example.com","assigneeType":"user"}"#)
        }
    }

    @Test("the same assignee again changes nothing", arguments: EngineUnderTest.all)
    func assignsOnce(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let issue = try await store.onlyIssue().id
            let first = try await store.change([issue], by: [.assign(.user(ada))], actor: actor, at: Sample.noon)
            let second = try await store.change([issue], by: [.assign(.user(ada))], actor: actor, at: Sample.noon)
            #expect(first.changed == 1)
            #expect(second == WorkflowChange(id: nil, found: [issue], changed: 0))
            #expect(try await store.activities(of: issue, limit: 10).count == 1)
        }
    }

    @Test("searches find what is assigned to whom, and to nobody", arguments: EngineUnderTest.all)
    func searches(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            for number in 1...3 {
                _ = try await store.commit(
                    Sample.batch(Sample.event(number, in: ["h\(number)"], value: "v\(number)")))
            }
            let issues = try await store.issues(matching: IssueQuery(projects: [Sample.project])).rows
            func issue(_ value: String) throws -> IssueID {
                try #require(issues.first { $0.metadata.value == value }).id
            }
            let team = Team(
                id: TeamID(rawValue: 7), organizationID: OrganizationID(rawValue: 1), slug: "devs", name: "Devs",
                createdAt: Sample.noon)
            let user = User(
                id: ada, email: "ada@example.com", name: "Ada", role: .member, isActive: true, createdAt: Sample.noon)
            let book = AssigneeBook(users: [user], teams: [team], viewer: ada, viewerTeams: [team.id])
            _ = try await store.apply(.assign(.user(ada)), to: [issue("v1")], by: actor, at: Sample.noon)
            _ = try await store.apply(.assign(.team(team.id)), to: [issue("v2")], by: actor, at: Sample.noon)
            try await store.mark([issue("v3")], for: ada, MarkChange(isBookmarked: true), at: Sample.noon)
            let questions: [(String, Set<String>)] = [
                ("assigned:me", ["v1"]), ("assigned:my_teams", ["v2"]), ("assigned:none", ["v3"]),
                ("assigned:#devs", ["v2"]), ("assigned:ada@example.com", ["v1"]),
                ("assigned:[me, none]", ["v1", "v3"]),
                ("!assigned:me", ["v2", "v3"]), ("assigned:nobody@example.com", []), ("is:assigned", ["v1", "v2"]),
                ("is:unassigned", ["v3"]), ("bookmarks:me", ["v3"]), ("subscribed:me", ["v1", "v3"]),
            ]
            for (text, found) in questions {
                let search = try SearchQuery(parsing: text).naming(book)
                let titles = try await store.titles(IssueQuery(projects: [Sample.project], search: search))
                #expect(Set(titles) == found, "\(text)")
            }
        }
    }

    @Test("a priority that somebody chose stays, whatever events suggest", arguments: EngineUnderTest.all)
    func priority(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let issue = try await store.onlyIssue().id
            #expect(try await store.onlyIssue().priority == .medium)
            _ = try await store.apply(.setPriority(.low), to: [issue], by: actor, at: Sample.noon)
            _ = try await store.commit(Sample.batch(Sample.event(2, level: .fatal)))
            #expect(try await store.onlyIssue().priority == .low)
            let low = IssueQuery(projects: [Sample.project], search: try SearchQuery(parsing: "issue.priority:low"))
            let high = IssueQuery(projects: [Sample.project], search: try SearchQuery(parsing: "issue.priority:high"))
            #expect(try await store.issueIDs(matching: low, upTo: 10) == [issue])
            #expect(try await store.issueIDs(matching: high, upTo: 10).isEmpty)
            #expect(try await store.activities(of: issue, limit: 1)[0].data == #"{"priority":"low"}"#)
            _ = try await store.apply(.setPriority(nil), to: [issue], by: actor, at: Sample.noon)
            #expect(try await store.onlyIssue().priority == .high)
        }
    }

    @Test(
        "marks are one's own; whoever acts on an issue is subscribed unless they chose not to",
        arguments: EngineUnderTest.all)
    func marks(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let issue = try await store.onlyIssue().id
            let bob = UserID(rawValue: 4)
            try await store.mark(
                [issue, IssueID(rawValue: 99)], for: ada, MarkChange(isBookmarked: true, hasSeen: true), at: Sample.noon
            )
            try await store.mark([issue], for: bob, MarkChange(isSubscribed: false), at: Sample.noon)
            _ = try await store.addComment("me too", to: issue, by: .user(bob), at: Sample.noon)
            let marks = try #require(try await store.marks(of: [issue], for: ada)[issue])
            #expect(marks.isBookmarked && marks.isSubscribed == true && marks.seenAt == Sample.noon)
            #expect(marks.reason == "bookmark")
            #expect(try await store.marks(of: [issue], for: bob)[issue]?.isSubscribed == false)
            #expect(try await store.marks(of: [issue], for: UserID(rawValue: 5)).isEmpty)
            let audience = try await store.audience(of: issue)
            #expect(audience.participants == [ada])
            #expect(audience.seenBy.map(\.user) == [ada])
            try await store.mark([issue], for: ada, MarkChange(isBookmarked: false, hasSeen: false), at: Sample.noon)
            #expect(try await store.audience(of: issue).seenBy.isEmpty)
        }
    }
}

@Suite("Comments and saved searches")
struct CommentTests {
    private let actor = Actor.user(UserID(rawValue: 3))

    @Test("comments are written, changed and deleted by their authors alone", arguments: EngineUnderTest.all)
    func comments(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let issue = try await store.onlyIssue().id
            let comment = try await store.addComment("<b>\"same\" here</b>", to: issue, by: actor, at: Sample.noon)
            #expect(comment.data == #"{"text":"<b>\"same\" here</b>"}"#)
            #expect(try await store.onlyIssue().workflow.commentCount == 1)
            let other = UserID(rawValue: 8)
            #expect(try await store.updateComment(comment.id, of: issue, to: "no", by: other) == nil)
            #expect(try await !store.deleteComment(comment.id, of: issue, by: other))
            #expect(try await !store.deleteComment(comment.id, of: IssueID(rawValue: 77), by: nil))
            let changed = try await store.updateComment(comment.id, of: issue, to: "yes", by: UserID(rawValue: 3))
            #expect(changed?.data == #"{"text":"yes"}"#)
            #expect(try await store.comments(of: issue, limit: 5).map(\.id) == [comment.id])
            #expect(try await store.deleteComment(comment.id, of: issue, by: UserID(rawValue: 3)))
            #expect(try await !store.deleteComment(comment.id, of: issue, by: nil))
            #expect(try await store.onlyIssue().workflow.commentCount == 0)
        }
    }

    @Test(
        "nobody says the same twice within an hour, nor of an issue that is not there", arguments: EngineUnderTest.all)
    func repetition(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let issue = try await store.onlyIssue().id
            _ = try await store.addComment("hm", to: issue, by: actor, at: Sample.noon)
            await #expect(throws: CommentError.duplicate) {
                _ = try await store.addComment("hm", to: issue, by: actor, at: Sample.noon.adding(seconds: 3_000))
            }
            _ = try await store.addComment("hm", to: issue, by: .user(UserID(rawValue: 4)), at: Sample.noon)
            _ = try await store.addComment("hm", to: issue, by: actor, at: Sample.noon.adding(seconds: 3_601))
            await #expect(throws: CommentError.noSuchIssue) {
                _ = try await store.addComment("hm", to: IssueID(rawValue: 99), by: actor, at: Sample.noon)
            }
        }
    }

    @Test("a comment of a merged issue is found in the one that it is part of", arguments: EngineUnderTest.all)
    func merged(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(
                Sample.batch(Sample.event(1), Sample.event(2, in: ["b"]), Sample.event(3, in: ["b"])))
            let issues = try await store.issues(matching: IssueQuery(projects: [Sample.project])).rows
            let small = try #require(issues.first { $0.timesSeen == 1 }).id
            let large = try #require(issues.first { $0.timesSeen == 2 }).id
            _ = try await store.addComment("small", to: small, by: actor, at: Sample.noon)
            _ = try await store.merge([small, large], into: large, by: actor, at: Sample.noon)
            #expect(try await store.comments(of: large, limit: 5).count == 1)
            _ = try await store.addComment("to the old number", to: small, by: actor, at: Sample.noon)
            #expect(try await store.onlyIssue().workflow.commentCount == 2)
        }
    }

    @Test("searches are one's own or everybody's", arguments: EngineUnderTest.all)
    func searches(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let shop = try await store.makeShop()
            let (ada, bob) = (UserID(rawValue: 3), UserID(rawValue: 4))
            func search(_ name: String, _ owner: UserID, shared: Bool) -> SavedSearch {
                SavedSearch(
                    id: 0, organizationID: shop.organizationID, ownerID: owner, name: name, query: "is:new",
                    sort: .events, isShared: shared, createdAt: Sample.noon)
            }
            var mine = try await store.save(search("Mine", ada, shared: false))
            let ours = try await store.save(search("Ours", ada, shared: true))
            #expect(try await store.savedSearches(of: shop.organizationID, for: ada) == [mine, ours])
            #expect(try await store.savedSearches(of: shop.organizationID, for: bob) == [ours])
            #expect(try await store.savedSearches(of: OrganizationID(rawValue: 9), for: ada).isEmpty)
            mine.name = "Zuletzt"
            #expect(try await store.update(mine))
            #expect(try await store.savedSearches(of: shop.organizationID, for: ada) == [ours, mine])
            #expect(try await !store.deleteSavedSearch(ours.id, of: OrganizationID(rawValue: 9)))
            #expect(try await store.deleteSavedSearch(ours.id, of: shop.organizationID))
            for number in 0..<WorkflowLimits.searchesMax {
                _ = try await store.save(search("\(number)", bob, shared: false))
            }
            await #expect(throws: SavedSearchError.tooMany) {
                _ = try await store.save(search("one more", bob, shared: false))
            }
        }
    }
}
