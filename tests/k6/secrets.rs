//! Secrets of a scenario: in no byte of the script, and in the shop's journal all the same.

use promo_load::scenario::Scenario;

use crate::pair::{Stage, fixed, journal_shop, scenario};
use crate::support::Place;
use crate::tool::k6;

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
