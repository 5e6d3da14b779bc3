-- The one process that has the journal for itself; no row where any number of silos may write. It outlasts every connection: an owner that was cut off is the owner still.
-- Builds from before do not look here, and would write beside an owner.
CREATE TABLE periods.ownership (
  only_row boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
  owner    uuid        NOT NULL,
  host     text        NOT NULL,
  since    timestamptz NOT NULL DEFAULT now()
);
