//! Secrets from the environment and from headers, through every command that looks at a page.

use std::process::Command;

use crate::canary::mirror::{PAGE, mirror};
use crate::canary::search::{Canary, LEAK, assert_kept, leak};
use crate::support::answering::Answering;
use crate::support::{BINARY, Ended, Place};

struct Secrets {
    config: tempfile::TempDir,
    key: Canary,
    bearer: Canary,
    api: Canary,
    cookie: Canary,
    proxy: Canary,
    control: Canary,
    query: Canary,
    file: Canary,
}

impl Secrets {
    fn new() -> Secrets {
        Secrets {
            config: tempfile::tempdir().unwrap(),
            key: Canary::plain("the webservice's key"),
            bearer: Canary::new("the Authorization header"),
            api: Canary::new("the X-Api-Key header"),
            cookie: Canary::plain("the Cookie header"),
            proxy: Canary::plain("the proxy's password").of("us"),
            control: Canary::plain("the control API's token"),
            query: Canary::plain("the preview token of the address"),
            file: Canary::plain("a host's header in promo-load.toml"),
        }
    }

    fn all(&self) -> Vec<Canary> {
        let sent = [&self.bearer, &self.api, &self.cookie, &self.proxy, &self.query, &self.file];
        sent.into_iter().chain([&self.key, &self.control]).cloned().collect()
    }

    fn command(&self, place: &Place, shop: &Answering, arguments: &[&str]) -> Command {
        // Beside the folder that is searched.
        let config = self.config.path().join("promo-load.toml");
        let door = format!("schema = 1\n[host.\"127.0.0.1\".headers]\nX-Door = \"{}\"\n", self.file.text);
        std::fs::write(&config, door).unwrap();
        let mut command = place.command(BINARY);
        let proxy = shop.base.replace("http://", &format!("http://us:{}@", self.proxy.text));
        command
            .env("PROMO_LOAD_PRESTASHOP_KEY", &self.key.text)
            .env("PROMO_LOAD_PROXY", proxy)
            .env("PROMO_LOAD_CONTROL_TOKEN", &self.control.text)
            .env("PROMO_LOAD_CONFIG", config)
            .env("RUST_BACKTRACE", "1")
            .args(arguments)
            .args(["--header", &format!("Authorization: Bearer {}", self.bearer.text)])
            .args(["--header", &format!("X-Api-Key: {}", self.api.text)])
            .args(["--header", &format!("Cookie: session={}; lang=fr", self.cookie.text)])
            .arg(shop.url(&format!("{PAGE}?adtoken={}", self.query.text)));
        command
    }

    /// The shop and its proxy got all of them: what is kept here was known here.
    fn assert_sent(&self, shop: &Answering) {
        let received = shop.received();
        for canary in [&self.bearer, &self.api, &self.cookie, &self.proxy, &self.query, &self.file] {
            assert!(canary.is_in(&received), "{} was never sent:\n{received}", canary.kind);
        }
    }

    fn run(&self, place: &Place, shop: &Answering, arguments: &[&str]) -> Ended {
        place.start(&mut self.command(place, shop, arguments)).wait()
    }
}

#[test]
fn a_run_keeps_them() {
    for form in [
        &["--json"][..],
        &["--summary", "k6"],
        &["--lang", "fr"],
        &["--log-format", "json", "--log-level", "debug"],
        &["--log-format", "human", "--log-level", "debug"],
    ] {
        let (secrets, shop, place) = (Secrets::new(), mirror(), Place::new());
        let common = [
            "bench",
            "--iterations",
            "3",
            "--vus",
            "1",
            "--think-time",
            "0",
            "--control",
            "127.0.0.1:0",
            "--junit",
            "--k6-summary",
            "k6.json",
            "--summary-json",
            "data.json",
            "--threshold",
            "http_req_failed:rate<0.01",
        ];
        let ended = secrets.run(&place, &shop, &[&common[..], form].concat());
        assert!(matches!(ended.code, Some(0 | 99)), "{ended:?}");
        secrets.assert_sent(&shop);
        assert!(secrets.key.is_in(&shop.received()), "the key was not tried");
        let searched = assert_kept(&secrets.all(), &place.path(""), &[], &ended);
        assert!(searched >= 10, "{searched} files");
        // The shop did repeat them: there is something in their place.
        let report = std::fs::read_to_string(place.runs()[0].join("report.md")).unwrap();
        assert!(report.contains("secret"), "{report}");

        let run = place.runs().remove(0);
        let run = run.to_str().unwrap();
        for command in [&["report", run][..], &["report", run, "--json"], &["compare", run, run]] {
            let ended = place.run(command);
            assert_kept(&secrets.all(), &place.path(""), &[], &ended);
        }
    }
}

#[test]
fn without_the_scrubber_each_is_found() {
    let (secrets, shop, place) = (Secrets::new(), mirror(), Place::new());
    let bench = ["bench", "--iterations", "3", "--vus", "1", "--think-time", "0"];
    let mut command = secrets.command(&place, &shop, &bench);
    let ended = place.start(command.env(LEAK, "1")).wait();
    // No text of a run has what only the proxy or the control API get, nor what the webservice answers to a wrong key: they are
    // searched for all the same.
    for canary in [&secrets.bearer, &secrets.api, &secrets.cookie, &secrets.query, &secrets.file] {
        assert!(leak(canary, &place.path(""), &ended).is_some(), "{} cannot leak here", canary.kind);
    }
}

#[test]
fn what_looks_at_a_page_keeps_them() {
    for arguments in [
        &["inspect"][..],
        &["inspect", "--json"],
        &["compile"],
        &["compile", "-o", "s.toml"],
        &["export-k6", "--vus", "1", "--duration", "5s"],
        &["export-k6", "--vus", "1", "--duration", "5s", "-o", "s.js"],
        // No cart can be filled here, and the shop says why in its own words, and ours.
        &["bench", "--mode", "full", "--vus", "1", "--iterations", "1"],
        &["inspect", "--mode", "full"],
    ] {
        let (secrets, shop, place) = (Secrets::new(), mirror(), Place::new());
        let ended = secrets.run(&place, &shop, arguments);
        let expected = if arguments.contains(&"bench") { 100 } else { 0 };
        ended.assert_code(expected);
        secrets.assert_sent(&shop);
        assert_kept(&secrets.all(), &place.path(""), &[], &ended);
    }
}

#[test]
fn a_shop_that_breaks_gets_no_secret_into_an_error() {
    for path in ["/redirect", "/away", "/broken"] {
        let (secrets, shop, place) = (Secrets::new(), mirror(), Place::new());
        let mut command = place.command(BINARY);
        command
            .args(["bench", "--vus", "1", "--iterations", "1"])
            .args(["--header", &format!("Authorization: Bearer {}", secrets.bearer.text)])
            .arg(shop.url(path));
        let ended = place.start(&mut command).wait();
        ended.assert_code(100);
        assert!(secrets.bearer.is_in(&shop.received()));
        assert_kept(&secrets.all(), &place.path(""), &[], &ended);
    }
}
