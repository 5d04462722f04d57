import Storage

extension RulesPhrase {
    var korean: String {
        switch self {
        case .title: "그룹화 규칙"
        case .views: "이 프로젝트의 그룹화"
        case .groupsWith(let configuration): "이벤트는 다음 설정과 아래 규칙에 따라 그룹화됩니다: \(configuration)."
        case .alsoLooksWith(let configuration, let until): "\(until)까지는 이전 설정의 이슈도 찾아봅니다: \(configuration)."
        case .upgrade(let name): "앞으로 이 설정으로 그룹화: \(name)"
        case .upgradeHint: "기존 이슈는 그대로 이어집니다. 이벤트를 보관하는 동안에는 이전 설정으로도 찾아봅니다."
        case .mayNotChange: "변경하려면 관리자 권한이 필요합니다."
        case .stackRules: "스택 규칙"
        case .fingerprintRules: "핑거프린트 규칙"
        case .noRules: "아직 규칙이 없습니다."
        case .note: "메모"
        case .noteHint: "변경하는 까닭"
        case .howToWrite: "규칙 작성 방법"
        case .preview: "미리보기"
        case .save: "저장"
        case .saveHint: "저장한 규칙은 앞으로 들어오는 이벤트에 적용됩니다. 이미 저장된 이벤트는 다시 그룹화할 때까지 그대로입니다."
        case .problem(let problem): problem.korean
        case .conflict(let revision):
            "작성하는 동안 다른 사람이 규칙을 저장했습니다(개정 \(revision)). 작성한 내용은 아직 저장되지 않았습니다. 아래 이력에서 비교한 뒤 다시 저장하면 그 위에 반영됩니다."
        case .proposed(let issue):
            "첫 번째 핑거프린트 규칙은 제안입니다. \(issue)에 병합된 이벤트를 하나로 묶습니다. 미리 보고 필요하면 고친 뒤 저장하세요. 이후 이 규칙에 맞는 이벤트는 그 이슈로 들어갑니다."
        case .nothingToPropose(let issue): "\(issue)에 병합된 이벤트에는 규칙으로 나타낼 공통점이 없습니다."
        case .noticeSaved(let revision): "저장됨. 지금부터 적용됩니다: 개정 \(revision)."

        case .history: "이력"
        case .noHistory: "규칙이 변경된 적이 없습니다."
        case .revision(let number): "개정 \(number)"
        case .revisionHead: "개정"
        case .inForce: "적용 중"
        case .noAuthor: "API 또는 명령줄"
        case .restore(let number): "개정 \(number) 복원"
        case .changesSince(let number, let before): "개정 \(number) (비교 대상: 개정 \(before))"
        case .firstRevision(let number): "개정 \(number)"
        case .noChange: "변경 없음."
        case .skippedLines(let count): "변경되지 않은 \(count.grouped)줄"

        case .stackHelp:
            "한 줄에 규칙 하나씩 조건과 동작을 차례로 적습니다. 프레임이 모든 조건을 만족해야 합니다. *와 ?는 무엇이든 대신하며, 경로에서는 다음 /까지이고 **는 그 너머까지입니다. #부터는 주석입니다."
        case .fingerprintHelp:
            "한 줄에 규칙 하나씩 조건, 화살표, 그룹화 기준을 차례로 적습니다. 처음으로 맞는 규칙이 적용됩니다. *와 ?는 무엇이든 대신합니다."
        case .helpFrameMatchers: "프레임의 위치"
        case .helpErrorMatchers: "스택이 속한 예외"
        case .helpOtherMatchers: "플랫폼 종류(native, javascript, other), 인앱 여부, 앞에서 정한 범주. 앞에 !를 붙이면 반대"
        case .helpApp: "인앱 프레임으로 볼지 여부"
        case .helpGroup: "그룹화에 쓸지 여부"
        case .helpDirection: "이 프레임 뒤(오류 쪽) 또는 앞의 모든 프레임에 적용"
        case .helpNeighbour: "호출한 프레임 또는 호출된 프레임의 조건"
        case .helpMaxFrames: "오류에 가까운 쪽부터 사용할 프레임 수"
        case .helpEventMatchers: "이벤트의 내용"
        case .helpAnyFrame: "이벤트의 어느 프레임 또는 태그"
        case .helpDefault: "기본 그룹화. 더 나눌 때 사용"
        case .helpVariables: "이벤트의 값으로 바뀜"
        case .helpTitle: "이슈의 제목"

        case .previewTitle: "이 규칙을 적용하면"
        case .lookedAt(let events, let days, let isCut):
            isCut
                ? "최근 \(days)일의 이벤트 중 최신 \(events.grouped)건을 확인했습니다."
                : "최근 \(days)일의 이벤트 \(events.grouped)건을 확인했습니다."
        case .nothingMoves: "다른 이슈로 옮겨질 이벤트가 없습니다."
        case .moves(let events, let before, let after):
            "이벤트 \(events.grouped)건이 다른 이슈로 옮겨지고, 이슈 \(before.grouped)개가 \(after.grouped)개로 바뀝니다."
        case .splits: "나뉘는 이슈"
        case .splitsText: "이벤트가 여러 이슈로 나뉩니다. 각 부분은 예시로 연결됩니다."
        case .merges: "합쳐지는 이슈"
        case .mergesText: "이벤트가 한 이슈로 모입니다."
        case .replaced: "대체되는 이슈"
        case .replacedText: "확인한 이벤트가 모두 새 이슈로 옮겨집니다."
        case .opensAndEmpties(let opened, let emptied):
            "새로 열릴 이슈는 \(opened.grouped)개, 확인한 이벤트가 모두 빠질 이슈는 \(emptied.grouped)개입니다."
        case .retitles(let events): "이벤트 \(events.grouped)건은 이슈는 그대로이고 제목만 바뀝니다."
        case .abridged: "이슈가 너무 많아 옮겨질 내용의 일부만 표시합니다."
        case .previewPeriod: "미리보기 기간"
        case .tooManyPreviews: "기다리는 미리보기가 너무 많아 확인하지 못했습니다. 잠시 후 다시 시도하세요."
        case .becomes: "다음으로 바뀜:"
        case .moreCases(let count): "외 \(count.grouped)개"

        case .regroupTitle: "저장된 이벤트 다시 그룹화"
        case .regroupText: "지금 적용 중인 규칙을 이미 저장된 이벤트에 적용합니다. 먼저 모의 실행으로 확인하세요. 실행한 뒤에도 취소하거나 되돌릴 수 있습니다."
        case .dryRun: "모의 실행"
        case .dryRunHint: "아무것도 변경하지 않습니다"
        case .dryRunTitle: "다시 그룹화하면"
        case .start(let days): "최근 \(days)일 다시 그룹화"
        case .startHint: "백그라운드에서 실행되며, 그동안에도 이벤트는 계속 들어옵니다."
        case .jobs: "실행 목록"
        case .noJobs: "아직 다시 그룹화한 적이 없습니다."
        case .openJob: "열기"
        case .started: "시작"
        case .state(let state): state.korean
        case .sentence(let state): state.koreanSentence
        case .progress(let percent): "\(percent)퍼센트 진행"
        case .movedOf(let moved, let read): "\(read.grouped)건 중 \(moved.grouped)건 옮김"
        case .readOf(let read, let total): "\(total.grouped)건 중 \(read.grouped)건"
        case .factRead: "읽은 이벤트"
        case .factMoved: "옮긴 이벤트"
        case .factOpened: "새로 열린 이슈"
        case .factEmptied: "비워진 이슈"
        case .factUpdated: "마지막 단계"
        case .action(.start): "시작"
        case .action(.dryRun): "모의 실행"
        case .action(.cancel): "취소"
        case .action(.revert): "되돌리기"
        case .revertHint: "옮긴 이벤트가 모두 제자리로 돌아갑니다."
        case .regroupNotice(let notice): notice.korean
        case .jobProblem(.rulesMissing): "실행을 시작할 때의 규칙을 더 이상 찾을 수 없습니다."
        case .jobProblem(.storage): "이벤트를 읽거나 옮기지 못했습니다. 자세한 내용은 서버 로그에 있습니다."
        }
    }
}

