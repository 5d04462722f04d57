extension GroupingPhrase {
    var korean: String {
        switch self {
        case .decided(let kind, let configuration): kind.korean + " (\(configuration))"
        case .cameIn(let hash, let revision):
            switch revision {
            case nil: "들어올 때의 해시: \(hash) (규칙의 개정을 알 수 없음)."
            case 0: "들어올 때의 해시: \(hash) (프로젝트에 규칙이 없었음)."
            case let revision?: "들어올 때의 해시: \(hash) (규칙 개정 \(revision))."
            }
        case .arrivalLeadsElsewhere: "이 해시는 더 이상 이 이슈로 연결되지 않습니다."
        case .rulesHaveChanged: "그 뒤로 규칙이 바뀌었으며, 여기에는 지금 규칙에 따른 결과가 표시됩니다."
        case .hashes: "해시"
        case .seenSince: "처음 확인"
        case .leadsHere: "이 이슈로 연결"
        case .notKnown: "알려지지 않음"
        case .variant(.app): "인앱 프레임만"
        case .variant(.system): "모든 프레임"
        case .variant(.default): "프레임 없이"
        case .matchedRule: "핑거프린트 규칙"
        case .fingerprint: "핑거프린트"
        case .clientFingerprint: "SDK가 보낸 값"
        case .whatCounted: "사용된 요소"
        case .whatCountedText: "이 순서대로만 사용되었습니다. 목록이 같은 이벤트는 같은 이슈에 속합니다."
        case .part(let tag): Self.koreanPart(tag)
        case .texts: "텍스트"
        case .originalText: "받은 그대로"
        case .parameterizedText: "사용된 형태"
        case .framesCount(let counted, let all): "프레임 \(all)개 중 \(counted)개 사용"
        case .counts: "사용"
        case .doesNotCount: "제외"
        case .reason(let reason): reason.korean
        case .rule(let rule): (rule.isBuiltIn ? "(기본 제공) " : "") + rule.text.clipped(to: 400)
        case .inAppRule(let rule, let isInApp):
            (isInApp ? "규칙에 따라 인앱: " : "규칙에 따라 인앱 아님: ") + Self.rule(rule).korean

        case .compareWith: "비교할 이벤트"
        case .compare: "비교"
        case .unknownEvent: "이 프로젝트에 그런 이벤트가 없습니다."
        case .whyTogether: "같은 이슈인 까닭"
        case .whyNotTogether: "같은 이슈가 아닌 까닭"
        case .nothingHere: "없음"
        case .differs: "다름"
        case .difference(let difference): difference.korean
        case .heldTogether: "그래도 지금은 한 이슈에 있습니다. 병합되었거나 이전 규칙으로 그룹화되었기 때문입니다."
        case .keptApart: "그래도 지금은 서로 다른 이슈에 있습니다. 저장된 이벤트를 다시 그룹화하거나 이슈를 병합하세요."
        }
    }

    /// What a tag of a part is called.
    static func koreanPart(_ tag: String) -> String {
        switch tag {
        case "checksum": "체크섬"
        case "fp": "핑거프린트"
        case "exc": "예외"
        case "type": "유형"
        case "ns": "네임스페이스"
        case "frame": "프레임"
        case "value": "값"
        case "message": "메시지"
        case "template": "템플릿"
        case "line": "소스 줄"
        case "csp": "지시문"
        case "uri": "주소"
        case "hpkp", "expectstaple", "expectct": "호스트"
        case "fallback": "알려진 것 없음"
        default: tag
        }
    }
}

extension EventExplanation.Kind {
    fileprivate var korean: String {
        switch self {
        case .checksum: "SDK가 보낸 체크섬만으로 결정됩니다"
        case .custom: "핑거프린트로 결정됩니다"
        case .hybrid: "핑거프린트와 기본 그룹화로 함께 결정됩니다"
        case .exception: "예외로 결정됩니다"
        case .stack: "스택으로 결정됩니다"
        case .message: "메시지로 결정됩니다"
        case .template: "템플릿의 위치로 결정됩니다"
        case .csp: "위반된 콘텐츠 보안 지시문으로 결정됩니다"
        case .hpkp: "고정된 키가 맞지 않은 호스트로 결정됩니다"
        case .expectstaple: "올바른 스테이플을 보내지 않은 호스트로 결정됩니다"
        case .expectct: "인증서 투명성을 어긴 호스트로 결정됩니다"
        case .fallback: "결정할 내용이 없습니다. 이런 이벤트는 모두 한 이슈에 속합니다"
        }
    }
}

extension EventExplanation.Reason {
    fileprivate var korean: String {
        switch self {
        case .library: "라이브러리 코드"
        case .rule(let rule): "규칙: " + GroupingPhrase.rule(rule).korean
        case .repetition: "옆 프레임의 반복"
        case .unknownName: "이름을 알 수 없음"
        case .minifiedName: "축약된 이름"
        case .nothingKnown: "이름과 파일이 모두 없음"
        case .engine: "엔진의 프레임"
        case .beyond(let count): "오류에 더 가까운 프레임 \(count)개가 이미 사용됨"
        case .tooFar(let count): "오류에 가장 가까운 프레임 \(count)개에 들지 않음"
        case .tooFew(let count): "프레임이 \(count)개 미만"
        case .stackIsIgnored: "이 스택은 사용되지 않음"
        }
    }
}

extension EventComparison.Difference {
    fileprivate var korean: String {
        switch self {
        case .same(let hash): "두 이벤트의 해시가 같습니다: \(hash)"
        case .configuration(let one, let other): "서로 다른 설정으로 그룹화되었습니다: \(one), \(other)"
        case .kind(let one, let other): "결정하는 것이 다릅니다. 첫 번째: \(one.korean). 두 번째: \(other.korean)."
        case .variant(let one, _):
            one == .app ? "첫 번째 이벤트에만 인앱 프레임이 있어 그것으로 결정됩니다." : "두 번째 이벤트에만 인앱 프레임이 있어 그것으로 결정됩니다."
        case .exceptionCount(let one, let other): "이어진 예외의 수가 다릅니다. 첫 번째: \(one)개, 두 번째: \(other)개"
        case .text(let kind, let one, let other): Self.sentence(kind.korean, one, other)
        case .part(let tag, let one, let other):
            Self.sentence("서로 다른 요소(\(GroupingPhrase.koreanPart(tag)))", one, other)
        }
    }

    private static func sentence(_ what: String, _ one: String?, _ other: String?) -> String {
        "\(what). 첫 번째: \(one?.quotedShort ?? "없음"), 두 번째: \(other?.quotedShort ?? "없음")"
    }
}

extension EventComparison.TextKind {
    fileprivate var korean: String {
        switch self {
        case .checksum: "SDK가 보낸 체크섬이 다릅니다"
        case .fingerprint: "핑거프린트가 다릅니다"
        case .value: "예외의 내용이 다릅니다"
        case .message: "메시지가 다릅니다"
        case .exceptionType: "예외 유형이 다릅니다"
        case .causeType: "원인의 유형이 다릅니다"
        case .errorCode: "오류 코드가 다릅니다"
        case .crashFrame: "오류가 난 곳이 다릅니다"
        case .sourceLine: "같은 함수의 다른 줄에서 오류가 났습니다"
        case .caller: "호출한 곳이 다릅니다"
        }
    }
}
