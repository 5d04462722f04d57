extension ConnectPhrase {
    var korean: String {
        switch self {
        case .choosePlatform: "플랫폼 선택"
        case .searchPlatforms: "플랫폼 검색"
        case .noPlatform: "그런 이름의 플랫폼이 없습니다. 위의 DSN은 모든 Sentry SDK에서 쓸 수 있습니다."
        case .allPlatforms: "모든 플랫폼"
        case .step(.install): "설치"
        case .step(.configure): "설정"
        case .step(.send): "시험 오류 보내기"
        case .inFile(let name): name
        case .inShell: "셸"
        case .copy: "복사"
        case .copied: "복사됨"
        case .received(let title, let ago): "받음: “\(title)”, \(ago)."
        case .openIt: "열기"
        case .keepChecking: "5초마다 확인"
        case .checksItself: "이 페이지가 스스로 확인합니다."
        case .whatArrived: "들어왔지만 저장되지 않은 데이터"
        case .refused(let reason, let until): StatusPhrase.refusal(reason, until: until).korean
        case .from(let sender): "보낸 곳: \(sender)"
        case .times(let count): "\(count.grouped)회"
        case .itemsDropped(let count, let category, let reason):
            "\(StatusPhrase.category(category).korean): \(count.grouped)건이 저장되지 않음. \(reason)"
        case .lastHour: "최근 1시간"
        case .advice(let advice): advice.korean
        }
    }
}

extension ConnectAdvice {
    fileprivate var korean: String {
        switch self {
        case .copyTheDSN: "이 페이지의 DSN을 복사하세요. 이 프로젝트의 키가 들어 있습니다."
        case .switchTheKeyOn: "키 켜기"
        case .raiseTheKeysLimit: "키의 한도 올리기"
        case .raiseTheQuota: "할당량 올리기"
        case .lookAtFilters: "필터 확인"
        case .allowTheDomain: "페이지의 도메인 허용"
        case .unarchive: "프로젝트 보관 해제"
        case .lookAtTheSender: "SDK가 보내는 형식이 아닙니다. SDK와 이 서버 사이에 무엇이 있는지 확인하세요."
        }
    }
}
