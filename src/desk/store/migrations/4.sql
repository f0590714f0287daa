-- Who hears of runs by HTTP. Addresses and secrets are names of environment variables.
CREATE TABLE webhook (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    url_variable TEXT NOT NULL,
    secret_variable TEXT,
    private INTEGER NOT NULL,
    states TEXT NOT NULL,
    created INTEGER NOT NULL,
    created_by TEXT NOT NULL
) STRICT;

-- What is to be sent to others, or asked of them. One event leads to one delivery for each of them.
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    -- The webhook, or the run.
    subject INTEGER NOT NULL,
    event INTEGER,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL,
    said TEXT,
    created INTEGER NOT NULL,
    ended INTEGER,
    UNIQUE (channel, subject, event)
) STRICT;
CREATE INDEX delivery_due ON delivery (state, due);

-- The repositories whose pull requests may be asked for, as owner/name in lower case.
CREATE TABLE repository (
    name TEXT PRIMARY KEY,
    preview_url TEXT,
    environment TEXT,
    path TEXT NOT NULL,
    baseline_host TEXT,
    options TEXT NOT NULL,
    created INTEGER NOT NULL,
    created_by TEXT NOT NULL
) STRICT;

-- The runs of pull requests.
CREATE TABLE pull_run (
    job INTEGER PRIMARY KEY,
    repository TEXT NOT NULL,
    number INTEGER NOT NULL,
    sha TEXT,
    check_run INTEGER
) STRICT;
CREATE INDEX pull_run_pull ON pull_run (repository, number);

-- The one comment of the desk on each pull request.
CREATE TABLE pull_comment (
    repository TEXT NOT NULL,
    number INTEGER NOT NULL,
    comment INTEGER NOT NULL,
    PRIMARY KEY (repository, number)
) STRICT;

-- Webhooks that came, so that none has its effect twice. The number is not signed, the digest is the body's.
CREATE TABLE hook (
    id TEXT PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL
) STRICT;
