-- The first eight bytes of the hash that decided the event's issue; NULL in rows of older files, whose bodies know it.
-- Merged issues keep their rows as they are; events that leave an issue are relabelled (`event_move` in culprit.db).
ALTER TABLE event ADD COLUMN hash INTEGER;
