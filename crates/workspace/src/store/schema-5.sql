-- Schema 5. An app's own trait specs, beside the built-in ones.
CREATE TABLE specs (
  app       TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  name      TEXT NOT NULL,
  spec_json TEXT NOT NULL,
  PRIMARY KEY (app, name)
) STRICT, WITHOUT ROWID;
