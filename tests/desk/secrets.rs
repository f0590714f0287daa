//! Secrets of the desk's environment go to the shops that they are for.

use std::fs;

use serde_json::{Value, json};

use crate::client::{command, open_by};
use crate::support::{Place, shop, wait_until};

const CONFIG: &str = "schema = 1\n[host.'127.0.0.1']\nsecrets = ['PROMO_LOAD_SECRET_PIN']\n";

#[test]
fn a_variable_goes_to_the_hosts_that_it_is_for() {
    let (place, shop) = (Place::new(), shop());
    place.write("promo-load.toml", CONFIG);
    let mut command = command(&place);
    command.env("PROMO_LOAD_SECRET_PIN", "4711").env("PROMO_LOAD_SECRET_OTHER", "0815");
    let desk = open_by(&place, &mut command);
    desk.allow("127.0.0.1");
    desk.allow("localhost");
    let ask = |base: &str, variable: &str| {
        let scenario = format!(
            "schema = 1\nname = 'x'\nbase_url = '{base}'\n[[data]]\nname = 'd'\nenv = {{ pin = '{variable}' }}\n\
             [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/?pin=${{d.pin}}'\n"
        );
        let options = json!({ "vus": 1, "duration": "5m" });
        desk.tell("POST /api/v1/runs", &json!({ "scenario": scenario, "options": options }))
    };
    let here = shop.base_url();
    let refused = ask(&here, "PROMO_LOAD_SECRET_OTHER").problem(422);
    assert!(refused.contains("PROMO_LOAD_SECRET_OTHER") && refused.contains("127.0.0.1"), "{refused}");
    ask(&here.replace("127.0.0.1", "localhost"), "PROMO_LOAD_SECRET_PIN").problem(422);
    let id = ask(&here, "PROMO_LOAD_SECRET_PIN").assert(201)["id"].as_i64().unwrap();
    let run = desk.wait_for(id, "running");
    let claim = place.path("data/runs").join(run["folder"].as_str().unwrap()).join("process.json");
    let claim: Value = serde_json::from_slice(&fs::read(claim).unwrap()).unwrap();
    let has = fs::read_to_string(format!("/proc/{}/environ", claim["pid"])).unwrap_or_default();
    assert!(!has.contains("PROMO_LOAD_SECRET_OTHER"), "{has}");
    wait_until("the shop is asked", || shop.stats().requests > 3);
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    desk.wait_for(id, "cancelled");
}
