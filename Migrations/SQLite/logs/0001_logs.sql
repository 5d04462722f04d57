-- Log entries received on one UTC day.

-- Entries that came together, packed as one.
CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL,
    -- Of the project and the content, 128 bits: the same container sent again is not stored again.
    hash BLOB NOT NULL UNIQUE,
    bytes BLOB NOT NULL
) STRICT;

CREATE INDEX block_by_project ON block (project_id);

CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    block_id INTEGER NOT NULL,
    -- Which entry of its block.
    position INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    level INTEGER NOT NULL,
    trace_id BLOB,
    span_id INTEGER,
    -- Empty when there is none.
    environment TEXT NOT NULL,
    release TEXT NOT NULL
) STRICT;

CREATE INDEX log_by_project ON log (project_id, at);
CREATE INDEX log_by_trace ON log (trace_id, at) WHERE trace_id IS NOT NULL;
