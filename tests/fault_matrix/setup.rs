//! The same faults before the load: the page cannot be fetched, and one line says why.

use std::sync::Arc;

use crate::fault_matrix::rig::Row;
use crate::fault_matrix::{rows, try_all};
use crate::support::Place;

/// What is wrong with how `inspect` gives up.
fn problems(row: &Row) -> Vec<String> {
    let origin = row.origin(&Arc::default());
    let place = Place::new();
    let url = format!("{}faulty", origin.base_url);
    let flags: &[&str] = if row.speaks_http2() { &["--http2"] } else { &[] };
    let ended = place.run(&[&["inspect", &url, "--resolve", "shop.test:127.0.0.1"], flags].concat());
    let said = ended.stderr.trim_end();
    let mut problems = Vec::new();
    if ended.code != Some(100) {
        problems.push(format!("exit code {:?}", ended.code));
    }
    let names = format!("promo-load: {url}");
    if said.lines().count() != 1 || !said.starts_with(&names) || !ended.stdout.is_empty() {
        problems.push(format!("it says: {} {said}", ended.stdout));
    }
    problems
}

#[test]
fn a_page_that_cannot_be_fetched_is_said_in_one_line() {
    let mut rows = rows();
    rows.retain(Row::has_no_page);
    // Silent ones take the fifteen seconds that a page may take.
    try_all(&rows, 24, problems);
}
