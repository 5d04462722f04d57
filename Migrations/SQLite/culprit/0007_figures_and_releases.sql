-- Releases, as events and command lines name them.

CREATE TABLE release (
    id INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL,
    version TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    released_at INTEGER,
    is_archived INTEGER NOT NULL DEFAULT 0,
    ref TEXT,
    url TEXT,
    -- A JSON array, the newest first.
    commits TEXT NOT NULL DEFAULT '[]',
    UNIQUE (organization_id, version)
) STRICT;

CREATE INDEX release_by_date ON release (organization_id, coalesce(released_at, created_at), id);

-- What events said of a release in a project. Retention takes nothing from here.
CREATE TABLE release_project (
    release_id INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    events INTEGER NOT NULL DEFAULT 0,
    first_event_at INTEGER,
    last_event_at INTEGER,
    PRIMARY KEY (release_id, project_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX release_project_by_project ON release_project (project_id);

CREATE TABLE release_environment (
    release_id INTEGER NOT NULL,
    environment_id INTEGER NOT NULL,
    PRIMARY KEY (release_id, environment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE deploy (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    release_id INTEGER NOT NULL,
    environment TEXT NOT NULL,
    name TEXT,
    url TEXT,
    started_at INTEGER,
    finished_at INTEGER NOT NULL
) STRICT;

CREATE INDEX deploy_by_release ON deploy (release_id);

CREATE TABLE error_type (
    id INTEGER PRIMARY KEY,
    -- Empty for events without one.
    name TEXT NOT NULL UNIQUE
) STRICT;

-- Events by what they say, and who was affected. Each row belongs to the file of the day on which its events were
-- received, and goes with it.

CREATE TABLE project_figure (
    project_id INTEGER NOT NULL,
    -- What `label_id` names: 1 a row of `error_type`, 2 one of `release`.
    kind INTEGER NOT NULL,
    -- How long it is, 1 or 24; and its first hour, counted since 1970.
    hours INTEGER NOT NULL,
    first_hour INTEGER NOT NULL,
    label_id INTEGER NOT NULL,
    received_day INTEGER NOT NULL,
    events INTEGER NOT NULL,
    PRIMARY KEY (project_id, kind, hours, first_hour, label_id, received_day)
) STRICT, WITHOUT ROWID;

CREATE INDEX project_figure_by_file ON project_figure (received_day, project_id);

CREATE TABLE project_people (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL,
    hours INTEGER NOT NULL,
    first_hour INTEGER NOT NULL,
    received_day INTEGER NOT NULL,
    -- The hashes of users, or a sample of them (`DistinctCount.bytes`).
    people BLOB NOT NULL,
    UNIQUE (project_id, hours, first_hour, received_day)
) STRICT;

CREATE INDEX project_people_by_file ON project_people (received_day, project_id);

-- Items that were not accepted, by the hour; `outcome_minute` says more of them, in many more rows.
CREATE TABLE dropped_hour (
    project_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    category TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (project_id, hour, category, outcome, reason)
) STRICT, WITHOUT ROWID;

INSERT INTO dropped_hour (project_id, hour, category, outcome, reason, quantity)
SELECT project_id, minute / 60, category, outcome, reason, sum(quantity) FROM outcome_minute
WHERE outcome <> 'accepted' GROUP BY project_id, minute / 60, category, outcome, reason;

-- Rows of a day's file up to this one were counted before there were figures.
ALTER TABLE applied ADD COLUMN figures_from INTEGER NOT NULL DEFAULT 0;
UPDATE applied SET figures_from = event_row;

CREATE INDEX issue_by_times_seen ON issue (project_id, times_seen);
CREATE INDEX issue_by_first_release ON issue (project_id, first_release) WHERE first_release IS NOT NULL;
CREATE INDEX activity_of_regressions ON activity (created_at, issue_id) WHERE type = 'set_regression';
CREATE INDEX activity_of_releases ON activity (json_extract(data, '$.version'), issue_id)
    WHERE type = 'set_regression';
