-- Scheduled jobs. What they last said can be worked out again from the check-ins.

CREATE TABLE monitor (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    -- A JSON object in the protocol's names.
    config TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (project_id, slug)
) STRICT;

CREATE TABLE monitor_environment (
    monitor_id INTEGER NOT NULL,
    environment TEXT NOT NULL,
    -- Of the newest check-in.
    status TEXT NOT NULL,
    first_check_in_at INTEGER NOT NULL,
    last_check_in_at INTEGER NOT NULL,
    PRIMARY KEY (monitor_id, environment)
) STRICT, WITHOUT ROWID;

-- What became of items, by minute; older ones stand at the first minute of their hour. Minutes since 1970.
CREATE TABLE outcome_minute (
    -- 0 when the project is not known.
    project_id INTEGER NOT NULL,
    minute INTEGER NOT NULL,
    -- Empty when it is not known.
    public_key TEXT NOT NULL,
    category TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    sdk TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (project_id, minute, public_key, category, outcome, reason, sdk)
) STRICT, WITHOUT ROWID;

-- The last requests that were refused; what is not known is empty.
CREATE TABLE refusal (
    id INTEGER PRIMARY KEY,
    project TEXT NOT NULL,
    public_key TEXT NOT NULL,
    address TEXT NOT NULL,
    reason TEXT NOT NULL,
    client TEXT NOT NULL,
    status INTEGER NOT NULL,
    detail TEXT NOT NULL,
    until INTEGER,
    at INTEGER NOT NULL,
    count INTEGER NOT NULL,
    UNIQUE (project, public_key, address, reason)
) STRICT;

CREATE INDEX refusal_by_time ON refusal (at);

CREATE TABLE project_setting (
    project_id INTEGER PRIMARY KEY,
    json TEXT NOT NULL
) STRICT;

-- What retention has taken from an issue. `times_seen`, `first_seen` and `last_seen` go on counting it.
ALTER TABLE issue ADD COLUMN dropped_events INTEGER NOT NULL DEFAULT 0;
ALTER TABLE issue ADD COLUMN dropped_first_seen INTEGER;
ALTER TABLE issue ADD COLUMN dropped_last_seen INTEGER;

-- Rows of a day's file that are no longer counted.
ALTER TABLE applied ADD COLUMN dropped_rows INTEGER NOT NULL DEFAULT 0;

-- Days of events that are being dropped: issues up to `last_issue_id` are no longer counted.
CREATE TABLE event_day_removal (
    day INTEGER NOT NULL,
    -- 0 for all projects.
    project_id INTEGER NOT NULL,
    last_issue_id INTEGER NOT NULL,
    PRIMARY KEY (day, project_id)
) STRICT, WITHOUT ROWID;

-- Days out of which the rows of a project that keeps less than others are deleted.
CREATE TABLE project_day_removal (
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    PRIMARY KEY (kind, day, project_id)
) STRICT, WITHOUT ROWID;

-- Issues that are deleted, but whose users may still have rows.
CREATE TABLE removed_issue (id INTEGER PRIMARY KEY) STRICT;
