-- When a project was archived: it takes no events any more.
ALTER TABLE project ADD COLUMN archived_at INTEGER;

-- What a key may send: so many items within so many seconds; both or neither.
ALTER TABLE project_key ADD COLUMN rate_limit INTEGER;
ALTER TABLE project_key ADD COLUMN rate_limit_seconds INTEGER;

-- Slugs that projects had before; addresses with them lead to the project.
CREATE TABLE project_former_slug (
    organization_id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    project_id INTEGER NOT NULL,
    PRIMARY KEY (organization_id, slug)
) STRICT, WITHOUT ROWID;

-- Projects whose rows in `project` and `project_key` are gone, and whose events are being deleted.
CREATE TABLE project_deletion (
    -- The project's.
    id INTEGER PRIMARY KEY,
    organization_id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    author_id INTEGER,
    began_at INTEGER NOT NULL
) STRICT;
