-- Times are milliseconds since 1970 in UTC.
CREATE TABLE secret (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE token (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    person TEXT NOT NULL,
    scope TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    revoked INTEGER
) STRICT;

-- The hosts that may be loaded.
CREATE TABLE target (
    host TEXT PRIMARY KEY,
    environment TEXT NOT NULL,
    private INTEGER NOT NULL,
    created INTEGER NOT NULL,
    created_by TEXT NOT NULL
) STRICT;

CREATE TABLE schedule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    cron TEXT NOT NULL,
    zone TEXT NOT NULL,
    request TEXT NOT NULL,
    host TEXT NOT NULL,
    paused INTEGER NOT NULL,
    next INTEGER,
    created INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    approved_by TEXT
) STRICT;

CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL,
    host TEXT NOT NULL,
    request TEXT NOT NULL,
    asked INTEGER NOT NULL,
    asked_by TEXT NOT NULL,
    needs_approval INTEGER NOT NULL,
    approved_by TEXT,
    schedule INTEGER,
    stop_asked INTEGER NOT NULL DEFAULT 0,
    folder TEXT UNIQUE,
    started INTEGER,
    ended INTEGER,
    exit INTEGER,
    reason TEXT,
    title TEXT,
    letter TEXT,
    headline TEXT,
    p95_ms REAL,
    failures REAL,
    capacity INTEGER
) STRICT;
CREATE INDEX job_state ON job (state, id);
CREATE INDEX job_host ON job (host, id);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    person TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

-- The answers to requests with an Idempotency-Key.
CREATE TABLE once (
    token INTEGER NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (token, key)
) STRICT;

-- New states of runs, in their order. Runs that are listed anew from their folders are already over, which is no news.
CREATE TABLE job_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    job INTEGER NOT NULL,
    state TEXT NOT NULL
) STRICT;
CREATE TRIGGER job_added AFTER INSERT ON job WHEN new.state NOT IN ('done', 'failed', 'cancelled') BEGIN
    INSERT INTO job_event (at, job, state) VALUES (CAST(unixepoch('subsec') * 1000 AS INTEGER), new.id, new.state);
END;
CREATE TRIGGER job_changed AFTER UPDATE OF state ON job WHEN old.state <> new.state BEGIN
    INSERT INTO job_event (at, job, state) VALUES (CAST(unixepoch('subsec') * 1000 AS INTEGER), new.id, new.state);
END;

-- The last event that each notifier has heard of.
CREATE TABLE notifier (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT;
