//! What failed is named by the trace that the shop was told.

use serde_json::Value;

use crate::support::Place;
use crate::support::answering::{Answering, answer, page};

/// A shop whose second page is broken in one of three visits.
fn shop() -> Answering {
    Answering::by(|asked| match asked.path() {
        "/second?1" => answer("500 Oops", "content-type: text/html\r\n", b"broken"),
        _ => page("<p>here</p>"),
    })
}

fn run(shop: &Answering, flags: &[&str]) -> (Place, Value) {
    let place = Place::new();
    let text = format!(
        "schema = 1\nname = 'traces'\nbase_url = '{}/'\n[load]\nexecutor = 'per-vu-iterations'\nvus = 2\niterations = 3\n\
         [[journey]]\nname = 'walk'\n[[journey.step]]\nname = 'first'\npath = '/first'\n\
         [[journey.step]]\nname = 'second'\npath = '/second?${{iteration}}'\n",
        shop.base
    );
    place.write("s.toml", &text);
    let ended = place.run(&[&["bench", "s.toml", "--quiet"], flags].concat());
    assert!(matches!(ended.code, Some(99 | 120)), "{ended:?}");
    let run = place.files().json;
    (place, run)
}

#[test]
fn reports_name_the_trace_of_what_failed_and_of_the_slowest_page() {
    let shop = shop();
    let (place, run) = run(&shop, &[]);
    let trace = run["visits"]["broken"][0]["specimen"]["trace_id"].as_str().unwrap();
    let context = |path: &str| {
        let asked = shop.asked().into_iter().filter(|asked| asked.path() == path);
        asked.filter_map(|asked| asked.header("traceparent").map(str::to_owned)).collect::<Vec<_>>()
    };
    let is_told = |path: &str, trace: &str| {
        context(path)
            .iter()
            .any(|context| context.starts_with(&format!("00-{trace}-")) && context.ends_with("-01"))
    };
    assert!(is_told("/second?1", trace), "{trace}: {:?}", context("/second?1"));
    let slowest = run["steps"][0]["slowest_page"]["trace_id"].as_str().unwrap();
    assert!(is_told("/first", slowest), "{slowest}");
    let findings = run["verdict"]["findings"].to_string();
    assert!(findings.contains(&format!("for example in trace {trace}")), "{findings}");
    let folder = place.runs().remove(0);
    for report in ["report.md", "report.html"] {
        let text = std::fs::read_to_string(folder.join(report)).unwrap();
        assert!(text.contains(trace) && text.contains(slowest), "{report}: {text}");
    }
}

#[test]
fn flags_leave_the_header_out_or_the_choice_to_the_shop() {
    let silent = shop();
    let (_, run_without) = run(&silent, &["--no-traceparent"]);
    assert!(!silent.received().to_lowercase().contains("traceparent"));
    let text = run_without.to_string();
    assert!(!text.contains("trace_id") && !text.contains("in trace"), "{text}");
    let asked = shop();
    run(&asked, &["--traceparent-unsampled"]);
    let told: Vec<_> =
        asked.asked().iter().filter_map(|asked| asked.header("traceparent").map(str::to_owned)).collect();
    assert!(told.len() >= 12 && told.iter().all(|context| context.ends_with("-00")), "{told:?}");
}
