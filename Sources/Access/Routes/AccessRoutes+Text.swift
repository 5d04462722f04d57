extension AccessRoutes {
    /// Every line: method, path, what it needs. Planned ones too.
    public static var text: String {
        rules.map { "\($0.pattern)  \($0.need)" }.joined(separator: "\n") + "\n"
    }
}

extension RouteNeed: CustomStringConvertible {
    /// `public`, `key`, `signed in`, or the action's name.
    public var description: String {
        switch self {
        case .public: "public"
        case .key: "key"
        case .signedIn: "signed in"
        case .action(let action): action.rawValue
        }
    }
}
