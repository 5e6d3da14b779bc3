-- Journal entries by posting date. The date is computed from the data that the hash covers, so that no second copy can disagree with it; events of
-- other types have no place in the index and pay nothing for it. Text, because ISO dates sort as text, and a cast to date is not immutable.
CREATE INDEX entry_by_date ON periods.event (entity, ((data::json #>> '{entry,posting_date}') COLLATE "C"), version)
WHERE type = 'journal-entry-posted.v1';
