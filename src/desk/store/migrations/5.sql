-- The tokens of runs are in their folders. What is left of the secret is what markers of comments are derived from.
UPDATE secret SET name = 'comment' WHERE name = 'control';

-- When a schedule was last due while its run before still waited or went on; NULL when its last run was asked for in time.
ALTER TABLE schedule ADD COLUMN skipped INTEGER;

-- What is written to see whether anything can be.
CREATE TABLE pulse (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
) STRICT;

-- Lists go by the time at which runs were asked for: a run that is listed late may be an old one.
DROP INDEX job_state;
DROP INDEX job_host;
DROP INDEX job_course;
DROP INDEX job_letter;
CREATE INDEX job_asked ON job (asked, id);
CREATE INDEX job_state ON job (state, asked, id);
CREATE INDEX job_host ON job (host, asked, id);
CREATE INDEX job_course ON job (host, asked, id) WHERE p95_ms IS NOT NULL;
CREATE INDEX job_letter ON job (letter, asked, id);
CREATE INDEX job_schedule ON job (schedule) WHERE schedule IS NOT NULL;
