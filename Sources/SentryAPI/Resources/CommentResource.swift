import SentryProtocol
import Storage

/// What people say about an issue: entries of its history that can be changed (web-api.md §2.6.5).
enum CommentResource {
    static let endpoints = ["notes", "comments"].flatMap { name in
        Endpoint.ofIssue(name, .get(do: list), .post(do: add))
            + Endpoint.ofIssue(name + "/{note}", .put(do: change), .delete(do: delete))
    }

    private static let listMax = 1_000

    private static func list(_ call: Call) async throws -> APIResponse {
        let issue = try await call.issue().issue
        let comments = try await call.storage.comments(of: issue.id, limit: listMax)
        let users = try await call.usersByID()
        return try call.list(comments) { ActivityJSON($1, users).encode(into: &$0) }
    }

    private static func add(_ call: Call) async throws -> APIResponse {
        let issue = try await call.issue().issue
        let text = try text(call)
        do {
            let comment = try await call.storage.addComment(
                text, to: issue.id, by: call.caller?.actor ?? .system, at: call.now)
            return try await answer(call, comment, status: 201)
        } catch CommentError.duplicate {
            throw APIFailure.badSearch("You have already posted that comment.")
        } catch CommentError.noSuchIssue {
            throw APIFailure.notFound
        }
    }

    /// Only their authors change comments; a token that belongs to nobody has written none.
    private static func change(_ call: Call) async throws -> APIResponse {
        let issue = try await call.issue().issue
        let text = try text(call)
        guard let user = call.caller?.user, let id = Int64(call.parameter("note")),
            let comment = try await call.storage.updateComment(id, of: issue.id, to: text, by: user.id)
        else { throw APIFailure.notFound }
        return try await answer(call, comment, status: 200)
    }

    private static func delete(_ call: Call) async throws -> APIResponse {
        let issue = try await call.issue().issue
        guard let user = call.caller?.user, let id = Int64(call.parameter("note")),
            try await call.storage.deleteComment(id, of: issue.id, by: user.id)
        else { throw APIFailure.notFound }
        return .noContent
    }

    private static func text(_ call: Call) throws -> String {
        var body = BodyReader(try call.bodyObject())
        let text = body.string("text", max: WorkflowLimits.commentBytesMax)
        try body.check()
        guard let text else { throw APIFailure.badField("text", "This field is required.") }
        guard !text.trimmed.isEmpty else { throw APIFailure.badField("text", "This field may not be blank.") }
        return text.trimmed
    }

    private static func answer(_ call: Call, _ comment: Activity, status: Int) async throws -> APIResponse {
        let entry = ActivityJSON(comment, try await call.usersByID())
        return .json(status) { entry.encode(into: &$0) }
    }
}
