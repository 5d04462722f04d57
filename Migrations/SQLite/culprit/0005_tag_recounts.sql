-- Labels whose tags are to be counted anew, because events have come or gone with their labels.
CREATE TABLE tag_recount (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    label INTEGER NOT NULL
) STRICT;
