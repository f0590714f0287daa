//! Values in bodies, and what goes out beside the pages.

use super::*;

/// The plan's own body with these values.
fn own_body(plan: &Plan, step: usize, values: &Values) -> String {
    let bytes: Vec<u8> = match &plan.journeys()[0].steps[step].body {
        crate::plan::PlannedBody::Text(template) => template.fill(values).unwrap().into_bytes(),
        crate::plan::PlannedBody::Multipart(form) => form.fill(values).unwrap().to_vec(),
        _ => Vec::new(),
    };
    // The engine shows bytes as characters.
    bytes.into_iter().map(char::from).collect()
}

#[test]
fn values_in_json_are_escaped_as_in_promo_load() {
    for value in ["15\" screen", "back\\slash", "two\nlines\u{1}", "mug"] {
        let mut plan = of(&format!(
            "[[data]]\nname = 'd'\nrows = [{{ v = {} }}]\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/'\n\
             body = '{{\"q\":\"a ${{d.v}}\",\"in\":\"{{\\\"x\\\":\\\"${{d.v}}\\\"}}\",\"n\":${{iteration}},\"raw\":[\"${{raw:d.v}}\"]}}'\n",
            toml::Value::from(value)
        ));
        let recorded = walk(&script_of(&plan), "", &[]);
        let mut values = Values::of(plan.data());
        values.begin(1, 0);
        let own = own_body(&plan, 0, &values);
        assert_eq!(recorded.requests[0].body.as_deref(), Some(own.as_str()));
        plan = of("[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/'\nbody = 'q=${vu.id}'\n");
        assert!(!script_of(&plan).text.contains("escapeJson"), "only where it is needed");
    }
}

#[test]
fn a_json_table_is_the_same_document() {
    let plan = of(
        "[[data]]\nname = 'd'\nrows = [{ v = '15\" screen' }]\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\n\
         path = '/'\n[journey.step.json]\nid = 17\nprice = 1.5\nterm = '${d.v}'\noptions = [{ on = true, of = '${vu.id}' }]\n",
    );
    let recorded = walk(&script_of(&plan), "", &[]);
    let mut values = Values::of(plan.data());
    values.begin(1, 0);
    let own = own_body(&plan, 0, &values);
    let meant = serde_json::json!({ "id": 17, "price": 1.5, "term": "15\" screen", "options": [{ "on": true, "of": "1" }] });
    assert_eq!(serde_json::from_str::<serde_json::Value>(&own).unwrap(), meant);
    let asked = &recorded.requests[0];
    assert_eq!(asked.body.as_deref(), Some(own.as_str()));
    assert_eq!((asked.method.as_str(), asked.headers["Content-Type"].as_str()), ("POST", "application/json"));
}

#[test]
fn values_of_a_visit_have_the_same_forms() {
    let plan = of("[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/?t=${now.unix}'\n\
         headers = { X-Key = '${uuid}', X-Run = '${run.id}', X-Now = '${now}' }\n\
         form = { key = '${uuid}', other = '${uuid.b}', text = '${random.alnum(20)}', ms = '${now.unix_ms}' }\n");
    let script = script_of(&plan);
    let recorded = walk(&script, "", &[]);
    let asked = &recorded.requests[0];
    let body = asked.body.clone().unwrap();
    let field = |name: &str| {
        let mut fields = form_urlencoded::parse(body.as_bytes());
        fields.find(|(field, _)| field == name).map(|(_, value)| value.into_owned()).unwrap()
    };
    assert_eq!(asked.headers["X-Key"], field("key"), "one value in one visit");
    assert_ne!(field("key"), field("other"));
    let uuid =
        regex::Regex::new("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$").unwrap();
    assert!(uuid.is_match(&field("key")) && uuid.is_match(&field("other")), "{body}");
    assert!(field("text").len() == 20 && field("text").chars().all(|c| c.is_ascii_alphanumeric()), "{body}");
    assert!(asked.headers["X-Now"].ends_with('Z') && asked.headers["X-Now"].len() == 24);
    assert!(!asked.headers["X-Run"].is_empty());
    assert!(field("ms").parse::<u64>().unwrap() > 1_000_000_000_000);
}

#[test]
fn a_form_with_a_file_is_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a b.png"), b"PNG\r\n\xff\x00").unwrap();
    let path = folder.path().join("x.toml");
    let toml = format!(
        "schema = 1\nname = 'x'\nbase_url = '{BASE}/'\nmode = 'full'\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\n\
         path = '/'\nmultipart = [{{ name = 'n', value = 'é ${{vu.id}}' }}, {{ name = 'f\"', file = 'a b.png' }}]\n"
    );
    std::fs::write(&path, toml).unwrap();
    let plan = plan_of(Scenario::read(&path).unwrap());
    let script = script_of(&plan);
    let file = std::path::absolute(folder.path().join("a b.png")).unwrap().to_string_lossy().into_owned();
    let setup = Setup {
        export: "shoppers".to_owned(),
        files: BTreeMap::from([(file.clone(), "PNG\r\n\u{ff}\0".to_owned())]),
        ..Setup::default()
    };
    let recorded = run(&script.text, &setup);
    assert!(recorded.errors.is_empty(), "{:?}\n{}", recorded.errors, script.text);
    let mut values = Values::default();
    values.begin(1, 0);
    assert_eq!(recorded.requests[0].body.as_deref(), Some(own_body(&plan, 0, &values).as_str()));
    assert!(
        recorded.requests[0].headers["Content-Type"]
            .starts_with("multipart/form-data; boundary=----promo-load-")
    );
    assert_eq!(recorded.opened, [file]);
    assert!(
        script.notes.iter().any(|note| note.to_string().contains("each VU of k6 keeps a copy")),
        "{:?}",
        script.notes
    );
}

#[test]
fn what_the_pages_scripts_ask_goes_out_while_the_shopper_thinks() {
    let script = |think: &str, check: &str| {
        let toml = format!(
            "[thresholds]\nhttp_req_duration = ['p(95)<500']\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'page'\npath = '/'\nthink_time = '{think}'\n\
             [[journey.step]]\nname = 'page lists'\npath = '/lists'\nbackground = true\n{check}\
             [[journey.step]]\nname = 'page grades'\npath = '/grades'\nbackground = true\n\
             [[journey.step]]\nname = 'next'\npath = '/next'\nthink_time = '2s'\n"
        );
        script_of(&of(&toml)).text.split_whitespace().collect::<String>().replace('"', "'")
    };
    let text = script("3s", "");
    for part in [
        "think(3);return(isExpected(answer))||thinkOn();",
        "conststep_page_lists=step('pagelists'",
        "thinkOn();returntrue;",
        "sleep(2);",
        "tags:{kind:'background'}",
        "'http_req_duration{kind:page}'",
    ] {
        let part = part.replace("conststep_page_lists=step(", "step(");
        assert!(text.contains(&part), "`{part}` is not in {text}");
    }
    assert_eq!(text.matches("returntrue;").count(), 3, "both, and a helper: {text}");
    let checked = script("3s", "[[journey.step.check]]\nname = 'c'\nbody_contains = 'x'\n");
    assert!(checked.contains("{'c':(r)=>") || checked.contains("{c:(r)=>"), "{checked}");
    assert!(checked.matches("||thinkOn();").count() == 2, "{checked}");
    let hasty = script("0s", "");
    assert!(!hasty.contains("think(") && !hasty.contains("thinkOn"), "{hasty}");
}
