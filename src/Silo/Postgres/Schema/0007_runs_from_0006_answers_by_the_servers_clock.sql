-- When an answer was kept, by the one clock that all silos share. "at" is the time of the silo that answered: one whose clock ran ahead took all answers of the others for old and deleted them, and one whose
-- clock was behind gave its own a time at which they were old already; a retry then took effect a second time.
-- now() is the same for all rows that are there, so the table is not written anew: they count as kept at this moment. Silos of the release before do not name the column and get the default.
-- The index is of the time in UTC for the reason file 6 gives. That file's own stays: silos of the release before delete by it. A release later it may go, and "at", which nobody reads any more, with it.
-- The stronger lock first: the other way round this would wait for an append that waits for this.
SET LOCAL lock_timeout = '2s';
ALTER TABLE periods.answer ADD COLUMN kept_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX answer_by_time_kept ON periods.answer ((kept_at AT TIME ZONE 'UTC'));
