-- Who belongs where and as what, how they prove it, how they get in, and what they did. Any process may write these.

ALTER TABLE user ADD COLUMN is_operator INTEGER NOT NULL DEFAULT 0;
UPDATE user SET is_operator = 1 WHERE role = 'owner';

-- Until now everybody belonged to every organization.
CREATE TABLE membership (
    user_id INTEGER NOT NULL,
    organization_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, organization_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_organization ON membership (organization_id, role);
INSERT INTO membership (user_id, organization_id, role, joined_at)
    SELECT user.id, organization.id, user.role, user.created_at FROM user, organization;

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

CREATE TABLE project_team (
    project_id INTEGER NOT NULL,
    team_id INTEGER NOT NULL,
    PRIMARY KEY (project_id, team_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX project_team_by_team ON project_team (team_id);

-- Links that work once. Of their secrets only the SHA-256 is stored.
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

CREATE TABLE second_factor (
    user_id INTEGER PRIMARY KEY,
    sealed_secret BLOB NOT NULL,
    is_confirmed INTEGER NOT NULL,
    last_used_step INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_code (
    user_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

-- Sessions have a number now, by which they are shown and revoked, and know where they came from.
CREATE TABLE numbered_session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    address TEXT,
    user_agent TEXT
) STRICT;
INSERT INTO numbered_session (hash, user_id, created_at, expires_at, last_seen_at)
    SELECT hash, user_id, created_at, expires_at, created_at FROM session ORDER BY created_at;
DROP TABLE session;
ALTER TABLE numbered_session RENAME TO session;
CREATE INDEX session_by_user ON session (user_id);

-- Tokens that belonged to nobody become an integration's, of the organization that was there first.
ALTER TABLE api_token ADD COLUMN kind TEXT NOT NULL DEFAULT 'user';
ALTER TABLE api_token ADD COLUMN organization_id INTEGER;
ALTER TABLE api_token ADD COLUMN created_by INTEGER;
ALTER TABLE api_token ADD COLUMN last_used_at INTEGER;
ALTER TABLE api_token ADD COLUMN last_used_address TEXT;
UPDATE api_token SET kind = 'integration', organization_id = (SELECT min(id) FROM organization)
    WHERE user_id IS NULL;
CREATE INDEX api_token_by_user ON api_token (user_id);
CREATE INDEX api_token_by_organization ON api_token (organization_id);

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

CREATE TABLE group_mapping (
    provider_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    -- Numbers, separated by blanks.
    teams TEXT NOT NULL,
    PRIMARY KEY (provider_id, position)
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

-- Written and read, never changed.
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
