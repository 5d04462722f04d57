import SentryProtocol
import Storage

/// The hashes of an issue, and taking some of them out of it (web-api.md §2.6.5).
enum HashesResource {
    static let endpoints = Endpoint.ofIssue(
        "hashes", .get(do: list), .put(do: unmerge), .delete(do: unmerge))

    /// More hashes than this are not listed.
    private static let hashesMax = 1_000

    /// Each hash with the newest event that it decided; hashes without one among the newest `IssueHash.eventsMax` of the
    /// issue are left out, as clients read `latestEvent`.
    private static func list(_ call: Call) async throws -> APIResponse {
        let place = try await call.issue()
        let request = try call.pageRequest()
        let isFull = !["0", "false"].contains(call.request.value(of: "full") ?? "")
        let hashes = try await call.storage.hashes(of: place.issue.id, limit: hashesMax).filter {
            $0.latestEvent != nil
        }
        let page = call.page(of: hashes, request)
        var rows: [(hash: String, event: EventJSON)] = []
        for entry in page.rows {
            guard let id = entry.latestEvent, let stored = try await call.storage.event(id, in: place.project.id) else {
                continue
            }
            rows.append((entry.hash, try call.json(of: stored, in: place.project)))
        }
        let answered = Page(rows: rows, previous: page.previous, next: page.next)
        return call.list(answered, request) { writer, row in
            writer.object {
                $0.field("id", row.hash)
                $0.key("latestEvent")
                if isFull { row.event.encodeFull(into: &$0) } else { row.event.encodeSimple(into: &$0) }
                $0.field("mergedBySeer", false)
            }
        }
    }

    /// Takes the hashes that `id` lists out of the issue; the answer comes before it is done, as Sentry's does. Naming no hash of the issue does nothing.
    private static func unmerge(_ call: Call) async throws -> APIResponse {
        let place = try await call.issue()
        let issue = place.issue.id
        var wanted = Set(call.request.values(of: "id").map { $0.lowercased() })
        guard !wanted.isEmpty else { return APIResponse(status: 200) }
        let known = try await call.storage.known(wanted.sorted(), in: place.project.id)
        wanted = wanted.filter { known[$0]?.issueID == issue }
        guard !wanted.isEmpty else { return APIResponse(status: 200) }
        do {
            _ = try await call.storage.unmerge(
                wanted.sorted(), of: issue, by: call.caller?.actor ?? .system, at: call.now)
        } catch let error as MergeError {
            throw APIFailure(error)
        }
        return APIResponse(status: 202)
    }
}

extension APIFailure {
    /// Why nothing was merged or taken apart.
    init(_ error: MergeError) {
        self =
            switch error {
            case .tooFew: .notMerged("At least two different issues are needed for a merge.")
            case .unlike: .notMerged("Only issues of one project and one type can be merged.")
            case .unknownHashes(let hashes): .notMerged("Not of this issue: " + hashes.joined(separator: ", "))
            case .nothingLeft: .notMerged("An issue must keep a hash.")
            case .busy: .unavailable("Events of this issue are being moved.", retryAfter: 5)
            }
    }
}
