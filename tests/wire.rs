//! What real servers send, through the engine: charsets, redirects after bodies, large heads.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]

use crate::support::Place;
use crate::support::answering::{Answering, Asked, answer, page};

/// Runs these steps once each, one visitor.
fn visit(shop: &Answering, steps: &str) -> (Place, Option<i32>, String) {
    let place = Place::new();
    place.write(
        "s.toml",
        &format!(
            "schema = 1\nname = \"wire\"\nbase_url = \"{}\"\nmode = \"full\"\n[load]\nexecutor = \"per-vu-iterations\"\nvus = 1\n\
             iterations = 2\n[[journey]]\nname = \"j\"\n{steps}",
            shop.url("/")
        ),
    );
    let ended = place.run(&["bench", "s.toml", "--quiet", "--think-time", "0"]);
    let said = format!("{}\n{}", ended.stdout, ended.stderr);
    (place, ended.code, said)
}

fn paths(shop: &Answering) -> Vec<String> {
    shop.asked().iter().map(|asked| asked.path().to_owned()).collect()
}

#[test]
fn checks_and_extracts_see_letters_of_any_charset() {
    for (label, body) in [
        ("text/html; charset=windows-1252", &b"<p>caf\xe9 cr\xe8me</p>"[..]),
        ("text/html", b"<html><meta charset=iso-8859-1><p>caf\xe9 cr\xe8me</p>"),
        ("text/html; charset=utf-8", b"<p>caf\xc3\xa9 cr\xc3\xa8me</p>"),
        ("text/html", b"<p>caf\xc3\xa9 cr\xc3\xa8me</p>"),
    ] {
        let html = body.to_vec();
        let shop = Answering::by(move |_| answer("200 OK", &format!("content-type: {label}\r\n"), &html));
        let (place, code, said) = visit(
            &shop,
            "[[journey.step]]\nname = \"page\"\npath = \"/page\"\n\
             check = [{ name = \"the word\", body_contains = \"café\" }, { name = \"its form\", body_matches = \"caf. cr.me\" }]\n\
             extract = [{ name = \"word\", between = [\"café \", \"<\"] }]\n\
             [[journey.step]]\nname = \"next\"\npath = \"/next?q=${word}\"\n",
        );
        assert!(matches!(code, Some(0 | 120)), "{label}: {said}");
        assert_eq!(place.files().outcomes("check"), 0, "{label}");
        assert_eq!(paths(&shop).iter().filter(|path| *path == "/next?q=cr%C3%A8me").count(), 2, "{label}");
    }
}

#[test]
fn a_redirect_keeps_or_drops_the_body_as_browsers_do() {
    let answered = |asked: &Asked| match asked.path() {
        "/found" => answer("302 Found", "location: /land?from=found\r\n", b""),
        "/see" => answer("303 See Other", "location: /land?from=see\r\n", b""),
        _ => page("<p>landed</p>"),
    };
    for (method, path, becomes, keeps) in [
        ("POST", "/found", "GET", false),
        ("PUT", "/found", "PUT", true),
        ("PUT", "/see", "GET", false),
        ("DELETE", "/found", "DELETE", true),
    ] {
        let shop = Answering::by(answered);
        let step = format!(
            "[[journey.step]]\nname = \"send\"\nmethod = \"{method}\"\npath = \"{path}\"\nbody = '{{\"a\":1}}'\n\
             headers = {{ Content-Type = \"application/json\", X-Kept = \"yes\" }}\n"
        );
        let (_place, code, said) = visit(&shop, &step);
        assert!(matches!(code, Some(0 | 120)), "{method} {path}: {said}");
        let landed: Vec<Asked> =
            shop.asked().into_iter().filter(|asked| asked.path().starts_with("/land")).collect();
        assert_eq!(landed.len(), 2, "{method} {path}");
        for asked in landed {
            assert!(asked.head.starts_with(&format!("{becomes} ")), "{}", asked.head);
            assert_eq!(asked.header("x-kept"), Some("yes"));
            assert_eq!(asked.header("content-type").is_some(), keeps, "{}", asked.head);
            assert_eq!(asked.body, if keeps { "{\"a\":1}" } else { "" });
        }
    }
}

#[test]
fn a_shop_with_many_headers_is_read_from_the_first_look_on() {
    let links: String = (0..150).map(|file| format!("link: </f{file}.css>; rel=preload\r\n")).collect();
    let shop = Answering::by(move |_| {
        answer("200 OK", &format!("content-type: text/html\r\n{links}"), b"<p>full of links</p>")
    });
    let (place, code, said) = visit(
        &shop,
        "[[journey.step]]\nname = \"add\"\nmethod = \"POST\"\npath = \"/add\"\nform = { a = \"1\" }\n\
         [[journey.step]]\nname = \"page\"\npath = \"/page\"\n",
    );
    assert!(matches!(code, Some(0 | 120)), "{said}");
    let files = place.files();
    assert_eq!((files.requests("add"), files.requests("page")), (2, 2));
    // The first look asked twice; the load knew.
    let asked = paths(&shop);
    assert_eq!(asked.iter().filter(|path| *path == "/add").count(), 2, "{asked:?}");
    assert_eq!(asked.iter().filter(|path| *path == "/page").count(), 2, "{asked:?}");
}
