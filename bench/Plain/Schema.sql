CREATE TABLE IF NOT EXISTS business (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS business_user (
  id          uuid PRIMARY KEY,
  business_id uuid NOT NULL REFERENCES business,
  email       text NOT NULL,
  first_name  text NOT NULL,
  last_name   text NOT NULL,
  role        text NOT NULL,
  created_at  timestamptz NOT NULL,
  UNIQUE (business_id, email)
);

CREATE TABLE IF NOT EXISTS token (
  hash        bytea PRIMARY KEY,
  id          uuid NOT NULL,
  business_id uuid NOT NULL REFERENCES business,
  user_id     uuid NOT NULL REFERENCES business_user,
  name        text NOT NULL,
  expires_at  timestamptz NOT NULL
);

-- The score stands in the period's row: one update locks the period, keeps its status still and recomputes the gauge.
-- Half-filled pages keep updates on the page and out of the indexes.
CREATE TABLE IF NOT EXISTS accounting_period (
  id                  uuid PRIMARY KEY,
  business_id         uuid NOT NULL REFERENCES business,
  closed_by_user_id   uuid,
  reopened_by_user_id uuid,
  created_at          timestamptz NOT NULL,
  updated_at          timestamptz NOT NULL,
  closed_at           timestamptz,
  reopened_at         timestamptz,
  computed_at         timestamptz NOT NULL,
  score_version       bigint NOT NULL DEFAULT 1,
  inputs_version      bigint NOT NULL DEFAULT 1,
  period_start        date NOT NULL,
  period_end          date NOT NULL,
  steps_done          integer NOT NULL DEFAULT 0,
  roles_signed        integer NOT NULL DEFAULT 0,
  status              smallint NOT NULL DEFAULT 0,
  score               numeric NOT NULL DEFAULT 0.0,
  seen_score          numeric NOT NULL DEFAULT 0.0,
  content_hash        bytea NOT NULL,
  forced              boolean NOT NULL DEFAULT false,
  trigger             text NOT NULL,
  lock_reason         text,
  reopen_reason       text,
  UNIQUE (business_id, period_end)
) WITH (fillfactor = 50);

CREATE INDEX IF NOT EXISTS period_by_age ON accounting_period (business_id, created_at);

CREATE TABLE IF NOT EXISTS sign_off (
  period_id      uuid NOT NULL REFERENCES accounting_period,
  user_id        uuid NOT NULL REFERENCES business_user,
  id             uuid NOT NULL,
  signed_at      timestamptz NOT NULL,
  created_at     timestamptz NOT NULL,
  role           smallint NOT NULL,
  snapshot_score numeric NOT NULL,
  state_hash     bytea NOT NULL,
  notes          text,
  PRIMARY KEY (period_id, user_id, role)
) WITH (fillfactor = 50);

-- The lines are read as a whole, as they were sent.
CREATE TABLE IF NOT EXISTS journal_entry (
  id           uuid PRIMARY KEY,
  business_id  uuid NOT NULL REFERENCES business,
  period_id    uuid REFERENCES accounting_period,
  posted_by    uuid NOT NULL REFERENCES business_user,
  created_at   timestamptz NOT NULL,
  posting_date date NOT NULL,
  datetime     text NOT NULL,
  description  text NOT NULL,
  lines        jsonb NOT NULL
);

CREATE INDEX IF NOT EXISTS entry_by_date ON journal_entry (business_id, posting_date);
