//! Pull requests: as targets, by GitHub's webhooks, and what is said on them.

use std::process::Command;
use std::sync::{Arc, Mutex};

use promo_load::shop::DemoShop;
use serde_json::{Value, json};

use crate::client::{OpenDesk, Reply, command, json_type, open, open_by, short};
use crate::support::answering::{Answering, Asked, answer};
use crate::support::{Place, promotion, shop, wait_until};

const SECRET: &str = "secret of the hooks";
const SHA: &str = "0123456789abcdef0123456789abcdef01234567";
const NEWER: &str = "fedcba9876543210fedcba9876543210fedcba98";

/// What GitHub knows.
#[derive(Default)]
struct Known {
    sha: String,
    closed: bool,
    /// The addresses of successful deployments of the commit.
    deployed: Vec<String>,
    statuses: Vec<Value>,
    /// The comments on the pull request, each with its number.
    comments: Vec<(i64, String)>,
    checks: Vec<Value>,
    /// Answers to the next requests to paths with a text in them, in the place of its own.
    faults: Vec<(&'static str, Vec<u8>)>,
    /// Answers to requests that it carries out all the same: they are lost on the way.
    lost: Vec<&'static str>,
}

/// A GitHub of one repository with one pull request.
struct Github {
    server: Answering,
    known: Arc<Mutex<Known>>,
}

impl Github {
    fn new() -> Self {
        let known = Arc::new(Mutex::new(Known { sha: SHA.to_owned(), ..Known::default() }));
        let shared = Arc::clone(&known);
        let server = Answering::by(move |asked| reply(&mut shared.lock().unwrap(), asked));
        Self { server, known }
    }

    fn pull(&self) -> String {
        self.server.url("/Shop/front/pull/7")
    }

    fn command(&self, place: &Place) -> Command {
        let mut command = command(place);
        command.args(["--github-api", &self.server.base, "--public-url", "https://desk.example"]);
        command.env("PROMO_LOAD_GITHUB_HOOK_SECRET", SECRET);
        command
    }

    /// A desk with a token, the shop's host listed, and the repository configured.
    fn desk<'a>(&self, place: &'a Place, shop: &DemoShop) -> OpenDesk<'a> {
        let mut command = self.command(place);
        let desk = open_by(place, command.env("PROMO_LOAD_GITHUB_TOKEN", "ghp_token-of-a-test"));
        desk.allow("127.0.0.1");
        configure(&desk, shop, &json!({}));
        desk
    }

    fn deploy(&self, shop: &DemoShop) {
        self.known.lock().unwrap().deployed.push(shop.base_url());
    }

    fn states(&self) -> Vec<String> {
        let known = self.known.lock().unwrap();
        known.statuses.iter().map(|status| status["state"].as_str().unwrap().to_owned()).collect()
    }

    fn comments(&self) -> Vec<String> {
        self.known.lock().unwrap().comments.iter().map(|(_, body)| body.clone()).collect()
    }
}

fn ok(body: &Value) -> Vec<u8> {
    answer("200 OK", "content-type: application/json\r\n", body.to_string().as_bytes())
}

fn reply(known: &mut Known, asked: &Asked) -> Vec<u8> {
    let (method, path) = (asked.head.split(' ').next().unwrap(), asked.path());
    if let Some(at) = known.faults.iter().position(|(part, _)| path.contains(part)) {
        return known.faults.remove(at).1;
    }
    let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
    let own = path.strip_prefix("/repos/shop/front").unwrap_or(path);
    let done = carry_out(known, method, own, body);
    match known.lost.iter().position(|lost| *lost == format!("{method} {own}")) {
        Some(at) => {
            known.lost.remove(at);
            answer("502 Bad Gateway", "", b"")
        }
        None => done,
    }
}

