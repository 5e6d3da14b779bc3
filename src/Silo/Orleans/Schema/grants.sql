-- Run after every migration of this schema, by whoever migrated. Nothing here is a record of anything: the service may change all of it but the statements.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'periods_service') THEN RETURN; END IF;
  GRANT USAGE ON SCHEMA orleans TO periods_service;
  GRANT SELECT ON orleans.schema_version, orleans.orleansquery TO periods_service;
  GRANT SELECT, INSERT, UPDATE, DELETE ON orleans.orleansmembershipversiontable, orleans.orleansmembershiptable, orleans.orleansstorage, orleans.orleansreminderstable
    TO periods_service;
END;
$$;
