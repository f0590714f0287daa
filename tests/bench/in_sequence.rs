//! One visitor sends one thing after the other: the server counts what it works on at once, for each visitor.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use crate::support::Place;
use crate::support::answering::{Answering, Asked, answer, page};

/// How long an answer waits for company. No test depends on it: without company it is only late.
const LONGEST: Duration = Duration::from_millis(300);

/// What is worked on now, and the most at once so far.
#[derive(Default)]
struct AtOnce {
    writes: HashMap<String, u32>,
    files: HashMap<String, u32>,
    most_writes: u32,
    most_files: u32,
    most_visitors_writing: usize,
    beside_files: u32,
    written: u32,
}

/// A shop that holds each write until another visitor writes, and each file until the same visitor asks for another.
#[derive(Default)]
struct Slow {
    now: Mutex<AtOnce>,
    changed: Condvar,
}

fn visitor(asked: &Asked) -> String {
    asked.header("cookie").unwrap_or("none").to_owned()
}

impl Slow {
    fn write(&self, asked: &Asked) {
        let who = visitor(asked);
        let mut now = self.now.lock().unwrap();
        let own = now.writes.entry(who.clone()).or_default();
        *own += 1;
        now.most_writes = now.most_writes.max(now.writes[&who]);
        now.beside_files = now.beside_files.max(now.files.get(&who).copied().unwrap_or(0));
        now.most_visitors_writing = now.most_visitors_writing.max(now.writes.len());
        now.written += 1;
        self.changed.notify_all();
        let (mut now, _) = self.changed.wait_timeout_while(now, LONGEST, |now| now.writes.len() < 2).unwrap();
        let left = now.writes.remove(&who).unwrap_or(1) - 1;
        if left > 0 {
            now.writes.insert(who, left);
        }
    }

    fn file(&self, asked: &Asked) {
        let who = visitor(asked);
        let mut now = self.now.lock().unwrap();
        *now.files.entry(who.clone()).or_default() += 1;
        now.most_files = now.most_files.max(now.files[&who]);
        self.changed.notify_all();
        let (mut now, _) = self.changed.wait_timeout_while(now, LONGEST, |now| now.files[&who] < 2).unwrap();
        *now.files.entry(who).or_default() -= 1;
    }
}

#[test]
fn writes_of_one_visitor_never_overlap() {
    for http in ["assets = true", "assets = true\ncookies = 'per-vu'"] {
        let slow = Arc::new(Slow::default());
        let (shown, visitors) = (Arc::clone(&slow), Mutex::new(0));
        let shop = Answering::by(move |asked| match asked.path() {
            "/page" if asked.header("cookie").is_none() => {
                let mut number = visitors.lock().unwrap();
                *number += 1;
                let files = "<link rel=stylesheet href=/a.css><script src=/b.js></script><img src=/c.png><img src=/d.png>";
                let head = format!("content-type: text/html\r\nset-cookie: v={number}; Path=/\r\n");
                answer("200 OK", &head, files.as_bytes())
            }
            "/page" => page("<img src=/c.png><img src=/d.png>"),
            path if path.contains('.') => {
                shown.file(asked);
                answer("200 OK", "cache-control: no-store\r\n", b"")
            }
            "/write" => {
                shown.write(asked);
                page("")
            }
            _ => page(""),
        });
        let place = Place::new();
        let write = "[[journey.step]]\nname = 'write N'\npath = '/write'\nform = { n = N }\n";
        let writes: String = (1..=4).map(|number| write.replace('N', &number.to_string())).collect();
        place.write(
            "s.toml",
            &format!(
                "schema = 1\nname = 'x'\nbase_url = '{}/'\nmode = 'full'\n[http]\n{http}\n[load]\nexecutor = 'per-vu-iterations'\n\
                 vus = 4\niterations = 3\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'page'\npath = '/page'\n{writes}",
                shop.base
            ),
        );
        let ended = place.run(&["bench", "s.toml", "--quiet"]);
        assert!(matches!(ended.code, Some(0 | 99 | 120)), "{ended:?}");
        let now = slow.now.lock().unwrap();
        assert_eq!(now.written, 4 * 3 * 4);
        assert_eq!((now.most_writes, now.beside_files), (1, 0), "of one visitor");
        // The shop can see what overlaps: writes of several visitors, and files of one.
        assert!(now.most_visitors_writing > 1 && now.most_files > 1);
    }
}
