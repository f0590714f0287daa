//! What an export says of k6, where k6 can do otherwise.

use super::*;

/// The notes mention k6's different treatment of answers exactly when such answers are possible.
fn is_said(toml: &str, part: &str) -> bool {
    script_of(&of(toml)).notes.iter().any(|note| note.to_string().contains(part))
}

#[test]
fn redirects_that_k6_cannot_follow_are_named() {
    let step = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n";
    assert!(is_said(step, "bare percent sign fails in k6"));
    assert!(!is_said(&format!("{step}expect_status = [302]\n"), "bare percent sign fails in k6"));
}

#[test]
fn what_k6s_cookie_jar_drops_is_named_where_cookies_come_back() {
    let step = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n";
    for (toml, expected) in [
        (step.to_owned(), false),
        (format!("{step}[[journey.step]]\nname = 'b'\npath = '/b'\n"), true),
        (format!("[http]\ncookies = 'per-vu'\n{step}"), true),
    ] {
        assert_eq!(is_said(&toml, "k6's cookie jar"), expected, "{toml}");
    }
}

#[test]
fn pages_in_other_charsets_are_named_where_letters_beyond_ascii_matter() {
    let step = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n";
    let next = "[[journey.step]]\nname = 'b'\npath = '/b?q=${v}'\n";
    for (more, expected) in [
        (String::new(), false),
        ("check = [{ name = 'c', body_contains = 'cafe' }]\n".to_owned(), false),
        ("check = [{ name = 'c', body_lacks = 'café' }]\n".to_owned(), true),
        ("extract = [{ name = 'v', between = ['<', '>'] }]\n".to_owned(), false),
        ("extract = [{ name = 'v', between = ['é', '>'] }]\n".to_owned(), true),
        (format!("extract = [{{ name = 'v', regex = '<(.*)>' }}]\n{next}"), true),
        (format!("extract = [{{ name = 'v', header = 'X' }}]\n{next}"), false),
    ] {
        assert_eq!(is_said(&format!("{step}{more}"), "reads every page as UTF-8"), expected, "{more}");
    }
}

#[test]
fn how_long_an_answer_of_dns_is_used() {
    for (written, expected) in [
        ("", None),
        ("[http]\ndns = 'ttl'\n", None),
        ("[http]\ndns = '90s'\n", Some("dns:{ttl:'1m30s'}")),
        ("[http]\ndns = 'per-connection'\n", Some("dns:{ttl:'0'}")),
    ] {
        let plan =
            of(&format!("{written}[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n"));
        let script = script_of(&plan).text;
        let dense: String = script.replace('"', "'").split_whitespace().collect();
        let found =
            dense.find("dns:{").map(|begin| &dense[begin..=begin + dense[begin..].find('}').unwrap()]);
        assert_eq!(found.map(|found| found.replace(",}", "}")).as_deref(), expected, "{written}");
    }
}
