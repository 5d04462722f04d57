/// What the choices about the pages' looks say.
enum PreferencesPhrase: Sendable {
    case title, timeZone, language, colours, frameOrder, asBrowser, theme(Theme)
    case noZones, zoneUnknown(String), useZone(String)
}

extension PreferencesPhrase {
    var english: String {
        switch self {
        case .title: "Preferences"
        case .timeZone: "Time zone"
        case .language: "Language"
        case .colours: "Colours"
        case .frameOrder: "Stack traces"
        case .asBrowser: "As the browser asks"
        case .theme(.auto): "As the system has them"
        case .theme(.light): "Light"
        case .theme(.dark): "Dark"
        case .noZones: "UTC. The server's system has no time zone database (tzdata) to choose from."
        case .zoneUnknown(let name): "The server's system does not know \(name) any more, so times are told in UTC."
        case .useZone(let name): "Use \(name)"
        }
    }

    var korean: String {
        switch self {
        case .title: "환경설정"
        case .timeZone: "시간대"
        case .language: "언어"
        case .colours: "색상"
        case .frameOrder: "스택 트레이스"
        case .asBrowser: "브라우저 설정에 따름"
        case .theme(.auto): "시스템 설정에 따름"
        case .theme(.light): "밝게"
        case .theme(.dark): "어둡게"
        case .noZones: "UTC. 서버 시스템에 시간대 데이터베이스(tzdata)가 없어 선택할 수 없습니다."
        case .zoneUnknown(let name): "서버 시스템에 없는 시간대: \(name). 시각은 UTC로 표시됩니다."
        case .useZone(let name): "\(name) 사용"
        }
    }
}
