-- Sessions of browsers. One that was opened with a token ends with it.
CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    person TEXT NOT NULL,
    scope TEXT NOT NULL,
    token INTEGER REFERENCES token (id),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

-- Whom a provider's account stands for. The name stays as it was at the first sign-in: an account that changes its address at the
-- provider is no second person.
CREATE TABLE account (
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    person TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (provider, subject)
) STRICT;
