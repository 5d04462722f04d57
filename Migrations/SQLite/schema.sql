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
, merged_from INTEGER) STRICT;

CREATE INDEX activity_by_issue ON activity (issue_id);

CREATE INDEX activity_comment ON activity (issue_id) WHERE type = 'note';

CREATE INDEX activity_of_regressions ON activity (created_at, issue_id) WHERE type = 'set_regression';

CREATE INDEX activity_of_releases ON activity (json_extract(data, '$.version'), issue_id)
    WHERE type = 'set_regression';

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
, kind TEXT NOT NULL DEFAULT 'user', organization_id INTEGER, created_by INTEGER, last_used_at INTEGER, last_used_address TEXT) STRICT;

CREATE INDEX api_token_by_organization ON api_token (organization_id);

CREATE INDEX api_token_by_user ON api_token (user_id);

CREATE TABLE applied (
    day INTEGER PRIMARY KEY,
    event_row INTEGER NOT NULL
, dropped_rows INTEGER NOT NULL DEFAULT 0, figures_from INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE audit_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    organization_id INTEGER,
    actor_kind TEXT NOT NULL,
    actor_id INTEGER,
    actor_name TEXT NOT NULL,
    event TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id TEXT NOT NULL,
    target_name TEXT NOT NULL,
    address TEXT,
    user_agent TEXT,
    -- JSON objects of the fields that changed.
    before BLOB,
    after BLOB
) STRICT;

CREATE INDEX audit_entry_by_organization ON audit_entry (organization_id, id);

CREATE INDEX audit_entry_by_time ON audit_entry (at);

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

CREATE TABLE directory_version (version INTEGER NOT NULL) STRICT;

