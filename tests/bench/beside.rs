//! What pages' scripts ask is sent beside what follows: the server counts what overlaps.

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use crate::support::answering::{Answering, answer, page};
use crate::support::{PATIENCE, Place, RunFiles};

/// What the server sees at one time, and saw at most.
#[derive(Debug, Default)]
struct Overlap {
    reads: usize,
    most_reads: usize,
    writes: usize,
    most_writes: usize,
    /// Whether the page after the slow request was asked for.
    went_on: bool,
}

/// A server whose `/read/…` wait for each other until so many are there, whose `/slow` waits for `/next`, and whose `/write/…` give
/// each other a moment to come.
fn server(reads: usize) -> (Answering, Arc<(Mutex<Overlap>, Condvar)>) {
    let state = Arc::new((Mutex::new(Overlap::default()), Condvar::new()));
    let known = Arc::clone(&state);
    let server = Answering::by(move |asked| {
        let (overlap, changed) = &*known;
        let mut seen = overlap.lock().unwrap();
        match asked.path().split('/').nth(1).unwrap_or_default() {
            "read" => {
                seen.reads += 1;
                seen.most_reads = seen.most_reads.max(seen.reads);
                changed.notify_all();
                let waits = |seen: &mut Overlap| seen.most_reads < reads;
                seen = changed.wait_timeout_while(seen, PATIENCE, waits).unwrap().0;
                seen.reads -= 1;
            }
            "write" => {
                seen.writes += 1;
                seen.most_writes = seen.most_writes.max(seen.writes);
                changed.notify_all();
                let waits = |seen: &mut Overlap| seen.most_writes < 2;
                seen = changed.wait_timeout_while(seen, Duration::from_millis(200), waits).unwrap().0;
                seen.writes -= 1;
            }
            "slow" => {
                seen = changed.wait_timeout_while(seen, PATIENCE, |seen| !seen.went_on).unwrap().0;
                drop(seen);
                return answer("200 OK", "set-cookie: late=1; path=/\r\n", b"{}");
            }
            "next" => {
                seen.went_on = true;
                changed.notify_all();
            }
            _ => {}
        }
        drop(seen);
        page("<p>ok</p>")
    });
    (server, state)
}

fn step(name: &str, more: &str) -> String {
    format!("[[journey.step]]\nname = '{name}'\npath = '/{name}'\n{more}\n")
}

/// Walks these steps after a page, so often.
fn walked(server: &Answering, steps: &str, visits: &str) -> RunFiles {
    let place = Place::new();
    let head = format!(
        "schema = 1\nname = 'x'\nbase_url = '{}'\nmode = 'full'\n[http]\ntimeout = '10s'\n[[journey]]\nname = 'j'\n",
        server.base
    );
    place.write("x.toml", &(head + &step("page", "") + steps));
    place.run(&["bench", "x.toml", "--vus", "1", "--iterations", visits, "--quiet"]);
    place.files()
}

const BACKGROUND: &str = "background = true";

#[test]
fn reads_go_side_by_side_as_many_as_a_browser_has_connections() {
    let (server, state) = server(6);
    let reads: String = (0..8).map(|number| step(&format!("read/{number}"), BACKGROUND)).collect();
    let files = walked(&server, &reads, "1");
    assert_eq!(state.0.lock().unwrap().most_reads, 6);
    assert_eq!(files.all_requests(), 9);
    assert_eq!(files.outcomes("timeout_first_byte"), 0);
    assert_eq!(files.count("/visits/whole/good"), 1);
}

#[test]
fn the_next_page_waits_for_none_of_them_and_the_next_visit_for_all() {
    let (server, state) = server(0);
    let files = walked(&server, &(step("slow", BACKGROUND) + &step("next", "")), "2");
    assert!(state.0.lock().unwrap().went_on);
    assert_eq!((files.all_requests(), files.outcomes("timeout_first_byte")), (6, 0));
    let pages = server.asked().into_iter().filter(|asked| asked.path() == "/page");
    let cookies: Vec<_> = pages.map(|asked| asked.header("cookie").map(str::to_owned)).collect();
    assert_eq!(cookies, [None, None], "the late cookie was the first visitor's");
}

#[test]
fn writes_stay_in_their_order() {
    let (server, state) = server(0);
    let write = "background = true\nmethod = 'POST'";
    let steps = step("write/1", write) + &step("write/2", write) + &step("next", "");
    let files = walked(&server, &steps, "1");
    assert_eq!((state.0.lock().unwrap().most_writes, files.all_requests()), (1, 4));
    let order: Vec<_> = server.asked().iter().map(|asked| asked.path().to_owned()).collect();
    assert!(order.ends_with(&["/page", "/write/1", "/write/2", "/next"].map(str::to_owned)), "{order:?}");
}

#[test]
fn what_a_later_step_needs_is_waited_for() {
    let (server, _) = server(0);
    let extract = "background = true\n[[journey.step.extract]]\nname = 'v'\nbetween = ['<p>', '</p>']";
    let steps = step("value", extract) + "[[journey.step]]\nname = 'with'\npath = '/with/${v}'\n";
    let files = walked(&server, &steps, "2");
    assert_eq!(files.requests("with"), 2);
    assert_eq!(server.asked().iter().filter(|asked| asked.path() == "/with/ok").count(), 2);
}