fn carry_out(known: &mut Known, method: &str, path: &str, mut body: Value) -> Vec<u8> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (method, parts.as_slice()) {
        ("GET", ["pulls", "7"]) => {
            let state = if known.closed { "closed" } else { "open" };
            ok(&json!({ "number": 7, "state": state, "head": { "sha": known.sha } }))
        }
        ("GET", ["deployments"]) => {
            // A commit that a newer one has replaced may still be asked about, and has no deployment any more.
            let is_known = query.contains(&format!("sha={}", known.sha));
            let deployed = known.deployed.iter().enumerate().filter(|_| is_known);
            ok(&deployed.map(|(at, _)| json!({ "id": at })).collect())
        }
        ("GET", ["deployments", at, "statuses"]) => {
            let url = &known.deployed[at.parse::<usize>().unwrap()];
            ok(&json!([{ "state": "success", "environment_url": url }]))
        }
        ("POST", ["statuses", sha]) => {
            body["sha"] = (*sha).into();
            known.statuses.push(body);
            ok(&json!({ "id": 1 }))
        }
        ("GET", ["issues", "7", "comments"]) => {
            ok(&known.comments.iter().map(|(id, body)| json!({ "id": id, "body": body })).collect())
        }
        ("POST", ["issues", "7", "comments"]) => {
            let id = 100 + i64::try_from(known.comments.len()).unwrap();
            known.comments.push((id, text(&body["body"])));
            ok(&json!({ "id": id }))
        }
        ("PATCH", ["issues", "comments", id]) => {
            let id: i64 = id.parse().unwrap();
            match known.comments.iter_mut().find(|(known, _)| *known == id) {
                Some((_, comment)) => *comment = text(&body["body"]),
                None => return answer("404 Not Found", "", b"{}"),
            }
            ok(&json!({ "id": id }))
        }
        ("GET", ["installation"]) => ok(&json!({ "id": 5 })),
        ("POST", ["app", "installations", "5", "access_tokens"]) => {
            ok(&json!({ "token": "ghs_installation" }))
        }
        ("GET", ["commits", _, "check-runs"]) => ok(&json!({ "check_runs": known.checks })),
        ("POST", ["check-runs"]) => {
            body["id"] = (300 + known.checks.len()).into();
            known.checks.push(body.clone());
            ok(&body)
        }
        ("PATCH", ["check-runs", id]) => {
            let id: usize = id.parse().unwrap();
            let check = &mut known.checks[id - 300];
            body["id"] = id.into();
            *check = body.clone();
            ok(&body)
        }
        _ => answer("404 Not Found", "", b"{\"message\":\"Not Found\"}"),
    }
}

fn configure(desk: &OpenDesk<'_>, shop: &DemoShop, more: &Value) {
    let mut decision = json!({ "path": shop.promotion_path(), "options": short() });
    for (name, value) in more.as_object().unwrap() {
        decision[name] = value.clone();
    }
    desk.tell("PUT /api/v1/repositories/Shop/front", &decision).assert(200);
}

fn submit(desk: &OpenDesk<'_>, pull: &str) -> i64 {
    desk.submit(pull, &short())
}

/// Waits until GitHub has heard how a run ended, and nothing else is to be sent.
fn reported(desk: &OpenDesk<'_>, github: &Github, run: &Value) {
    let report = format!("https://desk.example/runs/{}", run["id"]);
    wait_until("the end is reported", || {
        let known = github.known.lock().unwrap();
        let of_run = |status: &Value| status["target_url"] == report && status["state"] == expected(run);
        let check = |check: &Value| check["details_url"] == report && check["status"] == "completed";
        known.statuses.iter().any(of_run) || known.checks.iter().any(check)
    });
    wait_until("all is delivered", || {
        desk.ask("GET /api/v1/deliveries?state=waiting").assert(200)["items"] == json!([])
    });
}

/// What a status says of a run that ended.
fn expected(run: &Value) -> &'static str {
    match run["exit"].as_u64() {
        Some(0) => "success",
        Some(99) => "failure",
        _ => "error",
    }
}

