import Access
import HTTPTypes
import Hummingbird
import Pages
import Regrouping
import SQLiteStorage
import Scrubbing
import SentryProtocol
import Storage

/// `/projects/<slug>/settings/`: names, keys, and what is masked, dropped, limited and kept.
extension PageRoutes {
    /// Pages below `/projects/<slug>/settings/`; `rest` is what follows.
    func projectSettings(_ visit: Visit, slug: String, _ rest: [String]) async throws -> Response {
        let projects = try await visibleProjects(visit)
        guard let project = projects.first(where: { $0.slug == slug }),
            let section = SettingsSection(pathSegments: rest)
        else { throw PageFailure.notFound }
        guard visit.isRead || visit.isPost else { throw PageFailure.methodNotAllowed }
        let settings = try await storage.settings(of: project.id)
        var data = ProjectSettingsData(project: project, section: section, settings: settings)
        data.canChange = try await gate.may(visit.caller, section == .keys ? .keyWrite : .projectWrite, project)
        data.defaultDays = Dictionary(
            uniqueKeysWithValues: DataKind.allCases.map {
                ($0, RetentionPolicy(days: configuration.retentionDays).days(of: $0))
            })
        var change: (form: FormBody, action: SettingsAction)?
        if visit.isPost {
            let form = try await form(visit)
            guard let action = SettingsAction(rawValue: form[FieldName.action]) else { throw PageFailure.badRequest }
            change = (form, action)
        }
        let frame = frame(visit, projects: projects)
        switch section {
        case .general: return try await general(visit, &data, frame, change)
        case .keys: return try await keys(visit, &data, frame, change)
        case .privacy, .filters, .limits, .retention:
            return try await settingsForm(visit, &data, settings, frame, change)
        }
    }

    // MARK: Forms of settings

    private func settingsForm(
        _ visit: Visit, _ data: inout ProjectSettingsData, _ before: ProjectSettings, _ frame: FrameModel,
        _ change: (form: FormBody, action: SettingsAction)?
    ) async throws -> Response {
        guard let (form, action) = change else {
            return page(settingsFormPage(SettingsFormModel(frame: frame, data: data)), visit)
        }
        for name in data.section.names { data.texts[name] = form[name] }
        var after = before
        data.problems = after.set(formTexts: data.texts, of: data.section)
        do {
            try after.checkScrubbingRules()
        } catch {
            data.problems.append(SettingProblem(SettingWord.advancedRules.rawValue, .unfit(error.reason)))
        }
        guard data.problems.isEmpty else {
            return page(
                settingsFormPage(SettingsFormModel(frame: frame, data: data)), status: .unprocessableContent, visit)
        }
        let link = Link.projectSettings(projectSlug: data.project.slug, data.section)
        switch action {
        case .save:
            if after != before {
                try await storage.setSettings(after, of: data.project.id)
                await note(visit, .projectChange, data.project, AuditChange(from: before, to: after))
            } else {
                audit.nothingWritten()
            }
            return redirect(to: link.path, with: .settings(.saved))
        case .preview where data.section.hasPreview:
            data.preview = try await SettingsTrial(before: before, after: after).run(
                over: storage.newestEvents(
                    of: data.project.id, in: Period(lastDays: 90, before: visit.now),
                    limit: SettingsPreview.eventsMax))
            audit.nothingWritten()
            return page(settingsFormPage(SettingsFormModel(frame: frame, data: data)), visit)
        default: throw PageFailure.badRequest
        }
    }

    // MARK: General

