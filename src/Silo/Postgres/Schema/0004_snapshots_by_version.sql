-- periods.put_snapshots as it was, but for how it finds the event: by entity and version, in one step of the index. As a join it was free to go through all events of the
-- entity instead, and did: 13 ms for a snapshot of an entity with 100,000 of them. And in a language whose plans are kept.
CREATE OR REPLACE FUNCTION periods.put_snapshots(keys text[], versions bigint[], hashes bytea[], tags text[], states text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO periods.snapshot AS old (entity, version, hash, tag, state)
  SELECT e.id, s.version, s.hash, s.tag, s.state
  FROM unnest(keys, versions, hashes, tags, states) AS s (key, version, hash, tag, state)
  JOIN periods.entity e ON e.key = s.key
  WHERE s.hash = (SELECT v.hash FROM periods.event v WHERE v.entity = e.id AND v.version = s.version)
  ORDER BY e.id
  ON CONFLICT (entity) DO UPDATE SET version = excluded.version, hash = excluded.hash, tag = excluded.tag, state = excluded.state
  WHERE excluded.version >= old.version;
END;
$$;
