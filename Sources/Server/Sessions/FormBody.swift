import Hummingbird
import SentryProtocol

/// The fields of a posted form.
struct FormBody: Sendable {
    private let fields: QueryString

    /// Bytes of a form; the largest selects all issues of a list.
    private static let bytesMax = 128 * 1024
    private static let fieldsMax = 2_000

    /// Nil when the body is too large or not a form.
    static func read(_ request: Request) async -> FormBody? {
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
        guard type.filter({ $0 != " " }) == "application/x-www-form-urlencoded",
            let body = try? await request.body.collect(upTo: bytesMax)
        else { return nil }
        return FormBody(text: String(buffer: body))
    }

    /// The fields of a body that was read.
    init(text: String) { fields = QueryString(text, pairsMax: Self.fieldsMax) }

    /// The field's text; empty when it was not sent.
    subscript(_ name: String) -> String { fields[name] ?? "" }
    /// Nil when it was not sent.
    func value(_ name: String) -> String? { fields[name] }
    func all(_ name: String) -> [String] { fields.all(name) }
}
