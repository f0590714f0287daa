//! Passwords and cookies that stand in the steps of a log-in themselves.

use crate::canary::mirror::{PAGE, mirror};
use crate::canary::search::{Canary, LEAK, assert_kept, leak};
use crate::support::answering::Answering;
use crate::support::{BINARY, Ended, Place};

fn text(toml: &str) -> String {
    toml::Value::from(toml).to_string()
}

fn scenario(shop: &Answering, [form, json, cookie]: [&str; 3]) -> String {
    format!(
        "schema = 1\nname = 'log in'\nbase_url = '{}/'\nmode = 'full'\n[http]\ncookies = 'per-vu'\n\
         [load]\nexecutor = 'per-vu-iterations'\nvus = 1\niterations = 2\n[[journey]]\nname = 'j'\n\
         [[journey.step]]\nname = 'log_in'\npath = '{PAGE}'\nonce_per_vu = true\ncookies = {{ session = {} }}\n\
         form = {{ email = 'a@b.test', password = {} }}\n\
         [[journey.step.check]]\nname = 'is logged in'\nbody_contains = 'no such text'\n\
         [[journey.step]]\nname = 'json'\npath = '{PAGE}'\njson = {{ user = {{ password = {} }} }}\n",
        shop.base,
        text(cookie),
        text(form),
        text(json)
    )
}

fn run(place: &Place, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut command = place.command(BINARY);
    command.args(arguments).envs(variables.iter().copied());
    place.start(&mut command).wait()
}

/// The log-in fails, so all that is said of broken visits is said, with samples of what the shop repeats.
#[test]
fn what_a_log_in_sends_is_in_no_file_and_no_message() {
    for is_right in [false, true] {
        let canaries =
            [Canary::new("a form's password"), Canary::new("a JSON password"), Canary::plain("a cookie")];
        let texts = canaries.each_ref().map(|canary| canary.text.as_str());
        let (shop, place) = (mirror(), Place::new());
        let file = scenario(&shop, texts);
        let file = if is_right { file.replace("no such text", "html") } else { file };
        place.write("s.toml", &file);
        let ended = run(&place, &["bench", "s.toml"], &[]);
        assert!(matches!(ended.code, Some(0 | 99 | 120)), "{ended:?}");
        let received = shop.received();
        let encoded: String = url::form_urlencoded::byte_serialize(texts[0].as_bytes()).collect();
        assert!(received.contains(&format!("password={encoded}")), "{received}");
        assert!(received.contains(&format!("session={}", texts[2])), "{received}");
        let json = serde_json::json!({ "user": { "password": texts[1] } }).to_string();
        assert_eq!(received.contains(&json), is_right, "a log-in that failed ends the visit: {received}");
        assert_kept(&canaries, &place.path(""), &["s.toml"], &ended);

        let exported = run(&place, &["export-k6", "s.toml", "-o", "s.js"], &[]);
        exported.assert_code(0);
        assert_kept(&canaries, &place.path(""), &["s.toml"], &exported);
        assert!(place.read("s.js").contains("__ENV.PROMO_LOAD_SECRET_PASSWORD"), "{}", place.read("s.js"));

        // The run's copy sends the same, once it is given what it names.
        let copy = place.runs()[0].join("scenario.toml");
        let copied = std::fs::read_to_string(&copy).unwrap();
        let variables = [
            ("PROMO_LOAD_SECRET_PASSWORD", texts[0]),
            ("PROMO_LOAD_SECRET_PASSWORD_2", texts[1]),
            ("PROMO_LOAD_SECRET_SESSION", texts[2]),
        ];
        assert!(variables.iter().all(|(name, _)| copied.contains(name)), "{copied}");
        let before = shop.asked().len();
        let again = run(&place, &["bench", copy.to_str().unwrap()], &variables);
        assert!(matches!(again.code, Some(0 | 99 | 120)), "{again:?}");
        let sent: String =
            shop.asked()[before..].iter().map(|asked| format!("{}{}\n", asked.head, asked.body)).collect();
        assert!(sent.contains(&format!("password={encoded}")), "{sent}");
        assert!(sent.contains(&format!("session={}", texts[2])), "{sent}");
        assert_eq!(sent.contains(&json), is_right, "{sent}");
        assert_kept(&canaries, &place.path(""), &["s.toml"], &again);
    }
}

#[test]
fn a_cookie_that_cannot_be_set_is_named_without_its_value() {
    let canary = Canary::plain("a cookie");
    let (shop, place) = (mirror(), Place::new());
    place.write("s.toml", &scenario(&shop, ["a", "b", &format!("{};", canary.text)]));
    let ended = run(&place, &["bench", "s.toml"], &[]);
    let problem = ended.assert_code(104).problem();
    assert!(problem.contains("step `log_in`: the cookie `session` cannot be set"), "{problem}");
    assert_kept(&[canary], &place.path(""), &["s.toml"], &ended);
}

#[test]
fn without_the_scrubber_the_password_is_found() {
    let canary = Canary::plain("a password");
    let (shop, place) = (mirror(), Place::new());
    place.write("s.toml", &scenario(&shop, [&canary.text, "b", "c"]));
    let ended = run(&place, &["bench", "s.toml"], &[(LEAK, "1")]);
    assert!(leak(&canary, &place.path("out"), &ended).is_some());
}
