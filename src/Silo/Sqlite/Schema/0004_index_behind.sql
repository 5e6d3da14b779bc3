-- Where the events of an entity lie. Not an index of SQLite's, which every commit would have to keep up to date, at the price of a page for nearly every event: it is filled
-- behind the commits, many events at a time and in its own order. Complete up to the position that head.indexed names; later events are found by their positions.
CREATE TABLE event_index (
  entity   INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (entity, version)
) WITHOUT ROWID;

INSERT INTO event_index (entity, version, position) SELECT entity, version, position FROM event ORDER BY entity, version;

ALTER TABLE head ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;

UPDATE head SET indexed = position;

DROP INDEX event_of_entity;
