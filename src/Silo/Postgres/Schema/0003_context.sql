-- What an event carries for the audit log. Null in events from before, and null takes no room: command_id is nearly always null already.
-- ordered_at is set only where at goes back behind an earlier event of the entity.
ALTER TABLE periods.event
  ADD COLUMN token_id   uuid,
  ADD COLUMN request_id text,
  ADD COLUMN replaced   text,
  ADD COLUMN ordered_at timestamptz;

-- periods.append as it was, with the new columns. The old one stays for silos of the release before.
CREATE FUNCTION periods.append(
  lane integer, base bigint,
  keys text[], root_versions bigint[], root_hashes bytea[], is_new boolean[],
  e_root integer[], e_version bigint[], e_position bigint[], e_at timestamptz[], e_actor uuid[], e_hash bytea[], e_type text[], e_command text[], e_data text[],
  e_token uuid[], e_request text[], e_replaced text[], e_ordered timestamptz[],
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

  INSERT INTO periods.event (entity, version, position, at, actor, lane, hash, type, command_id, data, token_id, request_id, replaced, ordered_at)
  SELECT entities[e.root], e.version, e.position, e.at, e.actor, append.lane, e.hash, e.type, e.command, e.data, e.token, e.request, e.replaced, e.ordered
  FROM unnest(e_root, e_version, e_position, e_at, e_actor, e_hash, e_type, e_command, e_data, e_token, e_request, e_replaced, e_ordered)
    AS e (root, version, position, at, actor, hash, type, command, data, token, request, replaced, ordered)
  ORDER BY 1, 2;

  INSERT INTO periods.answer (entity, at, fingerprint, command_key, reply)
  SELECT entities[a.root], a.at, a.fingerprint, a.key, a.reply
  FROM unnest(a_root, a_key, a_at, a_fingerprint, a_reply) AS a (root, key, at, fingerprint, reply)
  ORDER BY 1, a.key COLLATE "C";
END;
$$;

-- The last version of an entity that was recorded by a time; 0 when there is none. Versions are dense and the order of time follows them, so
-- halving finds it by the primary key alone: no index on time, which every append would pay for.
CREATE FUNCTION periods.version_at(entity bigint, moment timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
  low bigint := 0;
  high bigint := coalesce((SELECT e.version FROM periods.event e WHERE e.entity = version_at.entity ORDER BY e.version DESC LIMIT 1), 0);
  middle bigint := high;
BEGIN
  WHILE low < high LOOP
    IF (SELECT coalesce(e.ordered_at, e.at) <= moment FROM periods.event e WHERE e.entity = version_at.entity AND e.version = middle)
    THEN low := middle;
    ELSE high := middle - 1;
    END IF;
    middle := (low + high + 1) / 2;
  END LOOP;
  RETURN low;
END;
$$;