extension RegroupJob.State {
    fileprivate var korean: String {
        switch self {
        case .running: "실행 중"
        case .done: "완료"
        case .failed: "실패"
        case .cancelled: "취소됨"
        case .reverting: "되돌리는 중"
        case .reverted: "되돌림"
        }
    }

    fileprivate var koreanSentence: String {
        switch self {
        case .running: "이벤트를 다시 그룹화하고 있습니다."
        case .done: "이 기간의 모든 이벤트에 규칙이 적용되었습니다."
        case .failed: "문제가 생겨 중단되었습니다. 이미 옮긴 이벤트는 그대로입니다."
        case .cancelled: "취소되었습니다. 이미 옮긴 이벤트는 그대로입니다."
        case .reverting: "옮긴 이벤트를 되돌리고 있습니다."
        case .reverted: "모두 이전 상태로 돌아갔습니다."
        }
    }
}

extension RegroupNotice {
    fileprivate var korean: String {
        switch self {
        case .started: "다시 그룹화를 시작했습니다."
        case .busy: "이 프로젝트에서 다른 작업이 아직 실행 중입니다. 시작하지 않았습니다."
        case .cancelled: "취소되었습니다."
        case .reverting: "옮긴 이벤트를 되돌리고 있습니다."
        case .refused: "그사이 상태가 바뀌었습니다. 변경된 것은 없습니다."
        }
    }
}