CREATE TABLE dropped_hour (
    project_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    category TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (project_id, hour, category, outcome, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE environment (
    id INTEGER PRIMARY KEY,
    -- Empty for events without one.
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE error_type (
    id INTEGER PRIMARY KEY,
    -- Empty for events without one.
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE event_day_removal (
    day INTEGER NOT NULL,
    -- 0 for all projects.
    project_id INTEGER NOT NULL,
    last_issue_id INTEGER NOT NULL,
    PRIMARY KEY (day, project_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_move (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day INTEGER NOT NULL,
    -- Rows with their new labels (`LabelledRows`).
    rows BLOB NOT NULL
) STRICT;

CREATE TABLE group_mapping (
    provider_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    -- Numbers, separated by blanks.
    teams TEXT NOT NULL,
    PRIMARY KEY (provider_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE grouping_configuration (
    project_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    previous TEXT,
    previous_until INTEGER
) STRICT;

CREATE TABLE grouping_rules (
    project_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    stack_rules TEXT NOT NULL,
    fingerprint_rules TEXT NOT NULL,
    note TEXT NOT NULL,
    author_id INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (project_id, revision)
) STRICT;

CREATE TABLE identity_provider (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    sealed_client_secret BLOB,
    -- Separated by blanks.
    scopes TEXT NOT NULL,
    groups_claim TEXT NOT NULL,
    default_role TEXT,
    is_required INTEGER NOT NULL,
    is_active INTEGER NOT NULL
) STRICT;

CREATE TABLE invite (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    secret_hash BLOB NOT NULL UNIQUE,
    organization_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    -- Numbers, separated by blanks.
    teams TEXT NOT NULL,
    email TEXT,
    invited_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    accepted_at INTEGER,
    accepted_by INTEGER
) STRICT;

CREATE INDEX invite_by_organization ON invite (organization_id);

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
, dropped_events INTEGER NOT NULL DEFAULT 0, dropped_first_seen INTEGER, dropped_last_seen INTEGER, assignee_kind INTEGER, assignee_id INTEGER, status_set_by INTEGER, chosen_priority TEXT) STRICT;

CREATE INDEX issue_by_first_release ON issue (project_id, first_release) WHERE first_release IS NOT NULL;

CREATE INDEX issue_by_first_seen ON issue (project_id, status, first_seen);

CREATE INDEX issue_by_last_seen ON issue (project_id, status, last_seen, id, substatus);

CREATE UNIQUE INDEX issue_by_number ON issue (project_id, number);

CREATE INDEX issue_by_times_seen ON issue (project_id, times_seen);

CREATE INDEX issue_hidden ON issue (status) WHERE status = 3;

CREATE TABLE issue_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER,
    token_id INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE issue_change_row (
    change_id INTEGER NOT NULL,
    issue_id INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    comes_back TEXT,
    PRIMARY KEY (change_id, issue_id)
) STRICT, WITHOUT ROWID;

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
    issue_id INTEGER NOT NULL, configuration TEXT NOT NULL DEFAULT 'culprit-1', created_at INTEGER NOT NULL DEFAULT 0, merged_from INTEGER,
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

CREATE TABLE issue_mark (
    issue_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    is_bookmarked INTEGER NOT NULL DEFAULT 0,
    -- NULL when they never chose.
    is_subscribed INTEGER,
    reason TEXT,
    seen_at INTEGER,
    PRIMARY KEY (issue_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue_merge (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    target_id INTEGER NOT NULL,
    merged_at INTEGER NOT NULL
) STRICT;

CREATE INDEX issue_merge_by_target ON issue_merge (target_id);

CREATE TABLE issue_merge_hash (
    merge_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    from_id INTEGER NOT NULL,
    merged_from INTEGER,
    PRIMARY KEY (merge_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue_recount (issue_id INTEGER PRIMARY KEY) STRICT;

CREATE TABLE issue_removal (
    label INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (label, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue_return (
    issue_id INTEGER PRIMARY KEY,
    -- Resolved: `release`, `next_release` or `commit`. Archived: `condition` or `escalating`.
    kind TEXT NOT NULL,
    release TEXT,
    commit_id TEXT,
    repository TEXT,
    until INTEGER,
    -- How many more events, within how many minutes, counted from which number and moment.
    events INTEGER,
    events_window INTEGER,
    events_base INTEGER NOT NULL,
    events_from INTEGER NOT NULL,
    users INTEGER,
    users_window INTEGER,
    users_base INTEGER NOT NULL,
    users_from INTEGER NOT NULL
) STRICT;

CREATE INDEX issue_return_by_time ON issue_return (until) WHERE until IS NOT NULL;

CREATE TABLE issue_user (
    issue_id INTEGER NOT NULL,
    -- 64-bit hash of `EventUser.identity`.
    user_hash INTEGER NOT NULL,
    PRIMARY KEY (issue_id, user_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE linked_identity (
    provider_id INTEGER NOT NULL,
    subject TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    linked_at INTEGER NOT NULL,
    last_used_at INTEGER,
    PRIMARY KEY (provider_id, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX linked_identity_by_user ON linked_identity (user_id);

CREATE TABLE membership (
    user_id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, organization_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX membership_by_organization ON membership (organization_id, role);

CREATE TABLE monitor (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    -- A JSON object in the protocol's names.
    config TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (project_id, slug)
) STRICT;

CREATE TABLE monitor_environment (
    monitor_id INTEGER NOT NULL,
    environment TEXT NOT NULL,
    -- Of the newest check-in.
    status TEXT NOT NULL,
    first_check_in_at INTEGER NOT NULL,
    last_check_in_at INTEGER NOT NULL,
    PRIMARY KEY (monitor_id, environment)
) STRICT, WITHOUT ROWID;

CREATE TABLE organization (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE outcome_minute (
    -- 0 when the project is not known.
    project_id INTEGER NOT NULL,
    minute INTEGER NOT NULL,
    -- Empty when it is not known.
    public_key TEXT NOT NULL,
    category TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    sdk TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (project_id, minute, public_key, category, outcome, reason, sdk)
) STRICT, WITHOUT ROWID;

CREATE TABLE password_reset (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    secret_hash BLOB NOT NULL UNIQUE,
    user_id INTEGER NOT NULL,
    created_by INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE INDEX password_reset_by_user ON password_reset (user_id);

CREATE TABLE pending_log_in (
    state_hash BLOB PRIMARY KEY,
    provider_id INTEGER NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    browser_hash BLOB NOT NULL,
    next TEXT NOT NULL,
    linking_user INTEGER,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX pending_log_in_by_expiry ON pending_log_in (expires_at);

CREATE TABLE project (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    platform TEXT,
    created_at INTEGER NOT NULL,
    first_event_at INTEGER, archived_at INTEGER,
    UNIQUE (organization_id, slug)
) STRICT;

CREATE TABLE project_counter (
    project_id INTEGER PRIMARY KEY,
    last_number INTEGER NOT NULL
) STRICT;

CREATE TABLE project_day_removal (
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    PRIMARY KEY (kind, day, project_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE project_deletion (
    -- The project's.
    id INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    author_id INTEGER,
    began_at INTEGER NOT NULL
) STRICT;

CREATE TABLE project_environment (
    project_id INTEGER NOT NULL,
    environment_id INTEGER NOT NULL,
    PRIMARY KEY (project_id, environment_id)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE project_former_slug (
    organization_id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    project_id INTEGER NOT NULL,
    PRIMARY KEY (organization_id, slug)
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
, rate_limit INTEGER, rate_limit_seconds INTEGER) STRICT;

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

CREATE TABLE project_setting (
    project_id INTEGER PRIMARY KEY,
    json TEXT NOT NULL
) STRICT;

CREATE TABLE project_team (
    project_id INTEGER NOT NULL,
    team_id INTEGER NOT NULL,
    PRIMARY KEY (project_id, team_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX project_team_by_team ON project_team (team_id);

CREATE TABLE recovery_code (
    user_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE refusal (
    id INTEGER PRIMARY KEY,
    project TEXT NOT NULL,
    public_key TEXT NOT NULL,
    address TEXT NOT NULL,
    reason TEXT NOT NULL,
    client TEXT NOT NULL,
    status INTEGER NOT NULL,
    detail TEXT NOT NULL,
    until INTEGER,
    at INTEGER NOT NULL,
    count INTEGER NOT NULL,
    UNIQUE (project, public_key, address, reason)
) STRICT;

CREATE INDEX refusal_by_time ON refusal (at);

CREATE TABLE regroup_issue (
    job_id INTEGER NOT NULL,
    issue_id INTEGER NOT NULL,
    PRIMARY KEY (job_id, issue_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE regroup_job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL,
    period_start INTEGER NOT NULL,
    period_end INTEGER NOT NULL,
    rules_revision INTEGER NOT NULL,
    state TEXT NOT NULL,
    -- The place up to which it is done.
    day INTEGER,
    event_row INTEGER,
    events_total INTEGER NOT NULL,
    events_read INTEGER NOT NULL DEFAULT 0,
    events_moved INTEGER NOT NULL DEFAULT 0,
    issues_opened INTEGER NOT NULL DEFAULT 0,
    issues_emptied INTEGER NOT NULL DEFAULT 0,
    author_id INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    problem TEXT
) STRICT;

CREATE INDEX regroup_job_at_work ON regroup_job (id) WHERE state IN ('running', 'reverting');

CREATE INDEX regroup_job_by_project ON regroup_job (project_id);

CREATE TABLE regroup_path (
    job_id INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    PRIMARY KEY (job_id, from_id, to_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE regroup_step (
    job_id INTEGER NOT NULL,
    step INTEGER NOT NULL,
    day INTEGER NOT NULL,
    rows BLOB NOT NULL,
    PRIMARY KEY (job_id, step, day)
) STRICT;

CREATE TABLE regroup_title (
    day INTEGER NOT NULL,
    event_row INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    issue_id INTEGER NOT NULL,
    job_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    culprit TEXT NOT NULL,
    location TEXT,
    metadata_type TEXT,
    metadata_value TEXT,
    metadata_filename TEXT,
    metadata_function TEXT,
    metadata_title TEXT,
    PRIMARY KEY (day, event_row)
) STRICT, WITHOUT ROWID;

CREATE INDEX regroup_title_by_issue ON regroup_title (issue_id);

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

CREATE TABLE release_environment (
    release_id INTEGER NOT NULL,
    environment_id INTEGER NOT NULL,
    PRIMARY KEY (release_id, environment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE release_project (
    release_id INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    events INTEGER NOT NULL DEFAULT 0,
    first_event_at INTEGER,
    last_event_at INTEGER,
    PRIMARY KEY (release_id, project_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX release_project_by_project ON release_project (project_id);

CREATE TABLE release_seen (
    project_id INTEGER NOT NULL,
    version TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    PRIMARY KEY (project_id, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX release_seen_by_time ON release_seen (project_id, first_seen);

CREATE TABLE removed_issue (id INTEGER PRIMARY KEY) STRICT;

CREATE TABLE retired_issue (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    -- An issue that exists.
    target_id INTEGER NOT NULL,
    -- `merge`, `regroup` or `emptied`.
    reason TEXT NOT NULL,
    -- The row of `issue`, a JSON object.
    issue TEXT NOT NULL,
    -- Its hashes, a JSON array; of regrouped issues only.
    hashes TEXT,
    regroup_job INTEGER,
    regroup_step INTEGER,
    retired_at INTEGER NOT NULL,
    -- Issues that were part of it and came along, a JSON array of ids.
    parts TEXT NOT NULL,
    -- What retention has taken of the events labelled with it, as in `issue`. Its users stay in `issue_user`, too.
    dropped_events INTEGER NOT NULL,
    dropped_first_seen INTEGER,
    dropped_last_seen INTEGER
) STRICT;

CREATE INDEX retired_issue_by_number ON retired_issue (project_id, number);

CREATE INDEX retired_issue_by_target ON retired_issue (target_id);

CREATE TABLE saved_search (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    owner_id INTEGER,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    sort TEXT NOT NULL,
    is_shared INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX saved_search_by_organization ON saved_search (organization_id);

CREATE TABLE second_factor (
    user_id INTEGER PRIMARY KEY,
    sealed_secret BLOB NOT NULL,
    is_confirmed INTEGER NOT NULL,
    last_used_step INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE "session" (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    address TEXT,
    user_agent TEXT
) STRICT;

CREATE INDEX session_by_user ON session (user_id);

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tag_recount (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label INTEGER NOT NULL
) STRICT;

CREATE TABLE team (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organization_id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (organization_id, slug)
) STRICT;

CREATE TABLE team_member (
    team_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (team_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX team_member_by_user ON team_member (user_id);

CREATE TABLE unmerge (
    issue_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (issue_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE unmerge_wish (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_id INTEGER NOT NULL,
    -- The merge that is undone; NULL when hashes were chosen.
    merge_id INTEGER,
    -- The chosen hashes, a JSON array.
    hashes TEXT NOT NULL,
    -- The id of the issue that is opened for hashes that came from none.
    new_issue_id INTEGER,
    user_id INTEGER,
    wished_at INTEGER NOT NULL
) STRICT;

CREATE TABLE user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_login_at INTEGER
, is_operator INTEGER NOT NULL DEFAULT 0, time_zone TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '', theme TEXT NOT NULL DEFAULT '', frame_order TEXT NOT NULL DEFAULT '') STRICT;

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
, hash INTEGER, tags BLOB) STRICT;

CREATE UNIQUE INDEX event_by_event_id ON event (event_id, project_id);

CREATE INDEX event_by_issue ON event (issue_id, occurred_at);

CREATE INDEX event_by_project ON event (project_id, occurred_at);

-- performance/<day>.db

CREATE TABLE measurement (
    transaction_row INTEGER NOT NULL,
    name TEXT NOT NULL,
    value REAL NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (transaction_row, name)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX profile_by_profiler ON profile (profiler_id, started_at) WHERE profiler_id IS NOT NULL;

CREATE INDEX profile_by_project ON profile (project_id, started_at);

CREATE INDEX profile_by_transaction ON profile (transaction_id) WHERE transaction_id IS NOT NULL;

CREATE TABLE profile_body (
    id INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

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

CREATE INDEX span_by_project ON span (project_id, ended_at) WHERE is_segment = 1;

CREATE UNIQUE INDEX span_by_trace ON span (trace_id, span_id, project_id);

CREATE TABLE transaction_body (
    id INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- logs/<day>.db

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

-- metrics/<day>.db

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

-- check_ins/<day>.db

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

-- sessions/<day>.db

CREATE TABLE aggregate (
    digest BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE deployment (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL,
    release TEXT NOT NULL,
    -- Empty when there is none.
    environment TEXT NOT NULL,
    UNIQUE (project_id, release, environment)
) STRICT;

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

CREATE TABLE session_user (
    deployment_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    user_hash INTEGER NOT NULL,
    -- Bits: 1 errored, 2 crashed, 4 abnormal, 8 unhandled.
    flags INTEGER NOT NULL,
    PRIMARY KEY (deployment_id, hour, user_hash)
) STRICT, WITHOUT ROWID;

-- attachments/<day>.db

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

-- replays/<day>.db

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

CREATE TABLE replay_error (
    error_id BLOB NOT NULL,
    project_id INTEGER NOT NULL,
    replay_id BLOB NOT NULL,
    PRIMARY KEY (error_id, project_id, replay_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX replay_error_by_replay ON replay_error (replay_id, project_id);

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

CREATE TABLE replay_trace (
    trace_id BLOB NOT NULL,
    project_id INTEGER NOT NULL,
    replay_id BLOB NOT NULL,
    PRIMARY KEY (trace_id, project_id, replay_id)
) STRICT, WITHOUT ROWID;

-- search.db

CREATE TABLE folded (
    day INTEGER PRIMARY KEY,
    event_row INTEGER NOT NULL,
    -- Of that row: a file that was set aside is followed by another of the same day.
    event_id BLOB NOT NULL
) STRICT;

CREATE TABLE issue_text (
    -- The label times 16, and the row's number among those of its label; the first is 0.
    id INTEGER PRIMARY KEY,
    -- Of the events that were read for this row, four bytes each.
    signatures BLOB NOT NULL,
    messages TEXT NOT NULL,
    types TEXT NOT NULL,
    functions TEXT NOT NULL,
    files TEXT NOT NULL,
    modules TEXT NOT NULL,
    tags TEXT NOT NULL
) STRICT;

CREATE TABLE removed_label (
    label INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE tag_count (
    owner INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    value_id INTEGER NOT NULL,
    events INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (owner, key_id, value_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX tag_count_by_value ON tag_count (value_id, owner);

CREATE TABLE tag_key (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    -- A part of events that is not shown as a tag.
    is_field INTEGER NOT NULL,
    UNIQUE (name, is_field)
) STRICT;

CREATE TABLE tag_total (
    owner INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    events INTEGER NOT NULL,
    -- Values that have a row in `tag_count`.
    kept INTEGER NOT NULL,
    -- Some values have none: there are more than are kept.
    is_capped INTEGER NOT NULL,
    PRIMARY KEY (owner, key_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX tag_total_by_key ON tag_total (key_id, owner);

CREATE TABLE tag_value (
    id INTEGER PRIMARY KEY,
    key_id INTEGER NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (key_id, value)
) STRICT;

CREATE VIRTUAL TABLE text_index USING fts5 (
    messages, types, functions, files, modules, tags,
    content = 'issue_text', content_rowid = 'id', tokenize = 'trigram', columnsize = 0
);

CREATE TABLE 'text_index_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'text_index_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'text_index_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE unfolded (
    day INTEGER NOT NULL,
    -- 0 for all projects.
    project_id INTEGER NOT NULL,
    last_label INTEGER NOT NULL,
    PRIMARY KEY (day, project_id)
) STRICT, WITHOUT ROWID;
