import SentryProtocol
import Storage

extension StatusPhrase {
    var korean: String {
        switch self {
        case .title: "서버 상태"
        case .everythingIsStored: "받은 데이터가 모두 저장되고 있습니다."
        case .nothingIsStored: "지금은 저장할 수 없습니다:"

        case .serverVersion: "버전"
        case .runningFor: "가동 시간"
        case .eventsStored: "그동안 저장한 이벤트"
        case .andDuplicates(let count): "중복 전송 \(count.grouped)건"
        case .waitingForWriter: "쓰기 대기"
        case .requestsInMemory: "메모리에 있는 요청"
        case .ofAtMost(let size): "최대 \(size)"
        case .commitTime: "쓰기 소요 시간"
        case .commits(let count): "커밋 \(count.grouped)회"
        case .diskUsed: "디스크 사용량"
        case .diskFree: "남은 공간"
        case .diskFloor(let size): "\(size) 미만이면 수신 중단"
        case .growth(let size): "하루 \(size) 증가"
        case .daysLeft(let days): "현재 속도로 \(days.grouped)일"

        case .problems: "문제"
        case .fileSetAside(let name): "손상된 파일을 따로 보관함: \(name)"
        case .dayDropped(let kind, let day): "디스크 한도에 도달하여 먼저 삭제함: \(kind), \(day)"
        case .diskBelowFloor: "디스크가 거의 가득 차서 데이터를 받지 못했습니다."
        case .outcomesWaiting: "아래 수치는 저장이 늦어지고 있습니다."
        case .other(let text): text

        case .outcomes: "최근 24시간 동안의 처리 결과"
        case .noOutcomes: "최근 24시간 동안 받은 것이 없습니다."
        case .notKept: "저장되지 않은 까닭"
        case .categoryHead: "종류"
        case .outcomeHead: "결과"
        case .reasonHead: "까닭"
        case .itemsHead: "항목"
        case .outcome(let column): column.korean
        case .category(let category): category.korean
        case .reason(let reason): reason.korean

        case .refusals: "최근 거부된 요청"
        case .noRefusals: "거부된 요청이 없습니다."
        case .refusalsText: "SDK를 설정했는데 아무것도 도착하지 않으면, 그 주소나 키를 여기에서 찾아보세요."
        case .senderHead: "보낸 쪽"
        case .times(let count): "\(count.grouped)회"
        case .refusal(let reason, let until): reason.korean(until: until)

        case .retention: "보존 기간"
        case .kindHead: "데이터"
        case .keptHead: "보존"
        case .oldestHead: "가장 오래된 날"
        case .sizeHead: "크기"
        case .keptDays(let days): "\(days.grouped)일"
        case .keptForEver: "무기한"
        case .kind(let kind): kind.korean
        }
    }
}

extension OutcomeColumn {
    fileprivate var korean: String {
        switch self {
        case .accepted: "수신"
        case .filtered: "필터로 제외"
        case .rateLimited: "한도 초과"
        case .invalid: "읽을 수 없음"
        case .unsupported: "지원 안 함"
        case .clientDiscard: "SDK에서 유실"
        }
    }
}

extension DataCategory {
    fileprivate var korean: String {
        switch self {
        case .default: "기타 이벤트"
        case .error: "오류"
        case .transaction: "트랜잭션"
        case .security: "보안 보고"
        case .attachment: "첨부 파일"
        case .session: "세션"
        case .profile: "프로파일"
        case .replay: "리플레이"
        case .monitor: "체크인"
        case .span: "스팬"
        case .feedback: "사용자 의견"
        case .logItem: "로그"
        case .logByte: "로그 (바이트)"
        case .metricBucket: "메트릭 버킷"
        case .profileChunk: "프로파일 조각"
        case .attachmentItem: "첨부 파일 (개수)"
        case .traceMetric: "메트릭"
        case .traceMetricByte: "메트릭 (바이트)"
        case .metric: "메트릭 (JavaScript)"
        case .replayVideo: "리플레이 동영상"
        case .profileChunkUI: "프로파일 조각 (UI)"
        case .profileBackend: "프로파일 (백엔드)"
        case .profileUI: "프로파일 (UI)"
        case .internal: "클라이언트 보고"
        case .unknown: "알 수 없음"
        }
    }
}

