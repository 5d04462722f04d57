extension AuditEvent {
    /// What the log says about a write that says nothing more about itself: every route that lets a write through has
    /// one, so that none is forgotten. Nil for pieces of uploads, whose files are logged when they are whole.
    ///
    /// `pressed` is the button of a form.
    public static func of(_ action: Action?, method: String, path: [String], pressed: String? = nil) -> AuditEvent? {
        if action == .chunkUpload { return nil }
        let candidates = action?.auditEvents ?? []
        let wanted = endings(method: method, pressed: pressed)
        if let fitting = candidates.first(where: { event in wanted.contains { event.rawValue.hasSuffix($0) } }) {
            return fitting
        }
        if let first = candidates.first { return first }
        // Their actions only read, as nothing is asked of whoever changes what is theirs alone.
        if path.contains("searches") { return .searchChange }
        if path.contains("issues") { return .issueMark }
        return .otherWrite
    }

    /// How the event's name ends, as the method or the pressed button has it.
    private static func endings(method: String, pressed: String?) -> [String] {
        switch (method, pressed) {
        case (_, "unarchive"?): [".restore"]
        case (_, "off"?), (_, "delete"?): [".delete", ".remove"]
        case (_, "unmerge"?), (_, "undo-merge"?): [".unmerge"]
        case ("DELETE", _): [".delete", ".revoke", ".remove", ".unmerge"]
        case ("PUT", _): [".change"]
        case ("POST", _): [".create", ".add"]
        default: []
        }
    }
}
