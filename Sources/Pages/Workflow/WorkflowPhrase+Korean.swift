extension WorkflowPhrase {
    var korean: String {
        switch self {
        case .action(let action): action.korean
        case .resolveMenu: "해결 방식…"
        case .archiveMenu: "보관 기한…"
        case .assignMenu: "담당 지정"
        case .moreMenu: "더 보기"
        case .version: "릴리스"
        case .commit: "커밋"
        case .assignee: "담당"
        case .nobody: "없음"
        case .delete: "삭제"
        case .inNextRelease: "다음 릴리스에서"
        case .inRelease(let version): "릴리스: \(version)"
        case .byCommit(let commit): "커밋: \(commit)"
        case .untilTime(let time): "기한: \(time)"
        case .untilEvents(let count, let minutes): "\(koreanWindow(minutes))이벤트 \(count.grouped)건이 더 발생할 때까지"
        case .untilUsers(let count, let minutes): "\(koreanWindow(minutes))사용자 \(count.grouped)명이 더 겪을 때까지"
        case .untilEscalating: "급증할 때까지"
        case .or: "또는"
        case .assignedTo: "담당"
        case .byTeam: "팀"

        case .pageSelected(let count): "이 페이지의 \(count.grouped)건을 모두 선택했습니다."
        case .selectAllMatching(let count): "일치하는 \(count)건 모두 선택"
        case .allSelected(let count): "일치하는 이슈 \(count)건을 모두 선택했습니다."

        case .notice(let notice): notice.korean

        case .deleteTitle(let count): count == 1 ? "이 이슈를 삭제할까요?" : "이슈 \(count.grouped)건을 삭제할까요?"
        case .deleteText: "모든 이벤트와 댓글, 활동 기록도 함께 삭제되며 되돌릴 수 없습니다. 같은 이벤트가 다시 오면 새 이슈가 됩니다."
        case .deleteNow: "완전히 삭제"
        case .cancel: "유지"

        case .activity: "활동"
        case .comment: "댓글"
        case .addComment: "댓글 추가"
        case .commentHint: "이 이슈에 대해 아는 것을 적어 주세요."
        case .edit: "수정"
        case .save: "저장"
        case .deleteComment: "댓글 삭제"
        case .allActivity: "모든 활동"
        case .commentCount(let count): "댓글 \(count.grouped)개"
        case .priority: "우선순위"

        case .saveSearch: "이 검색 저장"
        case .searchName: "이름"
        case .onlyMe: "나만 보기"
        case .everybody: "모두에게 공유"
        case .deleteSearch: "이 검색 삭제"
        case .sharedSearch: "공유됨"
        }
    }
}

private func koreanWindow(_ minutes: Int?) -> String {
    switch minutes {
    case nil: ""
    case 60?: "1시간 안에 "
    case let minutes?: minutes % 60 == 0 ? "\(minutes / 60)시간 안에 " : "\(minutes)분 안에 "
    }
}

extension WorkflowAction {
    fileprivate var korean: String {
        switch self {
        case .resolve: "해결"
        case .resolveNext: "다음 릴리스에서"
        case .resolveLatest: "최신 릴리스에서"
        case .resolveIn: "이 릴리스에서"
        case .resolveCommit: "이 커밋으로"
        case .archive: "보관"
        case .archiveHour: "1시간 동안"
        case .archiveDay: "하루 동안"
        case .archiveEvents: "1시간에 이벤트 \(Self.eventsPerHour)건까지"
        case .archiveUsers: "사용자 \(Self.usersMore)명 더 겪을 때까지"
        case .archiveEscalating: "급증할 때까지"
        case .reopen: "다시 열기"
        case .assign: "지정"
        case .bookmark: "즐겨찾기"
        case .unbookmark: "즐겨찾기 해제"
        case .subscribe: "구독"
        case .unsubscribe: "구독 해제"
        case .undo: "실행 취소"
        }
    }
}

extension WorkflowNotice {
    fileprivate var korean: String {
        let issues = "이슈 \(count.grouped)건"
        return switch deed {
        case .resolved: "\(issues) 해결됨."
        case .archived: "\(issues) 보관됨."
        case .reopened: "\(issues) 다시 열림."
        case .assigned: "\(issues) 담당 지정됨."
        case .bookmarked: "즐겨찾기에 추가됨."
        case .unbookmarked: "즐겨찾기에서 제거됨."
        case .subscribed: "구독을 시작했습니다."
        case .unsubscribed: "구독을 해제했습니다."
        case .undone: count == 0 ? "되돌릴 것이 없습니다." : "\(issues) 되돌림."
        case .deleted: "\(issues) 삭제됨. 이벤트는 뒤에서 차례로 삭제됩니다."
        case .commented: "댓글이 추가되었습니다."
        case .commentChanged: "댓글이 수정되었습니다."
        case .commentDeleted: "댓글이 삭제되었습니다."
        case .searchSaved: "검색이 저장되었습니다."
        case .searchDeleted: "검색이 삭제되었습니다."
        case .incomplete: "양식에 빠진 것이 있습니다. 변경된 것은 없습니다."
        case .commentRepeated: "이미 같은 댓글을 남겼습니다."
        case .tooManySearches: "저장할 수 있는 검색 수를 넘었습니다."
        case .badQuery: "검색어를 읽을 수 없습니다. 변경된 것은 없습니다."
        }
    }
}
