-- Run after every migration, by whoever migrated. What the service may do, and nothing else: it cannot change or take away an event.
-- Nothing happens where everything runs under one role and there is no periods_service.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'periods_service') THEN RETURN; END IF;
  GRANT USAGE ON SCHEMA periods TO periods_service;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA periods TO periods_service;
  GRANT SELECT ON periods.schema_version TO periods_service;
  GRANT SELECT, INSERT ON periods.entity, periods.event, periods.ownership TO periods_service;
  GRANT SELECT, INSERT, UPDATE (position) ON periods.lane TO periods_service;
  GRANT SELECT, INSERT, UPDATE ON periods.snapshot TO periods_service;
  -- Old answers are deleted, and deleting past the ones another silo is deleting takes a row lock, which asks for UPDATE.
  GRANT SELECT, INSERT, DELETE, UPDATE (at) ON periods.answer TO periods_service;
END;
$$;
