-- What an event carries for the audit log. Null in events from before, and null takes no room to speak of.
ALTER TABLE event ADD COLUMN token_id   BLOB;    -- 16 bytes
ALTER TABLE event ADD COLUMN request_id TEXT;
ALTER TABLE event ADD COLUMN replaced   TEXT;    -- the facts that were true before
ALTER TABLE event ADD COLUMN ordered_at INTEGER; -- only where at goes back behind an earlier event of the entity
