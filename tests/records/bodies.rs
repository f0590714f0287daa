//! What requests carry: JSON, multipart forms, and methods of all kinds.

use crate::support::answering::{Answering, Asked, answer};
use crate::support::{Ended, Place};

/// A server that answers all it is asked with this JSON.
fn server(json: &'static str) -> Answering {
    Answering::by(move |_| answer("200 OK", "content-type: application/json\r\n", json.as_bytes()))
}

/// Walks a journey of these steps so many times.
fn walk(server: &Answering, place: &Place, steps: &str, iterations: &str) -> Ended {
    place.write(
        "s.toml",
        &format!("schema = 1\nname = 's'\nbase_url = '{}/'\nmode = 'full'\n{steps}", server.base),
    );
    place.run(&["bench", "s.toml", "--vus", "1", "--iterations", iterations, "--think-time", "0"])
}

/// What the load sent.
fn sent(server: &Answering) -> Vec<Asked> {
    let mut asked = server.asked();
    asked.retain(|asked| asked.header("x-promo-load-phase").is_none());
    asked
}

const TERMS: &str = "term\nmug\n\"15\"\" screen\"\nback\\slash\n\"two\nlines\"\n";

#[test]
fn values_in_json_are_json() {
    for (kind, body, is_json) in [
        ("headers = { Content-Type = 'application/json' }", r#"{"q":"${d.term}","n":${iteration}}"#, true),
        ("headers = { content-type = 'application/vnd.api+json; charset=utf-8' }", r#"["${d.term}"]"#, true),
        ("", r#" {"q":"a ${d.term}"}"#, true),
        ("headers = { Content-Type = 'text/plain' }", r#"{"q":"${d.term}"}"#, false),
        ("headers = { Content-Type = 'application/json' }", r#"{"q":"${raw:d.term}"}"#, false),
        ("", "q=${d.term}", false),
    ] {
        let (server, place) = (server("{}"), Place::new());
        place.write("terms.csv", TERMS);
        let steps = format!(
            "[[data]]\nname = 'd'\nfile = 'terms.csv'\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/'\n\
             method = 'POST'\n{kind}\nbody = '{body}'\n"
        );
        walk(&server, &place, &steps, "4").assert_code(0);
        let bodies: Vec<String> = sent(&server).into_iter().map(|asked| asked.body).collect();
        assert_eq!(bodies.len(), 4);
        for (sent, term) in bodies.iter().zip(["mug", "15\" screen", "back\\slash", "two\nlines"]) {
            let read: Option<serde_json::Value> = serde_json::from_str(sent).ok();
            if is_json {
                let read = read.unwrap_or_else(|| panic!("{body}: {sent}"));
                let value = read.get("q").or_else(|| read.get(0)).unwrap().as_str().unwrap();
                assert_eq!(value.trim_start_matches("a "), term, "{body}");
            } else {
                let plain = body.replace("raw:", "").replace("${d.term}", term);
                assert_eq!(*sent, plain);
            }
        }
    }
}

#[test]
fn an_extracted_value_in_json_is_json() {
    let (server, place) = (server(r#"{"name":"15\" é"}"#), Place::new());
    let steps = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n\
                 [[journey.step.extract]]\nname = 'name'\njson = '/name'\n\
                 [[journey.step]]\nname = 'b'\npath = '/b'\nbody = '{\"in\":\"{\\\"q\\\":\\\"${name}\\\"}\"}'\n";
    walk(&server, &place, steps, "1").assert_code(0);
    let outer: serde_json::Value = serde_json::from_str(&sent(&server)[1].body).unwrap();
    let inner: serde_json::Value = serde_json::from_str(outer["in"].as_str().unwrap()).unwrap();
    assert_eq!(inner["q"], "15\" é");
}

#[test]
fn raw_has_no_meaning_elsewhere() {
    let (server, place) = (server("{}"), Place::new());
    for step in [
        "path = '/${raw:vu.id}'",
        "path = '/'\nform = { a = '${raw:vu.id}' }",
        "path = '/'\nheaders = { a = '${raw:vu.id}' }",
    ] {
        let ended = walk(
            &server,
            &place,
            &format!("[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\n{step}\n"),
            "1",
        );
        let problem = ended.assert_code(104).problem();
        assert!(problem.contains("`raw:` belongs into a JSON body"), "{problem}");
    }
}

const UPLOAD: &str = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'photo'\npath = '/photo'\nmultipart = [\n\
     { name = 'nr', value = '${iteration}' },\n\
     { name = 'photo', file = 'pictures/mug.png', content_type = 'image/png' },\n\
     { name = 'list', value = 'a,b', filename = 'list.csv', content_type = 'text/csv' },\n]\n";

#[test]
fn a_form_with_a_file() {
    let (server, place) = (server("{}"), Place::new());
    std::fs::create_dir(place.path("pictures")).unwrap();
    place.write("pictures/mug.png", "PNG\r\n\r\nbytes");
    let ended = walk(&server, &place, UPLOAD, "2");
    ended.assert_code(0);
    assert!(ended.stdout.contains("mug.png with its form, 12 bytes each time"), "{}", ended.stdout);
    for (iteration, asked) in sent(&server).into_iter().enumerate() {
        assert!(asked.head.starts_with("POST /photo "), "{}", asked.head);
        let (_, boundary) = asked.header("content-type").unwrap().split_once("boundary=").unwrap();
        assert_eq!(
            asked.body,
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"nr\"\r\n\r\n{iteration}\r\n--{boundary}\r\n\
                 Content-Disposition: form-data; name=\"photo\"; filename=\"mug.png\"\r\nContent-Type: image/png\r\n\r\n\
                 PNG\r\n\r\nbytes\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"list\"; filename=\"list.csv\"\r\n\
                 Content-Type: text/csv\r\n\r\na,b\r\n--{boundary}--\r\n"
            )
        );
    }
    // The run's own copy of the scenario finds the file where it was.
    let copy = place.runs()[0].join("scenario.toml");
    let folder = place.path("pictures");
    let again = ["bench", copy.to_str().unwrap(), "--vus", "1", "--iterations", "1"];
    let ended = place.run(&again);
    assert!(ended.assert_code(104).problem().contains("allow its folder with --data-folder"));
    place.run(&[&again[..], &["--data-folder", folder.to_str().unwrap()]].concat()).assert_code(0);
}

#[test]
fn forms_that_cannot_be_sent() {
    let (server, place) = (server("{}"), Place::new());
    std::fs::write(place.path("../outside.bin"), "x").unwrap();
    for (step, part) in [
        (
            "multipart = [{ name = 'a', file = 'none.png' }]",
            "step `a`: cannot read none.png, which the form sends",
        ),
        ("multipart = [{ name = 'a', file = '../outside.bin' }]", "is not in the scenario's folder"),
        ("multipart = [{ name = 'a' }]", "the part `a` needs one of `value` and `file`"),
        (
            "multipart = [{ name = 'a', value = '1' }]\nbody = 'x'",
            "a multipart form beside another form or a body",
        ),
        (
            "multipart = [{ name = 'a', value = '1' }]\nform = { b = 1 }",
            "a multipart form beside another form or a body",
        ),
        (
            "multipart = [{ name = 'a', value = '1' }]\nheaders = { Content-Type = 'multipart/form-data' }",
            "names a Content-Type, which a multipart form has of its own",
        ),
    ] {
        let ended = walk(
            &server,
            &place,
            &format!("[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/'\n{step}\n"),
            "1",
        );
        let problem = ended.assert_code(104).problem();
        assert!(problem.contains(part), "{problem}");
    }
    assert!(server.asked().is_empty());
    std::fs::remove_file(place.path("../outside.bin")).unwrap();
}

#[test]
fn a_recorded_upload_is_sent_again() {
    let (server, place) = (server("{}"), Place::new());
    let text = "--x\r\nContent-Disposition: form-data; name=\"qty\"\r\n\r\n3\r\n--x\r\nContent-Disposition: form-data; \
                name=\"f\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u{89}PNG\r\n--x--\r\n";
    let har = serde_json::json!({ "log": { "version": "1.2", "entries": [{
        "startedDateTime": "2026-01-01T00:00:00Z", "time": 10,
        "request": { "method": "POST", "url": server.url("/form"), "headers": [
            { "name": "Content-Type", "value": "multipart/form-data; boundary=x" } ],
            "postData": { "mimeType": "multipart/form-data; boundary=x", "text": text } },
        "response": { "status": 200, "content": { "mimeType": "text/html" } },
    }] } });
    place.write("x.har", &har.to_string());
    let ended = place.run(&["compile", "x.har", "-o", "x.toml"]);
    assert!(ended.assert_code(0).stderr.contains("beside the scenario: uploads/a.png"), "{}", ended.stderr);
    let bench = ["bench", "x.toml", "--vus", "1", "--iterations", "1"];
    assert!(place.run(&bench).assert_code(104).problem().contains("cannot read uploads/a.png"));
    std::fs::create_dir(place.path("uploads")).unwrap();
    place.write("uploads/a.png", "mine");
    place.run(&bench).assert_code(0);
    let body = &sent(&server)[0].body;
    assert!(
        body.contains("name=\"qty\"\r\n\r\n3\r\n")
            && body.contains("filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nmine\r\n"),
        "{body}"
    );
}

#[test]
fn any_method_is_sent_as_it_is_written() {
    let place = Place::new();
    for (method, line) in [
        ("PROPFIND", "PROPFIND / "),
        ("PURGE", "PURGE / "),
        ("purge", "purge / "),
        ("M-SEARCH", "M-SEARCH / "),
        ("put", "PUT / "),
        ("head", "HEAD / "),
    ] {
        let server = server("");
        let steps = format!(
            "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/'\nmethod = '{method}'\n"
        );
        walk(&server, &place, &steps, "1").assert_code(0);
        assert!(sent(&server)[0].head.starts_with(line), "{method}: {:?}", sent(&server));
        let ended = place.run(&["bench", "s.toml", "--mode", "read-only", "--vus", "1", "--iterations", "1"]);
        if method == "head" {
            ended.assert_code(0);
        } else {
            let problem = ended.assert_code(104).problem();
            assert!(
                problem.contains("may change the shop, but the scenario's mode is read-only"),
                "{problem}"
            );
        }
    }
    for method in ["", "a b", "GET\u{7f}", "CONNECT"] {
        let server = server("");
        let quoted = serde_json::to_string(method).unwrap().replace('\u{7f}', "\\u007f");
        let steps =
            format!("[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/'\nmethod = {quoted}\n");
        let ended = walk(&server, &place, &steps, "1");
        let problem = ended.assert_code(104).problem();
        assert!(problem.contains("is not a method") || problem.contains("said to a proxy"), "{problem}");
    }
}
