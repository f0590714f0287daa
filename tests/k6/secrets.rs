//! Secrets of a scenario: in no byte of the script, and in the shop's journal all the same.

use promo_load::scenario::Scenario;

use crate::k6::pair::{Stage, fixed, journal_shop, scenario};
use crate::k6::tool::k6;
use crate::support::Place;

const SECRET: &str = "Bearer s3cret-tOken-91";

#[test]
fn an_authorization_header_comes_from_the_environment() {
    let Some(k6) = &k6() else { return };
    let shop = journal_shop();
    let text = format!(
        "[http]\nheaders = {{ Authorization = '{SECRET}', X-Open = 'seen by all' }}\n\
         [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'home'\npath = '/en/'\n"
    );
    let stage =
        Stage::set(Place::new(), Scenario { loads: vec![fixed()], ..scenario(&text) }, &shop.base_url());
    for part in [SECRET, "s3cret", "tOken-91"] {
        assert!(!stage.script.contains(part), "{}", stage.script);
    }
    assert!(stage.script.contains("seen by all"), "{}", stage.script);
    // Named where a person reads it: on standard error, as the last word of a line.
    let named = stage.notes.lines().find_map(|line| line.split_once("from the environment variable "));
    let (_, variable) = named.unwrap_or_else(|| panic!("no variable is named: {}", stage.notes));
    assert!(stage.script.contains(&format!("__ENV.{variable}")), "{variable}: {}", stage.script);

    let ran = k6.run(&stage.place, "s.js", &[(variable, SECRET)]);
    assert_eq!(ran.ended.code, Some(0), "{:?}", ran.ended);
    let journal = shop.journal();
    assert_eq!(journal.len(), 6);
    for entry in &journal {
        assert_eq!(entry.header("authorization"), Some(SECRET));
        assert_eq!(entry.header("x-open"), Some("seen by all"));
    }

    // Without it nothing is sent: a test that is not let in would measure the door.
    shop.reset_stats();
    let ran = k6.run(&stage.place, "s.js", &[]);
    assert_eq!(ran.ended.code, Some(108), "{:?}", ran.ended);
    assert!(ran.ended.stderr.contains(variable), "{}", ran.ended.stderr);
    assert_eq!(shop.journal(), []);
}

/// Names that are no names in JavaScript, or that it has already, and placeholders within a secret.
#[test]
fn secrets_have_valid_names_and_may_hold_placeholders() {
    let Some(k6) = &k6() else { return };
    let shop = journal_shop();
    let names = ["3scale-Api-Key", "class-token", "Json-Secret"];
    let text = format!(
        "[http]\nheaders = {{ {} }}\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'home'\npath = '/en/'\n\
         headers = {{ Authorization = '{SECRET}-${{vu.id}}' }}\n",
        names.map(|name| format!("'{name}' = '{SECRET}'")).join(", ")
    );
    let stage =
        Stage::set(Place::new(), Scenario { loads: vec![fixed()], ..scenario(&text) }, &shop.base_url());
    assert!(!stage.script.contains("s3cret"), "{}", stage.script);
    let named = stage.notes.lines().filter_map(|line| line.split_once("from the environment variable "));
    // Of the one with a placeholder, what stands before it.
    let own = format!("{SECRET}-");
    let value = |name: &str| if name.ends_with("AUTHORIZATION") { own.clone() } else { SECRET.to_owned() };
    let variables: Vec<(&str, String)> = named.map(|(_, name)| (name, value(name))).collect();
    assert_eq!(variables.len(), 4, "{}", stage.notes);
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let ran = k6.run(&stage.place, "s.js", &variables);
    assert_eq!(ran.ended.code, Some(0), "{:?}", ran.ended);
    let journal = shop.journal();
    assert_eq!(journal.len(), 6);
    for entry in &journal {
        assert!(
            names.iter().all(|name| entry.header(&name.to_ascii_lowercase()) == Some(SECRET)),
            "{entry:?}"
        );
        let filled = [1, 2].map(|vu| format!("{SECRET}-{vu}"));
        assert!(filled.iter().any(|value| entry.header("authorization") == Some(value)), "{entry:?}");
    }
}
