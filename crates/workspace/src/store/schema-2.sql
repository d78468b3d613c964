-- Schema 2. A file of the same length may hold something else: its time tells.
ALTER TABLE exports ADD COLUMN modified TEXT; -- the file's own time when it was last opened, RFC 3339