#[test]
fn a_pull_request_waits_for_its_preview_and_is_told_how_it_went() {
    let (place, shop, github) = (Place::new(), shop(), Github::new());
    let desk = github.desk(&place, &shop);
    let id = submit(&desk, &github.pull());
    wait_until("the run says what it waits for", || {
        desk.run(id)["reason"].as_str().is_some_and(|reason| reason.contains("0123456 is not deployed"))
    });
    assert_eq!(shop.stats().requests, 0);
    github.deploy(&shop);
    let run = desk.wait_for(id, "done");
    assert_eq!(run["request"]["url"], promotion(&shop));
    assert_eq!((&run["host"], &run["reason"]), (&json!("127.0.0.1"), &json!(null)));
    reported(&desk, &github, &run);
    let states = github.states();
    assert_eq!(states.first().map(String::as_str), Some("pending"));
    assert_eq!(states.last().map(String::as_str), Some(expected(&run)), "{states:?}");
    let report = format!("https://desk.example/runs/{id}");
    let status = github.known.lock().unwrap().statuses.last().unwrap().clone();
    assert_eq!((&status["sha"], &status["target_url"]), (&json!(SHA), &json!(report)));
    let comments = github.comments();
    assert_eq!(comments.len(), 1, "{comments:?}");
    assert!(
        comments[0].starts_with("<!-- promo-load:desk ") && comments[0].contains(&report),
        "{comments:?}"
    );
    // Each request had the token, which stands nowhere else.
    let asked = github.server.asked();
    assert!(asked.iter().all(|asked| asked.header("authorization") == Some("Bearer ghp_token-of-a-test")));
    assert!(!place.read("stderr").contains("ghp_token-of-a-test"));
    assert!(!desk.ask("GET /api/v1/deliveries").body.contains("ghp_token"));
}

#[test]
fn one_comment_is_kept_up_to_date_and_compares_with_the_default_branch() {
    let (place, shop, github) = (Place::new(), shop(), Github::new());
    let desk = github.desk(&place, &shop);
    let options = json!({ "vus": 4, "iterations": 40, "think-time": "0", "seed": 1 });
    configure(&desk, &shop, &json!({ "baseline_host": "localhost", "preview_url": shop.base_url() }));
    desk.allow("localhost");
    let baseline = desk.submit(&promotion(&shop).replace("127.0.0.1", "localhost"), &options);
    desk.wait_for(baseline, "done");
    // The answer to the first comment is lost, so the desk does not know its number.
    github.known.lock().unwrap().lost.push("POST /issues/7/comments");
    let first = desk.submit(&github.pull(), &options);
    reported(&desk, &github, &desk.wait_for(first, "done"));
    let comments = github.comments();
    assert_eq!(comments.len(), 1, "{comments:?}");
    assert!(comments[0].contains("Compared with the last run of the default branch"), "{comments:?}");
    assert!(comments[0].contains("<details>"), "{comments:?}");
    // The next run takes its place; a person's comment with another marker stays.
    let forged = "<!-- promo-load:desk 0000000000000000 -->\nA";
    github.known.lock().unwrap().comments.insert(0, (7, forged.to_owned()));
    let second = desk.submit(&github.pull(), &options);
    reported(&desk, &github, &desk.wait_for(second, "done"));
    let comments = github.comments();
    assert_eq!((comments.len(), comments[0].as_str()), (2, forged));
    assert!(comments[1].contains(&format!("/runs/{second})")), "{comments:?}");
    // One that was deleted is made anew.
    github.known.lock().unwrap().comments.clear();
    let third = desk.submit(&github.pull(), &options);
    reported(&desk, &github, &desk.wait_for(third, "done"));
    assert!(github.comments().len() == 1 && github.comments()[0].contains(&format!("/runs/{third})")));
    let dead = desk.ask("GET /api/v1/deliveries?state=dead").assert(200);
    assert_eq!(dead["items"], json!([]));
}

