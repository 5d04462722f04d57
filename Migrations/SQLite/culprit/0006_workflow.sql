-- What people decide about issues.
-- 1 for users, 2 for teams.
ALTER TABLE issue ADD COLUMN assignee_kind INTEGER;
ALTER TABLE issue ADD COLUMN assignee_id INTEGER;
ALTER TABLE issue ADD COLUMN status_set_by INTEGER;
-- `high`, `medium` or `low`, when somebody chose.
ALTER TABLE issue ADD COLUMN chosen_priority TEXT;

-- Comments are entries of the history.
CREATE INDEX activity_comment ON activity (issue_id) WHERE type = 'note';

-- When an issue comes back that is neither to come back at any event nor never.
CREATE TABLE issue_return (
    issue_id INTEGER PRIMARY KEY,
    -- Resolved: `release`, `next_release` or `commit`. Archived: `condition` or `escalating`.
    kind TEXT NOT NULL,
    release TEXT,
    commit_id TEXT,
    repository TEXT,
    until INTEGER,
    -- How many more events, within how many minutes, counted from which number and moment.
    events INTEGER,
    events_window INTEGER,
    events_base INTEGER NOT NULL,
    events_from INTEGER NOT NULL,
    users INTEGER,
    users_window INTEGER,
    users_base INTEGER NOT NULL,
    users_from INTEGER NOT NULL
) STRICT;

CREATE INDEX issue_return_by_time ON issue_return (until) WHERE until IS NOT NULL;

-- What one user has noted for themselves.
CREATE TABLE issue_mark (
    issue_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    is_bookmarked INTEGER NOT NULL DEFAULT 0,
    -- NULL when they never chose.
    is_subscribed INTEGER,
    reason TEXT,
    seen_at INTEGER,
    PRIMARY KEY (issue_id, user_id)
) STRICT, WITHOUT ROWID;

-- What can be taken back.
CREATE TABLE issue_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER,
    token_id INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

-- JSON objects: the columns of the issue that people change, before and after, and its row of `issue_return` before.
CREATE TABLE issue_change_row (
    change_id INTEGER NOT NULL,
    issue_id INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    comes_back TEXT,
    PRIMARY KEY (change_id, issue_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_search (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    owner_id INTEGER,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    sort TEXT NOT NULL,
    is_shared INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX saved_search_by_organization ON saved_search (organization_id);

-- When the first event of a release arrived.
CREATE TABLE release_seen (
    project_id INTEGER NOT NULL,
    version TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    PRIMARY KEY (project_id, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX release_seen_by_time ON release_seen (project_id, first_seen);

INSERT INTO release_seen
SELECT project_id, version, min(seen) FROM (
    SELECT project_id, first_release AS version, first_seen AS seen FROM issue
    UNION ALL SELECT project_id, last_release, last_seen FROM issue
) WHERE version IS NOT NULL GROUP BY project_id, version;

-- Deleted issues whose events may still be in the files of days: what rows are labelled with, which counts no more.
CREATE TABLE issue_removal (
    label INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (label, day)
) STRICT, WITHOUT ROWID;

-- Issues that are hidden because they wait for being deleted.
CREATE INDEX issue_hidden ON issue (status) WHERE status = 3;
