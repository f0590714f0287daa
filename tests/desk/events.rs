//! Following a run that goes on.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use crate::client::{OpenDesk, bearer, long, open, short};
use crate::support::{PATIENCE, Place, promotion, shop};

/// Follows a run until the end, or so many seconds of it: the names of the events with their data.
fn follow(desk: &OpenDesk<'_>, id: i64, after: Option<u64>, most: usize) -> Vec<(String, Value)> {
    let mut stream = TcpStream::connect(&desk.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let last = after.map_or_else(String::new, |number| format!("Last-Event-ID: {number}\r\n"));
    let (address, bearer) = (&desk.address, bearer(&desk.admin));
    write!(stream, "GET /api/v1/runs/{id}/events HTTP/1.1\r\nHost: {address}\r\n{bearer}\r\n{last}\r\n")
        .unwrap();
    let (mut events, mut name) = (Vec::new(), String::new());
    for line in BufReader::new(stream).lines() {
        let line = line.unwrap();
        if let Some(event) = line.strip_prefix("event: ") {
            event.clone_into(&mut name);
        } else if let Some(data) = line.strip_prefix("data: ") {
            events.push((name.clone(), serde_json::from_str(data).unwrap()));
            if name == "end" || events.len() == most {
                break;
            }
        }
    }
    events
}

#[test]
fn seconds_come_one_by_one_and_then_the_end() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let id = desk.submit(&promotion(&shop), &long());
    desk.wait_for(id, "running");
    let some = follow(&desk, id, None, 3);
    let numbers = |events: &[(String, Value)]| {
        events
            .iter()
            .filter(|(name, _)| name == "second")
            .map(|(_, second)| second["number"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(&some), [1, 2, 3]);
    let (_, second) = &some[2];
    assert!(second["steps"].as_array().is_some_and(|steps| !steps.is_empty()), "{second}");
    // One who lost the connection misses nothing, and gets nothing twice.
    let more = numbers(&follow(&desk, id, Some(3), 1));
    assert_eq!(more, [4]);
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    let all = follow(&desk, id, None, usize::MAX);
    assert_eq!(all.last().unwrap().0, "end");
    desk.wait_for(id, "cancelled");
    // What was told is what the record has: both are of the same seconds.
    let record = desk.ask(&format!("GET /api/v1/runs/{id}/files/run.json")).json();
    let timeline = record["timeline"].as_array().unwrap();
    assert_eq!(numbers(&all).len(), timeline.len());
    for ((_, second), point) in all.iter().zip(timeline) {
        assert_eq!(second["requests"], point["requests"], "{second} {point}");
        assert_eq!(second["failures"], point["failures"]);
    }
    // One who comes after the end is told all of it again.
    assert_eq!(follow(&desk, id, None, usize::MAX).len(), all.len());
}

#[test]
fn a_run_that_waits_says_so() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let first = desk.submit(&promotion(&shop), &long());
    let second = desk.submit(&promotion(&shop), &short());
    assert_eq!(follow(&desk, second, None, usize::MAX)[0].0, "waits");
    desk.ask(&format!("POST /api/v1/runs/{second}/stop")).assert(200);
    assert_eq!(follow(&desk, second, None, usize::MAX)[0].0, "end");
    desk.ask(&format!("POST /api/v1/runs/{first}/stop")).assert(200);
    desk.wait_for(first, "cancelled");
}
