-- How somebody wants the pages to look; empty is as usual.
ALTER TABLE user ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN theme TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN frame_order TEXT NOT NULL DEFAULT '';
