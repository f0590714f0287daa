//! Rows of data files: which visit gets which, by what the server was asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support::{Ended, Place};

/// What a server was asked for: whole requests, in the order in which they came.
type Asked = Arc<Mutex<Vec<String>>>;

/// A server that answers each request with itself and a cookie. Ends with the test's process.
fn echo() -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked = Asked::default();
    let kept = Arc::clone(&asked);
    thread::spawn(move || {
        for visitor in listener.incoming() {
            let (visitor, kept) = (visitor.unwrap(), Arc::clone(&kept));
            thread::spawn(move || serve(visitor, &kept));
        }
    });
    (base, asked)
}

/// Answers until the visitor hangs up. What asks whether the shop is there is no visit.
fn serve(mut visitor: TcpStream, asked: &Asked) -> Option<()> {
    let mut reader = BufReader::new(visitor.try_clone().ok()?);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).ok()? == 0 {
                return None;
            }
        }
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        reader.read_exact(&mut body).ok()?;
        let request = head.clone() + &String::from_utf8(body).unwrap();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nset-cookie: basket=b{}; Path=/; HttpOnly\r\ncontent-length: {}\r\n\r\n{request}",
            request.len(),
            request.len()
        );
        if !head.contains("x-promo-load-phase: setup") {
            asked.lock().unwrap().push(request);
        }
        visitor.write_all(answer.as_bytes()).ok()?;
    }
}

/// The paths of all requests.
fn paths(asked: &Asked) -> Vec<String> {
    let path = |request: &String| request.split(' ').nth(1).unwrap().to_owned();
    asked.lock().unwrap().iter().map(path).collect()
}

fn scenario(base: &str, data: &str, steps: &str) -> String {
    format!(
        "schema = 1\nname = 'rows'\nbase_url = '{base}'\nmode = 'full'\n\
         [[data]]\nname = 'row'\n{data}\n[[journey]]\nname = 'j'\n{steps}"
    )
}

const STEP: &str = "[[journey.step]]\nname = 's'\npath = '/${row.id}?vu=${vu.id}'\n\
    [[journey.step.check]]\nname = 'echo'\nbody_contains = '/${row.id}?vu=${vu.id} HTTP'\n\
    [[journey.step.check]]\nname = 'no other'\nbody_lacks = '/${row.id}?vu=0${vu.id} HTTP'\n";

fn bench(place: &Place, flags: &[&str]) -> Ended {
    place.run(&[&["bench", "s.toml", "--quiet"], flags].concat())
}

/// The paths that a run of these flags asks for, with three rows in a file.
fn walked(pick: &str, flags: &[&str]) -> Vec<String> {
    let ((base, asked), place) = (echo(), Place::new());
    place.write("rows.csv", "id;name\na;1\nb;2\nc;3\n");
    place.write("s.toml", &scenario(&base, &format!("file = 'rows.csv'\npick = '{pick}'"), STEP));
    let ended = bench(&place, flags);
    assert!([Some(0), Some(120)].contains(&ended.code), "{ended:?}");
    let files = place.files();
    assert!(
        files.json["checks"].as_array().unwrap().iter().all(|check| check["fails"] == 0),
        "{}",
        files.text
    );
    paths(&asked)
}

#[test]
fn rows_are_dealt_in_the_order_of_the_file_over_all_virtual_users() {
    let alone = walked("sequential", &["--vus", "1", "--iterations", "7"]);
    assert_eq!(alone, ["a", "b", "c", "a", "b", "c", "a"].map(|row| format!("/{row}?vu=1")));

    let mut counts = BTreeMap::new();
    let together = walked("sequential", &["--vus", "4", "--iterations", "30"]);
    for path in &together {
        *counts.entry(&path[1..2]).or_insert(0) += 1;
    }
    assert_eq!(counts, BTreeMap::from([("a", 10), ("b", 10), ("c", 10)]));
}

