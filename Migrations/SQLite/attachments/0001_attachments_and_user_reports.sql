-- Files and words that belong to events, received on one UTC day.

CREATE TABLE attachment (
    id INTEGER PRIMARY KEY,
    event_id BLOB NOT NULL,
    project_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    type TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    -- SHA-256 of the content.
    hash BLOB NOT NULL,
    -- Small contents; null when there is a file under `blobs/`.
    bytes BLOB
) STRICT;

CREATE UNIQUE INDEX attachment_by_event ON attachment (event_id, project_id, name, hash);
CREATE INDEX attachment_by_hash ON attachment (hash) WHERE bytes IS NULL;
CREATE INDEX attachment_by_project ON attachment (project_id);

-- The last one for an event.
CREATE TABLE user_report (
    id INTEGER PRIMARY KEY,
    event_id BLOB NOT NULL,
    project_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    comments TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    UNIQUE (event_id, project_id)
) STRICT;

CREATE INDEX user_report_by_project ON user_report (project_id, received_at);
