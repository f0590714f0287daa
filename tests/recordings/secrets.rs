//! Secrets of a recording are written nowhere.

use super::*;

#[test]
fn secrets_are_never_written() {
    let mut login = post(2, "/en/login", FORM, "email=a%40b.test&password=hunter2hunter2&stay=1");
    login["request"]["headers"] = json!([
        { "name": "Authorization", "value": "Bearer hunter2hunter2" },
        { "name": "Cookie", "value": "s=hunter2hunter2" },
        { "name": "User-Agent", "value": "hunter2" },
    ]);
    let imported = imported(&[
        entry(1, "GET", "/en/login?passwd=hunter2", 200, "<input value=\"hunter2hunter2\">"),
        login,
        post(
            3,
            "/api",
            "application/json",
            "{\"user\":{\"password\":\"hunter2\\\"x\"},\"card_number\":\"4111hunter2\",\"cvc\":123454321}",
        ),
        post(4, "/api/list", FORM, "password=hunter2&password=hunter2"),
        post(5, "/upload", "multipart/form-data; boundary=x", "hunter2"),
    ]);
    let text = imported.scenario.to_toml().unwrap();
    assert!(!text.contains("hunter2") && !text.contains("a@b.test"), "{text}");
    assert!(
        text.contains("email = \"${account.email}\"") && text.contains("password = \"${account.password}\""),
        "{text}"
    );
    assert!(text.contains("/en/login?passwd=${account.password}"), "{text}");
    assert!(
        text.contains(r#"{"user":{"password":"${account.password}"},"card_number":"${account.cardnumber}","cvc":"${account.cvc}"}"#),
        "{text}"
    );
    assert_eq!(imported.account_fields, ["cardnumber", "cvc", "email", "password"]);
    assert_eq!(
        imported.scenario.data,
        [DataSource::of_file("account", "accounts.csv", Pick::Unique).kept_secret()]
    );
    let notes = imported.notes.join("\n");
    for part in [
        "the body of step post_upload is a multipart form that cannot be read",
        "left out, headers that carry a secret, which is never written: Authorization; give yours with --header \
         Authorization=env:VARIABLE",
        "its first line `cardnumber,cvc,email,password`",
    ] {
        assert!(notes.contains(part), "`{part}` is not in {notes}");
    }
}

#[test]
fn no_name_of_a_secret_is_overlooked() {
    let json = "application/json";
    for name in [
        "pass",
        "passwd",
        "pw",
        "pwd",
        "pin",
        "passphrase",
        "secret",
        "api_key",
        "apikey",
        "access_key",
        "client_secret",
        "refresh_token",
        "otp",
        "cvv",
        "iban",
        "user[pass]",
        "newPass",
        "userpass",
        "mot_de_passe",
        "pass1",
        "user[pass2]",
        "ssn",
        "magicLink",
        "magic_link",
        "sessionid",
        "cvc",
    ] {
        let coded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        for (path, mime, text) in [
            ("/a", FORM, format!("x=1&{coded}=hunter2x9")),
            ("/a", FORM, format!("x[]=1&x[]=2&{coded}=hunter2x9")),
            ("/a", json, format!("{{\"a\":[{{\"{name}\":\"hunter2x9\"}}],\"b\":1}}")),
            ("/a", json, format!("{{\"{name}\":[\"hunter2x9\"]}}")),
            (&format!("/a?{coded}=hunter2x9"), json, "{}".to_owned()),
        ] {
            let imported = imported(&[post(1, path, mime, &text)]);
            let written = imported.scenario.to_toml().unwrap();
            assert!(
                !written.contains("hunter2x9") && written.contains("${account."),
                "{path} {text}: {written}"
            );
        }
    }
}

#[test]
fn the_number_of_a_card_is_one_whatever_its_field_is_called() {
    let json = "application/json";
    // The second begins as no issuer's numbers do, the third has a wrong check digit, the last is an id.
    for (name, number, is_card) in [
        ("number", "4111 1111 1111 1111", true),
        ("x", "378282246310005", true),
        ("x", "9111111111111111115", false),
        ("cc", "9111111111111111115", true),
        ("card[pan]", "4111111111111112", false),
        ("variant", "43729076584687", false),
    ] {
        let coded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let sent: String = url::form_urlencoded::byte_serialize(number.as_bytes()).collect();
        for (path, mime, text) in [
            ("/a", FORM, format!("y=1&{coded}={sent}")),
            ("/a", json, format!("{{\"a\":[{{\"{name}\":\"{number}\"}}]}}")),
            (&format!("/a?{coded}={sent}"), json, "{}".to_owned()),
        ] {
            let imported = imported(&[post(1, path, mime, &text)]);
            let written = imported.scenario.to_toml().unwrap();
            assert_eq!(written.contains("${account.cardnumber}"), is_card, "{path} {text}: {written}");
            assert_eq!(
                written.contains(number) || written.contains(&sent),
                !is_card,
                "{path} {text}: {written}"
            );
        }
    }
    let inner = imported(&[post(1, "/a", "text/xml", "<c><n>4111111111111111</n></c>")]);
    assert!(inner.scenario.journeys[0].steps[0].body.is_none());
}

#[test]
fn a_body_with_a_secret_that_cannot_be_replaced_is_left_out() {
    let json = "application/json";
    for (mime, text, kept) in [
        ("text/xml", "<l><password>hunter2</password></l>", false),
        ("text/plain", "pin hunter2", false),
        (json, "{\"user\":{\"passphrase\":\"hunter2\"},\"t\":\"not json", false),
        (json, r#"{"query":"mutation { login(email: \"a\", password: \"hunter2\") { id } }"}"#, false),
        (json, r#"{"inner":"{\"password\":\"hunter2\"}"}"#, false),
        (FORM, "data=%7B%22password%22%3A%22hunter2%22%7D", false),
        (json, r#"{"query":"mutation ($password: String!) { login(password: $password) { id } }"}"#, true),
        ("text/xml", "<l><mug>1</mug></l>", true),
    ] {
        let imported = imported(&[post(1, "/login", mime, text)]);
        let step = &imported.scenario.journeys[0].steps[0];
        assert_eq!(step.body.is_some(), kept, "{text}");
        assert!(step.form.is_empty() && step.method() == "POST", "{text}");
        let said = imported.notes.iter().any(|note| note.starts_with("the body of step post_login may hold"));
        assert_eq!(said, !kept, "{text}: {:?}", imported.notes);
        assert!(!imported.scenario.to_toml().unwrap().contains("hunter2"), "{text}");
    }
}

#[test]
fn a_name_and_password_in_the_address_are_not_written() {
    let text = entry(1, "GET", "/a", 200, "").to_string().replace("https://", "https://jane:hunter2@");
    let imported = imported(&[serde_json::from_str(&text).unwrap()]);
    assert_eq!(imported.scenario.base_url.as_str(), "https://shop.test/");
    assert_eq!(
        imported.notes,
        [
            "left out, names and passwords in addresses, which are never written: https://shop.test; give yours with \
             --header Authorization=env:VARIABLE, \"Basic\" and both in Base64"
        ]
    );
}
