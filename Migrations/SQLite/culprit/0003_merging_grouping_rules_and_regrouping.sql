-- Hashes: who made them, and which issue they led to before it was merged into another.
ALTER TABLE issue_hash ADD COLUMN configuration TEXT NOT NULL DEFAULT 'culprit-1';
ALTER TABLE issue_hash ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE issue_hash ADD COLUMN merged_from INTEGER;
UPDATE issue_hash SET created_at = coalesce((SELECT first_seen FROM issue WHERE id = issue_id), 0);

-- The issue that wrote the entry, when it was merged into this one.
ALTER TABLE activity ADD COLUMN merged_from INTEGER;

-- Issues that are part of others. Events may still be labelled with their ids.
CREATE TABLE retired_issue (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    -- An issue that exists.
    target_id INTEGER NOT NULL,
    -- `merge`, `regroup` or `emptied`.
    reason TEXT NOT NULL,
    -- The row of `issue`, a JSON object.
    issue TEXT NOT NULL,
    -- Its hashes, a JSON array; of regrouped issues only.
    hashes TEXT,
    regroup_job INTEGER,
    regroup_step INTEGER,
    retired_at INTEGER NOT NULL,
    -- Issues that were part of it and came along, a JSON array of ids.
    parts TEXT NOT NULL,
    -- What retention has taken of the events labelled with it, as in `issue`. Its users stay in `issue_user`, too.
    dropped_events INTEGER NOT NULL,
    dropped_first_seen INTEGER,
    dropped_last_seen INTEGER
) STRICT;

CREATE INDEX retired_issue_by_target ON retired_issue (target_id);
CREATE INDEX retired_issue_by_number ON retired_issue (project_id, number);

-- What people merged, so that it can be undone.
CREATE TABLE issue_merge (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    target_id INTEGER NOT NULL,
    merged_at INTEGER NOT NULL
) STRICT;

CREATE INDEX issue_merge_by_target ON issue_merge (target_id);

-- The hashes that came along: whose they were, and where those had them from.
CREATE TABLE issue_merge_hash (
    merge_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    from_id INTEGER NOT NULL,
    merged_from INTEGER,
    PRIMARY KEY (merge_id, hash)
) STRICT, WITHOUT ROWID;

-- Rows of a day's file that count for another issue already and are about to be relabelled.
CREATE TABLE event_move (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day INTEGER NOT NULL,
    -- Rows with their new labels (`LabelledRows`).
    rows BLOB NOT NULL
) STRICT;

-- Hashes that lead elsewhere already while events of theirs are still in the issue.
CREATE TABLE unmerge (
    issue_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (issue_id, hash)
) STRICT, WITHOUT ROWID;

-- Issues that events have left: their users, times and titles may still tell of those.
CREATE TABLE issue_recount (issue_id INTEGER PRIMARY KEY) STRICT;

CREATE TABLE grouping_rules (
    project_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    stack_rules TEXT NOT NULL,
    fingerprint_rules TEXT NOT NULL,
    note TEXT NOT NULL,
    author_id INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (project_id, revision)
) STRICT;

CREATE TABLE grouping_configuration (
    project_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    previous TEXT,
    previous_until INTEGER
) STRICT;

CREATE TABLE regroup_job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL,
    period_start INTEGER NOT NULL,
    period_end INTEGER NOT NULL,
    rules_revision INTEGER NOT NULL,
    state TEXT NOT NULL,
    -- The place up to which it is done.
    day INTEGER,
    event_row INTEGER,
    events_total INTEGER NOT NULL,
    events_read INTEGER NOT NULL DEFAULT 0,
    events_moved INTEGER NOT NULL DEFAULT 0,
    issues_opened INTEGER NOT NULL DEFAULT 0,
    issues_emptied INTEGER NOT NULL DEFAULT 0,
    author_id INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    problem TEXT
) STRICT;

CREATE INDEX regroup_job_by_project ON regroup_job (project_id);
CREATE INDEX regroup_job_at_work ON regroup_job (id) WHERE state IN ('running', 'reverting');

-- What the steps of a job moved: rows with the labels they had before (`LabelledRows`).
CREATE TABLE regroup_step (
    job_id INTEGER NOT NULL,
    step INTEGER NOT NULL,
    day INTEGER NOT NULL,
    rows BLOB NOT NULL,
    PRIMARY KEY (job_id, step, day)
) STRICT;

-- Where a job's events went, issue by issue.
CREATE TABLE regroup_path (
    job_id INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    PRIMARY KEY (job_id, from_id, to_id)
) STRICT, WITHOUT ROWID;

-- What a job calls the newest event that it has seen of an issue; the event's body has the name that it came with.
CREATE TABLE regroup_title (
    day INTEGER NOT NULL,
    event_row INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    issue_id INTEGER NOT NULL,
    job_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    culprit TEXT NOT NULL,
    location TEXT,
    metadata_type TEXT,
    metadata_value TEXT,
    metadata_filename TEXT,
    metadata_function TEXT,
    metadata_title TEXT,
    PRIMARY KEY (day, event_row)
) STRICT, WITHOUT ROWID;

CREATE INDEX regroup_title_by_issue ON regroup_title (issue_id);

-- Issues that a job opened.
CREATE TABLE regroup_issue (
    job_id INTEGER NOT NULL,
    issue_id INTEGER NOT NULL,
    PRIMARY KEY (job_id, issue_id)
) STRICT, WITHOUT ROWID;
