-- What searches find the event by (`PackedTags`); NULL in rows of older files, whose bodies know it.
ALTER TABLE event ADD COLUMN tags BLOB;
