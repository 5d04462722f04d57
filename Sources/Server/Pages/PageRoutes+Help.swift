import HTTPTypes
import Hummingbird
import Pages
import Storage

/// `/help/` and `/help/keys/`.
extension PageRoutes {
    /// How long a browser remembers that single keys are off, in seconds.
    private static let keysSecondsMax = 365 * 86_400

    func help(_ visit: Visit, isAboutKeys: Bool) async throws -> Response {
        if visit.isPost, isAboutKeys { return try await switchKeys(visit) }
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let frame = frame(visit, projects: try await visibleProjects(visit))
        return page(isAboutKeys ? keysPage(frame) : helpPage(frame), visit)
    }

    /// Single keys can be turned off in a browser where somebody speaks rather than types (WCAG 2.1.4).
    private func switchKeys(_ visit: Visit) async throws -> Response {
        let form = try await form(visit)
        guard let value = ["on", "off"].first(where: { $0 == form[FieldName.keys] }) else {
            throw PageFailure.badRequest
        }
        audit.nothingWritten()
        var response = redirect(to: Link.helpKeys.path)
        response.headers.append(
            HTTPField(
                name: .setCookie,
                value: value == "on"
                    ? Cookies.removal(Cookies.keys, path: SitePath.mounted("/"), isSecure: address.isSecure)
                    : Cookies.header(
                        Cookies.keys, "off", secondsMax: Self.keysSecondsMax, path: SitePath.mounted("/"),
                        isSecure: address.isSecure)))
        return response
    }
}