extension StatusReason {
    fileprivate var korean: String {
        switch self {
        case .invalidJSON: "JSON이 아님"
        case .tooDeep: "지나치게 깊은 중첩"
        case .invalidEnvelope: "엔벨로프 형식 오류"
        case .notAnObject: "JSON이지만 객체가 아님"
        case .empty: "비어 있음"
        case .itemTypeNotKept: "저장하지 않는 종류"
        case .unknownItemType: "알려지지 않은 종류"
        case .backpressure: "서버 혼잡"
        case .diskFull: "디스크 가득 참"
        case .quotaExceeded: "프로젝트 할당량 소진"
        case .keyQuota: "키 할당량 소진"
        case .spikeProtection: "평소보다 훨씬 많은 오류"
        case .internalError: "서버 내부 오류"
        case .unknownMonitor: "등록되지 않은 모니터의 체크인"
        case .checkInRate: "한 모니터의 체크인이 너무 잦음"
        case .browserExtension: "브라우저 확장 프로그램이 원인"
        case .legacyBrowser: "오래된 브라우저"
        case .webCrawler: "웹 크롤러"
        case .localhost: "localhost에서 보냄"
        case .chunkLoadError: "청크 로드 실패"
        case .hydrationError: "React 하이드레이션 오류"
        case .disallowedSource: "허용되지 않은 출처"
        case .ipAddress: "차단된 IP 주소"
        case .releaseVersion: "필터에 걸린 릴리스"
        case .errorMessage: "필터에 걸린 메시지"
        case .healthCheck: "상태 확인 요청"
        case .crossOrigin: "전송이 허용되지 않은 페이지"
        case .queueOverflow: "SDK 대기열 가득 참"
        case .cacheOverflow: "SDK 캐시 가득 참"
        case .bufferOverflow: "SDK 버퍼 가득 참"
        case .rateLimitBackoff: "SDK가 전송을 쉬는 중"
        case .networkError: "SDK가 서버에 연결하지 못함"
        case .sampleRate: "표본 비율로 제외"
        case .beforeSend: "before_send에서 버림"
        case .eventProcessor: "이벤트 프로세서에서 버림"
        case .sendError: "서버가 거부함"
        case .internalSDKError: "SDK 내부 오류"
        case .insufficientData: "SDK에 보낼 내용이 부족함"
        case .noParentSpan: "상위 스팬 없음"
        case .ignored: "SDK 설정으로 무시됨"
        }
    }
}

extension RefusalReason {
    fileprivate func korean(until: String?) -> String {
        switch self {
        case .noCredentials: "키가 없습니다. DSN이 온전한지 확인하세요."
        case .badCredentials: "인증 정보를 읽을 수 없습니다."
        case .badKey: "잘못된 키: 키는 32자입니다."
        case .badProject: "주소의 프로젝트가 숫자가 아닙니다."
        case .unknownKey: "잘못된 키: 발급된 적이 없거나 삭제되었습니다."
        case .keyDisabled: "사용 중지된 키입니다."
        case .projectMismatch: "프로젝트 번호가 키와 맞지 않습니다."
        case .notAdmitted: "잘못된 키: 알 수 없거나, 사용 중지되었거나, 다른 프로젝트의 키입니다."
        case .originNotAllowed: "허용되지 않은 출처: 프로젝트의 도메인에 없는 페이지입니다."
        case .unreadableBody: "본문을 읽을 수 없습니다."
        case .tooLarge: "너무 큽니다."
        case .incomplete: "보낸 쪽에서 도중에 멈췄거나 너무 느렸습니다."
        case .wrongRequest: "잘못된 주소 또는 메서드입니다."
        case .quotaUsedUp: "할당량 소진." + (until.map { " 재개: \($0)" } ?? "")
        case .spikeProtection: "오류가 평소보다 훨씬 많아 초과분을 버립니다." + (until.map { " 재개: \($0)" } ?? "")
        case .overloaded: "서버가 혼잡했습니다. SDK가 나중에 다시 시도합니다."
        case .unavailable: "서버가 저장할 수 없었습니다."
        }
    }
}

extension DataKind {
    fileprivate var korean: String {
        switch self {
        case .errors: "오류"
        case .logs: "로그"
        case .requestLogs: "요청 로그"
        case .performance: "트랜잭션, 스팬, 프로파일"
        case .metrics: "메트릭"
        case .checkIns: "체크인"
        case .sessions: "세션"
        case .attachments: "첨부 파일과 의견"
        case .replays: "리플레이"
        case .outcomes: "처리 결과"
        }
    }
}
