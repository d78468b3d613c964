-- Schema 4. Sources of exports: buckets, what was pulled from them, and what was not as it should be.
CREATE TABLE sources (
  app           TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  name          TEXT NOT NULL,
  settings_json TEXT NOT NULL,    -- all but the secret key, which is in the keychain
  puller        TEXT,             -- the process that pulls now, by the name of its lock file: no other may
  looked_at     TEXT,             -- when the bucket was last asked for something new
  error_json    TEXT,             -- why the last look or pull failed; null when it did not
  PRIMARY KEY (app, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE pulls (
  id         INTEGER PRIMARY KEY,
  app        TEXT NOT NULL,
  source     TEXT NOT NULL,
  day        TEXT,                -- the day it counts for in the app's time zone; null for an older file, pulled by its key
  key        TEXT NOT NULL,
  etag       TEXT,
  bytes      INTEGER NOT NULL,    -- in the bucket, so compressed where it is
  modified   TEXT NOT NULL,       -- the object's own time
  path       TEXT,                -- null once the file was removed to make room
  rows       INTEGER,
  verdict    TEXT,
  error_json TEXT,                -- why it could not be examined
  broken     TEXT NOT NULL,       -- the rules that it broke, separated by spaces
  pulled_at  TEXT NOT NULL,
  FOREIGN KEY (app, source) REFERENCES sources (app, name) ON DELETE CASCADE
) STRICT;
CREATE INDEX pulls_by_time ON pulls (app, source, pulled_at DESC);

-- At most one of a kind for a source; it stays until a good pull, and is shown until it is dismissed.
CREATE TABLE alerts (
  app       TEXT NOT NULL,
  source    TEXT NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('missing', 'late', 'smaller', 'larger', 'invalid', 'failed')),
  day       TEXT NOT NULL,
  message   TEXT NOT NULL,
  remedy    TEXT NOT NULL,
  raised_at TEXT NOT NULL,
  dismissed INTEGER NOT NULL DEFAULT 0 CHECK (dismissed IN (0, 1)),
  PRIMARY KEY (app, source, kind),
  FOREIGN KEY (app, source) REFERENCES sources (app, name) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