    private func general(
        _ visit: Visit, _ data: inout ProjectSettingsData, _ frame: FrameModel,
        _ change: (form: FormBody, action: SettingsAction)?
    ) async throws -> Response {
        let project = data.project
        data.texts[FieldName.name] = project.name
        data.texts[SettingsField.slug] = project.slug
        data.texts[SettingsField.platform] = project.platform ?? ""
        guard let (form, action) = change else {
            return page(generalSettingsPage(GeneralSettingsModel(frame: frame, data: data)), visit)
        }
        let here = Link.projectSettings(projectSlug: project.slug, .general).path
        switch action {
        case .save: return try await rename(visit, &data, frame, form)
        case .archive, .unarchive:
            let isArchived = action == .archive
            _ = try await storage.updateProject(project.id, ProjectChange(isArchived: isArchived), at: visit.now)
            await note(visit, isArchived ? .projectArchive : .projectRestore, project)
            return redirect(to: here, with: .settings(isArchived ? .archived : .unarchived))
        case .delete:
            guard form[SettingsField.confirmation].trimmingBlanks == project.slug else {
                data.problems = [SettingProblem(SettingsField.confirmation, .confirmationWrong)]
                return page(
                    generalSettingsPage(GeneralSettingsModel(frame: frame, data: data)),
                    status: .unprocessableContent, visit)
            }
            _ = try await storage.beginDeletion(of: project.id, by: visit.session?.user.id, at: visit.now)
            await note(visit, .projectDelete, project)
            return redirect(to: Link.projects.path, with: .settings(.deletion))
        default: throw PageFailure.badRequest
        }
    }

    private func rename(
        _ visit: Visit, _ data: inout ProjectSettingsData, _ frame: FrameModel, _ form: FormBody
    ) async throws -> Response {
        let entry = ProjectEntry(form)
        (data.texts, data.problems) = (entry.texts, entry.problems(isNew: false))
        if data.problems.isEmpty {
            do {
                let changed = try await storage.updateProject(
                    data.project.id,
                    ProjectChange(name: entry.name, slug: entry.slug, platform: .some(entry.platform)), at: visit.now)
                guard let changed else { throw PageFailure.notFound }
                await note(visit, .projectChange, changed, AuditChange(from: data.project, to: changed))
                return redirect(
                    to: Link.projectSettings(projectSlug: changed.slug, .general).path, with: .settings(.saved))
            } catch DirectoryError.taken(let slug) {
                data.problems = [SettingProblem(SettingsField.slug, .slugTaken(slug))]
            }
        }
        return page(
            generalSettingsPage(GeneralSettingsModel(frame: frame, data: data)), status: .unprocessableContent, visit)
    }

    /// `/projects/new/`.
    func newProject(_ visit: Visit) async throws -> Response {
        let projects = try await visibleProjects(visit)
        let frame = frame(visit, projects: projects)
        guard visit.isPost else {
            guard visit.isRead else { throw PageFailure.methodNotAllowed }
            return page(newProjectPage(NewProjectModel(frame: frame)), visit)
        }
        let entry = ProjectEntry(try await form(visit))
        var problems = entry.problems(isNew: true)
        if problems.isEmpty, let home = visit.organization {
            do {
                let (project, _) = try await storage.createProject(
                    slug: entry.newSlug, name: entry.name, platform: entry.platform, in: home,
                    key: Installation.newKey(), at: visit.now)
                await note(visit, .projectCreate, project)
                return redirect(to: Link.connect(projectSlug: project.slug).path, with: .settings(.created))
            } catch DirectoryError.taken(let slug) {
                problems = [SettingProblem(SettingsField.slug, .slugTaken(slug))]
            }
        }
        return page(
            newProjectPage(NewProjectModel(frame: frame, texts: entry.texts, problems: problems)),
            status: .unprocessableContent, visit)
    }

    // MARK: Keys

    private func keys(
        _ visit: Visit, _ data: inout ProjectSettingsData, _ frame: FrameModel,
        _ change: (form: FormBody, action: SettingsAction)?
    ) async throws -> Response {
        let project = data.project.id
        if let (form, action) = change {
            if let notice = try await changeKeys(of: project, form, action, visit) {
                return redirect(
                    to: Link.projectSettings(projectSlug: data.project.slug, .keys).path, with: .settings(notice))
            }
            data.problems = [SettingProblem(SettingsField.rateCount, .rateUnfit)]
        }
        let period = Period(start: visit.now.adding(seconds: -86_400), end: visit.now.adding(seconds: 60))
        var used: [String: Int] = [:]
        for sample in try await installation.storage.outcomeTotals(of: project, over: period) {
            guard let key = sample.publicKey, sample.outcome == "accepted" else { continue }
            used[key] = Int(clamping: Int64(used[key] ?? 0) &+ Int64(sample.quantity))
        }
        let model = KeySettingsModel(
            frame: frame, data: data, keys: try await storage.keys().filter { $0.projectID == project }, used: used,
            now: visit.now, dsn: address.dsn(of:))
        return page(keySettingsPage(model), status: change == nil ? .ok : .unprocessableContent, visit)
    }