#[test]
fn github_away_is_said_on_the_run_and_asked_again() {
    let (place, shop, github) = (Place::new(), shop(), Github::new());
    let desk = github.desk(&place, &shop);
    github.deploy(&shop);
    let limited = "retry-after: 2\r\nx-ratelimit-remaining: 0\r\n";
    github.known.lock().unwrap().faults = vec![
        ("/pulls/7", answer("403 Forbidden", limited, b"API rate limit exceeded")),
        ("/pulls/7", answer("500 Internal Server Error", "", b"unicorn")),
        ("/pulls/7", answer("200 OK", "", b"<html>a proxy</html>")),
        // Nothing at all: the connection is closed.
        ("/pulls/7", Vec::from(b"\r\n")),
        ("/statuses/", answer("502 Bad Gateway", "", b"")),
    ];
    let id = submit(&desk, &github.pull());
    desk.wait_for(id, "waiting");
    wait_until("the limit is said", || {
        desk.run(id)["reason"].as_str().is_some_and(|reason| reason.contains("rate limit exceeded"))
    });
    let run = desk.wait_for(id, "done");
    reported(&desk, &github, &run);
    assert_eq!(github.states().last().map(String::as_str), Some(expected(&run)));
    assert_eq!(github.known.lock().unwrap().faults.len(), 0);
}

#[test]
fn what_never_can_be_tested_fails_with_the_reason() {
    let (place, shop, github) = (Place::new(), shop(), Github::new());
    let desk = github.desk(&place, &shop);
    let reason = |id| desk.wait_for(id, "failed")["reason"].as_str().unwrap().to_owned();
    // The preview is elsewhere: GitHub cannot make the desk load what is not listed.
    github.known.lock().unwrap().deployed.push("http://10.0.0.8/".to_owned());
    let id = submit(&desk, &github.pull());
    assert!(reason(id).contains("10.0.0.8 is not among the hosts"));
    github.known.lock().unwrap().deployed[0] = "javascript:alert(1)".to_owned();
    assert!(reason(submit(&desk, &github.pull())).contains("is not the address of a preview"));
    github.known.lock().unwrap().closed = true;
    assert!(reason(submit(&desk, &github.pull())).contains("closed"));
    assert_eq!(shop.stats().requests, 0);
    let missing = github.pull().replace("/7", "/8");
    assert!(reason(submit(&desk, &missing)).contains("404"));
    for (body, said) in [
        (json!({ "url": github.server.url("/other/front/pull/7") }), "not configured"),
        (json!({ "pull_request": "https://gitlab.example/shop/front/pull/7" }), "owner/name/pull/7"),
        (json!({ "pull_request": github.pull(), "url": promotion(&shop) }), "either url or scenario"),
        (json!({ "pull_request": github.pull(), "options": { "vus": 0 } }), "--vus"),
    ] {
        let detail = desk.tell("POST /api/v1/runs", &body).problem(422);
        assert!(detail.contains(said), "{body}: {detail}");
    }
    for decision in [
        json!({ "preview_url": "ftp://x/" }),
        json!({ "path": "https://other.example/" }),
        json!({ "options": { "out": "/etc" } }),
    ] {
        desk.tell("PUT /api/v1/repositories/shop/front", &decision).problem(422);
    }
    desk.tell("PUT /api/v1/repositories/shop/..", &json!({})).problem(422);
}

#[test]
fn a_host_below_a_listed_name_is_loaded_and_no_other() {
    let place = Place::new();
    let desk = open(&place);
    let public = json!({ "environment": "preprod" });
    desk.tell("PUT /api/v1/targets/*.preview.example", &public).assert(200);
    let ask = |url: &str| desk.tell("POST /api/v1/runs", &json!({ "url": url, "options": short() }));
    let run = ask("https://pr-7.preview.example/promo").assert(201);
    assert_eq!(run["host"], "pr-7.preview.example");
    ask("https://a.b.preview.example/").assert(201);
    for url in
        ["https://preview.example/", "https://xpreview.example/", "https://preview.example.evil.example/"]
    {
        assert!(ask(url).problem(422).contains("not among the hosts"), "{url}");
    }
    desk.tell("PUT /api/v1/targets/*.example", &public).problem(422);
}

