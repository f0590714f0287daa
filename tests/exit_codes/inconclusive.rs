//! 120, the generator was the bottleneck: no grade, whatever the numbers look like.

use crate::support::{BINARY, Place, promotion, shop};

#[test]
fn a_generator_without_descriptors_accuses_itself() {
    let (shop, place) = (shop(), Place::new());
    let mut command = place.command("sh");
    command.args(["-c", r#"ulimit -n 40 && exec "$0" "$@""#, BINARY, "bench", &promotion(&shop)]);
    command.args(["--vus", "100", "--duration", "2s", "--think-time", "200ms"]);
    let ended = place.start(&mut command).wait();
    ended.assert_code(120);
    let files = place.files();
    let verdict = &files.json["verdict"];
    assert_eq!(verdict["grade"], serde_json::Value::Null);
    assert!(verdict["inconclusive"].as_str().unwrap().contains("this machine's own limits"), "{verdict}");
    assert!(files.count("/generator/own_failures") > 0);
    assert!(ended.stdout.contains("inconclusive") && ended.stdout.contains("ulimit -n"), "{}", ended.stdout);
    let headline = ended.stdout.lines().find(|line| line.contains("inconclusive")).unwrap();
    let mark = headline.trim_start().chars().next().unwrap();
    assert!(!"ABCDF".contains(mark), "a grade stands in: {headline}");
    // What the shop saw is all that was sent: the machine's own failures are no requests of the shop's.
    assert_eq!(files.all_requests() - files.count("/generator/own_failures"), shop.stats().requests);
}
