-- What fresh files look like. Written by a test from the migrations; not run by anybody.

-- culprit.db

CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_id INTEGER NOT NULL,
    type TEXT NOT NULL,
    user_id INTEGER,
    created_at INTEGER NOT NULL,
    -- A JSON object.
    data TEXT NOT NULL
) STRICT;

CREATE INDEX activity_by_issue ON activity (issue_id);

CREATE TABLE api_token (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    tail TEXT NOT NULL,
    -- Separated by blanks.
    scopes TEXT NOT NULL,
    user_id INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT;

CREATE TABLE applied (
    day INTEGER PRIMARY KEY,
    event_row INTEGER NOT NULL
) STRICT;

CREATE TABLE directory_version (version INTEGER NOT NULL) STRICT;

CREATE TABLE environment (
    id INTEGER PRIMARY KEY,
    -- Empty for events without one.
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE issue (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL,
    -- Counts from 1 in each project; the end of the short id.
    number INTEGER NOT NULL,
    status INTEGER NOT NULL,
    substatus INTEGER,
    status_changed_at INTEGER,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    times_seen INTEGER NOT NULL,
    users_affected INTEGER NOT NULL,
    -- From here on as the newest event has it.
    level INTEGER NOT NULL,
    is_unhandled INTEGER NOT NULL,
    type TEXT NOT NULL,
    platform TEXT NOT NULL,
    logger TEXT,
    title TEXT NOT NULL,
    culprit TEXT NOT NULL,
    location TEXT,
    metadata_type TEXT,
    metadata_value TEXT,
    metadata_filename TEXT,
    metadata_function TEXT,
    metadata_title TEXT,
    last_release TEXT,
    -- Of the oldest event.
    first_release TEXT
) STRICT;

CREATE INDEX issue_by_first_seen ON issue (project_id, status, first_seen);

CREATE INDEX issue_by_last_seen ON issue (project_id, status, last_seen);

CREATE UNIQUE INDEX issue_by_number ON issue (project_id, number);

CREATE TABLE issue_counter (last_id INTEGER NOT NULL) STRICT;

CREATE TABLE issue_day (
    issue_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (issue_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue_environment (
    issue_id INTEGER NOT NULL,
    environment_id INTEGER NOT NULL,
    PRIMARY KEY (issue_id, environment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue_hash (
    project_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    issue_id INTEGER NOT NULL,
    PRIMARY KEY (project_id, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX issue_hash_by_issue ON issue_hash (issue_id);

CREATE TABLE issue_hour (
    issue_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    environment_id INTEGER NOT NULL,
    events INTEGER NOT NULL,
    PRIMARY KEY (issue_id, hour, environment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue_user (
    issue_id INTEGER NOT NULL,
    -- 64-bit hash of `EventUser.identity`.
    user_hash INTEGER NOT NULL,
    PRIMARY KEY (issue_id, user_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE organization (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE project (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    platform TEXT,
    created_at INTEGER NOT NULL,
    first_event_at INTEGER,
    UNIQUE (organization_id, slug)
) STRICT;

CREATE TABLE project_counter (
    project_id INTEGER PRIMARY KEY,
    last_number INTEGER NOT NULL
) STRICT;

CREATE TABLE project_environment (
    project_id INTEGER NOT NULL,
    environment_id INTEGER NOT NULL,
    PRIMARY KEY (project_id, environment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE project_hour (
    project_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    environment_id INTEGER NOT NULL,
    events INTEGER NOT NULL,
    PRIMARY KEY (project_id, hour, environment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE project_key (
    public_key TEXT PRIMARY KEY,
    secret_key TEXT NOT NULL,
    project_id INTEGER NOT NULL,
    label TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    hash BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_login_at INTEGER
) STRICT;

-- events/<day>.db

CREATE TABLE body (
    id INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    event_id BLOB NOT NULL,
    project_id INTEGER NOT NULL,
    issue_id INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    level INTEGER NOT NULL,
    -- Empty when the event has none.
    environment TEXT NOT NULL,
    -- 64-bit hash of `EventUser.identity`.
    user_hash INTEGER
) STRICT;

CREATE UNIQUE INDEX event_by_event_id ON event (event_id, project_id);

CREATE INDEX event_by_issue ON event (issue_id, occurred_at);

CREATE INDEX event_by_project ON event (project_id, occurred_at);
