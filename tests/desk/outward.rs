//! Webhooks: who hears of runs by HTTP, and what becomes of messages that do not arrive.

use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::client::{OpenDesk, command, open_by, reopen_by, short};
use crate::support::answering::{Answering, Asked, answer};
use crate::support::{Place, promotion, shop, wait_until};

const SECRET: &str = "whsec_c2VjcmV0IG9mIGEgdGVzdA==";

/// The command of a desk whose environment has these webhooks.
fn with(place: &Place, variables: &[(&str, &str)]) -> Command {
    let mut command = command(place);
    command.env("PROMO_LOAD_WEBHOOK_SECRET", SECRET);
    for (name, value) in variables {
        command.env(format!("PROMO_LOAD_WEBHOOK_{name}"), value);
    }
    command
}

/// A webhook on this machine.
fn hook(format: &str, variable: &str) -> Value {
    json!({
        "name": variable,
        "format": format,
        "url_variable": format!("PROMO_LOAD_WEBHOOK_{variable}"),
        "secret_variable": "PROMO_LOAD_WEBHOOK_SECRET",
        "private": true,
    })
}

fn add(desk: &OpenDesk<'_>, hook: &Value) -> i64 {
    desk.tell("POST /api/v1/webhooks", hook).assert(201)["id"].as_i64().unwrap()
}

fn deliveries(desk: &OpenDesk<'_>, query: &str) -> Vec<Value> {
    let list = desk.ask(&format!("GET /api/v1/deliveries?{query}")).assert(200);
    list["items"].as_array().unwrap().clone()
}

/// A receiver that answers with what a test wants, by the path.
fn receiver(answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static) -> Answering {
    Answering::by(answer)
}

fn takes(_: &Asked) -> Vec<u8> {
    answer("200 OK", "", b"ok")
}

/// Whether a message has the signature that its number, its time and its body have.
fn is_signed(asked: &Asked) -> bool {
    let header = |name| asked.header(name).unwrap_or_default();
    let signed = format!("{}.{}.{}", header("webhook-id"), header("webhook-timestamp"), asked.body);
    let Some(tag) = header("webhook-signature").strip_prefix("v1,") else { return false };
    let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).unwrap();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key);
    ring::hmac::verify(&key, signed.as_bytes(), &STANDARD.decode(tag).unwrap()).is_ok()
}

#[test]
fn a_run_is_told_to_each_in_its_own_format_and_signed() {
    let (place, shop, there) = (Place::new(), shop(), receiver(takes));
    let (json, slack, teams, mattermost) =
        (there.url("/json"), there.url("/services/T0KEN"), there.url("/teams"), there.url("/mattermost"));
    let variables = [("JSON", &*json), ("SLACK", &*slack), ("TEAMS", &*teams), ("MATTERMOST", &*mattermost)];
    let mut command = with(&place, &variables);
    let desk = open_by(&place, command.args(["--public-url", "https://desk.example/"]));
    for (format, variable) in
        [("json", "JSON"), ("slack", "SLACK"), ("teams", "TEAMS"), ("mattermost", "MATTERMOST")]
    {
        add(&desk, &hook(format, variable));
    }
    desk.allow("127.0.0.1");
    let id = desk.submit(&promotion(&shop), &short());
    let run = desk.wait_for(id, "done");
    wait_until("all have heard of it", || there.asked().len() == 4);
    wait_until("all are done", || deliveries(&desk, "state=done").len() == 4);
    let asked = there.asked();
    assert!(asked.iter().all(is_signed), "{asked:?}");
    let body = |path: &str| -> Value {
        let found: Vec<&Asked> = asked.iter().filter(|asked| asked.path() == path).collect();
        assert_eq!(found.len(), 1, "{path}: {asked:?}");
        serde_json::from_str(&found[0].body).unwrap()
    };
    let event = body("/json");
    assert_eq!((&event["type"], &event["data"]["run"]), (&json!("run.done"), &json!(id)));
    for field in ["letter", "headline", "p95_ms", "failures", "exit", "title", "host"] {
        assert_eq!(event["data"][field], run[field], "{field}");
    }
    let headline = run["headline"].as_str().unwrap();
    let report = format!("https://desk.example/runs/{id}");
    assert_eq!(event["data"]["report"], report);
    let text = body("/services/T0KEN")["text"].as_str().unwrap().to_owned();
    assert!(text.contains(headline) && text.contains(&format!("<{report}|Report>")), "{text}");
    let text = body("/mattermost")["text"].as_str().unwrap().to_owned();
    assert!(text.contains(&format!("[Report]({report})")), "{text}");
    let card = body("/teams")["attachments"][0]["content"].clone();
    assert_eq!(card["type"], "AdaptiveCard");
    assert!(card["body"][1]["inlines"][0]["text"].as_str().unwrap().contains(headline), "{card}");
    assert_eq!(card["actions"][0]["url"], report);
    // Neither addresses nor secrets are listed, kept or logged.
    let listed = desk.ask("GET /api/v1/webhooks");
    assert_eq!(listed.assert(200)["items"][1]["host"], "127.0.0.1");
    let kept = ["data/desk.sqlite", "data/desk.sqlite-wal", "stderr", "stdout"];
    let kept =
        kept.map(|name| String::from_utf8_lossy(&std::fs::read(place.path(name)).unwrap()).into_owned());
    for text in kept.iter().chain([&listed.body, &desk.ask("GET /api/v1/audit").body]) {
        assert!(!text.contains("T0KEN") && !text.contains(SECRET));
    }
}

