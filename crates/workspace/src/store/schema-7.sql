-- Schema 7. Catalogues are synced on a schedule too, and who alone may pull or sync just now is kept in one place.
CREATE TABLE leases (
  app     TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  subject TEXT NOT NULL,    -- source:NAME or sync:CONNECTOR
  holder  TEXT NOT NULL,    -- the process, by the name of its lock file; one that has ended holds nothing
  PRIMARY KEY (app, subject)
) STRICT, WITHOUT ROWID;
ALTER TABLE sources DROP COLUMN puller;

CREATE TABLE sync_schedules (
  app        TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  connector  TEXT NOT NULL,
  due        TEXT NOT NULL, -- HH:MM in the app's time zone
  since      TEXT NOT NULL, -- the minute when that was set: what was due before it is not missed
  looked_at  TEXT,          -- when it was last tried or passed over
  error_json TEXT,          -- why the last try failed; null when it did not
  alert_json TEXT,          -- what was told about that, once a day
  dismissed  INTEGER NOT NULL DEFAULT 0 CHECK (dismissed IN (0, 1)),
  PRIMARY KEY (app, connector)
) STRICT, WITHOUT ROWID;
