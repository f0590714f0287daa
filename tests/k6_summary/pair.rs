//! One journey for both programs.

use std::io::Write as _;

use serde_json::Value;

use crate::support::k6::K6;
use crate::support::{BINARY, Ended, Place};

/// Six visits of two steps. The second is no page of the shop, and the second check never holds, so two thresholds are
/// crossed. The pause makes the run last longer than a second: k6 counts its VUs once a second.
const SCENARIO: &str = r#"
schema = 1
name = "Two steps"
base_url = "BASE/"
mode = "read-only"

[load]
executor = "per-vu-iterations"
vus = 2
iterations = 3

[thresholds]
http_req_duration = ["p(95)<30000"]
http_req_failed = ["rate<0.01"]
checks = ["rate>0.9"]
"checks{check:is sold out,name:home}" = ["rate<0.5"]
"http_req_duration{name:home}" = ["max>=0", "p(97)<30000"]
"http_req_duration{name:gone}" = ["max>=0"]
http_reqs = ["count>5", "rate>0.01"]
http_req_waiting = ["p(90)<30000"]
dropped_iterations = ["count==0"]
data_received = ["count>1000"]

[[journey]]
name = "both"

[[journey.step]]
name = "home"
path = "/en/"
think_time = "600ms"

[[journey.step.check]]
name = "is the home page"
body_contains = '<body id="index"'

[[journey.step.check]]
name = "is sold out"
body_contains = "sold out for ever"

[[journey.step]]
name = "gone"
path = "/en/nope"
think_time = "0"
"#;

/// The same for k6.
const SCRIPT: &str = r#"
import http from 'k6/http';
import { check, group, sleep } from 'k6';

export const options = {
  scenarios: { both: { executor: 'per-vu-iterations', vus: 2, iterations: 3 } },
  summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'count'],
  thresholds: {
    http_req_duration: ['p(95)<30000'],
    http_req_failed: ['rate<0.01'],
    checks: ['rate>0.9'],
    'checks{check:is sold out,name:home}': ['rate<0.5'],
    'http_req_duration{name:home}': ['max>=0', 'p(97)<30000'],
    'http_req_duration{name:gone}': ['max>=0'],
    http_reqs: ['count>5', 'rate>0.01'],
    http_req_waiting: ['p(90)<30000'],
    dropped_iterations: ['count==0'],
    data_received: ['count>1000'],
  },
};

export default function () {
  group('home', () => {
    const tags = { name: 'home' };
    const answer = http.get('BASE/en/', { tags });
    check(answer, {
      'is the home page': (r) => r.body.includes('<body id="index"'),
      'is sold out': (r) => r.body.includes('sold out for ever'),
    }, tags);
    sleep(0.6);
  });
  group('gone', () => {
    http.get('BASE/en/nope', { tags: { name: 'gone' } });
  });
}
"#;

/// For a second run: `handleSummary` takes the place of the text.
const HANDLE_SUMMARY: &str = r#"
export function handleSummary(data) {
  return { 'data.json': JSON.stringify(data) };
}
"#;

/// What one program says of the run.
pub(crate) struct Said {
    /// As `--summary-export` writes it.
    pub(crate) export: Value,
    /// As `handleSummary` gets it.
    pub(crate) data: Value,
    pub(crate) text: String,
}

/// Runs k6 twice: once for its text, once for its data.
pub(crate) fn said_by_k6(k6: &K6, base: &str) -> Said {
    let place = Place::new();
    let run = |script: &str| -> Ended {
        place.write("script.js", &script.replace("BASE", base));
        let flags = ["run", "--quiet", "--no-usage-report", "--summary-export", "export.json", "script.js"];
        place.start(k6.command(&place).args(flags)).wait()
    };
    let ended = run(SCRIPT);
    ended.assert_code(99);
    let export = json(&place, "export.json");
    run(&format!("{SCRIPT}{HANDLE_SUMMARY}")).assert_code(99);
    Said { export, data: json(&place, "data.json"), text: ended.stdout }
}

/// k6's machine-readable summary of the same journey; none, and a line that says so, where k6 is older than 2.0.
pub(crate) fn machine_readable_by_k6(k6: &K6, base: &str) -> Option<Value> {
    if k6.major() < 2 {
        // Past the harness, which keeps what a passed test prints to itself.
        let _unseen = writeln!(
            std::io::stderr(),
            "note: the k6 on PATH is not a k6 2.x, so the machine-readable summary is compared with its documented shape only"
        );
        return None;
    }
    let place = Place::new();
    place.write("script.js", &SCRIPT.replace("BASE", base));
    let flags = [
        "run",
        "--quiet",
        "--no-usage-report",
        "--new-machine-readable-summary",
        "--summary-export",
        "m.json",
    ];
    place.start(k6.command(&place).args(flags).arg("script.js")).wait().assert_code(99);
    Some(json(&place, "m.json"))
}

pub(crate) fn said_by_promo_load(base: &str) -> Said {
    let place = Place::new();
    let files = ["--k6-summary", "export.json", "--summary-json", "data.json"];
    let ended = bench(&place, base, &[&["--summary", "k6"], &files[..]].concat());
    Said { export: json(&place, "export.json"), data: json(&place, "data.json"), text: ended.stdout }
}

/// Runs the scenario with these flags. Two of its thresholds are crossed; on a crowded machine, where the run rightly
/// doubts its own timing, they are, too, but that doubt comes first.
pub(crate) fn bench(place: &Place, base: &str, flags: &[&str]) -> Ended {
    place.write("scenario.toml", &SCENARIO.replace("BASE", base));
    let mut command = place.command(BINARY);
    let ended = place.start(command.args(["bench", "scenario.toml", "--quiet"]).args(flags)).wait();
    assert!(matches!(ended.code, Some(99 | 120)), "{ended:?}");
    ended
}

fn json(place: &Place, name: &str) -> Value {
    serde_json::from_str(&place.read(name)).unwrap()
}
