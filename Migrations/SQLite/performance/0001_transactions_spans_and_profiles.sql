-- Transactions, spans and profiles received on one UTC day.

CREATE TABLE performance_transaction (
    id INTEGER PRIMARY KEY,
    event_id BLOB NOT NULL,
    project_id INTEGER NOT NULL,
    trace_id BLOB NOT NULL,
    span_id INTEGER NOT NULL,
    parent_span_id INTEGER,
    received_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    -- In microseconds; the start is the end without it.
    duration INTEGER NOT NULL,
    name TEXT NOT NULL,
    op TEXT NOT NULL,
    status TEXT NOT NULL,
    platform TEXT NOT NULL,
    -- Empty when there is none.
    environment TEXT NOT NULL,
    release TEXT,
    -- 64-bit hash of `EventUser.identity`.
    user_hash INTEGER,
    span_count INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX performance_transaction_by_event_id ON performance_transaction (event_id, project_id);
CREATE INDEX performance_transaction_by_project ON performance_transaction (project_id, ended_at);
CREATE INDEX performance_transaction_by_trace ON performance_transaction (trace_id);

-- The packed body of the transaction with the same id.
CREATE TABLE transaction_body (
    id INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- Numbers that were measured during a transaction.
CREATE TABLE measurement (
    transaction_row INTEGER NOT NULL,
    name TEXT NOT NULL,
    value REAL NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (transaction_row, name)
) STRICT, WITHOUT ROWID;

-- Spans that came without their transaction.
CREATE TABLE span (
    id INTEGER PRIMARY KEY,
    trace_id BLOB NOT NULL,
    span_id INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    parent_span_id INTEGER,
    is_segment INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    name TEXT NOT NULL,
    op TEXT NOT NULL,
    status TEXT NOT NULL,
    environment TEXT NOT NULL,
    release TEXT,
    bytes BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX span_by_trace ON span (trace_id, span_id, project_id);
CREATE INDEX span_by_project ON span (project_id, ended_at) WHERE is_segment = 1;

CREATE TABLE profile (
    id INTEGER PRIMARY KEY,
    profile_id BLOB NOT NULL,
    project_id INTEGER NOT NULL,
    -- Of a chunk of a continuous profile: whose it is.
    profiler_id BLOB,
    transaction_id BLOB,
    trace_id BLOB,
    platform TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    -- In seconds.
    duration REAL NOT NULL,
    environment TEXT NOT NULL,
    release TEXT
) STRICT;

CREATE UNIQUE INDEX profile_by_profile_id ON profile (profile_id, project_id);
CREATE INDEX profile_by_transaction ON profile (transaction_id) WHERE transaction_id IS NOT NULL;
CREATE INDEX profile_by_profiler ON profile (profiler_id, started_at) WHERE profiler_id IS NOT NULL;
CREATE INDEX profile_by_project ON profile (project_id, started_at);

-- The packed body of the profile with the same id.
CREATE TABLE profile_body (
    id INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
