//! Bodies of forms, with their files and encodings.

use super::*;

#[test]
fn a_multipart_form_keeps_its_fields_and_names_its_files() {
    let mime = "multipart/form-data; boundary=\"x-1\"";
    let part = |head: &str, value: &str| {
        format!("--x-1\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n")
    };
    let text = part("name=\"qty\"", "3")
        + &part("name=\"say\"", "a\r\n${vu.id} --x")
        + &part("name=\"pass\"", "hunter2")
        + &part("name=\"none\"; filename=\"\"\r\nContent-Type: application/octet-stream", "")
        + &part("name=\"f\"; filename=\"../../etc/a%22b.png\"\r\nContent-Type: image/png", "\u{89}PNG")
        + "--x-1--\r\n";
    let imported = imported(&[entry(1, "GET", "/a", 200, ""), post(2, "/form", mime, &text)]);
    let step = &imported.scenario.journeys[0].steps[1];
    assert_eq!((step.method(), step.body.as_deref(), step.headers.0.len()), ("POST", None, 0));
    let shown: Vec<_> = step
        .multipart
        .iter()
        .map(|part| (part.name.as_str(), part.value.as_deref(), part.file.as_deref().and_then(Path::to_str)))
        .collect();
    assert_eq!(
        shown,
        [
            ("qty", Some("3"), None),
            ("say", Some("a\r\n$${vu.id} --x"), None),
            ("pass", Some("${account.password}"), None),
            ("none", Some(""), None),
            ("f", None, Some("uploads/a_b.png")),
        ]
    );
    assert_eq!(step.multipart[4].filename.as_deref(), Some("../../etc/a\"b.png"));
    assert_eq!(step.multipart[4].content_type.as_deref(), Some("image/png"));
    assert!(
        imported.notes[0].ends_with("beside the scenario: uploads/a_b.png (step post_form)"),
        "{:?}",
        imported.notes
    );
    // Writing and reading it changes nothing.
    let toml = imported.scenario.to_toml().unwrap();
    assert_eq!(
        Scenario::parse(&toml, Path::new("x.toml")).unwrap().journeys,
        imported.scenario.journeys,
        "{toml}"
    );

    let firefox = json!({ "mimeType": mime, "params": [
        { "name": "qty", "value": "3" }, { "name": "f", "fileName": "a.png", "contentType": "image/png", "value": "x" } ] });
    let mut entry = entry(2, "POST", "/form", 200, "");
    entry["request"]["postData"] = firefox;
    let steps = steps(&[entry]);
    assert_eq!(steps[0].multipart.len(), 2);
    assert_eq!(steps[0].multipart[1].file.as_deref(), Some(Path::new("uploads/a.png")));
}

#[test]
fn a_multipart_form_that_is_cut_off_or_hides_a_secret_is_left_out() {
    let mime = "multipart/form-data; boundary=x";
    for text in [
        "",
        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n",
        "--x\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--",
        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{\"password\":\"hunter2\"}\r\n--x--",
    ] {
        let imported = imported(&[entry(1, "GET", "/a", 200, ""), post(2, "/form", mime, text)]);
        let step = &imported.scenario.journeys[0].steps[1];
        assert!(step.multipart.is_empty() && step.body.is_none(), "{text}");
        let said = "the body of step post_form is a multipart form that cannot be read";
        assert!(imported.notes.iter().any(|note| note.starts_with(said)), "{text}: {:?}", imported.notes);
    }
}

#[test]
fn half_a_character_is_read_as_browsers_send_it() {
    let text = |body: &str| {
        let good = entry(1, "GET", "/a", 200, "BODY").to_string();
        good.replace("BODY", body).replace("/a", &format!("/{body}"))
    };
    for (written, path) in [
        ("x\\ud83d y", "/x%EF%BF%BD%20y"),
        ("\\udc00", "/%EF%BF%BD"),
        ("\\ud83d\\ud83d\\ude00", "/%EF%BF%BD%F0%9F%98%80"),
        ("\\ud83d\\\\", "/%EF%BF%BD%5C"),
    ] {
        let har = format!("{{\"log\":{{\"version\":\"1.2\",\"entries\":[{}]}}}}", text(written));
        let imported = import(&har, &options(), &Shops::known()).unwrap();
        let found = imported.scenario.journeys[0].steps[0].path.replace("/%EF%BF%BD/", "/%EF%BF%BD%5C");
        assert_eq!(found, path, "{written}");
        assert!(imported.notes[0].starts_with("half a character"), "{:?}", imported.notes);
    }
    // An escaped backslash before the u is plain text.
    let har = format!("{{\"log\":{{\"version\":\"1.2\",\"entries\":[{}]}}}}", text("\\\\ud83d"));
    assert_eq!(import(&har, &options(), &Shops::known()).unwrap().notes, Vec::<String>::new());
}
