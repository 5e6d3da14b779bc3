-- A schema of our own: the database may hold other things, and no search path can put another table in the way.
CREATE SCHEMA IF NOT EXISTS periods;

CREATE TABLE periods.schema_version (
  version integer PRIMARY KEY,
  name    text NOT NULL
);

-- Rows name their entity by a number: the key is 67 bytes long, and every row and index entry would carry it.
-- No head is kept here. The primary key of event is the fence: whoever writes version 6 has seen version 5 committed, and of two
-- who write it one fails. A head per entity would cost a row lock and an update for every event.
CREATE TABLE periods.entity (
  id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text COLLATE "C" NOT NULL UNIQUE
);

-- Commits of one lane come one after the other, so each counts its events without gaps, as a sequence could not: a
-- missing row shows, also the last one. A lane belongs to one connection at a time, and one small update serves a whole batch.
CREATE TABLE periods.lane (
  id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  position bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- data is text, because it must come back byte for byte as it was hashed; jsonb would order and trim it.
-- hash covers the row and the hash of the version before, which is not kept a second time.
-- Wide columns of fixed size first: no room is lost to alignment. One index: every other one would cost each event a third of its log.
CREATE TABLE periods.event (
  entity     bigint      NOT NULL,
  version    bigint      NOT NULL,
  position   bigint      NOT NULL,
  at         timestamptz NOT NULL,
  actor      uuid        NOT NULL,
  lane       integer     NOT NULL,
  hash       bytea       NOT NULL,
  type       text        NOT NULL,
  command_id text,
  data       text        NOT NULL,
  PRIMARY KEY (entity, version)
);

CREATE TABLE periods.answer (
  entity      bigint      NOT NULL,
  at          timestamptz NOT NULL,
  fingerprint bytea       NOT NULL,
  command_key text COLLATE "C" NOT NULL,
  reply       text        NOT NULL,
  PRIMARY KEY (entity, command_key)
);

-- Finds old answers. Answers lie about in the order they came, and such an index costs an append nothing.
CREATE INDEX answer_at ON periods.answer USING brin (at) WITH (pages_per_range = 16, autosummarize = on);

CREATE TABLE periods.snapshot (
  entity  bigint PRIMARY KEY,
  version bigint NOT NULL,
  hash    bytea  NOT NULL,
  tag     text   NOT NULL,
  state   text   NOT NULL
);

-- The heads of entities as they are; an entity that is not known has the number 0.
CREATE FUNCTION periods.heads(keys text[], OUT entities bigint[], OUT versions bigint[], OUT hashes bytea[])
LANGUAGE sql STABLE AS $$
  SELECT array_agg(coalesce(e.id, 0) ORDER BY k.n), array_agg(coalesce(h.version, 0) ORDER BY k.n),
    array_agg(coalesce(h.hash, decode(repeat('00', 32), 'hex')) ORDER BY k.n)
  FROM unnest(keys) WITH ORDINALITY AS k (key, n)
  LEFT JOIN periods.entity e ON e.key = k.key
  LEFT JOIN LATERAL (SELECT v.version, v.hash FROM periods.event v WHERE v.entity = e.id ORDER BY v.version DESC LIMIT 1) h ON true
$$;

-- Writes a batch on heads that are looked at first, all of it or nothing. The heads as they are come back, and which answers exist already: when
-- a root is not the head, or an answer exists, nothing is written, and the caller knows which appends to leave out. A race that this look
-- could not see ends in unique_violation: the caller looks again.
-- A caller who knows that its roots are committed needs no look, since an event never changes: that its successor can be written is the proof
-- that it was the last. That statement stands in AppendConnection.cs.
-- Everything that could wait for another transaction is taken in one order: new keys by key, events by entity and version, answers by entity
-- and key. So batches wait for each other, but never in a circle. The lane's row belongs to one connection.
CREATE FUNCTION periods.append(
  lane integer, base bigint,
  keys text[], root_versions bigint[], root_hashes bytea[], is_new boolean[],
  e_root integer[], e_version bigint[], e_position bigint[], e_at timestamptz[], e_actor uuid[], e_hash bytea[], e_type text[], e_command text[], e_data text[],
  a_root integer[], a_key text[], a_at timestamptz[], a_fingerprint bytea[], a_reply text[],
  OUT is_written boolean, OUT entities bigint[], OUT versions bigint[], OUT hashes bytea[], OUT answered boolean[])
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  IF true = ANY (is_new) THEN
    INSERT INTO periods.entity (key)
    SELECT k.key FROM unnest(keys, is_new) AS k (key, is_new)
    WHERE k.is_new AND NOT EXISTS (SELECT FROM periods.entity e WHERE e.key = k.key)
    ORDER BY k.key COLLATE "C"
    ON CONFLICT (key) DO NOTHING;
  END IF;

  SELECT h.entities, h.versions, h.hashes INTO entities, versions, hashes FROM periods.heads(keys) h;
  answered := ARRAY(
    SELECT EXISTS (SELECT FROM periods.answer x WHERE x.entity = entities[a.root] AND x.command_key = a.key)
    FROM unnest(a_root, a_key) WITH ORDINALITY AS a (root, key, n) ORDER BY a.n);
  is_written := versions = root_versions AND hashes = root_hashes AND true <> ALL (answered);
  IF NOT is_written THEN RETURN; END IF;

  UPDATE periods.lane l SET position = base + cardinality(e_version) WHERE l.id = append.lane AND l.position = base;
  IF NOT FOUND THEN RAISE 'Lane % is not at position %.', append.lane, base; END IF;

  INSERT INTO periods.event (entity, version, position, at, actor, lane, hash, type, command_id, data)
  SELECT entities[e.root], e.version, e.position, e.at, e.actor, append.lane, e.hash, e.type, e.command, e.data
  FROM unnest(e_root, e_version, e_position, e_at, e_actor, e_hash, e_type, e_command, e_data) AS e (root, version, position, at, actor, hash, type, command, data)
  ORDER BY 1, 2;

  INSERT INTO periods.answer (entity, at, fingerprint, command_key, reply)
  SELECT entities[a.root], a.at, a.fingerprint, a.key, a.reply
  FROM unnest(a_root, a_key, a_at, a_fingerprint, a_reply) AS a (root, key, at, fingerprint, reply)
  ORDER BY 1, a.key COLLATE "C";
END;
$$;

-- Keeps snapshots of events that are kept, and never an older one over a newer one.
CREATE FUNCTION periods.put_snapshots(keys text[], versions bigint[], hashes bytea[], tags text[], states text[]) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO periods.snapshot AS old (entity, version, hash, tag, state)
  SELECT v.entity, v.version, v.hash, s.tag, s.state
  FROM unnest(keys, versions, hashes, tags, states) AS s (key, version, hash, tag, state)
  JOIN periods.entity e ON e.key = s.key
  JOIN periods.event v ON v.entity = e.id AND v.version = s.version AND v.hash = s.hash
  ORDER BY v.entity
  ON CONFLICT (entity) DO UPDATE SET version = excluded.version, hash = excluded.hash, tag = excluded.tag, state = excluded.state
  WHERE excluded.version >= old.version
$$;
