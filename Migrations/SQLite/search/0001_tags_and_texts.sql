-- What searches ask about events. All of it follows from the days' files, a moment later (`TagFold`), and can be worked
-- out again from them.

CREATE TABLE tag_key (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    -- A part of events that is not shown as a tag.
    is_field INTEGER NOT NULL,
    UNIQUE (name, is_field)
) STRICT;

CREATE TABLE tag_value (
    id INTEGER PRIMARY KEY,
    key_id INTEGER NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (key_id, value)
) STRICT;

-- An owner is what rows of events are labelled with, an issue's number as it was given, or a project's number below zero.
-- Events that have the key; with key 0 all events of the owner.
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

-- Up to which row a day's file is counted above.
CREATE TABLE folded (
    day INTEGER PRIMARY KEY,
    event_row INTEGER NOT NULL,
    -- Of that row: a file that was set aside is followed by another of the same day.
    event_id BLOB NOT NULL
) STRICT;

-- Days whose events are taken out of the counts before they are dropped: up to which label that is done.
CREATE TABLE unfolded (
    day INTEGER NOT NULL,
    -- 0 for all projects.
    project_id INTEGER NOT NULL,
    last_label INTEGER NOT NULL,
    PRIMARY KEY (day, project_id)
) STRICT, WITHOUT ROWID;

-- Labels whose issue is being deleted: their events are taken out of the counts, and rows that are still there do not count.
CREATE TABLE removed_label (
    label INTEGER PRIMARY KEY
) STRICT;

-- What events of a label say in words: one line for each text. Of the first event, and of later ones that differ.
CREATE TABLE issue_text (
    label INTEGER PRIMARY KEY,
    -- Of the events that were read, four bytes each.
    signatures BLOB NOT NULL,
    messages TEXT NOT NULL,
    types TEXT NOT NULL,
    functions TEXT NOT NULL,
    files TEXT NOT NULL,
    modules TEXT NOT NULL,
    tags TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE text_index USING fts5 (
    messages, types, functions, files, modules, tags,
    content = 'issue_text', content_rowid = 'label', tokenize = 'trigram'
);
