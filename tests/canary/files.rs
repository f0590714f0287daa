//! Secrets in files: scenarios, data files, recordings, keys.

use serde_json::Value;

use crate::canary::mirror::mirror;
use crate::canary::search::{Canary, LEAK, assert_kept, leak};
use crate::support::{BINARY, Place};

const VARIABLE: &str = "PROMO_LOAD_SECRET_PIN";

#[test]
fn a_scenario_keeps_what_it_was_given() {
    let shop = mirror();
    let place = Place::new();
    let (bearer, api, cookie) =
        (Canary::new("a common header"), Canary::plain("a step's header"), Canary::plain("a cookie"));
    let (row, file, pin) = (Canary::plain("a row"), Canary::plain("a data file"), Canary::new("a variable"));
    place.write("accounts.csv", &format!("email,password\na@shop.example,{}\n", file.text));
    place.write(
        "s.toml",
        &format!(
            "schema = 1\nname = 'secrets'\nbase_url = '{}'\nmode = 'full'\n\
             [http]\nheaders = {{ Authorization = '{}' }}\n\
             [[data]]\nname = 'account'\nfile = 'accounts.csv'\nsecret = true\n\
             [[data]]\nname = 'inline'\nsecret = true\nrows = [{{ code = '{}' }}]\n\
             [[data]]\nname = 'own'\nenv = {{ pin = '{VARIABLE}' }}\n\
             [[journey]]\nname = 'j'\n\
             [[journey.step]]\nname = 'log in'\npath = '/login'\nexpect_status = [500]\n\
             headers = {{ X-Api-Key = '{}', Cookie = 'a={}' }}\n\
             form = {{ password = '${{account.password}}', code = '${{inline.code}}', pin = '${{own.pin}}' }}\n\
             [[journey.step.check]]\nname = 'welcome'\nbody_contains = 'welcome'\n\
             [[journey.step]]\nname = 'sent on'\npath = '/redirect?pin=${{own.pin}}'\n\
             [[journey.step]]\nname = 'sent away'\npath = '/away?pin=${{own.pin}}'\n\
             [[journey]]\nname = 'k'\n\
             [[journey.step]]\nname = 'come back'\npath = '/back'\nheaders = {{ Cookie = 'a={}' }}\n",
            shop.base, bearer.text, row.text, api.text, cookie.text, cookie.text
        ),
    );
    let canaries = [bearer, api, cookie, row, file, pin.clone()];
    let inputs = ["s.toml", "accounts.csv"];
    for arguments in [
        &["bench", "--vus", "1", "--iterations", "2", "--junit", "--k6-summary", "k6.json"][..],
        &["bench", "--vus", "1", "--iterations", "2", "--json"],
        &["bench", "--vus", "1", "--iterations", "2", "--summary", "k6"],
        &["export-k6", "--vus", "1", "--duration", "5s"],
        &["export-k6", "--vus", "1", "--duration", "5s", "-o", "s.js"],
        &["compile", "-o", "again.toml"],
        &["compile"],
        &["bench", "--vus", "0"],
    ] {
        let mut command = place.command(BINARY);
        command.env(VARIABLE, &pin.text).env("RUST_BACKTRACE", "1").args(arguments).arg("s.toml");
        let ended = place.start(&mut command).wait();
        assert!(matches!(ended.code, Some(0 | 99 | 104)), "{arguments:?}: {ended:?}");
        assert_kept(&canaries, &place.path(""), &inputs, &ended);
    }
    // The search would find each of them.
    let mut command = place.command(BINARY);
    command.env(LEAK, "1").env(VARIABLE, &pin.text);
    command.args(["bench", "--intensity", "smoke", "--json", "--out", "leaks", "s.toml"]);
    let ended = place.start(&mut command).wait();
    for canary in &canaries {
        assert!(leak(canary, &place.path("leaks"), &ended).is_some(), "{} cannot leak here", canary.kind);
    }
    let received = shop.received();
    for canary in &canaries {
        assert!(canary.is_in(&received), "{} was never sent:\n{received}", canary.kind);
        let written: String = inputs.iter().map(|input| place.read(input)).collect();
        assert_eq!(canary.is_in(&written), canary.kind != "a variable", "{}", canary.kind);
    }
}

#[test]
fn a_recording_keeps_what_a_browser_sent() {
    let place = Place::new();
    let mut har: Value = serde_json::from_str(include_str!("../fixtures/har/purchase.har")).unwrap();
    let bearer = Canary::plain("an Authorization header");
    let cookie = Canary::plain("a cookie");
    let set = Canary::plain("a cookie that the shop sets");
    let password = Canary::plain("a password");
    let nested = Canary::plain("a password in JSON");
    let key = Canary::plain("a key in an address");
    let entries = har["log"]["entries"].as_array_mut().unwrap();
    for entry in entries.iter_mut() {
        let headers = entry["request"]["headers"].as_array_mut().unwrap();
        for (name, value) in
            [("Authorization", format!("Bearer {}", bearer.text)), ("Cookie", format!("s={}", cookie.text))]
        {
            headers.push(serde_json::json!({"name": name, "value": value}));
        }
        entry["request"]["cookies"] = serde_json::json!([{"name": "s", "value": cookie.text}]);
        entry["response"]["headers"] =
            serde_json::json!([{"name": "Set-Cookie", "value": format!("t={}", set.text)}]);
    }
    let mut login = entries[0].clone();
    login["request"]["method"] = "POST".into();
    login["request"]["url"] = format!("http://127.0.0.1:8080/en/login?ws_key={}", key.text).into();
    login["request"]["postData"] = serde_json::json!({
        "mimeType": "application/x-www-form-urlencoded",
        "text": format!("email=a%40shop.example&password={}", password.text),
    });
    let mut api = login.clone();
    api["request"]["url"] = "http://127.0.0.1:8080/en/api/session".into();
    api["request"]["postData"] = serde_json::json!({
        "mimeType": "application/json",
        "text": serde_json::json!({"user": {"password": nested.text}}).to_string(),
    });
    entries.extend([login, api]);
    place.write("session.har", &har.to_string());

    let canaries = [bearer, cookie, set, password, nested, key];
    for canary in &canaries {
        assert!(canary.is_in(&place.read("session.har")), "{}", canary.kind);
    }
    for arguments in [&["compile", "session.har"][..], &["compile", "session.har", "-o", "recorded.toml"]] {
        let ended = place.run(arguments);
        ended.assert_code(0);
        assert_kept(&canaries, &place.path(""), &["session.har"], &ended);
    }
    assert!(place.read("recorded.toml").contains("${account.password}"));
}

#[test]
fn a_key_that_cannot_be_read_is_not_shown() {
    let place = Place::new();
    let key = Canary::plain("a private key");
    for (name, text) in [
        ("no.pem", key.text.clone()),
        ("broken.pem", format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", key.text)),
        ("half.pem", format!("-----BEGIN PRIVATE KEY-----\n{}\n", key.text)),
    ] {
        place.write(name, &text);
        let ended = place.run(&["bench", "http://127.0.0.1:9/", "--cert", name]);
        ended.assert_code(2);
        assert_kept(std::slice::from_ref(&key), &place.path(""), &[name], &ended);
        std::fs::remove_file(place.path(name)).unwrap();
    }
}
