-- Schema 3. How a file is read may be chosen, and today's export is compared with the one before.
ALTER TABLE exports ADD COLUMN reading_json TEXT; -- delimiter, encoding, header, as they were chosen

-- What the last two examined files of a trait spec held: one of them is the one before.
CREATE TABLE profiles (
  app          TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
  spec         TEXT NOT NULL,
  file         TEXT NOT NULL,    -- path, size and time: another content is another file
  examined_at  TEXT NOT NULL,
  profile_json TEXT NOT NULL,
  PRIMARY KEY (app, spec, file)
) STRICT, WITHOUT ROWID;
