extension SettingsPhrase {
    var korean: String {
        switch self {
        case .title: "프로젝트 설정"
        case .section(let section): section.korean
        case .explains(let section): section.koreanText
        case .mayNotChange: "변경하려면 관리자 권한이 필요합니다."
        case .isArchived: "보관된 프로젝트입니다. 이벤트를 받지 않습니다."
        case .label(let word): word.korean
        case .hint(let word): word.koreanHint
        case .installationKeeps(let days): "비워 두면 이 서버의 기본값을 따릅니다: \(days.grouped)일."
        case .daysUnit: "일"
        case .preview: "미리보기"
        case .save: "저장"
        case .saveHint: "1초 안에, 앞으로 들어오는 데이터부터 적용됩니다. 이미 저장된 데이터는 그대로입니다."
        case .problem(let problem): problem.korean
        case .notice(let notice): notice.korean

        case .previewTitle: "변경 시 달라지는 점"
        case .previewNoEvents: "시험해 볼 이벤트가 아직 없습니다."
        case .previewNothing(let events): "최근 저장된 이벤트 \(events.grouped)건에서 달라지는 것이 없습니다."
        case .previewMasks(let count, let events):
            "최근 저장된 이벤트 \(events.grouped)건 가운데 \(count.grouped)건에서 더 많은 값이 가려집니다."
        case .previewDrops(let count, let events):
            "최근 저장된 이벤트 \(events.grouped)건 가운데 \(count.grouped)건이 저장되지 않았을 것입니다."
        case .previewMaskNote:
            "저장된 이벤트는 들어올 때 이미 가려졌습니다. 따라서 더 엄격한 규칙이 추가로 가릴 값만 표시되며, 느슨한 규칙이 남길 값은 표시할 수 없습니다."
        case .fieldHead: "필드"
        case .nowHead: "현재"
        case .thenHead: "변경 후"
        case .leftOut: "저장 안 함"
        case .filterHead: "필터"
        case .exampleHead: "예"

        case .name: "이름"
        case .slug: "슬러그"
        case .slugHint: "주소와 짧은 ID에 쓰입니다: a-z, 0-9, -, _. 이전 슬러그의 주소도 계속 이곳으로 연결됩니다."
        case .newSlugHint: "주소와 짧은 ID에 쓰입니다: a-z, 0-9, -, _. 비워 두면 이름으로 만듭니다."
        case .platform: "플랫폼"
        case .platformHint: "예: python-django, javascript-react"
        case .anyPlatform: "나중에 선택"
        case .archiveTitle: "보관"
        case .archiveText: "더 이상 이벤트를 받지 않고, 저장된 데이터는 유지합니다. 언제든 되돌릴 수 있습니다."
        case .unarchiveTitle: "다시 받기"
        case .unarchiveText: "프로젝트의 키로 곧바로 다시 보낼 수 있습니다."
        case .deleteTitle: "프로젝트 삭제"
        case .deleteText:
            "키가 즉시 폐기되고 프로젝트가 더 이상 보이지 않습니다. 이슈, 이벤트, 로그, 파일은 백그라운드에서 삭제되며 되돌릴 수 없습니다."
        case .confirmDelete(let slug): "삭제하려면 슬러그를 입력하세요: \(slug)"
        case .newProject: "새 프로젝트"
        case .createProject: "프로젝트 만들기"
        case .beingDeleted(let slug): "삭제 중: \(slug)"
        case .settingsOfProject: "설정"

        case .newKey: "새 키"
        case .keyName: "키의 용도"
        case .keyActive: "보내기 허용"
        case .keyLimit: "최대"
        case .keyLimitHint: "이 키로 들어오는 이벤트, 트랜잭션 등 모든 항목에 적용됩니다. 비워 두면 프로젝트의 한도를 따릅니다."
        case .windowLabel: "기간"
        case .window(let seconds): Self.koreanWindow(seconds)
        case .keyCreated: "생성:"
        case .keyUsed(let items): items == 0 ? "최근 24시간 사용 없음" : "최근 24시간 \(items.grouped)건"
        case .revokeKey: "폐기"
        case .revokeText: "폐기하면 이 키로 보내는 요청이 거부됩니다. 끈 키는 다시 켤 수 있지만, 폐기한 키는 되돌릴 수 없습니다."
        }
    }

    private static func koreanWindow(_ seconds: Int) -> String {
        switch seconds {
        case let seconds where seconds % 86_400 == 0: "\(seconds / 86_400)일 동안"
        case let seconds where seconds % 3_600 == 0: "\(seconds / 3_600)시간 동안"
        case let seconds where seconds % 60 == 0: "\(seconds / 60)분 동안"
        default: "\(seconds.grouped)초 동안"
        }
    }
}

extension SettingsSection {
    fileprivate var korean: String {
        switch self {
        case .general: "일반"
        case .keys: "키"
        case .privacy: "개인정보"
        case .filters: "필터"
        case .limits: "한도"
        case .retention: "보관 기간"
        }
    }

    fileprivate var koreanText: String {
        switch self {
        case .general: "프로젝트의 이름입니다."
        case .keys: "키는 SDK가 데이터를 보낼 때 씁니다. 프로그램마다 따로 만들면 하나만 끌 수 있습니다."
        case .privacy: "저장하기 전에 가리는 값입니다. 한 번 가린 값은 누구도 다시 읽을 수 없습니다."
        case .filters: "저장하지 않고 버리는 데이터입니다. 필터링된 것으로 집계됩니다."
        case .limits: "받는 양의 한도입니다. 한도를 넘으면 거부하고, SDK에 다시 보낼 시각을 알립니다."
        case .retention: "데이터를 완전히 삭제하기 전까지 보관하는 기간입니다."
        }
    }
}

