-- What Microsoft Orleans keeps in the database: who is in the cluster, its reminders, and the state of its own grains. Nothing of ours: the books are in
-- the schema "periods". Tables, columns, parameters and query names are those Orleans' ADO.NET providers ask for; the statements are our own.
CREATE SCHEMA IF NOT EXISTS orleans;

CREATE TABLE orleans.schema_version (
  version int PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);

-- A provider reads its statements from here when it starts, and runs no others.
CREATE TABLE orleans.orleansquery (
  querykey text PRIMARY KEY,
  querytext text NOT NULL
);

-- One row per cluster. Every change of the membership counts it up and names the version it was decided on, so changes are in one order.
CREATE TABLE orleans.orleansmembershipversiontable (
  deploymentid text PRIMARY KEY,
  timestamp timestamptz NOT NULL DEFAULT now(),
  version int NOT NULL DEFAULT 0
);

-- One row per life of a silo.
CREATE TABLE orleans.orleansmembershiptable (
  deploymentid text NOT NULL REFERENCES orleans.orleansmembershipversiontable,
  address text NOT NULL,
  port int NOT NULL,
  generation int NOT NULL,
  siloname text NOT NULL,
  hostname text NOT NULL,
  status int NOT NULL,
  proxyport int,
  suspecttimes text,
  starttime timestamptz NOT NULL,
  iamalivetime timestamptz NOT NULL,
  PRIMARY KEY (deploymentid, address, port, generation)
);

