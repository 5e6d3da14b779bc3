-- Old answers are found by a b-tree. The index before told the times of ranges of pages, which holds as long as answers lie in the order they came. Once new ones had filled the room of deleted ones
-- nearly every range kept an old time, and to look for what is too old was to go through the table: 26 s for 7 million answers.
-- It costs an answer 80 bytes of log, beside the 590 it takes with a reply of 200.
-- Of the time in UTC, not of the column: a statement that takes one entity's answers in the order of time, as the release before has one, would go through everybody's in an index of the column, because
-- that needs no sort (PostgresSettings.Session).
-- Dropped first, made then: the other way round an append that has looked at answers and is to write one would wait for the migration, and that, for the stronger lock, for the append.
-- No statement names the index before: silos of the release before go through the table until they are gone, and when that takes too long they let it be.
-- Whoever comes meanwhile stands behind the migration, so that this does not wait for who reads the table for long, as pg_dump does.
SET LOCAL lock_timeout = '2s';
DROP INDEX IF EXISTS periods.answer_at;
CREATE INDEX answer_by_time ON periods.answer ((at AT TIME ZONE 'UTC'));
