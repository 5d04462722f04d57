/// The header that says a body is to be saved, and under which name (RFC 6266).
public enum ContentDisposition {
    /// Plain letters for old clients, and the name in full for the rest.
    public static func attachment(named name: String) -> String {
        let plain = String(
            name.unicodeScalars.map { scalar in
                let isPlain =
                    scalar.isASCII && scalar.value > 0x1F && scalar.value < 0x7F
                    && !"\"\\%;".unicodeScalars.contains(scalar)
                return isPlain ? Character(scalar) : "_"
            })
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(PercentEncoding.encode(name))"
    }
}
