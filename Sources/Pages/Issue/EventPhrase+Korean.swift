extension EventPhrase {
    var korean: String {
        switch self {
        case .text: "텍스트"
        case .markdown: "마크다운"
        case .copyLink: "링크 복사"
        case .copyForAgent: "코딩 에이전트용으로 복사"
        case .copyTrace: "스택 트레이스 복사"

        case .inGroup(let group): "다음 그룹의 구성원: \(group)"
        case .raisedWhileHandling: "처리하는 동안 발생"
        case .suppressed(let type): "다음 예외에 억제됨: \(type)"

        case .userFeedback: "사용자 의견"
        case .feedbackFrom(let name): "보낸 사람: \(name)"
        case .attachments: "첨부 파일"
        case .file: "파일"
        case .size: "크기"
        case .kind: "종류"
        case .download: "다운로드"
        case .preview: "미리 보기"
        case .previewOf(let name): "그림: \(name)"
        case .bytes(let count): EventPhrase.bytes(count).english

        case .remarks(let count): "저장하기 전에 바뀐 값 \(count.grouped)개"
        case .remarksText: "비밀과 개인 정보는 저장하기 전에 제거하고, 너무 긴 값은 줄입니다."
        case .whatWasDone: "처리 내용"
        case .removed: "제거됨"
        case .masked: "가려짐"
        case .replaced: "대체됨"
        case .hashed: "해시로 대체됨"
        case .shortened: "줄임"
        case .encrypted: "암호화됨"
        case .annotated: "메모"
        case .byRule(let rule): "규칙: \(rule)"
        case .hadEntries(let count): "원래 \(count.grouped)개"
        case .wasLong(let length): "원래 \(length.grouped)자"

        case .showKinds: "표시할 이동 경로"
        case .onlyProblems: "경고와 오류만"
        case .kindHTTP: "HTTP"
        case .kindNavigation: "화면 이동"
        case .kindClick: "클릭"
        case .kindQuery: "쿼리"
        case .kindConsole: "로그"
        case .kindError: "오류"
        case .kindOther: "기타"

        case .allEvents: "이벤트"
        case .eventFilter: "제목, 릴리스, 사용자 또는 이벤트 ID"
        case .eventFilterHint: "2.4.1 jo@example.com"
        case .noEvents: "이 이슈의 이벤트가 더 이상 보관되어 있지 않습니다."
        case .noEventMatches: "일치하는 이벤트가 없습니다."
        case .lookedAt(let count): "이벤트 \(count.grouped)건을 확인했습니다. ‘이전’을 누르면 더 찾습니다."
        case .filter: "필터"
        case .message: "제목"

        case .showLess: "접기"
        }
    }
}