    /// Nil when the limit is none; then nothing was changed.
    private func changeKeys(
        of project: ProjectID, _ form: FormBody, _ action: SettingsAction, _ visit: Visit
    ) async throws -> SettingsNotice? {
        let label = String(form[FieldName.name].trimmingBlanks.prefix(64))
        if action == .createKey {
            let key = try await storage.createKey(
                Installation.newKey(label: label.isEmpty ? "Default" : label), of: project, at: visit.now)
            await note(visit, .keyCreate, key, AuditChange(from: nil, to: key))
            return .keyCreated
        }
        let publicKey = form[SettingsField.key]
        let known = try await storage.keys().first { $0.publicKey == publicKey && $0.projectID == project }
        guard let known else { throw PageFailure.notFound }
        switch action {
        case .saveKey:
            let count = form[SettingsField.rateCount].trimmingBlanks
            var limit: KeyRateLimit?
            if !count.isEmpty {
                guard let number = Int(count), let window = Int(form[SettingsField.rateWindow]),
                    let asked = KeyRateLimit(count: number, window: window)
                else { return nil }
                limit = asked
            }
            _ = try await storage.setRateLimit(limit, ofKey: publicKey)
            let changed = try await storage.updateKey(
                publicKey, label: label.isEmpty ? nil : label, isActive: !form[SettingsField.isActive].isEmpty)
            if let changed { await note(visit, .keyChange, changed, AuditChange(from: known, to: changed)) }
            return .keySaved
        case .revokeKey:
            _ = try await storage.deleteKey(publicKey)
            await note(visit, .keyRevoke, known)
            return .keyRevoked
        default: throw PageFailure.badRequest
        }
    }
}

extension PageRoutes {
    fileprivate func note(
        _ visit: Visit, _ event: AuditEvent, _ project: Project, _ change: AuditChange = AuditChange()
    ) async {
        await audit.note(visit.entry(event, to: AuditTarget(project), in: project.organizationID, change: change))
    }

    fileprivate func note(
        _ visit: Visit, _ event: AuditEvent, _ key: ProjectKey, _ change: AuditChange = AuditChange()
    ) async {
        await audit.note(visit.entry(event, to: AuditTarget(key), in: visit.organization, change: change))
    }
}

/// What somebody typed about a project's names.
private struct ProjectEntry {
    let name: String
    let slug: String
    let platform: String?

    init(_ form: FormBody) {
        name = String(form[FieldName.name].trimmingBlanks.prefix(200))
        slug = String(form[SettingsField.slug].trimmingBlanks.prefix(200))
        let platform = String(form[SettingsField.platform].trimmingBlanks.prefix(200))
        self.platform = platform.isEmpty ? nil : platform
    }

    var texts: [String: String] {
        [FieldName.name: name, SettingsField.slug: slug, SettingsField.platform: platform ?? ""]
    }

    /// As given, or made of the name.
    var newSlug: String { slug.isEmpty ? Self.slug(of: name) : slug }

    func problems(isNew: Bool) -> [SettingProblem] {
        var problems: [SettingProblem] = []
        if name.isEmpty { problems.append(SettingProblem(FieldName.name, .nameMissing)) }
        if !name.isEmpty, !(isNew ? newSlug : slug).isSlug {
            problems.append(SettingProblem(SettingsField.slug, .slugUnfit))
        }
        if let platform, !Self.isPlatform(platform) {
            problems.append(SettingProblem(SettingsField.platform, .platformUnfit))
        }
        return problems
    }

    /// `My Shop!` becomes `my-shop`.
    private static func slug(of name: String) -> String {
        let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }
        return String(words.joined(separator: "-").prefix(100))
    }

    private static func isPlatform(_ text: String) -> Bool {
        text.utf8.count <= 64
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
    }
}

extension String {
    fileprivate var trimmingBlanks: String { String(self[...].trimmingSpaces()) }
}
