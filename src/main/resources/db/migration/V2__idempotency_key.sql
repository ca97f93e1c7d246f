-- Under which keys messages were published, so that a repeat publishes nothing, also after a crash.
-- Written with the message; rows that are too old go when new ones come.
CREATE TABLE idempotency_key (
  key          TEXT PRIMARY KEY,
  fingerprint  TEXT NOT NULL,     -- equal for equal messages
  id           BLOB NOT NULL,     -- of the message
  position     INTEGER NOT NULL,  -- of the message
  at           INTEGER NOT NULL   -- nanoseconds since 1970
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_key_by_age ON idempotency_key (at);
