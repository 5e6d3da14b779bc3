-- periods.put_snapshots as it was, but for how it finds the entity: by key, once for each snapshot. As a join it was free to go through all entities in the order
-- the rows are written in, and did: 1.7 s for 78 snapshots beside 100,000 entities.
CREATE OR REPLACE FUNCTION periods.put_snapshots(keys text[], versions bigint[], hashes bytea[], tags text[], states text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO periods.snapshot AS old (entity, version, hash, tag, state)
  SELECT s.entity, s.version, s.hash, s.tag, s.state
  FROM (
    SELECT (SELECT e.id FROM periods.entity e WHERE e.key = k.key) AS entity, k.version, k.hash, k.tag, k.state
    FROM unnest(keys, versions, hashes, tags, states) AS k (key, version, hash, tag, state)
    OFFSET 0) s
  WHERE s.hash = (SELECT v.hash FROM periods.event v WHERE v.entity = s.entity AND v.version = s.version)
  ORDER BY s.entity
  ON CONFLICT (entity) DO UPDATE SET version = excluded.version, hash = excluded.hash, tag = excluded.tag, state = excluded.state
  WHERE excluded.version >= old.version;
END;
$$;
