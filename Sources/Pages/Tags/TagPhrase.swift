/// What is said about tags and about searching.
enum TagPhrase: Sendable {
    case tagsOfEvent, allTags, noTags, noTagsText
    case valuesOf(String), value, events, share, lastSeen, firstSeen
    case find, exclude, findValue(String), excludeValue(String)
    case moreValues(Int), cappedValues, noValues
    case filterValues
    case searchHelp, searchHelpText, searchKeys
}

extension Language {
    /// A phrase about tags in this language.
    func tagging(_ phrase: TagPhrase) -> String {
        switch self {
        case .english: phrase.english
        case .korean: phrase.korean
        }
    }
}

extension TagPhrase {
    var english: String {
        switch self {
        case .tagsOfEvent: "Tags of this event"
        case .allTags: "All tags"
        case .noTags: "No tags"
        case .noTagsText: "The stored events of this issue have no tags."
        case .valuesOf(let key): "Values of \(key)"
        case .value: "Value"
        case .events: "Events"
        case .share: "Share"
        case .lastSeen: "Last seen"
        case .firstSeen: "First seen"
        case .find: "Find"
        case .exclude: "Not this"
        case .findValue(let filter): "Issues with \(filter)"
        case .excludeValue(let filter): "Issues with events without \(filter)"
        case .moreValues(let count): "\(count) values"
        case .cappedValues: "There are more values than are kept; all events are counted."
        case .noValues: "No value has this text in it."
        case .filterValues: "Text in the value"
        case .searchHelp: "How to search"
        case .searchHelpText:
            """
            Words are looked for in titles, messages, types, functions, files and tags. Filters are key:value; \
            !key:value excludes, has:key asks for any value, [a, b] for one of several, * stands for any text. \
            Dates are -24h (within the last day), +7d (a week ago or longer) or >2026-08-01; numbers may be >100.
            """
        case .searchKeys: "Add a filter"
        }
    }

    var korean: String {
        switch self {
        case .tagsOfEvent: "이 이벤트의 태그"
        case .allTags: "모든 태그"
        case .noTags: "태그 없음"
        case .noTagsText: "이 이슈의 저장된 이벤트에는 태그가 없습니다."
        case .valuesOf(let key): "태그 값: \(key)"
        case .value: "값"
        case .events: "이벤트"
        case .share: "비율"
        case .lastSeen: "마지막 발생"
        case .firstSeen: "첫 발생"
        case .find: "찾기"
        case .exclude: "제외"
        case .findValue(let filter): "이슈 찾기: \(filter)"
        case .excludeValue(let filter): "이 값이 아닌 이벤트가 있는 이슈: \(filter)"
        case .moreValues(let count): "값 \(count)개"
        case .cappedValues: "보관하는 것보다 값이 더 많습니다. 이벤트는 모두 셉니다."
        case .noValues: "이 글자가 들어간 값이 없습니다."
        case .filterValues: "값에 들어간 글자"
        case .searchHelp: "검색 방법"
        case .searchHelpText:
            """
            단어는 제목, 메시지, 예외 종류, 함수, 파일, 태그에서 찾습니다. 필터는 key:value 형식입니다. \
            !key:value는 제외, has:key는 값이 있는 것, [a, b]는 여럿 중 하나, *는 아무 글자를 뜻합니다. \
            날짜는 -24h(최근 하루 안), +7d(일주일 넘게 전), >2026-08-01처럼 쓰고, 숫자는 >100처럼 비교합니다.
            """
        case .searchKeys: "필터 추가"
        }
    }
}
