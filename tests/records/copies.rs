//! A scenario that is walked on another copy of the shop.

use crate::support::Place;
use crate::support::answering::{Answering, page};

#[test]
fn another_copy_gets_all_of_it_and_the_report_says_so() {
    let (old, copy) = (Answering::by(|_| page("<p>old")), Answering::by(|_| page("<p>new")));
    let place = Place::new();
    let url = &old.base;
    place.write(
        "s.toml",
        &format!(
            "schema = 1\nname = 's'\nbase_url = '{url}/'\n\
             [page]\nurl = '{url}/sale?a=1'\nkind = 'landing'\nconfidence = 0.9\n\
             [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '{url}/sale?a=1'\n\
             headers = {{ Origin = '{url}', Referer = '{url}/before', X-From = '{url}/x' }}\n\
             [[journey.step]]\nname = 'b'\npath = '/b'\n"
        ),
    );
    let load = ["--vus", "1", "--iterations", "2", "--think-time", "0"];
    let ended = place.run(&[&["bench", "s.toml", "--base-url", &copy.base], &load[..]].concat());
    ended.assert_code(0);
    assert!(old.asked().is_empty(), "{:?}", old.asked());
    let mut asked = copy.asked();
    asked.retain(|asked| asked.header("x-promo-load-phase").is_none());
    let paths: Vec<&str> = asked.iter().map(|asked| asked.path()).collect();
    assert_eq!(paths, ["/sale?a=1", "/b", "/sale?a=1", "/b"]);
    assert_eq!(asked[0].header("origin"), Some(copy.base.as_str()));
    assert_eq!(asked[0].header("referer"), Some(copy.url("/before").as_str()));
    assert_eq!(asked[0].header("x-from"), Some(old.url("/x").as_str()), "what it means is not known");
    let files = place.files();
    assert_eq!(files.json["target"], copy.url("/sale?a=1"));
    assert!(files.scenario.contains(&format!("base_url = \"{}/\"", copy.base)), "{}", files.scenario);

    let ended = place.run(&[&["bench", "s.toml", "--base-url", &copy.url("/fr/")], &load[..]].concat());
    assert!(ended.assert_code(104).problem().contains("has a path"));
}
