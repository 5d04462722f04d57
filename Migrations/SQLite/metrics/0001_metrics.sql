-- Metrics received on one UTC day.

-- Values that came together, packed as one with their attributes.
CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL,
    -- Of the project and the content, 128 bits: the same container sent again is not stored again.
    hash BLOB NOT NULL UNIQUE,
    bytes BLOB NOT NULL
) STRICT;

CREATE INDEX block_by_project ON block (project_id);

CREATE TABLE metric (
    id INTEGER PRIMARY KEY,
    block_id INTEGER NOT NULL,
    -- Which entry of its block.
    position INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    value REAL NOT NULL,
    unit TEXT NOT NULL,
    trace_id BLOB,
    -- Empty when there is none.
    environment TEXT NOT NULL,
    release TEXT NOT NULL
) STRICT;

CREATE INDEX metric_by_name ON metric (project_id, name, at);
CREATE INDEX metric_by_trace ON metric (trace_id, at) WHERE trace_id IS NOT NULL;
