import Access
import Glibc
import SQLiteStorage
import Storage

extension Installation {
    /// Puts what the command line did into the audit log. What was done is done, whether or not that can be written.
    func note(
        _ event: AuditEvent, _ target: AuditTarget, in organization: OrganizationID?,
        _ change: AuditChange = AuditChange()
    ) async {
        try? await storage.append(
            AuditEntry(
                event, by: .commandLine, named: Self.loginName, to: target, in: organization,
                from: .server, change: change, at: Self.now()))
    }

    /// Who runs the command, as the system has it: the name, else the number.
    private static var loginName: String {
        // SAFETY: a command has one thread here; the entry is copied before anything else may ask for one.
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return String(getuid()) }
        return String(cString: name)
    }
}
