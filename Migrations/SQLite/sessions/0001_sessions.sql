-- Updates of sessions received on one UTC day, and what they add up to.

CREATE TABLE deployment (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL,
    release TEXT NOT NULL,
    -- Empty when there is none.
    environment TEXT NOT NULL,
    UNIQUE (project_id, release, environment)
) STRICT;

CREATE TABLE session_update (
    session_id BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    deployment_id INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    is_initial INTEGER NOT NULL,
    -- Errors, or a status that is neither `ok` nor `exited`.
    is_errored INTEGER NOT NULL,
    status TEXT NOT NULL,
    errors INTEGER NOT NULL,
    -- In seconds.
    duration REAL,
    abnormal_mechanism TEXT,
    -- 64-bit hash of the distinct id.
    user_hash INTEGER,
    PRIMARY KEY (session_id, sequence, project_id)
) STRICT, WITHOUT ROWID;

-- Aggregates that are counted, by a digest of what was sent.
CREATE TABLE aggregate (
    digest BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Sessions by the hour in which they started; hours since 1970.
CREATE TABLE session_hour (
    deployment_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    total INTEGER NOT NULL,
    -- Sessions with any error, crashes among them.
    errored INTEGER NOT NULL,
    crashed INTEGER NOT NULL,
    abnormal INTEGER NOT NULL,
    unhandled INTEGER NOT NULL,
    PRIMARY KEY (deployment_id, hour)
) STRICT, WITHOUT ROWID;

-- Who had sessions, and of which kinds.
CREATE TABLE session_user (
    deployment_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    user_hash INTEGER NOT NULL,
    -- Bits: 1 errored, 2 crashed, 4 abnormal, 8 unhandled.
    flags INTEGER NOT NULL,
    PRIMARY KEY (deployment_id, hour, user_hash)
) STRICT, WITHOUT ROWID;
