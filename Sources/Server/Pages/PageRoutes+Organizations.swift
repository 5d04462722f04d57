import Access
import HTTPTypes
import Hummingbird
import Pages
import SentryProtocol
import Storage

/// `/settings/organization/` and `/settings/organizations/…`: names, new ones, and which one a browser shows.
extension PageRoutes {
    func organization(_ visit: Visit) async throws -> Response {
        guard let home = try await storage.organizations().first(where: { $0.id == visit.organization }) else {
            throw PageFailure.notFound
        }
        guard visit.isPost else { return try await organizationPage(visit, home, name: home.name, slug: home.slug) }
        let form = try await form(visit)
        let (name, slug) = (String(form[AccountField.name].prefix(128)), form[AccountField.slug])
        func refuse(_ problem: PeopleProblem) async throws -> Response {
            try await organizationPage(visit, home, name: name, slug: String(slug.prefix(100)), problem)
        }
        guard !name.allSatisfy(\.isWhitespace) else { return try await refuse(.nameMissing) }
        do {
            let changed = try await people.updateOrganization(home.id, slug: slug, name: name)
            guard let changed else { throw PageFailure.notFound }
            var change = AuditChange()
            change.note("name", from: .text(home.name), to: .text(changed.name))
            change.note("slug", from: .text(home.slug), to: .text(changed.slug))
            await note(visit, .organizationChange, changed, change)
            return redirect(to: AccountLink.organization.path, with: .people(.saved))
        } catch PeopleError.badSlug {
            return try await refuse(.badSlug)
        } catch PeopleError.taken {
            return try await refuse(.organizationTaken)
        }
    }

    private func organizationPage(
        _ visit: Visit, _ home: Organization, name: String, slug: String, _ problem: PeopleProblem? = nil
    ) async throws -> Response {
        let model = OrganizationModel(
            settings: try await settingsFrame(visit, problem), name: name, slug: slug,
            mayChange: may(visit, .organizationWrite, .organization(home.id)),
            mayCreate: may(visit, .organizationCreate, .installation))
        return page(Pages.organizationPage(model), status: Self.status(of: problem), visit)
    }

    /// Whoever makes it owns it, and goes there.
    func newOrganization(_ visit: Visit) async throws -> Response {
        let form = try await visit.isPost ? form(visit) : nil
        let name = String((form?[AccountField.name] ?? "").prefix(128))
        let slug = form?[AccountField.slug] ?? ""
        func show(_ problem: PeopleProblem?) async throws -> Response {
            page(
                newOrganizationPage(
                    try await settingsFrame(visit, problem), name: name, slug: String(slug.prefix(100))),
                status: Self.status(of: problem), visit)
        }
        guard form != nil else { return try await show(nil) }
        guard !name.allSatisfy(\.isWhitespace) else { return try await show(.nameMissing) }
        do {
            let made = try await people.createOrganization(
                slug: slug, name: name, owner: try user(of: visit).id, at: visit.now)
            await note(visit, .organizationCreate, made)
            return goTo(made.id, AccountLink.organization.path)
        } catch PeopleError.badSlug {
            return try await show(.badSlug)
        } catch PeopleError.taken {
            return try await show(.organizationTaken)
        }
    }

    /// A browser remembers which of somebody's organizations it shows; nothing else changes.
    func switchOrganization(_ visit: Visit) async throws -> Response {
        guard visit.isPost else { throw PageFailure.methodNotAllowed }
        let number = Int64(try await form(visit)[AccountField.number]).map { OrganizationID(rawValue: $0) }
        guard let number, visit.caller.access?.memberships.contains(where: { $0.organizationID == number }) == true
        else { throw PageFailure.notFound }
        audit.nothingWritten()
        return goTo(number, Link.issueActions.path)
    }

    private func goTo(_ organization: OrganizationID, _ path: String) -> Response {
        var response = redirect(to: path)
        set(Cookies.organization, String(organization.rawValue), secondsMax: Self.choiceSecondsMax, &response)
        return response
    }

    private static let choiceSecondsMax = 365 * 86_400

    private func note(
        _ visit: Visit, _ event: AuditEvent, _ organization: Organization, _ change: AuditChange = AuditChange()
    ) async {
        await audit.note(
            visit.entry(
                event, to: AuditTarget(kind: "organization", id: organization.slug, name: organization.name),
                in: organization.id, change: change))
    }
}

extension Caller {
    /// The same with this organization as the one that pages are about; unchanged when it is none of theirs.
    func at(_ organization: OrganizationID?) -> Caller {
        guard case .user(var access) = self,
            let index = access.memberships.firstIndex(where: { $0.organizationID == organization })
        else { return self }
        access.memberships.insert(access.memberships.remove(at: index), at: 0)
        return .user(access)
    }
}

extension AccessGate {
    /// The caller in the organization that the path is about: what is named there may belong to another one of theirs
    /// than the one that the browser shows. Beside them the issue that the path names, if it had to be looked up.
    func placed(_ caller: Caller, _ path: [String]) async throws -> (Caller, IssueSummary?) {
        guard let access = caller.access, access.memberships.count > 1, path.count > 1 else { return (caller, nil) }
        switch path[0] {
        case "issues" where !Self.partsOfTheList.contains(path[1]):
            guard let issue = try await issue(path[1], for: caller) else { return (caller, nil) }
            let home = try await storage.projects().first { $0.id == issue.projectID }?.organizationID
            return (caller.at(home), issue)
        case "projects":
            let named = try await storage.projects().filter { $0.slug == path[1] }.map(\.organizationID)
            if let home = caller.home, named.contains(home) { return (caller, nil) }
            return (caller.at(access.memberships.map(\.organizationID).first(where: named.contains)), nil)
        case "settings" where path.count > 2 && path[1] == "teams":
            guard let number = Int64(path[2]) else { return (caller, nil) }
            return (caller.at(try await people.team(TeamID(rawValue: number))?.organizationID), nil)
        default: return (caller, nil)
        }
    }
}