#[test]
fn a_unique_row_stays_with_its_virtual_user() {
    let asked = walked("unique", &["--vus", "3", "--per-vu-iterations", "4"]);
    assert_eq!(asked.len(), 12);
    let pairs: BTreeSet<String> = asked.into_iter().collect();
    assert_eq!(pairs, ["/a?vu=1", "/b?vu=2", "/c?vu=3"].map(str::to_owned).into());

    let ((base, asked), place) = (echo(), Place::new());
    place.write("s.toml", &scenario(&base, "pick = 'unique'\nrows = [{ id = 1 }, { id = 2 }]", STEP));
    let ended = bench(&place, &["--vus", "3", "--iterations", "3"]);
    let problem = ended.assert_code(104).problem();
    assert!(
        problem.starts_with("s.toml: data `row`: ") && problem.contains("need 3 rows, and there are 2"),
        "{problem}"
    );
    assert_eq!(paths(&asked), Vec::<String>::new());
}

#[test]
fn the_seed_decides_which_rows_are_drawn() {
    let drawn = |seed| walked("random", &["--vus", "1", "--iterations", "40", "--seed", seed]);
    let first = drawn("7");
    assert_eq!(first, drawn("7"));
    assert_ne!(first, drawn("8"));
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 3);
}

#[test]
fn a_row_goes_into_every_part_of_a_request_and_the_same_into_all_steps() {
    let ((base, asked), place) = (echo(), Place::new());
    let steps = "[[journey.step]]\nname = 'form'\npath = '/${row.a}/x?q=${row.b}'\n\
        headers = { X-Row = 'r ${row.a}' }\nform = { v = '${row.b}' }\n\
        [[journey.step.extract]]\nname = 'basket'\ncookie = 'basket'\n\
        [[journey.step.check]]\nname = 'cookie'\nheader = 'set-cookie'\ncontains = '='\n\
        [[journey.step]]\nname = 'body'\npath = '/${basket}'\nbody = '{\"v\":\"${row.b}\"}'\n\
        [[journey.step.check]]\nname = 'same row'\nbody_contains = '{\"v\":\"${row.b}\"}'\n";
    place.write("s.toml", &scenario(&base, "rows = [{ a = 'a b', b = 'c&d=1' }]", steps));
    bench(&place, &["--vus", "1", "--iterations", "1"]);
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 2);
    assert!(asked[0].starts_with("POST /a%20b/x?q=c%26d%3D1 HTTP/1.1\r\n"), "{}", asked[0]);
    assert!(
        asked[0].contains("x-row: r a b\r\n") && asked[0].ends_with("\r\n\r\nv=c%26d%3D1"),
        "{}",
        asked[0]
    );
    let path = format!("POST /b{} HTTP/1.1\r\n", asked[0].len());
    assert!(asked[1].starts_with(&path) && asked[1].ends_with("{\"v\":\"c&d=1\"}"), "{path}{}", asked[1]);
    assert!(place.files().json["checks"].as_array().unwrap().iter().all(|check| check["passes"] == 1));
}

#[test]
fn rows_stay_in_their_file_and_the_runs_scenario_finds_it() {
    let ((base, asked), place) = (echo(), Place::new());
    std::fs::create_dir(place.path("sub")).unwrap();
    place.write("sub/accounts.jsonl", "{\"id\":\"anna\",\"password\":\"s3cret-word\"}\n");
    let data = "file = 'accounts.jsonl'\npick = 'unique'";
    let step = STEP.replace("?vu", "?p=${row.password}&vu");
    place.write("sub/s.toml", &scenario(&base, data, &step));
    let flags = ["--vus", "1", "--iterations", "1", "--quiet"];
    place.run(&[&["bench", "sub/s.toml"], &flags[..]].concat());
    let files = place.files();
    for text in [&files.text, &files.report, &files.scenario] {
        assert!(!text.contains("s3cret-word") && !text.contains("anna"), "{text}");
    }
    let again = place.runs()[0].join("scenario.toml");
    place.run(
        &[&["bench", again.to_str().unwrap(), "--out", "again", "--data-folder", "sub"], &flags[..]].concat(),
    );
    assert_eq!(paths(&asked), ["/anna?p=s3cret-word&vu=1"; 2]);

    place.write("sub/accounts.jsonl", "{\"id\":\"anna\"}\n{\"id\":[1]}\n");
    let ended = place.run(&["bench", "sub/s.toml"]);
    let problem = ended.assert_code(104).problem();
    assert!(
        problem.starts_with("sub/s.toml: data `row`: sub/accounts.jsonl:2: the value of `id`"),
        "{problem}"
    );
}
