-- Journal entries by posting date. The date is computed from the data that the hash covers, so that no second copy can disagree with it; events of
-- other types have none and no place in the index. A column and not an expression, because only of columns does SQLite seek to a pair.
ALTER TABLE event ADD COLUMN posting_date TEXT
  GENERATED ALWAYS AS (CASE type WHEN 'journal-entry-posted.v1' THEN json_extract(data, '$.entry.posting_date') END) VIRTUAL;

CREATE INDEX entry_by_date ON event (entity, posting_date, version) WHERE type = 'journal-entry-posted.v1';
