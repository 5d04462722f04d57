-- Reports of scheduled jobs whose first word arrived on one UTC day.

CREATE TABLE check_in (
    id INTEGER PRIMARY KEY,
    check_in_id BLOB NOT NULL,
    project_id INTEGER NOT NULL,
    monitor TEXT NOT NULL,
    environment TEXT NOT NULL,
    -- `in_progress`, `ok`, `error`, `missed`, `timeout`, `unknown`.
    status TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- In seconds.
    duration REAL,
    release TEXT,
    trace_id BLOB,
    -- The configuration that came with it, so that the monitor can be made again from here.
    config TEXT
) STRICT;

CREATE UNIQUE INDEX check_in_by_check_in_id ON check_in (check_in_id, project_id);
CREATE INDEX check_in_by_monitor ON check_in (project_id, monitor, environment, started_at);
CREATE INDEX check_in_in_progress ON check_in (project_id, monitor, environment, started_at)
    WHERE status = 'in_progress';