INSERT INTO orleans.orleansquery (querykey, querytext) VALUES
('InsertMembershipVersionKey', $$
  WITH added AS (
    INSERT INTO orleansmembershipversiontable (deploymentid) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
  SELECT count(*)::int FROM added
$$),
-- The update locks the version's row: of two changes decided on one version, the second finds another number there and changes nothing.
('InsertMembershipKey', $$
  WITH counted AS (
    UPDATE orleansmembershipversiontable SET version = version + 1, timestamp = now()
    WHERE deploymentid = @DeploymentId AND version = @Version
      AND NOT EXISTS (
        SELECT FROM orleansmembershiptable
        WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1),
  added AS (
    INSERT INTO orleansmembershiptable
      (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
    SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM counted
    RETURNING 1)
  SELECT count(*)::int FROM added
$$),
('UpdateMembershipKey', $$
  WITH counted AS (
    UPDATE orleansmembershipversiontable SET version = version + 1, timestamp = now()
    WHERE deploymentid = @DeploymentId AND version = @Version
      AND EXISTS (
        SELECT FROM orleansmembershiptable
        WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1),
  changed AS (
    UPDATE orleansmembershiptable SET status = @Status, suspecttimes = @SuspectTimes::text, iamalivetime = @IAmAliveTime
    WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND EXISTS (SELECT FROM counted)
    RETURNING 1)
  SELECT count(*)::int FROM changed
$$),
-- No change of the membership: a sign of life counts nothing up.
('UpdateIAmAlivetimeKey', $$
  UPDATE orleansmembershiptable SET iamalivetime = @IAmAliveTime
  WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$$),
-- An empty cluster has a version too: hence the outer joins.
('MembershipReadRowKey', $$
  SELECT v.deploymentid AS "DeploymentId", m.address AS "Address", m.port AS "Port", m.generation AS "Generation", m.siloname AS "SiloName", m.hostname AS "HostName",
    m.status AS "Status", m.proxyport AS "ProxyPort", m.suspecttimes AS "SuspectTimes", m.starttime AS "StartTime", m.iamalivetime AS "IAmAliveTime", v.version AS "Version"
  FROM orleansmembershipversiontable v
  LEFT JOIN orleansmembershiptable m
    ON m.deploymentid = v.deploymentid AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
  WHERE v.deploymentid = @DeploymentId
$$),
('MembershipReadAllKey', $$
  SELECT v.deploymentid AS "DeploymentId", m.address AS "Address", m.port AS "Port", m.generation AS "Generation", m.siloname AS "SiloName", m.hostname AS "HostName",
    m.status AS "Status", m.proxyport AS "ProxyPort", m.suspecttimes AS "SuspectTimes", m.starttime AS "StartTime", m.iamalivetime AS "IAmAliveTime", v.version AS "Version"
  FROM orleansmembershipversiontable v LEFT JOIN orleansmembershiptable m ON m.deploymentid = v.deploymentid
  WHERE v.deploymentid = @DeploymentId
$$),
('GatewaysQueryKey', $$
  SELECT address AS "Address", proxyport AS "ProxyPort", generation AS "Generation" FROM orleansmembershiptable
  WHERE deploymentid = @DeploymentId AND status = @Status AND proxyport > 0
$$),
-- Lives that ended long ago are taken out. 3 is an active silo.
('CleanupDefunctSiloEntriesKey', $$
  DELETE FROM orleansmembershiptable WHERE deploymentid = @DeploymentId AND iamalivetime < @IAmAliveTime AND status <> 3
$$),
('DeleteMembershipTableEntriesKey', $$
  WITH silos AS (DELETE FROM orleansmembershiptable WHERE deploymentid = @DeploymentId)
  DELETE FROM orleansmembershipversiontable WHERE deploymentid = @DeploymentId
$$);

-- The state of Orleans' own grains.
CREATE TABLE orleans.orleansstorage (
  grainidhash int NOT NULL,
  grainidn0 bigint NOT NULL,
  grainidn1 bigint NOT NULL,
  graintypehash int NOT NULL,
  graintypestring text NOT NULL,
  grainidextensionstring text,
  serviceid text NOT NULL,
  payloadbinary bytea,
  modifiedon timestamptz NOT NULL,
  version int NOT NULL
);

-- The script that Orleans ships has an index that lets two first writers both insert; both then go on, and one is never read again. A grain without a
-- key extension has NULL there, and two of those are the same grain.
CREATE UNIQUE INDEX orleansstorage_one_per_grain ON orleans.orleansstorage
  (grainidhash, graintypehash, grainidn0, grainidn1, serviceid, graintypestring, grainidextensionstring) NULLS NOT DISTINCT;

INSERT INTO orleans.orleansquery (querykey, querytext) VALUES
-- The answer is the new version; when it is the one that was given, or none, Orleans knows that another writer was faster.
('WriteToStorageKey', $$
  WITH changed AS (
    UPDATE orleansstorage SET payloadbinary = @PayloadBinary, modifiedon = now(), version = version + 1
    WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
      AND serviceid = @ServiceId AND graintypestring = @GrainTypeString AND grainidextensionstring IS NOT DISTINCT FROM @GrainIdExtensionString::text
      AND version = @GrainStateVersion::int
    RETURNING version),
  added AS (
    INSERT INTO orleansstorage
      (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid, payloadbinary, modifiedon, version)
    SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString::text, @ServiceId, @PayloadBinary, now(), 1
    WHERE @GrainStateVersion::int IS NULL
    ON CONFLICT DO NOTHING
    RETURNING version)
  SELECT coalesce((SELECT version FROM changed), (SELECT version FROM added), @GrainStateVersion::int) AS "NewGrainStateVersion"
$$),
('ReadFromStorageKey', $$
  SELECT payloadbinary AS "PayloadBinary", modifiedon AS "ModifiedOn", version AS "Version" FROM orleansstorage
  WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
    AND serviceid = @ServiceId AND graintypestring = @GrainTypeString AND grainidextensionstring IS NOT DISTINCT FROM @GrainIdExtensionString::text
$$),
('ClearStorageKey', $$
  UPDATE orleansstorage SET payloadbinary = NULL, modifiedon = now(), version = version + 1
  WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
    AND serviceid = @ServiceId AND graintypestring = @GrainTypeString AND grainidextensionstring IS NOT DISTINCT FROM @GrainIdExtensionString::text
    AND version = @GrainStateVersion::int
  RETURNING version AS "NewGrainStateVersion"
$$),
('DeleteStorageKey', $$
  DELETE FROM orleansstorage
  WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
    AND serviceid = @ServiceId AND graintypestring = @GrainTypeString AND grainidextensionstring IS NOT DISTINCT FROM @GrainIdExtensionString::text
    AND version = @GrainStateVersion::int
  RETURNING version + 1 AS "NewGrainStateVersion"
$$);

CREATE TABLE orleans.orleansreminderstable (
  serviceid text NOT NULL,
  grainid text NOT NULL,
  remindername text NOT NULL,
  starttime timestamptz NOT NULL,
  period bigint NOT NULL,
  grainhash int NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (serviceid, grainid, remindername)
);

-- Each silo reads the range of hashes it answers for.
CREATE INDEX orleansreminderstable_by_hash ON orleans.orleansreminderstable (serviceid, grainhash);

INSERT INTO orleans.orleansquery (querykey, querytext) VALUES
('UpsertReminderRowKey', $$
  INSERT INTO orleansreminderstable (serviceid, grainid, remindername, starttime, period, grainhash, version)
  VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
  ON CONFLICT (serviceid, grainid, remindername) DO UPDATE
    SET starttime = excluded.starttime, period = excluded.period, grainhash = excluded.grainhash, version = orleansreminderstable.version + 1
  RETURNING version AS "Version"
$$),
('ReadReminderRowsKey', $$
  SELECT grainid AS "GrainId", remindername AS "ReminderName", starttime AS "StartTime", period AS "Period", version AS "Version" FROM orleansreminderstable
  WHERE serviceid = @ServiceId AND grainid = @GrainId
$$),
('ReadReminderRowKey', $$
  SELECT grainid AS "GrainId", remindername AS "ReminderName", starttime AS "StartTime", period AS "Period", version AS "Version" FROM orleansreminderstable
  WHERE serviceid = @ServiceId AND grainid = @GrainId AND remindername = @ReminderName
$$),
('ReadRangeRows1Key', $$
  SELECT grainid AS "GrainId", remindername AS "ReminderName", starttime AS "StartTime", period AS "Period", version AS "Version" FROM orleansreminderstable
  WHERE serviceid = @ServiceId AND grainhash > @BeginHash AND grainhash <= @EndHash
$$),
-- A range across the end of the ring.
('ReadRangeRows2Key', $$
  SELECT grainid AS "GrainId", remindername AS "ReminderName", starttime AS "StartTime", period AS "Period", version AS "Version" FROM orleansreminderstable
  WHERE serviceid = @ServiceId AND (grainhash > @BeginHash OR grainhash <= @EndHash)
$$),
('DeleteReminderRowKey', $$
  WITH deleted AS (
    DELETE FROM orleansreminderstable WHERE serviceid = @ServiceId AND grainid = @GrainId AND remindername = @ReminderName AND version = @Version RETURNING 1)
  SELECT count(*)::int FROM deleted
$$),
('DeleteReminderRowsKey', $$
  DELETE FROM orleansreminderstable WHERE serviceid = @ServiceId
$$);