#[test]
fn what_fails_is_tried_again_with_the_same_number() {
    let (place, shop) = (Place::new(), shop());
    let tries = Arc::new(AtomicUsize::new(0));
    let there = receiver(move |_| match tries.fetch_add(1, Ordering::SeqCst) {
        0 => answer("500 Internal Server Error", "", b"down"),
        1 => answer("429 Too Many Requests", "retry-after: 1\r\n", b"slowly"),
        _ => answer("204 No Content", "", b""),
    });
    let address = there.url("/");
    let desk = open_by(&place, &mut with(&place, &[("JSON", &address)]));
    add(&desk, &hook("json", "JSON"));
    desk.allow("127.0.0.1");
    desk.submit(&promotion(&shop), &short());
    wait_until("it is tried again", || deliveries(&desk, "state=done").len() == 1);
    let asked = there.asked();
    assert_eq!(asked.len(), 3);
    let header = |name: &str| asked.iter().map(|asked| asked.header(name).unwrap()).collect::<Vec<_>>();
    let ids = header("webhook-id");
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert!(asked.iter().all(|one| one.body == asked[0].body && is_signed(one)), "{asked:?}");
    assert_eq!(deliveries(&desk, "state=done")[0]["tries"], 3);
}

#[test]
fn what_is_refused_is_given_up_read_and_sent_again() {
    let (place, shop) = (Place::new(), shop());
    let is_there = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_there);
    let there = receiver(move |_| {
        if seen.load(Ordering::SeqCst) {
            answer("200 OK", "", b"")
        } else {
            answer("404 Not Found", "", b"no such\nchannel")
        }
    });
    let address = there.url("/");
    let desk = open_by(&place, &mut with(&place, &[("SLACK", &address)]));
    let id = add(&desk, &hook("slack", "SLACK"));
    let tested = desk.ask(&format!("POST /api/v1/webhooks/{id}/test")).assert(200);
    assert_eq!(tested["delivered"], false);
    assert!(tested["problem"].as_str().unwrap().contains("404: no such channel"), "{tested}");
    desk.allow("127.0.0.1");
    desk.submit(&promotion(&shop), &short());
    let dead = || deliveries(&desk, "state=dead");
    wait_until("it is given up", || !dead().is_empty());
    let letter = dead().remove(0);
    assert_eq!((&letter["tries"], &letter["subject"]), (&json!(1), &json!(id)));
    assert!(letter["said"].as_str().unwrap().contains("404"), "{letter}");
    assert!(letter["body"].as_str().unwrap().contains("promo-load"), "{letter}");
    assert_eq!(deliveries(&desk, &format!("webhook={}", id + 1)), Vec::<Value>::new());
    is_there.store(true, Ordering::SeqCst);
    let resend = format!("POST /api/v1/deliveries/{}/resend", letter["id"]);
    assert_eq!(desk.ask(&resend).assert(200)["state"], "waiting");
    wait_until("it is delivered", || deliveries(&desk, "state=done").len() == 1);
    desk.ask(&resend).problem(409);
    desk.ask("POST /api/v1/deliveries/99/resend").problem(404);
    assert_eq!(desk.ask(&format!("POST /api/v1/webhooks/{id}/test")).assert(200)["delivered"], true);
    desk.ask(&format!("DELETE /api/v1/webhooks/{id}")).assert(204);
    desk.ask(&format!("DELETE /api/v1/webhooks/{id}")).problem(404);
    assert_eq!(deliveries(&desk, "limit=50"), Vec::<Value>::new());
    let audit = desk.ask("GET /api/v1/audit").body;
    for action in ["webhook.add", "webhook.remove", "delivery.resend"] {
        assert!(audit.contains(action), "{audit}");
    }
}

