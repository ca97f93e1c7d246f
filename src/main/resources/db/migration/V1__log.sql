-- The event log: messages in the order of their positions, found by topic and by id.

-- One row: which life of the log this is, and how far it has come.
CREATE TABLE log (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  epoch    TEXT NOT NULL,
  -- The newest position that was ever given, also if its message is gone: none is given twice.
  head     INTEGER NOT NULL,
  -- The newest position that retention has deleted; a reader that stands before it has missed something.
  trimmed  INTEGER NOT NULL
) STRICT;

CREATE TABLE message (
  position       INTEGER PRIMARY KEY,
  id             BLOB NOT NULL,     -- UUID, 16 bytes
  type           TEXT NOT NULL,     -- as clients see it: file_uploaded
  topics         TEXT NOT NULL,     -- the deepest first, one a line
  data           TEXT NOT NULL,     -- JSON
  at             INTEGER NOT NULL,  -- nanoseconds since 1970
  user_id        TEXT,              -- the only user that gets it; null is everybody
  user_is_number INTEGER NOT NULL   -- whether user_id was named with a JSON number
) STRICT;

CREATE UNIQUE INDEX message_by_id ON message (id);

CREATE TABLE topic (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE
) STRICT;

-- Reading a topic from a position is one range of this tree. The user stands here too, so that what
-- others were sent is passed over without its message being fetched.
CREATE TABLE message_topic (
  topic_id  INTEGER NOT NULL,
  position  INTEGER NOT NULL,
  user_id   TEXT,
  PRIMARY KEY (topic_id, position)
) STRICT, WITHOUT ROWID;
