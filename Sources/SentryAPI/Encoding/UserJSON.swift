import SentryProtocol
import Storage

extension JSONWriter {
    /// Somebody who logs in (web-api.md §2.1).
    mutating func user(_ user: User, seenAt: Timestamp? = nil) {
        object { writer in
            writer.id("id", user.id.rawValue)
            writer.field("name", user.name)
            writer.field("username", user.email)
            writer.field("email", user.email)
            writer.field("isActive", user.isActive)
            writer.field("avatarUrl", "")
            writer.avatar()
            writer.field("lastLogin", user.lastLoginAt)
            writer.field("isSuperuser", false)
            writer.field("isStaff", false)
            writer.field("has2fa", false)
            writer.field("dateJoined", user.createdAt)
            writer.emptyArray("emails")
            writer.emptyArray("identities")
            if let seenAt { writer.field("lastSeen", seenAt) }
        }
    }

    /// A user as part of something else; null when there is none.
    mutating func user(_ name: StaticString, _ user: User?) {
        key(name)
        if let user { self.user(user) } else { null() }
    }

    /// Initials; pictures are not kept.
    mutating func avatar() {
        object("avatar") {
            $0.field("avatarType", "letter_avatar")
            $0.null("avatarUuid")
        }
    }
}