#[test]
fn a_slow_receiver_keeps_no_other_waiting_and_a_kill_loses_nothing() {
    let (place, shop, fast) = (Place::new(), shop(), receiver(takes));
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let held = Arc::clone(&gate);
    let slow = receiver(move |_| {
        let (open, changed) = &*held;
        drop(changed.wait_while(open.lock().unwrap(), |open| !*open).unwrap());
        answer("200 OK", "", b"")
    });
    let (slow_url, fast_url) = (slow.url("/"), fast.url("/"));
    let variables = [("A", &*slow_url), ("B", &*fast_url)];
    let desk = open_by(&place, &mut with(&place, &variables));
    let (slow_id, _) = (add(&desk, &hook("json", "A")), add(&desk, &hook("json", "B")));
    desk.allow("127.0.0.1");
    for _ in 0..2 {
        desk.submit(&promotion(&shop), &short());
    }
    wait_until("the fast one hears of both", || fast.asked().len() == 2);
    wait_until("the slow one is asked", || slow.asked().len() == 1);
    let waiting = || deliveries(&desk, &format!("state=waiting&webhook={slow_id}")).len();
    wait_until("both wait for the slow one", || waiting() == 2);
    let admin = desk.admin.clone();
    desk.process.signal("-KILL");
    drop(desk);
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
    let desk = reopen_by(&place, &admin, &mut with(&place, &variables));
    wait_until("the slow one has both", || {
        deliveries(&desk, &format!("state=done&webhook={slow_id}")).len() == 2
    });
    let mut ids: Vec<String> =
        slow.asked().iter().map(|asked| asked.header("webhook-id").unwrap().to_owned()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 2, "{ids:?}");
    assert_eq!(fast.asked().len(), 2, "what was delivered is not sent again");
}

#[test]
fn a_receiver_that_is_gone_is_said_and_tried_again() {
    let (place, shop) = (Place::new(), shop());
    // A port that was free a moment ago.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let address = format!("http://{closed}/x");
    let desk = open_by(&place, &mut with(&place, &[("JSON", &address)]));
    add(&desk, &hook("json", "JSON"));
    desk.allow("127.0.0.1");
    desk.submit(&promotion(&shop), &short());
    let waiting = || deliveries(&desk, "state=waiting");
    wait_until("it is tried twice", || {
        waiting().first().is_some_and(|delivery| delivery["tries"].as_u64() >= Some(2))
    });
    let said = waiting()[0]["said"].as_str().unwrap().to_owned();
    assert!(said.contains("refused"), "{said}");
}

#[test]
fn no_private_address_is_asked_that_is_not_allowed() {
    let (place, there) = (Place::new(), receiver(takes));
    let port = there.base.rsplit(':').next().unwrap().to_owned();
    let (plain, tls, name) =
        (there.url("/"), format!("https://127.0.0.1:{port}/"), format!("https://localhost:{port}/"));
    let meta = "https://169.254.169.254/latest/meta-data/";
    let variables = [
        ("PLAIN", &*plain),
        ("TLS", &*tls),
        ("NAME", &*name),
        ("META", meta),
        ("FILE", "file:///etc/passwd"),
    ];
    let desk = open_by(&place, &mut with(&place, &variables));
    let asked = |variable: &str, private: bool| {
        let mut hook = hook("json", variable);
        hook["private"] = private.into();
        desk.tell("POST /api/v1/webhooks", &hook)
    };
    assert!(asked("PLAIN", false).problem(422).contains("https://"));
    assert!(asked("TLS", false).problem(422).contains("private"));
    assert!(asked("META", false).problem(422).contains("private"));
    asked("FILE", true).problem(422);
    // A name is looked up when it is asked.
    let id = asked("NAME", false).assert(201)["id"].as_i64().unwrap();
    let tested = desk.ask(&format!("POST /api/v1/webhooks/{id}/test")).assert(200);
    assert!(tested["problem"].as_str().unwrap().contains("private"), "{tested}");
    assert_eq!(there.asked().len(), 0);
}

