-- The events received on one UTC day. Rows are only ever added: the file is the log from which the counters in
-- culprit.db are repeated after a crash.

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

-- The stored shape of the event with the same id, as `BodyCodec` encoded it.
CREATE TABLE body (
    id INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