/// Sends an event as GitHub does.
fn hook(desk: &OpenDesk<'_>, kind: &str, id: &str, body: &str, secret: &str) -> Reply {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let tag = ring::hmac::sign(&key, body.as_bytes());
    let tag: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let headers = [
        json_type(),
        format!("X-GitHub-Event: {kind}"),
        format!("X-GitHub-Delivery: {id}"),
        format!("X-Hub-Signature-256: sha256={tag}"),
    ];
    desk.send("POST /hooks/github", &headers, body)
}

fn pull_event(action: &str, repository: &str, sha: &str) -> String {
    json!({
        "action": action,
        "repository": { "full_name": repository },
        "pull_request": { "number": 7, "head": { "sha": sha } },
    })
    .to_string()
}

#[test]
fn events_ask_for_runs_once_and_only_when_they_are_signed() {
    let (place, shop, github) = (Place::new(), shop(), Github::new());
    let desk = github.desk(&place, &shop);
    let runs = || desk.ask("GET /api/v1/runs").assert(200)["items"].as_array().unwrap().clone();
    let opened = pull_event("opened", "Shop/front", SHA);
    // Without a signature, with a wrong one, of another body, without a number.
    desk.send("POST /hooks/github", &[json_type()], &opened).problem(403);
    hook(&desk, "pull_request", "a", &opened, "another secret").problem(403);
    let changed = [
        json_type(),
        "X-GitHub-Event: pull_request".to_owned(),
        "X-GitHub-Delivery: a".to_owned(),
        format!("X-Hub-Signature-256: sha256={}", "0".repeat(64)),
    ];
    desk.send("POST /hooks/github", &changed, &opened).problem(403);
    hook(&desk, "pull_request", "", &opened, SECRET).problem(400);
    hook(&desk, "pull_request", "a", "[]", SECRET).problem(422);
    hook(&desk, "pull_request", "a", "{", SECRET).problem(400);
    assert_eq!(runs(), Vec::<Value>::new());
    // Signed, and of others.
    let taken =
        |kind: &str, id: &str, body: &str| hook(&desk, kind, id, body, SECRET).assert(200)["runs"].clone();
    assert_eq!(taken("ping", "b", "{\"zen\":\"x\"}"), json!([]));
    assert_eq!(taken("pull_request", "c", &pull_event("opened", "other/front", SHA)), json!([]));
    assert_eq!(taken("pull_request", "d", &pull_event("labeled", "shop/front", SHA)), json!([]));
    assert_eq!(runs(), Vec::<Value>::new());
    let first = taken("pull_request", "e", &opened)[0].as_i64().unwrap();
    assert_eq!(desk.run(first)["asked_by"], "github");
    // The same event once more: with its number, and with another one, which is not signed.
    hook(&desk, "pull_request", "e", &opened, SECRET).problem(409);
    hook(&desk, "pull_request", "f", &opened, SECRET).problem(409);
    let other = pull_event("reopened", "shop/front", SHA);
    hook(&desk, "pull_request", "e", &other, SECRET).problem(409);
    assert_eq!(taken("pull_request", "g", &other), json!([]), "the commit has its run");
    // A newer commit takes the place of one that waits.
    github.known.lock().unwrap().sha = NEWER.to_owned();
    let newer = pull_event("synchronize", "shop/front", NEWER);
    let second = taken("pull_request", "h", &newer)[0].as_i64().unwrap();
    assert!(desk.wait_for(first, "cancelled")["reason"].as_str().unwrap().contains("newer commit"));
    // Its preview is there.
    wait_until("it waits for its preview", || desk.run(second)["reason"].is_string());
    github.deploy(&shop);
    let deployment = |state: &str, sha: &str, branch: &str| {
        json!({
            "action": "created",
            "repository": { "full_name": "shop/front" },
            "deployment": { "sha": sha, "ref": branch },
            "deployment_status": { "state": state },
        })
        .to_string()
    };
    assert_eq!(taken("deployment_status", "i", &deployment("pending", NEWER, "x")), json!([]));
    assert_eq!(taken("deployment_status", "j", &deployment("success", NEWER, "x")), json!([second]));
    desk.wait_for(second, "done");
    // One of a pull request that nothing was heard of.
    let third = taken("deployment_status", "k", &deployment("success", SHA, "refs/pull/7/head"));
    assert_eq!(third.as_array().unwrap().len(), 1);
    assert_eq!(taken("deployment_status", "l", &deployment("success", "aa", "main")), json!([]));
    wait_until("the run that was never begun is over on its commit, too", || {
        let known = github.known.lock().unwrap();
        known.statuses.iter().any(|status| status["sha"] == SHA && status["state"] == "error")
    });
    assert!(desk.ask("GET /api/v1/audit").body.contains("\"github\""));
}

