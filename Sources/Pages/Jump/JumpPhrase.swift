/// What the way from an id to its page says.
enum JumpPhrase: Sendable {
    case title, field, hint, go, notFound, recent
}

extension JumpPhrase {
    var english: String {
        switch self {
        case .title: "Jump to"
        case .field: "Issue, event or release"
        case .hint: "SHOP-1A2, the 32 digits of an event, or a version"
        case .go: "Go"
        case .notFound: "Nothing has this name or id:"
        case .recent: "Recent"
        }
    }

    var korean: String {
        switch self {
        case .title: "바로 가기"
        case .field: "이슈, 이벤트 또는 릴리스"
        case .hint: "SHOP-1A2, 이벤트의 32자리 ID, 또는 버전"
        case .go: "이동"
        case .notFound: "해당하는 이름이나 ID가 없습니다:"
        case .recent: "최근에 본 페이지"
        }
    }
}
