//! Every route: as it should be, without a token, with a wrong one, with too small a scope, with a wrong body.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::client::{bearer, json_type, open, short};
use crate::support::{Place, promotion, shop};

/// The routes of the document: method, path, scope.
fn routes(document: &Value) -> Vec<(String, String, Option<String>)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, operation)| {
            let needs = operation["description"].as_str();
            let scope = needs.and_then(|text| text.split('`').nth(1)).map(str::to_owned);
            (method.to_uppercase(), path.clone(), scope)
        })
    });
    operations.collect()
}

#[test]
fn every_route_asks_for_a_token_and_its_scope() {
    let place = Place::new();
    let desk = open(&place);
    let document = desk.send("GET /api/v1/openapi.json", &[], "").assert(200);
    assert_eq!(document["openapi"], "3.1.0");
    let (read, run) = (desk.token("ada", "read"), desk.token("ada", "run"));
    let all = routes(&document);
    assert!(all.len() > 22, "{all:?}");
    let mut scopes = BTreeSet::new();
    for (method, path, scope) in all {
        let path = path.replace("{id}", "999").replace("{host}", "a.example").replace("{name}", "run.json");
        let path = path.replace("{owner}", "shop");
        let line = format!("{method} {path}");
        if path.starts_with("/hooks/") {
            // A signature stands for the token; without the secret of it there is no such path.
            desk.tell(&format!("{method} {path}"), &json!({})).problem(404);
            continue;
        }
        let Some(scope) = scope else {
            assert_eq!(desk.send(&line, &[], "").status, 200, "{line}");
            continue;
        };
        let ask = |headers: &[String]| desk.send(&line, headers, "");
        ask(&[]).problem(401);
        for wrong in ["pldesk_wrong", "", "x"] {
            let reply = ask(&[bearer(wrong)]);
            reply.problem(401);
            assert!(reply.head.contains("www-authenticate: bearer"), "{reply:?}");
        }
        ask(&[bearer(&desk.admin), bearer(&desk.admin)]).problem(401);
        ask(&[format!("Authorization: Basic {}", desk.admin)]).problem(401);
        for (token, has) in [(&read, "read"), (&run, "run")] {
            let is_enough = has == scope || scope == "read";
            let reply = ask(&[bearer(token)]);
            assert_eq!(reply.status == 403, !is_enough, "{line} with {has}: {reply:?}");
        }
        // Whatever a body is for, one that is not JSON never gets further.
        if document["paths"][path_of(&document, &path)][method.to_lowercase()]["requestBody"].is_object() {
            desk.send(&line, &[bearer(&desk.admin)], "{}").problem(415);
            desk.send(&line, &[bearer(&desk.admin), json_type()], "{").problem(400);
            let known = [404, 422].contains(&desk.tell(&line, &json!({ "nonsense": 1 })).status);
            assert!(known, "{line}");
            for list in [json!([]), json!([null, null]), json!(["x", "y", "read"])] {
                let refused = desk.tell(&line, &list).status;
                assert!([404, 422].contains(&refused), "{line} {list}: {refused}");
            }
            desk.tell(&line, &json!({ "x": "y".repeat(700_000) })).problem(413);
        } else if method == "POST" {
            desk.send(&line, &[bearer(&desk.admin)], "{}").problem(413);
        }
        scopes.insert(scope);
    }
    assert_eq!(scopes.len(), 3, "{scopes:?}");
}

/// The path of the document that an address is of.
fn path_of(document: &Value, address: &str) -> String {
    let parts = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let given = parts(address);
    let fits = |path: &&String| {
        let known = parts(path);
        known.len() == given.len()
            && known.iter().zip(&given).all(|(known, given)| known.starts_with('{') || known == given)
    };
    document["paths"].as_object().unwrap().keys().find(fits).unwrap().clone()
}

#[test]
fn wrong_requests_are_answered_with_what_is_wrong() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let page = promotion(&shop);
    desk.send("GET /api/v1/nothing", &[], "").problem(404);
    desk.ask("GET /api/v1/runs/abc").problem(404);
    desk.ask("GET /api/v1/runs/7").problem(404);
    let refused = desk.send("DELETE /api/v1/runs", &[bearer(&desk.admin)], "");
    assert!(refused.problem(405).contains("GET"), "{refused:?}");
    assert!(refused.head.contains("allow: "), "{refused:?}");
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("state=gone", "state"),
        ("cursor=0", "cursor"),
        ("limit=1&limit=2", "limit"),
    ] {
        assert!(desk.ask(&format!("GET /api/v1/runs?{query}")).problem(400).contains(name), "{query}");
    }
    assert!(desk.ask("GET /api/v1/compare?run=1").problem(400).contains("baseline"));
    for (body, said) in [
        (json!({}), "either url or scenario"),
        (json!({ "url": page, "scenario": "schema = 1" }), "either url or scenario"),
        (json!({ "url": "shop" }), "http://"),
        (json!({ "url": page, "options": { "vus": "ten" } }), "'ten' for '--vus <N>'"),
        (json!({ "url": page, "options": { "vus": 0 } }), "--vus"),
        (json!({ "url": page, "options": { "vus": 1, "rate": "3/s" } }), "--rate"),
        (json!({ "url": page, "options": { "control": "0.0.0.0:1" } }), "no option control"),
        (json!({ "url": page, "options": { "header": "@/etc/passwd" } }), "header"),
        (json!({ "url": "https://other.example/" }), "other.example is not among the hosts"),
        (json!({ "scenario": "schema = 7" }), "asked.toml"),
        (json!({ "url": page, "more": true }), "unknown field `more`"),
    ] {
        let detail = desk.tell("POST /api/v1/runs", &body).problem(422);
        assert!(detail.contains(said), "{body}: {detail}");
    }
    assert_eq!(desk.ask("GET /api/v1/runs").assert(200)["items"], json!([]));
    // By another name of this machine the desk is not reached, so that no page of another site can.
    let headers = [bearer(&desk.admin), "Host: shop.example".to_owned()];
    let other = desk.send("GET /healthz", &headers[1..], "");
    assert!([400, 421].contains(&other.status), "{other:?}");
}

