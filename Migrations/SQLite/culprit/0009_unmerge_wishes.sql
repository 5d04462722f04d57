-- What is to be taken out of issues and has not begun yet: events are moved in the background.
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
