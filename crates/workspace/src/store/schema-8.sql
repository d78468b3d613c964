-- Schema 8. Prompts, and how they were rehearsed.
CREATE TABLE prompts (
  app         TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  id          TEXT NOT NULL,
  revision    INTEGER NOT NULL,   -- counts its changes: one is saved only over the one it was made from
  prompt_json TEXT NOT NULL,
  changed_at  TEXT NOT NULL,
  PRIMARY KEY (app, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rehearsals (
  id             TEXT PRIMARY KEY,
  app            TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  prompt         TEXT NOT NULL,
  interaction    TEXT NOT NULL,
  chain_json     TEXT NOT NULL,    -- the chain as it was rehearsed: another chain was never rehearsed
  done           INTEGER NOT NULL CHECK (done IN (0, 1)),
  succeeded      INTEGER NOT NULL CHECK (succeeded IN (0, 1)),
  started_at     TEXT NOT NULL,
  rehearsal_json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX rehearsals_by_time ON rehearsals (app, prompt, interaction, started_at DESC);
