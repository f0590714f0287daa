-- The course of a shop: which runs can be compared, and where noise may put the p95 of each.
ALTER TABLE job ADD COLUMN judged_p95_ms REAL;
ALTER TABLE job ADD COLUMN p95_low_ms REAL;
ALTER TABLE job ADD COLUMN p95_high_ms REAL;
ALTER TABLE job ADD COLUMN series TEXT;
CREATE INDEX job_course ON job (host, id) WHERE p95_ms IS NOT NULL;
CREATE INDEX job_letter ON job (letter, id);
