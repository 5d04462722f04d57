import HTTPTypes
import Hummingbird

/// The cookies there are.
enum Cookies {
    /// A browser that is logged in.
    static let session = "culprit_session"
    /// A browser that is looking at a form and is not logged in yet.
    static let form = "culprit_form"
    /// A browser that has given a right password and has yet to give a code.
    static let half = "culprit_half"
    /// A browser that was logged in with an account: others cannot keep it out by guessing.
    static let device = "culprit_device"

    /// Which of somebody's organizations a browser shows: its number.
    static let organization = "culprit_organization"
    /// A browser in which single keys do nothing: `off`.
    static let keys = "culprit_keys"

    static func value(_ name: String, of headers: HTTPFields) -> String? {
        for header in headers[values: .cookie] {
            for part in header.split(separator: ";") {
                let pair = part.split(separator: "=", maxSplits: 1)
                guard pair.count == 2, pair[0].trimmingSpaces() == name else { continue }
                return String(pair[1].trimmingSpaces())
            }
        }
        return nil
    }

    /// Out of reach of scripts and of other sites; over TLS only when the site itself is.
    static func header(_ name: String, _ value: String, secondsMax: Int, path: String, isSecure: Bool) -> String {
        "\(name)=\(value); Path=\(path); Max-Age=\(secondsMax); HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }

    /// Makes the browser forget it.
    static func removal(_ name: String, path: String, isSecure: Bool) -> String {
        header(name, "", secondsMax: 0, path: path, isSecure: isSecure)
    }
}
