//! Thresholds with tags: what each selects is what the shop's journal says of the same requests.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should panic")]
#![allow(clippy::float_cmp, reason = "counts are whole numbers")]

use std::collections::BTreeMap;
use std::fs;

use crate::support::{Place, shop_with};
use promo_load::shop::{JournalEntry, ShopConfig};
use serde_json::Value;

/// Each request says in headers which journey it belongs to, and which shopper sends it: those up to 2 are of the load `day`,
/// the others of `rush`. Who wants to order with an empty cart is led on to the cart, by a `GET` after a `POST`.
const SCENARIO: &str = "\
schema = 1
name = 'x'
mode = 'full'

[[load]]
name = 'day'
executor = 'per-vu-iterations'
vus = 2
iterations = 5

[[load]]
name = 'rush'
executor = 'shared-iterations'
vus = 3
iterations = 12
journeys = ['buy']

[[journey]]
name = 'look'

[[journey.step]]
name = 'home'
path = '/'
headers = { X-Journey = 'look', X-Shopper = '${vu.id}' }

[[journey.step]]
name = 'gone'
path = '/en/no-such-page'
expect_status = [404]
headers = { X-Journey = 'look', X-Shopper = '${vu.id}' }
think_time = '200ms'

[[journey.step]]
name = 'hasty'
path = '/en/order'
form = { any = '1' }
headers = { X-Journey = 'look', X-Shopper = '${vu.id}' }

[[journey]]
name = 'buy'

[[journey.step]]
name = 'mug'
path = '/en/home-accessories/6-mug-the-best-is-yet-to-come.html'
headers = { X-Journey = 'buy', X-Shopper = '${vu.id}' }
check = [{ name = 'is a page', body_contains = '</html>' }]
think_time = '200ms'

[[journey.step]]
name = 'cart'
path = '/en/cart'
form = { id_product = '6', id_customization = '0', qty = '1', add = '1', action = 'update' }
headers = { X-Journey = 'buy', X-Shopper = '${vu.id}' }
check = [{ name = 'is a page', body_contains = '</html>' }]
";

fn of_load(entry: &JournalEntry, load: &str) -> bool {
    let shopper: u32 = entry.header("x-shopper").unwrap().parse().unwrap();
    (if shopper <= 2 { "day" } else { "rush" }) == load
}

fn of_journey(entry: &JournalEntry, journey: &str) -> bool {
    entry.header("x-journey") == Some(journey)
}

/// What thresholds measured, by their sources.
fn measured(run: &Value) -> BTreeMap<String, f64> {
    let results = run["thresholds"].as_array().unwrap().iter();
    results.map(|one| (one["source"].as_str().unwrap().to_owned(), one["value"].as_f64().unwrap())).collect()
}

#[test]
fn each_tag_selects_the_requests_that_the_shop_saw() {
    type Selects = fn(&JournalEntry) -> bool;
    let requests: [(&str, Selects); 13] = [
        ("load:day", |entry| of_load(entry, "day")),
        ("scenario:rush", |entry| of_load(entry, "rush")),
        ("journey:look", |entry| of_journey(entry, "look")),
        ("journey:buy", |entry| of_journey(entry, "buy")),
        ("load:day,journey:buy", |entry| of_load(entry, "day") && of_journey(entry, "buy")),
        ("load:rush,journey:look", |entry| of_load(entry, "rush") && of_journey(entry, "look")),
        ("status:200", |entry| entry.status == Some(200)),
        ("status:302", |entry| entry.status == Some(302)),
        ("status:404,load:day", |entry| entry.status == Some(404) && of_load(entry, "day")),
        ("method:POST", |entry| entry.method == "POST"),
        ("method:POST,name:hasty", |entry| entry.target == "/en/order"),
        ("method:GET,name:hasty", |entry| entry.target.starts_with("/en/cart") && of_journey(entry, "look")),
        ("status:0", |entry| entry.status.is_none()),
    ];
    let shop = shop_with(ShopConfig { journal: true, ..ShopConfig::default() });
    let place = Place::new();
    let mut text = SCENARIO.replace("mode =", &format!("base_url = '{}/'\nmode =", shop.base_url()));
    text += "[thresholds]\n";
    for (tags, _) in &requests {
        text += &format!("'http_reqs{{{tags}}}' = ['count>=0', 'count over 1s<99999']\n");
    }
    text += "'iterations{load:day}' = ['count==10']\n'iterations{journey:buy}' = ['count>=0']\n\
             'iteration_duration{journey:look}' = ['max>0']\n'dropped_iterations{load:rush}' = ['count==0']\n\
             'checks{load:day}' = ['rate>=0']\n'checks{check:is a page,name:mug,journey:buy}' = ['rate==1']\n\
             'http_req_failed{journey:look}' = ['rate==0']\n'http_req_waiting{method:POST}' = ['max>0']\n\
             'response_time{load:rush,expected_response:true}' = ['p(95)>0']\n\
             'data_received{status:404}' = ['count>0']\n";
    place.write("x.toml", &text);
    place.run(&["bench", "x.toml", "--quiet"]);
    let files = place.files();
    let (found, journal) = (measured(&files.json), shop.journal());

    assert_eq!(journal.len() as u64, files.all_requests());
    for (tags, selects) in requests {
        let counted = journal.iter().filter(|entry| selects(entry)).count() as f64;
        assert_eq!(found[&format!("http_reqs{{{tags}}}: count>=0")], counted, "{tags}");
        let never = ["load:rush,journey:look", "status:0"].contains(&tags);
        assert_eq!(counted > 0.0, !never, "{tags}: {counted}");
        let most = found[&format!("http_reqs{{{tags}}}: count over 1s<99999")];
        assert!(most <= counted && (most > 0.0) == (counted > 0.0), "{tags}: {most} of {counted}");
    }
    let bought =
        journal.iter().filter(|entry| entry.method == "POST" && of_journey(entry, "buy")).count() as f64;
    assert!(bought >= 12.0, "{bought}");
    assert_eq!(found["iterations{journey:buy}: count>=0"], bought);
    for held in files.json["thresholds"].as_array().unwrap() {
        assert_eq!(held["ok"], true, "{held}");
    }

    // The log alone gives the same.
    let run = place.runs().remove(0);
    fs::remove_file(run.join("run.json")).unwrap();
    place.run(&["report", run.to_str().unwrap()]);
    assert_eq!(measured(&place.files().json), found);
}

#[test]
fn what_the_plan_does_not_have_is_refused_with_what_it_has() {
    let place = Place::new();
    for (threshold, part) in [
        ("http_reqs{load:night}:count>1", "no load is named `night`; loads are day, rush"),
        ("checks{journey:steal}:rate>0.9", "no journey is named `steal`; journeys are look, buy"),
        ("http_reqs{method:PUT}:count>1", "no method is named `PUT`; methods are GET, POST"),
        ("http_reqs{status:abc}:count>1", "`status` is a number from 100 to 599"),
    ] {
        place.write("x.toml", &SCENARIO.replace("mode =", "base_url = 'http://127.0.0.1:1/'\nmode ="));
        let ended = place.run(&["bench", "x.toml", "--quiet", "--threshold", threshold]);
        assert_eq!(ended.code, Some(104), "{threshold}");
        assert!(ended.problem().contains(part), "{threshold}: {}", ended.problem());
    }
}
