//! What pages show of many runs. Each question reads about as many rows as it answers, however many runs there are.

use rusqlite::{Connection, OptionalExtension as _};

use super::{COLUMNS, JobRow, JobState, read};
use crate::desk::store::StoreFault;

fn rows(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<JobRow>, StoreFault> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn bound(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// The runs that have been longest in this state, in the order in which they were asked for.
pub(in crate::desk) fn oldest(
    connection: &Connection,
    state: JobState,
    limit: usize,
) -> Result<Vec<JobRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM job WHERE state = ?1 ORDER BY asked, id LIMIT ?2");
    rows(connection, &sql, (state.as_str(), bound(limit)))
}

/// The newest runs of a host that have a record, the newest first.
pub(in crate::desk) fn course(
    connection: &Connection,
    host: &str,
    limit: usize,
) -> Result<Vec<JobRow>, StoreFault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM job WHERE host = ?1 AND p95_ms IS NOT NULL ORDER BY asked DESC, id DESC LIMIT ?2"
    );
    rows(connection, &sql, (host, bound(limit)))
}

/// The newest runs of all hosts that have a record, the newest first.
pub(in crate::desk) fn with_record(connection: &Connection, limit: usize) -> Result<Vec<JobRow>, StoreFault> {
    let sql = format!("SELECT {COLUMNS} FROM job WHERE state = 'done' ORDER BY asked DESC, id DESC LIMIT ?1");
    rows(connection, &sql, [bound(limit)])
}

/// The hosts of runs after this one, by name.
pub(in crate::desk) fn hosts(
    connection: &Connection,
    after: &str,
    limit: usize,
) -> Result<Vec<String>, StoreFault> {
    let mut statement =
        connection.prepare_cached("SELECT host FROM job WHERE host > ?1 ORDER BY host LIMIT 1")?;
    let mut hosts: Vec<String> = Vec::new();
    while hosts.len() < limit {
        let last = hosts.last().map_or(after, String::as_str);
        let Some(next) = statement.query_row([last], |row| row.get(0)).optional()? else { break };
        hosts.push(next);
    }
    Ok(hosts)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::{JobFilter, last_done, last_of_hosts, list};
    use super::*;
    use crate::desk::store::{RowPage, migrations};

    /// Ten thousand runs of fifty hosts, most of them with a record.
    fn many() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations::migrate(&mut connection).unwrap();
        connection
            .execute_batch(
                "WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 10000)
                 INSERT INTO job (id, state, host, request, asked, asked_by, needs_approval, letter, p95_ms, series)
                 SELECT id, iif(id > 9990, 'queued', iif(id % 7 = 0, 'failed', 'done')), 'shop' || (id % 50) || '.example', '{}',
                 id, 'ada', 0, iif(id % 7 = 0 OR id > 9990, NULL, iif(id % 2000 = 1, 'F', 'A')),
                 iif(id % 7 = 0 OR id > 9990, NULL, 100.0), 'one' FROM n;",
            )
            .unwrap();
        connection
    }

    #[test]
    fn a_page_reads_as_many_rows_as_it_shows() {
        let connection = many();
        let steps = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&steps);
        let count = move || {
            counter.fetch_add(1, Ordering::Relaxed);
            false
        };
        connection.progress_handler(1, Some(count)).unwrap();
        let page = RowPage { before: None, limit: 50 };
        let middle = RowPage { before: Some(5_000), limit: 50 };
        let of = |filter: JobFilter, page| list(&connection, &filter, page).unwrap().len();
        let host = |name: &str| JobFilter { host: Some(name.to_owned()), ..JobFilter::default() };
        let state = |state| JobFilter { state: Some(state), ..JobFilter::default() };
        let letter = |letter: &str| JobFilter { letter: Some(letter.to_owned()), ..JobFilter::default() };
        let looked = |what: &str, expected: usize, ask: &dyn Fn() -> usize| {
            steps.store(0, Ordering::Relaxed);
            assert_eq!(ask(), expected, "{what}");
            // A row of a run is about thirty of SQLite's steps; ten thousand rows are far more than ten thousand.
            let (taken, most) = (steps.load(Ordering::Relaxed), 150 + 40 * (expected + 1));
            assert!(taken > 0 && taken <= most, "{what}: {taken} steps for {expected} rows");
        };
        looked("the newest", 51, &|| of(JobFilter::default(), page));
        looked("an older page", 51, &|| of(JobFilter::default(), middle));
        looked("a host", 51, &|| of(host("shop7.example"), page));
        looked("an older page of a host", 51, &|| of(host("shop7.example"), middle));
        looked("a host without runs", 0, &|| of(host("none.example"), page));
        looked("a rare state", 10, &|| of(state(JobState::Queued), page));
        looked("a state without runs", 0, &|| of(state(JobState::Running), page));
        looked("a rare letter", 4, &|| of(letter("F"), page));
        looked("the queue", 10, &|| oldest(&connection, JobState::Queued, 50).unwrap().len());
        looked("the course of a shop", 40, &|| course(&connection, "shop8.example", 40).unwrap().len());
        looked("runs to compare", 50, &|| with_record(&connection, 50).unwrap().len());
        looked("all hosts", 50, &|| hosts(&connection, "", 100).unwrap().len());
        looked("hosts after one", 2, &|| hosts(&connection, "shop7.example", 100).unwrap().len());
    }

    /// A run of last year that the desk got to know today.
    #[test]
    fn the_newest_is_the_last_that_was_asked_for() {
        let connection = many();
        connection
            .execute_batch(
                "INSERT INTO job (id, state, host, request, asked, asked_by, needs_approval, p95_ms)
                 VALUES (20000, 'done', 'shop8.example', '{}', 5000, 'bench', 0, 1.0);
                 UPDATE job SET folder = 'run ' || id;",
            )
            .unwrap();
        let numbers = |rows: Vec<JobRow>| rows.iter().map(|row| row.id).collect::<Vec<_>>();
        let page =
            |before, limit| list(&connection, &JobFilter::default(), RowPage { before, limit }).unwrap();
        assert_eq!(numbers(page(None, 2)), [10_000, 9_999, 9_998]);
        assert_eq!(numbers(page(Some(5_001), 2)), [20_000, 5_000, 4_999]);
        assert_eq!(numbers(page(Some(20_000), 1)), [5_000, 4_999]);
        assert_eq!(numbers(course(&connection, "shop8.example", 1).unwrap()), [9_958]);
        let last = last_of_hosts(&connection).unwrap();
        assert!(last.len() == 50 && last.iter().all(|row| row.id < 20_000));
        assert_eq!(last_done(&connection, "shop8.example", 20_000).unwrap().unwrap().id, 4_958);
    }

    #[test]
    fn hosts_come_once_and_by_name() {
        let connection = many();
        let first = hosts(&connection, "", 30).unwrap();
        let second = hosts(&connection, &first[29], 30).unwrap();
        assert_eq!((first.len(), second.len()), (30, 20));
        let all = [first, second].concat();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]), "{all:?}");
    }
}
