-- "Peri": whose file this is. A database without it that holds tables belongs to somebody else and is left alone.
PRAGMA application_id = 1348825705;

CREATE TABLE schema_version (
  version INTEGER PRIMARY KEY,
  name    TEXT NOT NULL
);

-- Rows name their entity by a small number in order of appearance: the pages a commit dirties decide how many commits a disk takes.
CREATE TABLE entity (
  id  INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE
);

-- The row id is the position in commit order, dense from 1, so that appending touches the last pages only.
CREATE TABLE event (
  position   INTEGER PRIMARY KEY,
  entity     INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  type       TEXT NOT NULL,
  data       TEXT NOT NULL,
  at         INTEGER NOT NULL, -- microseconds since 1970, UTC
  actor      BLOB NOT NULL,    -- 16 bytes, hex(actor) reads like the id
  command_id TEXT,
  hash       BLOB NOT NULL     -- over this row and the hash of the version before
);

CREATE UNIQUE INDEX event_of_entity ON event (entity, version);

-- Replies lie in the order they came, so that old ones are found at the front and new ones dirty the last pages only.
CREATE TABLE answer (
  id          INTEGER PRIMARY KEY,
  entity      INTEGER NOT NULL,
  command_key TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  at          INTEGER NOT NULL,
  reply       TEXT NOT NULL
);

CREATE UNIQUE INDEX answer_of_entity ON answer (entity, command_key);

CREATE TABLE snapshot (
  entity  INTEGER PRIMARY KEY,
  tag     TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash    BLOB NOT NULL,
  state   TEXT NOT NULL
);

-- Written with every commit, so that a cut tail is noticed. Probes are writes that only ask whether the disk takes one:
-- SQLite leaves out a write that changes nothing.
CREATE TABLE head (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL,
  probes   INTEGER NOT NULL
);

INSERT INTO head (id, position, probes) VALUES (1, 0, 0);
