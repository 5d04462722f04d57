/// Where an error is mended, when that is not everywhere at once: decides which events bring the issue back.
public enum Fix: Sendable, Equatable {
    /// A release; its events and those of later ones bring the issue back, those of older ones do not.
    case release(String)
    /// The newest release that there is.
    case latestRelease
    /// Whatever release comes next.
    case nextRelease
    /// A commit. Releases that were seen before it do not have it, unless one is named for it.
    case commit(String, repository: String?)
}

/// How an issue was resolved, as far as it matters for coming back.
public struct Resolution: Sendable, Equatable {
    public enum Kind: String, Sendable {
        /// In `release`.
        case release
        /// In whatever comes after `release`.
        case nextRelease = "next_release"
        /// In `commit`; `release` is the newest one when that was said.
        case commit
    }

    public var kind: Kind
    /// Nil when no release was known.
    public var release: String?
    public var commit: String?
    public var repository: String?
    public init(kind: Kind, release: String? = nil, commit: String? = nil, repository: String? = nil) {
        (self.kind, self.release, self.commit, self.repository) = (kind, release, commit, repository)
    }
}
