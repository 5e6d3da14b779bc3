-- Run once by the database's administrator, connected to the journal's database. Passwords, or another way to log in, are yours to give:
--   ALTER ROLE periods_service PASSWORD '…'; ALTER ROLE periods_migration PASSWORD '…';
-- periods_migration makes and changes the schema and owns it. periods_service runs; its grants are in grants.sql.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'periods_migration') THEN CREATE ROLE periods_migration LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'periods_service') THEN CREATE ROLE periods_service LOGIN; END IF;
  EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO periods_migration', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO periods_service', current_database());
END;
$$;
