//! The desk cannot be made to reach what is not listed.

use serde_json::json;

use crate::client::{open, short};
use crate::support::{Place, promotion, shop};

#[test]
fn no_private_address_is_reached_that_is_not_listed_as_such() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    let page = promotion(&shop);
    let ask = |url: &str| desk.tell("POST /api/v1/runs", &json!({ "url": url, "options": short() }));
    assert!(ask(&page).problem(422).contains("not among the hosts"));
    let public = json!({ "environment": "preprod" });
    for host in ["127.0.0.1", "localhost", "10.0.0.7", "::1"] {
        desk.tell(&format!("PUT /api/v1/targets/{host}"), &public).assert(200);
    }
    // An address says what it is, in every form that it has.
    for form in ["127.0.0.1", "0x7f.1", "2130706433", "127.1", "[::1]", "10.0.0.7"] {
        let url = format!("http://{form}:{}/", port(&page));
        assert!(ask(&url).problem(422).contains("private address"), "{form}");
    }
    // A name is looked up by the run, which refuses what it finds.
    let by_name = page.replace("127.0.0.1", "localhost");
    let id = desk.submit(&by_name, &short());
    let refused = desk.wait_for(id, "failed");
    assert_eq!(refused["exit"], 104, "{refused}");
    assert!(refused["reason"].as_str().unwrap().contains("localhost has the private address"), "{refused}");
    // So does one whose address is another in a flag, or in a scenario.
    for options in [
        json!({ "base-url": "http://10.0.0.8/" }),
        json!({ "measure-promo": true, "without-promo": "http://10.0.0.8/" }),
    ] {
        let refused =
            desk.tell("POST /api/v1/runs", &json!({ "url": by_name, "options": options })).problem(422);
        assert!(refused.contains("10.0.0.8"), "{refused}");
    }
    let scenario = "schema = 1\nname = 'x'\nbase_url = 'http://10.0.0.8/'\n[[journey]]\nname = 'a'\nweight = 1\n\
                    [[journey.step]]\nname = 'p'\npath = '/'\n";
    assert!(
        desk.tell("POST /api/v1/runs", &json!({ "scenario": scenario })).problem(422).contains("10.0.0.8")
    );
    assert_eq!(shop.stats().requests, 0);
    desk.allow("127.0.0.1");
    let allowed = desk.submit(&page, &short());
    desk.wait_for(allowed, "done");
    assert!(shop.stats().requests > 0);
}

fn port(page: &str) -> &str {
    page.rsplit(':').next().unwrap().split('/').next().unwrap()
}

#[test]
fn a_host_that_is_listed_no_longer_is_not_loaded() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    let page = promotion(&shop);
    desk.allow("127.0.0.1");
    desk.allow("localhost");
    let first = desk.submit(&page, &crate::client::long());
    desk.wait_for(first, "running");
    let second = desk.submit(&page.replace("127.0.0.1", "localhost"), &short());
    desk.ask("DELETE /api/v1/targets/localhost").assert(204);
    desk.ask(&format!("POST /api/v1/runs/{first}/stop")).assert(200);
    let refused = desk.wait_for(second, "failed");
    assert!(refused["reason"].as_str().unwrap().contains("not among the hosts"), "{refused}");
}
