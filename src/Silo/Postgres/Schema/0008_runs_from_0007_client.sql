-- Who sent a command, as far as the audit log wants to know it. Null in events from before. Nobody checked the e-mail address: the client stated it.
SET LOCAL lock_timeout = '2s';
ALTER TABLE periods.event
  ADD COLUMN client_address text,
  ADD COLUMN stated_email   text;

-- periods.append as it was, with the new columns. The old ones stay for silos of the release before.
CREATE FUNCTION periods.append(
  lane integer, base bigint,
  keys text[], root_versions bigint[], root_hashes bytea[], is_new boolean[],
  e_root integer[], e_version bigint[], e_position bigint[], e_at timestamptz[], e_actor uuid[], e_hash bytea[], e_type text[], e_command text[], e_data text[],
  e_token uuid[], e_request text[], e_replaced text[], e_ordered timestamptz[], e_address text[], e_email text[],
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

  INSERT INTO periods.event (entity, version, position, at, actor, lane, hash, type, command_id, data, token_id, request_id, replaced, ordered_at, client_address, stated_email)
  SELECT entities[e.root], e.version, e.position, e.at, e.actor, append.lane, e.hash, e.type, e.command, e.data, e.token, e.request, e.replaced, e.ordered, e.address, e.email
  FROM unnest(e_root, e_version, e_position, e_at, e_actor, e_hash, e_type, e_command, e_data, e_token, e_request, e_replaced, e_ordered, e_address, e_email)
    AS e (root, version, position, at, actor, hash, type, command, data, token, request, replaced, ordered, address, email)
  ORDER BY 1, 2;

  INSERT INTO periods.answer (entity, at, fingerprint, command_key, reply)
  SELECT entities[a.root], a.at, a.fingerprint, a.key, a.reply
  FROM unnest(a_root, a_key, a_at, a_fingerprint, a_reply) AS a (root, key, at, fingerprint, reply)
  ORDER BY 1, a.key COLLATE "C";
END;
$$;
