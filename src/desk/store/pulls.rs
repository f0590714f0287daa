//! The runs of pull requests, the desk's comments on them, and the webhooks that came from GitHub.

use rusqlite::{Connection, OptionalExtension as _, Row};

use super::StoreFault;

/// The run of a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::desk) struct PullRunRow {
    pub(in crate::desk) job: i64,
    /// `owner/name` in lower case.
    pub(in crate::desk) repository: String,
    pub(in crate::desk) number: i64,
    /// The commit that is tested; `None` before GitHub was asked.
    pub(in crate::desk) sha: Option<String>,
    /// GitHub's number of the check run.
    pub(in crate::desk) check_run: Option<i64>,
}

const COLUMNS: &str = "job, repository, number, sha, check_run";

fn read(row: &Row<'_>) -> rusqlite::Result<PullRunRow> {
    Ok(PullRunRow {
        job: row.get(0)?,
        repository: row.get(1)?,
        number: row.get(2)?,
        sha: row.get(3)?,
        check_run: row.get(4)?,
    })
}

/// Adds the run of a pull request.
pub(in crate::desk) fn add(connection: &Connection, row: &PullRunRow) -> Result<(), StoreFault> {
    connection.execute(
        "INSERT INTO pull_run (job, repository, number, sha, check_run) VALUES (?1, ?2, ?3, ?4, ?5)",
        (row.job, &row.repository, row.number, &row.sha, row.check_run),
    )?;
    Ok(())
}

/// The pull request of a run.
pub(in crate::desk) fn get(connection: &Connection, job: i64) -> Result<Option<PullRunRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM pull_run WHERE job = ?1");
    Ok(connection.query_row(&sql, [job], read).optional()?)
}

/// The runs of a pull request, the newest first.
pub(in crate::desk) fn of_pull(
    connection: &Connection,
    repository: &str,
    number: i64,
) -> Result<Vec<PullRunRow>, StoreFault> {
    let sql =
        format!("SELECT {COLUMNS} FROM pull_run WHERE repository = ?1 AND number = ?2 ORDER BY job DESC");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map((repository, number), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The runs of a commit, the newest first.
pub(in crate::desk) fn of_commit(
    connection: &Connection,
    repository: &str,
    sha: &str,
) -> Result<Vec<PullRunRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM pull_run WHERE repository = ?1 AND sha = ?2 ORDER BY job DESC");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map((repository, sha), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The commit of a run is known.
pub(in crate::desk) fn found_commit(connection: &Connection, job: i64, sha: &str) -> Result<(), StoreFault> {
    connection.execute("UPDATE pull_run SET sha = ?2 WHERE job = ?1", (job, sha))?;
    Ok(())
}

/// The check run of a run is known.
pub(in crate::desk) fn found_check(
    connection: &Connection,
    job: i64,
    check_run: i64,
) -> Result<(), StoreFault> {
    connection.execute("UPDATE pull_run SET check_run = ?2 WHERE job = ?1", (job, check_run))?;
    Ok(())
}

/// GitHub's number of the desk's comment on a pull request.
pub(in crate::desk) fn comment(
    connection: &Connection,
    repository: &str,
    number: i64,
) -> Result<Option<i64>, StoreFault> {
    let sql = "SELECT comment FROM pull_comment WHERE repository = ?1 AND number = ?2";
    Ok(connection.query_row(sql, (repository, number), |row| row.get(0)).optional()?)
}

/// The comment is known; `None` when it is gone.
pub(in crate::desk) fn found_comment(
    connection: &Connection,
    repository: &str,
    number: i64,
    comment: Option<i64>,
) -> Result<(), StoreFault> {
    match comment {
        Some(comment) => connection.execute(
            "INSERT INTO pull_comment (repository, number, comment) VALUES (?1, ?2, ?3)
             ON CONFLICT (repository, number) DO UPDATE SET comment = excluded.comment",
            (repository, number, comment),
        )?,
        None => connection.execute(
            "DELETE FROM pull_comment WHERE repository = ?1 AND number = ?2",
            (repository, number),
        )?,
    };
    Ok(())
}

/// Remembers a webhook that came; whether neither its number nor its body had come before.
pub(in crate::desk) fn is_new_hook(
    connection: &Connection,
    id: &str,
    digest: [u8; 32],
) -> Result<bool, StoreFault> {
    let now = jiff::Timestamp::now().as_millisecond();
    let sql = "INSERT OR IGNORE INTO hook (id, digest, at) VALUES (?1, ?2, ?3)";
    Ok(connection.execute(sql, (id, digest, now))? > 0)
}
