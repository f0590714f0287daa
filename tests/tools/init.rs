//! `init`: a configuration to begin with.

use crate::support::Place;

#[test]
fn a_configuration_is_written_once() {
    let place = Place::new();
    place.run(&["init"]).assert_code(0);
    let text = place.read("promo-load.toml");
    assert!(text.starts_with("#:schema https://") && text.contains("config-1.schema.json"), "{text}");
    place.write("promo-load.toml", "schema = 1\n");
    let again = place.run(&["init"]);
    let problem = again.assert_code(2).problem();
    assert!(problem.contains("promo-load.toml is there already") && problem.contains("--force"), "{problem}");
    assert_eq!(place.read("promo-load.toml"), "schema = 1\n");
    place.run(&["init", "--force"]).assert_code(0);
    assert_eq!(place.read("promo-load.toml"), text);
    let elsewhere = place.run(&["init", "-o", "other.toml"]);
    assert!(elsewhere.assert_code(0).stdout.contains("other.toml"), "{elsewhere:?}");
    assert_eq!(place.read("other.toml"), text);
    // Every command reads it.
    place.run(&["doctor", "--json", "--config", "other.toml"]).assert_code(0);
}