#[test]
fn wrong_webhooks_are_refused_without_their_secrets() {
    let place = Place::new();
    let desk = open_by(
        &place,
        &mut with(&place, &[("WORD", "hunter2-not-an-address"), ("OK", "https://a.example/x")]),
    );
    let with = |changes: &[(&str, Value)]| {
        let mut hook = hook("json", "OK");
        for (name, value) in changes {
            hook[*name] = value.clone();
        }
        desk.tell("POST /api/v1/webhooks", &hook).problem(422)
    };
    for (changes, said) in [
        (&[("url_variable", json!("PROMO_LOAD_WEBHOOK_WORD"))][..], "holds something else than an address"),
        (&[("url_variable", json!("PROMO_LOAD_WEBHOOK_NONE"))], "no PROMO_LOAD_WEBHOOK_NONE"),
        (&[("url_variable", json!("HOME"))], "begins with PROMO_LOAD_WEBHOOK_"),
        (&[("secret_variable", json!("PROMO_LOAD_GITHUB_TOKEN"))], "begins with PROMO_LOAD_WEBHOOK_"),
        (&[("secret_variable", json!("PROMO_LOAD_WEBHOOK_NONE"))], "no PROMO_LOAD_WEBHOOK_NONE"),
        (&[("secret_variable", json!(null))], "secret_variable"),
        (&[("name", json!(" "))], "1 to 200"),
        (&[("format", json!("irc"))], "irc"),
        (&[("url", json!("https://a.example/x"))], "unknown field"),
        (&[("states", json!(["gone"]))], "gone"),
    ] {
        let detail = with(changes);
        assert!(detail.contains(said) && !detail.contains("hunter2"), "{changes:?}: {detail}");
    }
    assert_eq!(desk.ask("GET /api/v1/webhooks").assert(200)["items"], json!([]));
    // What it does not want to hear of is not sent.
    let mut states = hook("json", "OK");
    states["states"] = json!(["failed", "done", "failed"]);
    let made = desk.tell("POST /api/v1/webhooks", &states).assert(201);
    assert_eq!(made["states"], json!(["done", "failed"]));
    let run = desk.token("ada", "run");
    for line in ["GET /api/v1/webhooks", "POST /api/v1/webhooks/1/test", "GET /api/v1/deliveries"] {
        desk.send(line, &[crate::client::bearer(&run)], "").problem(403);
    }
}

#[test]
fn a_run_does_not_get_the_desks_secrets() {
    let (place, shop, there) = (Place::new(), shop(), receiver(takes));
    let address = there.url("/");
    let mut command = with(&place, &[("JSON", &address)]);
    let desk = open_by(
        &place,
        command.env("PROMO_LOAD_GITHUB_TOKEN", "ghp_test").env("PROMO_LOAD_SIGN_IN_COMPANY", "sign-in-test"),
    );
    desk.allow("127.0.0.1");
    let id = desk.submit(&promotion(&shop), &crate::client::long());
    let run = desk.wait_for(id, "running");
    let folder = place.path("data/runs").join(run["folder"].as_str().unwrap());
    let process: Value =
        serde_json::from_slice(&std::fs::read(folder.join("process.json")).unwrap()).unwrap();
    let environment = std::fs::read(format!("/proc/{}/environ", process["pid"]));
    // Other systems have no such file.
    if let Ok(environment) = environment {
        let environment = String::from_utf8_lossy(&environment).into_owned();
        assert!(environment.contains("PROMO_LOAD_CONTROL_TOKEN"), "it is the run's");
        for secret in ["ghp_test", "sign-in-test", SECRET] {
            assert!(!environment.contains(secret), "{environment}");
        }
    }
    desk.ask(&format!("POST /api/v1/runs/{id}/stop")).assert(200);
    desk.wait_for(id, "cancelled");
}
