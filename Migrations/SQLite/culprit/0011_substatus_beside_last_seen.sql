-- The tabs of the list of issues are counted from the index alone. The id stands before the substatus, so that the index
-- still has the order of the list.
DROP INDEX issue_by_last_seen;
CREATE INDEX issue_by_last_seen ON issue (project_id, status, last_seen, id, substatus);