#[test]
fn a_closed_pull_request_needs_no_run() {
    let (place, shop, github) = (Place::new(), shop(), Github::new());
    let desk = github.desk(&place, &shop);
    let take = |id: &str, action: &str| {
        hook(&desk, "pull_request", id, &pull_event(action, "shop/front", SHA), SECRET).assert(200)
    };
    let run = take("a", "opened")["runs"][0].as_i64().unwrap();
    take("b", "closed");
    assert!(desk.wait_for(run, "cancelled")["reason"].as_str().unwrap().contains("closed"));
}

#[test]
fn an_app_has_check_runs_and_its_own_tokens() {
    let (place, shop, github) = (Place::new(), shop(), Github::new());
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/github-app-of-tests.pem");
    let mut command = github.command(&place);
    command.env("PROMO_LOAD_GITHUB_APP_ID", "77").env("PROMO_LOAD_GITHUB_APP_KEY", key);
    let desk = open_by(&place, &mut command);
    desk.allow("127.0.0.1");
    configure(&desk, &shop, &json!({}));
    github.deploy(&shop);
    github.known.lock().unwrap().lost.push("POST /check-runs");
    let id = submit(&desk, &github.pull());
    let run = desk.wait_for(id, "done");
    reported(&desk, &github, &run);
    let known = github.known.lock().unwrap();
    assert_eq!(known.checks.len(), 1, "the lost one is found: {:?}", known.checks);
    let check = &known.checks[0];
    assert_eq!((&check["status"], &check["external_id"]), (&json!("completed"), &json!(id.to_string())));
    let conclusion = if run["exit"] == 0 { "success" } else { "failure" };
    assert_eq!((&check["conclusion"], &check["head_sha"]), (&json!(conclusion), &json!(SHA)));
    assert!(known.statuses.is_empty() && known.comments.len() == 1);
    let asked = github.server.asked();
    let bearer = |asked: &Asked| asked.header("authorization").unwrap().to_owned();
    let (own, given): (Vec<&Asked>, Vec<&Asked>) =
        asked.iter().partition(|asked| asked.path().contains("installation"));
    assert_eq!(own.len(), 2, "the token is kept");
    assert!(own.iter().all(|asked| bearer(asked).split('.').count() == 3));
    assert!(given.iter().all(|asked| bearer(asked) == "Bearer ghs_installation"));
}

#[test]
fn an_app_without_its_key_does_not_open() {
    let place = Place::new();
    for (key, said) in [(None, "needs both"), (Some("/nonexistent/key.pem"), "cannot be read")] {
        let mut command = command(&place);
        command.env("PROMO_LOAD_GITHUB_APP_ID", "77");
        key.map(|key| command.env("PROMO_LOAD_GITHUB_APP_KEY", key));
        let ended = place.start(&mut command).wait();
        assert!(ended.code == Some(2) && ended.stderr.contains(said), "{ended:?}");
    }
}
