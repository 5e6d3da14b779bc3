-- Who sent a command, as far as the audit log wants to know it. Null in events from before.
ALTER TABLE event ADD COLUMN client_address TEXT;
ALTER TABLE event ADD COLUMN stated_email   TEXT; -- said by the client, checked by nobody
