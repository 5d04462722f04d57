-- Segments of replays received on one UTC day.

-- What the segments of a replay add up to on this day.
CREATE TABLE replay (
    id INTEGER PRIMARY KEY,
    replay_id BLOB NOT NULL,
    project_id INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    segments INTEGER NOT NULL,
    platform TEXT NOT NULL,
    environment TEXT NOT NULL,
    release TEXT,
    -- 64-bit hash of `EventUser.identity`.
    user_hash INTEGER,
    UNIQUE (replay_id, project_id)
) STRICT;

CREATE INDEX replay_by_project ON replay (project_id, ended_at);

CREATE TABLE replay_segment (
    id INTEGER PRIMARY KEY,
    replay_id BLOB NOT NULL,
    segment INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    -- A JSON array.
    urls TEXT NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (replay_id, segment, project_id)
) STRICT;

CREATE TABLE replay_error (
    error_id BLOB NOT NULL,
    project_id INTEGER NOT NULL,
    replay_id BLOB NOT NULL,
    PRIMARY KEY (error_id, project_id, replay_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX replay_error_by_replay ON replay_error (replay_id, project_id);

CREATE TABLE replay_trace (
    trace_id BLOB NOT NULL,
    project_id INTEGER NOT NULL,
    replay_id BLOB NOT NULL,
    PRIMARY KEY (trace_id, project_id, replay_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE replay_recording (
    id INTEGER PRIMARY KEY,
    replay_id BLOB NOT NULL,
    segment INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    -- 1 rrweb, packed; 2 video.
    format INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    -- Of the content as it was sent, in bytes.
    size INTEGER NOT NULL,
    -- SHA-256 of what is stored.
    hash BLOB NOT NULL,
    -- Small contents; null when there is a file under `blobs/`.
    bytes BLOB,
    UNIQUE (replay_id, segment, project_id, format)
) STRICT;

CREATE INDEX replay_recording_by_hash ON replay_recording (hash) WHERE bytes IS NULL;
