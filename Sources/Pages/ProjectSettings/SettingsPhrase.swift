/// What is said about a project's settings and keys.
enum SettingsPhrase: Sendable {
    case title, section(SettingsSection), explains(SettingsSection), mayNotChange, isArchived
    case label(SettingWord), hint(SettingWord), installationKeeps(days: Int), daysUnit
    case preview, save, saveHint, problem(SettingProblem), notice(SettingsNotice)

    // Previews
    case previewTitle, previewNoEvents, previewNothing(Int), previewMasks(Int, of: Int), previewDrops(Int, of: Int)
    case previewMaskNote, fieldHead, nowHead, thenHead, leftOut, filterHead, exampleHead

    // General
    case name, slug, slugHint, newSlugHint, platform, platformHint, anyPlatform
    case archiveTitle, archiveText, unarchiveTitle, unarchiveText, deleteTitle, deleteText, confirmDelete(String)
    case newProject, createProject, beingDeleted(String), settingsOfProject

    // Keys
    case newKey, keyName, keyActive, keyLimit, keyLimitHint, windowLabel, window(Int), keyCreated, keyUsed(Int)
    case revokeKey, revokeText
}

/// What became of a button of a project's settings.
public enum SettingsNotice: String, Sendable, CaseIterable {
    case saved, created, archived, unarchived, deletion
    case keyCreated = "key-created"
    case keySaved = "key-saved"
    case keyRevoked = "key-revoked"
}
