//! Thresholds and visits: what k6 counts is what promo-load counts.

use super::*;

#[test]
fn a_threshold_with_a_window_stands_in_no_script() {
    let plan = of("[thresholds]\nchecks = ['rate>0.9', 'rate over 10s>0.9']\n\
         [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n");
    let script = script_of(&plan);
    let note = "the threshold `checks: rate over 10s>0.9` is left out: k6 looks at the whole run, not at windows of it";
    assert!(script.notes.iter().any(|known| known.to_string() == note), "{:?}", script.notes);
    let options = script.text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let rules: Vec<&str> = options.filter(|line| line.contains("rate")).collect();
    assert!(matches!(rules[..], [rule] if rule.contains("rate>0.9")), "{rules:?}");
}

#[test]
fn thresholds_with_tags_are_k6s_where_k6_has_the_tag() {
    let head = "[load]\nname = 'rush'\nexecutor = 'shared-iterations'\nvus = 1\niterations = 1\n[thresholds]\n\
         'http_reqs{load:rush,status:200}' = ['count>1']\n'iterations{scenario:rush}' = ['count>2']\n";
    let journey = "[[journey]]\nname = 'buy'\n[[journey.step]]\nname = 'a'\npath = '/a'\n\
         check = [{ name = 'x', body_contains = 'x' }]\n";
    let untagged = walk(&script_of(&of(&format!("{head}{journey}"))), "x", &[]);
    assert!(!untagged.requests[0].tags.contains_key("journey"), "no threshold asks for it");

    let more = "'data_sent{journey:buy}' = ['count>3']\n'data_sent{method:GET}' = ['count>4']\n\
         'visits{journey:buy}' = ['rate>0.5']\n";
    let script = script_of(&of(&format!("{head}{more}{journey}")));
    for key in ["http_reqs{scenario:rush,status:200}", "iterations{scenario:rush}", "data_sent{journey:buy}"]
    {
        assert!(script.text.contains(key), "{key}: {}", script.text);
    }
    assert!(script.text.contains("'visits{journey:buy}': ['rate>0.5']"), "{}", script.text);
    let left_out = "`data_sent{method:GET}: count>4` is left out";
    assert!(script.notes.iter().any(|note| note.to_string().contains(left_out)), "{:?}", script.notes);
    let recorded = walk(&script, "x", &[]);
    assert_eq!(recorded.requests[0].tags["journey"], "buy");
    assert_eq!(recorded.checks[0].tags["journey"], "buy");
}

/// A visit is good when each of its pages came and was right; its promotion is judged on pages that are right otherwise.
#[test]
fn visits_are_counted_as_in_promo_load() {
    let thresholds = "[load]\nexecutor = 'constant-vus'\nvus = 1\nduration = '5s'\n\
         [thresholds]\nvisits = ['rate>0.99']\npromotion = ['rate>0.99']\n";
    let plan = of(&format!(
        "{thresholds}[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n\
         check = [{{ name = 'page', body_contains = 'page' }}, {{ name = 'price', body_contains = 'price', promotion = true }}]\n\
         extract = [{{ name = 'v', between = ['<', '>'] }}]\n\
         [[journey.step]]\nname = 'b'\npath = '/b'\n"
    ));
    let script = script_of(&plan);
    for (first, second, counted) in [
        ("page price <v>", Some(200), &["visits: true", "promotion: true"][..]),
        ("page <v>", Some(200), &["visits: false", "promotion: false"]),
        ("price <v>", Some(200), &["visits: false"]),
        ("page price", None, &["visits: false", "promotion: true"]),
        ("page price <v>", Some(500), &["visits: false", "promotion: true"]),
    ] {
        let first = first.to_owned();
        let answers = move |_: &str, url: &str| {
            if url.ends_with("/a") {
                ScriptAnswer::page(&first)
            } else {
                ScriptAnswer { status: second.unwrap(), ..ScriptAnswer::page("") }
            }
        };
        let setup = Setup { export: "shoppers".to_owned(), answers: Rc::new(answers), ..Setup::default() };
        let recorded = run(&script.text, &setup);
        assert!(recorded.errors.is_empty(), "{:?}\n{}", recorded.errors, script.text);
        assert_eq!(recorded.added, counted, "{second:?}\n{}", script.text);
        assert_eq!(recorded.requests.len(), 1 + usize::from(second.is_some()));
    }
    assert!(!script.notes.iter().any(|note| note.to_string().contains("visits")), "{:?}", script.notes);
    let setup = Setup {
        export: "shoppers".to_owned(),
        answers: Rc::new(|_: &str, _: &str| ScriptAnswer::lost("reset")),
        ..Setup::default()
    };
    assert_eq!(run(&script.text, &setup).added, ["visits: false"]);
}

#[test]
fn a_visit_that_asks_for_nothing_is_not_counted() {
    let plan = of(
        "[thresholds]\nvisits = ['rate>0.99']\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n",
    );
    let text = script_of(&plan).text;
    // The only step of this script is left out.
    let empty = text.replace(
        "return judge(isExpected(answer));\n});",
        "return judge(isExpected(answer));\n}, ['never']);",
    );
    assert_ne!(text, empty, "{text}");
    let setup = Setup { export: "shoppers".to_owned(), ..Setup::default() };
    for (script, counted) in [(text, &["visits: true"][..]), (empty, &[])] {
        let recorded = run(&script, &setup);
        assert!(recorded.errors.is_empty(), "{recorded:?}");
        assert_eq!(recorded.added, counted, "{script}");
    }
}

#[test]
fn visits_outside_full_load_are_said_to_be_counted() {
    let journey = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n";
    let constant = "[load]\nexecutor = 'constant-vus'\nvus = 2\nduration = '10s'\n";
    let ramping = "[load]\nexecutor = 'ramping-vus'\nstart_vus = 0\n\
         stages = [{ duration = '10s', target = 5 }, { duration = '20s', target = 5 }]\n";
    for (load, expected) in [(constant, false), (ramping, true)] {
        let script = script_of(&of(&format!("{load}[thresholds]\nvisits = ['rate>0.99']\n{journey}")));
        let is_said =
            script.notes.iter().any(|note| note.to_string().contains("not those at full load alone"));
        assert_eq!(is_said, expected, "{load}: {:?}", script.notes);
    }
}