#[test]
fn the_same_key_has_one_effect() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let body = json!({ "url": promotion(&shop), "options": short() }).to_string();
    let send = |key: &str, token: &str, body: &str| {
        let headers = [bearer(token), json_type(), format!("Idempotency-Key: {key}")];
        desk.send("POST /api/v1/runs", &headers, body)
    };
    let first = send("a", &desk.admin, &body);
    first.assert(201);
    let again = send("a", &desk.admin, &body);
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert!(again.head.contains("idempotent-replay: true") && !first.head.contains("idempotent-replay"));
    let other = json!({ "url": promotion(&shop), "options": { "vus": 2, "iterations": 2 } }).to_string();
    send("a", &desk.admin, &other).problem(422);
    send("", &desk.admin, &body).problem(400);
    send(&"k".repeat(256), &desk.admin, &body).problem(400);
    // Keys of others are others, and a refused request has kept none.
    let ada = desk.token("ada", "run");
    send("a", &ada, &body).assert(201);
    send("b", &desk.admin, "{}").problem(422);
    send("b", &desk.admin, &body).assert(201);
    assert_eq!(desk.ask("GET /api/v1/runs").json()["items"].as_array().unwrap().len(), 3);
}

#[test]
fn a_list_is_read_page_by_page() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let ids: Vec<i64> = (0..5).map(|_| desk.submit(&promotion(&shop), &short())).collect();
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = desk.ask(&format!("GET /api/v1/runs?limit=2{cursor}")).assert(200);
        let runs = page["items"].as_array().unwrap();
        assert!(runs.iter().all(|run| run["files"].is_null()), "a list knows of no file: {page}");
        found.extend(runs.iter().map(|run| run["id"].as_i64().unwrap()));
        let Some(next) = page["next"].as_i64() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(found, ids.iter().rev().copied().collect::<Vec<_>>());
    for id in ids {
        desk.wait_for(id, "done");
    }
    let count = |query: &str| {
        desk.ask(&format!("GET /api/v1/runs?{query}")).json()["items"].as_array().unwrap().len()
    };
    assert_eq!(count("state=done&host=127.0.0.1"), 5);
    assert_eq!(count("state=failed"), 0);
    assert_eq!(count("host=b.example"), 0);
}

#[test]
fn a_run_has_every_file_and_is_compared() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let options = json!({ "vus": 4, "iterations": 40, "think-time": "0", "junit": true });
    let ids = [desk.submit(&promotion(&shop), &options), desk.submit(&promotion(&shop), &options)];
    let runs = ids.map(|id| desk.wait_for(id, "done"));
    let run = &runs[0];
    let names = run["files"].as_array().unwrap();
    for expected in [
        "report.html",
        "report.md",
        "run.json",
        "timeline.svg",
        "junit.xml",
        "scenario.toml",
        "intervals.log",
    ] {
        assert!(names.iter().any(|name| name == expected), "{names:?}");
        let file = desk.ask(&format!("GET /api/v1/runs/{}/files/{expected}", ids[0]));
        assert!(file.status == 200 && !file.body.is_empty(), "{file:?}");
        assert!(file.head.contains("content-security-policy: default-src 'none'"), "{}", file.head);
    }
    for other in ["process.json", "..%2Frun.json", "..", "%2Fetc%2Fpasswd", "run.json%00"] {
        desk.ask(&format!("GET /api/v1/runs/{}/files/{other}", ids[0])).problem(404);
    }
    // The list has what the record says.
    let record = desk.ask(&format!("GET /api/v1/runs/{}/files/run.json", ids[0])).json();
    let metrics = record["metrics"].as_array().unwrap();
    let times = metrics.iter().find(|metric| metric["name"] == "response_time").unwrap();
    assert_eq!(run["p95_ms"], times["values"]["p(95)"]);
    assert_eq!(run["title"], record["load"]["scenario"]);
    let [one, other] = ids;
    let compared = desk.ask(&format!("GET /api/v1/compare?baseline={one}&run={other}"));
    let comparison = compared.assert(200);
    assert_eq!(comparison["baseline"]["run_id"], run["folder"]);
    let text = desk.ask(&format!("GET /api/v1/compare?baseline={one}&run={other}&format=markdown&lang=fr"));
    assert!(text.status == 200 && text.body.starts_with("**promo-load"), "{text:?}");
    desk.ask(&format!("GET /api/v1/compare?baseline={one}&run=99")).problem(404);
    for ended in ids {
        desk.ask(&format!("GET /api/v1/runs/{ended}/metrics")).problem(409);
    }
    let metrics = desk.ask("GET /metrics").body;
    assert!(metrics.contains("promo_load_desk_runs{state=\"done\"} 2"), "{metrics}");
    assert!(metrics.contains("promo_load_desk_last_p95_seconds{host=\"127.0.0.1\"}"), "{metrics}");
}
