-- Schema 1. Texts that end in _json hold JSON; times are RFC 3339 in UTC. Nothing here is secret.

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE companies (
  id   TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE apps (
  id          TEXT PRIMARY KEY,
  company     TEXT NOT NULL REFERENCES companies,
  name        TEXT NOT NULL,
  environment TEXT NOT NULL CHECK (environment IN ('sandbox', 'test', 'production')),
  time_zone   TEXT NOT NULL
) STRICT;

CREATE TABLE operators (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('company_admin', 'app_admin', 'app_member', 'read_only')),
  app  TEXT REFERENCES apps ON DELETE CASCADE,
  CHECK ((role = 'company_admin') = (app IS NULL))
) STRICT;

CREATE TABLE connectors (
  app         TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  connector   TEXT NOT NULL,
  active      INTEGER NOT NULL CHECK (active IN (0, 1)),
  values_json TEXT NOT NULL,
  check_json  TEXT,             -- the last check since the settings changed
  PRIMARY KEY (app, connector)
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue (
  app         TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  connector   TEXT NOT NULL,
  kind        TEXT NOT NULL,
  id          TEXT NOT NULL,
  position    INTEGER NOT NULL, -- the vendor's order
  state       TEXT NOT NULL CHECK (state IN ('active', 'archived', 'expired')),
  search      TEXT NOT NULL,    -- what a search looks in, in lower case
  item_json   TEXT NOT NULL,
  first_seen  TEXT NOT NULL,
  last_seen   TEXT NOT NULL,
  PRIMARY KEY (app, connector, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE syncs (
  app        TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  connector  TEXT NOT NULL,
  kind       TEXT NOT NULL,
  synced_at  TEXT,              -- the last that was applied
  error_json TEXT,              -- why the last one was not
  PRIMARY KEY (app, connector, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  app         TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  id          TEXT NOT NULL,
  name        TEXT NOT NULL,
  note        TEXT,
  source      TEXT NOT NULL CHECK (source IN ('saved', 'sandbox')),
  traits_json TEXT NOT NULL,
  search      TEXT NOT NULL,
  PRIMARY KEY (app, id)
) STRICT, WITHOUT ROWID;

-- A run is written before its first changing request leaves; outcome is null until it is closed.
CREATE TABLE runs (
  id          TEXT PRIMARY KEY,
  app         TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  connector   TEXT NOT NULL,
  action      TEXT NOT NULL,
  user        TEXT,
  operator    TEXT NOT NULL,
  host        TEXT NOT NULL,    -- the process that runs it, by the name of its lock file
  outcome     TEXT CHECK (outcome IN ('succeeded', 'refused', 'failed', 'unknown')),
  summary     TEXT NOT NULL,
  search      TEXT NOT NULL,
  plan_json   TEXT NOT NULL,
  vendor_json TEXT NOT NULL,
  after_json  TEXT NOT NULL,
  error_json  TEXT,
  started_at  TEXT NOT NULL,
  ended_at    TEXT
) STRICT;
CREATE INDEX runs_by_time ON runs (app, started_at DESC);
CREATE INDEX runs_open ON runs (host) WHERE outcome IS NULL;

CREATE TABLE exchanges (
  run           TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
  number        INTEGER NOT NULL,
  exchange_json TEXT NOT NULL,
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE exports (
  id        INTEGER PRIMARY KEY,
  app       TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  path      TEXT NOT NULL,
  bytes     INTEGER NOT NULL,
  rows      INTEGER,
  verdict   TEXT,
  opened_at TEXT NOT NULL,
  UNIQUE (app, path)
) STRICT;
