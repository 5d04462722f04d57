import Markup
import Storage

/// What surrounds every page.
public struct FrameModel: Sendable {
    public var language: Language
    public var theme: Theme
    /// Nil when nobody is logged in: then there is only the name.
    public var account: Account?
    /// All projects that may be chosen, by name.
    public var projects: [ProjectChoice]
    /// The organizations that the reader may choose between; empty when there is nothing to choose.
    public var organizations: [OrganizationChoice] = []
    /// The slug of the chosen project; nil means all.
    public var selectedProject: String?
    /// What the search box shows.
    public var search: String
    /// The token of every form of the page.
    public var csrf: String
    public var notice: Notice?
    public var assets: AssetPaths
    /// Whose clocks the page tells times by.
    public var zone = Zone.utc
    /// Single keys do nothing.
    public var keysAreOff = false
    /// What the reader's role never reaches is not offered: the state of the server, and deleting issues.
    public var offersStatus = true
    public var offersDeleting = true
    /// Culprit's own.
    public var version: String

    public init(
        language: Language = .english, theme: Theme = .auto, account: Account? = nil, projects: [ProjectChoice] = [],
        selectedProject: String? = nil, search: String = "", csrf: String = "", notice: Notice? = nil,
        assets: AssetPaths = AssetPaths(), version: String
    ) {
        (self.language, self.theme, self.account, self.projects) = (language, theme, account, projects)
        (self.selectedProject, self.search, self.csrf) = (selectedProject, search, csrf)
        (self.notice, self.assets, self.version) = (notice, assets, version)
    }
}

/// Light or dark, as the account wants it.
public enum Theme: String, Sendable, CaseIterable {
    case auto, light, dark
}

/// Who is logged in.
public struct Account: Sendable, Equatable {
    public var name: String
    public var email: String
    public init(name: String, email: String) { (self.name, self.email) = (name, email) }
    public init(_ user: User) { self.init(name: user.name.isEmpty ? user.email : user.name, email: user.email) }
}

/// A project in the switcher.
public struct ProjectChoice: Sendable, Equatable {
    public var slug: String
    public var name: String
    /// Archived: offered only where it is being looked at.
    public var isArchived: Bool
    public init(slug: String, name: String, isArchived: Bool = false) {
        (self.slug, self.name, self.isArchived) = (slug, name, isArchived)
    }
    public init(_ project: Project) {
        self.init(slug: project.slug, name: project.name, isArchived: project.isArchived)
    }
}

/// An organization in the account's menu.
public struct OrganizationChoice: Sendable, Equatable {
    public var id: OrganizationID
    public var name: String
    /// It is the one whose projects, people and settings are shown.
    public var isCurrent: Bool
    public init(id: OrganizationID, name: String, isCurrent: Bool) {
        (self.id, self.name, self.isCurrent) = (id, name, isCurrent)
    }
}

/// Where the style sheet and its company are served, with their hashes.
public struct AssetPaths: Sendable, Equatable {
    public var stylesheet: String
    public var icons: String
    public var favicon: String
    public var script: String
    public init(
        stylesheet: String = "/public/culprit.css", icons: String = "/public/icons.svg",
        favicon: String = "/public/favicon.svg", script: String = "/public/culprit.js"
    ) {
        (self.stylesheet, self.icons, self.favicon, self.script) = (stylesheet, icons, favicon, script)
    }
}

/// The parts of the site that the top bar names.
enum Section: Sendable {
    case issues, dashboard, releases, projects, none
}
