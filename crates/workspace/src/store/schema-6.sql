-- Schema 6. A day that was due before its source had a schedule is not missed.
ALTER TABLE sources ADD COLUMN since TEXT; -- when the schedule was set