extension SettingWord {
    fileprivate var korean: String {
        switch self {
        case .scrubs: "민감한 데이터 가리기"
        case .usesDefaults: "일반적으로 민감한 값 가리기"
        case .masksContactData: "이메일 주소와 전화번호 가리기"
        case .removesAddresses: "사용자의 IP 주소를 저장하지 않기"
        case .sensitiveFields: "추가로 가릴 필드"
        case .safeFields: "가리지 않을 필드"
        case .advancedRules: "사용자 정의 규칙"
        case .allowedDomains: "보낼 수 있는 페이지"
        case .browserExtensions: "브라우저 확장 프로그램의 오류 버리기"
        case .legacyBrowsers: "오래된 브라우저의 오류 버리기"
        case .localhost: "개인 컴퓨터의 오류 버리기"
        case .webCrawlers: "크롤러의 오류 버리기"
        case .healthChecks: "상태 확인 트랜잭션 버리기"
        case .hydrationErrors: "React 하이드레이션 오류 버리기"
        case .chunkLoadErrors: "스크립트 청크 로드 오류 버리기"
        case .releases: "다음 릴리스의 오류 버리기"
        case .errorMessages: "다음 메시지의 오류 버리기"
        case .addresses: "다음 주소에서 보낸 데이터 버리기"
        case .disallowedSources: "다음 출처에 관한 보안 정책 보고 버리기"
        case .quotas: "할당량"
        case .spikeProtection: "갑작스러운 오류 폭증의 초과분 버리기"
        }
    }

    fileprivate var koreanHint: String {
        switch self {
        case .scrubs: "끄면 보낸 그대로 저장합니다."
        case .usesDefaults: "비밀번호, 토큰, 쿠키, 카드 번호와 계좌 번호."
        case .masksContactData: "본문에서: u***@example.com, ***-****-5678."
        case .removesAddresses: "IP 주소를 알아내지도 저장하지도 않습니다."
        case .sensitiveFields: "한 줄에 하나씩. 이름에 이 단어가 들어 있는 필드를 가립니다."
        case .safeFields: "한 줄에 하나씩. 예: token_count"
        case .advancedRules: "선택자가 있는 JSON. Sentry에서 내보낸 형식입니다."
        case .allowedDomains: "한 줄에 하나씩. 예: *.example.com. *는 모두 허용, 비워 두면 브라우저를 모두 거부합니다."
        case .browserExtensions: "알려진 메시지와 확장 프로그램의 스크립트."
        case .legacyBrowsers: "그룹을 한 줄에 하나씩: default, ie, edge, chrome, firefox, safari, opera, opera_mini, android."
        case .localhost: "127.0.0.1, localhost 등."
        case .webCrawlers: "검색 엔진 등, 스스로 밝힌 이름으로 판단합니다."
        case .healthChecks: "/healthz, /ping 같은 이름."
        case .hydrationErrors: "React와 Next.js의 알려진 메시지."
        case .chunkLoadErrors: "배포 뒤에 남은 이전 페이지에서 자주 발생합니다."
        case .releases: "패턴을 한 줄에 하나씩: shop@1.*"
        case .errorMessages: "패턴을 한 줄에 하나씩: *ResizeObserver*, TypeError: *"
        case .addresses: "주소와 네트워크를 한 줄에 하나씩: 203.0.113.7, 10.0.0.0/8"
        case .disallowedSources: "한 줄에 하나씩. default는 일반적인 출처입니다."
        case .quotas: "한 줄에 하나씩: error;default 1000/60s 또는 * 100000/1d"
        case .spikeProtection: "몇 분 사이에 평소보다 훨씬 많으면 일부만 저장하고 나머지는 집계만 합니다."
        }
    }
}

extension SettingProblem {
    fileprivate var korean: String {
        switch fault {
        case .unfit(let reason): (line.map { "\($0)번째 줄을 사용할 수 없습니다: " } ?? "사용할 수 없는 값입니다: ") + reason
        case .slugUnfit: "영문 소문자, 숫자, -, _만 쓸 수 있으며 숫자만으로는 안 됩니다."
        case .slugTaken(let slug): "이미 다른 프로젝트가 쓰는 슬러그입니다: \(slug)"
        case .nameMissing: "이름을 입력하세요."
        case .platformUnfit: "영문자, 숫자, -, ., _만 쓸 수 있습니다."
        case .confirmationWrong: "프로젝트의 슬러그와 다릅니다. 아무것도 삭제하지 않았습니다."
        case .rateUnfit: "한도는 1 이상의 숫자이거나 비워 두어야 합니다. 아무것도 변경하지 않았습니다."
        }
    }
}

extension SettingsNotice {
    fileprivate var korean: String {
        switch self {
        case .saved: "저장됨. 1초 안에 적용됩니다."
        case .created: "프로젝트를 만들었습니다. SDK를 연결하면 첫 이벤트가 여기에 나타납니다."
        case .archived: "보관됨. 더 이상 이벤트를 받지 않습니다."
        case .unarchived: "이벤트를 다시 받습니다."
        case .deletion: "프로젝트가 사라졌습니다. 데이터는 백그라운드에서 삭제됩니다."
        case .keyCreated: "1초 안에 이 키로 보낼 수 있습니다."
        case .keySaved: "키를 변경했습니다."
        case .keyRevoked: "키를 폐기했습니다. 이 키로 보내는 요청은 거부됩니다."
        }
    }
}
