//! Secrets where they do not belong: the refusal does not repeat them.

use crate::canary::search::{Canary, assert_kept};
use crate::support::{BINARY, Place};

#[test]
fn what_is_refused_is_not_repeated() {
    let place = Place::new();
    let canary = Canary::plain("what was refused");
    let text = &canary.text;
    let shop = "http://127.0.0.1:9/";
    for arguments in [
        vec!["bench".to_owned(), format!("http://us:{text}@127.0.0.1:9/")],
        vec!["bench".to_owned(), format!("http://{text}@127.0.0.1:9/")],
        // No URL at all, or one that cannot be read.
        vec!["bench".to_owned(), format!("https://us:{text}@127.0.0.1:99999/")],
        vec!["bench".to_owned(), format!("https://us:{text} x@127.0.0.1:99999/")],
        vec!["inspect".to_owned(), format!("http://us:{text}@127.0.0.1:9/")],
        vec![
            "bench".to_owned(),
            shop.to_owned(),
            "--measure-promo".to_owned(),
            "--without-promo".to_owned(),
            format!("http://us:{text}@[/"),
        ],
        vec![
            "bench".to_owned(),
            shop.to_owned(),
            "--header".to_owned(),
            format!("Authorization Bearer {text}"),
        ],
        vec!["bench".to_owned(), shop.to_owned(), "-H".to_owned(), format!("X Key: {text}")],
        vec!["bench".to_owned(), shop.to_owned(), "-H".to_owned(), format!("Authorization: {text}\u{1}")],
        vec!["bench".to_owned(), shop.to_owned(), format!("Authorization: {text}")],
        vec![
            "bench".to_owned(),
            shop.to_owned(),
            "--proxy".to_owned(),
            format!("http://us:{text}@127.0.0.1:9"),
        ],
        vec![
            "bench".to_owned(),
            shop.to_owned(),
            "--proxy".to_owned(),
            format!("socks5://us:{text}@127.0.0.1:9"),
        ],
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ended = place.run(&arguments);
        ended.assert_code(2);
        assert_eq!(ended.problems().len(), 1, "{}", ended.stderr);
        assert_kept(std::slice::from_ref(&canary), &place.path(""), &[], &ended);
    }
}

#[test]
fn an_environment_that_is_refused_is_not_repeated() {
    let place = Place::new();
    let canary = Canary::plain("what was refused").of("us");
    for (variable, value) in [
        ("PROMO_LOAD_PROXY", format!("socks5://us:{}@127.0.0.1:9", canary.text)),
        ("PROMO_LOAD_PROXY", format!("us:{}@", canary.text)),
        ("PROMO_LOAD_PROXY", format!("http://us:{}@[", canary.text)),
        ("PROMO_LOAD_CONTROL_TOKEN", format!("{}\u{1}", canary.text)),
    ] {
        let mut command = place.command(BINARY);
        command.env(variable, value).args(["bench", "http://127.0.0.1:9/", "--control", "127.0.0.1:0"]);
        let ended = place.start(&mut command).wait();
        ended.assert_code(2);
        assert_kept(std::slice::from_ref(&canary), &place.path(""), &[], &ended);
    }
}

#[test]
fn a_scenario_with_credentials_in_its_address_is_refused_without_them() {
    let place = Place::new();
    let canary = Canary::plain("a password in base_url");
    place.write(
        "s.toml",
        &format!(
            "schema = 1\nname = 's'\nbase_url = 'http://us:{}@127.0.0.1:9/'\n\
             [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/'\n",
            canary.text
        ),
    );
    for arguments in [&["bench", "s.toml"][..], &["export-k6", "s.toml"]] {
        let ended = place.run(arguments);
        ended.assert_code(104);
        assert_kept(std::slice::from_ref(&canary), &place.path(""), &["s.toml"], &ended);
    }
}
