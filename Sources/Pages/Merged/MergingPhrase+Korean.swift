extension MergingPhrase {
    var korean: String {
        switch self {
        case .issueViews: "이 이슈의 화면"
        case .details: "상세"
        case .grouping: "그룹화"
        case .merged: "병합"

        case .merge: "병합"
        case .mergeIntoThis(let id): "이 이슈에 병합: \(id)"
        case .takeOut: "분리"
        case .actionsForHashes: "선택한 해시에 대한 작업"
        case .noticeMerged(let count): "이슈 \(count.grouped)개가 하나로 병합됨. 이후의 이벤트도 이 이슈로 들어옵니다."
        case .noticeTakenOut(let count, let forgotten):
            [takenOut(count), withoutEvents(forgotten)].compactMap { $0 }.joined(separator: " ")
        case .proposeRule: "비슷한 이벤트를 위한 규칙 제안"
        case .stillMoving: "분리된 이벤트를 아직 옮기는 중입니다. 숫자는 잠시 후 맞춰집니다."
        case .refused(let refusal): refusal.korean
        case .didTakeOut: "분리"
        case .wasTakenOut: "다른 이슈에서 분리됨"

        case .title: "병합된 해시"
        case .text: "해시마다 이 이슈에서 서로 같은 이벤트를 나타냅니다. 병합으로 들어온 해시는 원래 이슈로 돌아가고, 나머지는 함께 새 이슈가 됩니다."
        case .onlyHash: "이 이슈에는 해시가 하나뿐이므로 분리할 것이 없습니다."
        case .noHashes: "이 이슈로 이어지는 해시가 없습니다."
        case .moreHashes(let count): "처음 \(count.grouped)개의 해시만 표시합니다."
        case .hash: "해시"
        case .exampleEvent: "예시"
        case .noEvents: "저장된 이벤트 없음"
        case .noneAmong(let count): "최근 \(count.grouped)개 중 없음"
        case .countedAmong(let count): "이 이슈의 최근 이벤트 \(count.grouped)개만 센 값입니다."
        case .selectHash(let hash): "해시 선택: \(hash)"
        case .madeBy(let configuration): "설정: \(configuration)"
        case .cameFrom(let issue): "원래 이슈: \(issue)"
        case .ownHash: "고유 해시"

        case .similar: "비슷한 이슈"
        case .findSimilar: "비슷한 이슈 찾기"
        case .similarText: "병합하면 이 이슈로 합쳐집니다. 되돌릴 수 있습니다."
        case .sharedFrames(let shared, let all): "인앱 프레임 \(all)개 중 \(shared)개 일치"
        case .sameTypeAndFunction: "같은 함수에서 같은 유형"
        }
    }
}

/// Nil for none.
private func takenOut(_ count: Int) -> String? {
    switch count {
    case 0: nil
    case 1: "별도의 이슈로 분리됨."
    default: "이슈 \(count.grouped)개로 분리됨."
    }
}

private func withoutEvents(_ count: Int) -> String? {
    guard count > 0 else { return nil }
    return "해시 \(count.grouped)개는 저장된 이벤트가 없어 잊혔습니다. 다음 이벤트가 오면 새 이슈가 열리거나 원래 이슈가 돌아옵니다."
}

extension MergeRefusal {
    fileprivate var korean: String {
        switch self {
        case .tooFew: "병합하려면 이슈를 둘 이상 선택하세요."
        case .unlike: "같은 프로젝트에 있는 같은 종류의 이슈만 병합할 수 있습니다. 변경된 것은 없습니다."
        case .unknownHashes: "선택한 해시 중 일부는 더 이상 이 이슈의 것이 아닙니다. 변경된 것은 없습니다."
        case .noneSelected: "선택된 해시가 없습니다."
        case .nothingLeft: "이슈에는 해시가 하나 이상 남아야 합니다. 변경된 것은 없습니다."
        case .busy: "지금 이 이슈의 이벤트를 옮기는 중입니다. 변경된 것은 없습니다. 잠시 후 다시 시도하세요."
        }
    }
}
