//! Cookies that the visitor sets itself, as a page's script does.

use std::collections::BTreeSet;

use crate::support::answering::{Answering, Asked, answer, page};
use crate::support::{Ended, Place};

fn cookie<'a>(asked: &'a Asked, name: &str) -> Vec<&'a str> {
    let cookies =
        asked.header("cookie").unwrap_or_default().split("; ").filter_map(|pair| pair.split_once('='));
    cookies.filter(|(known, _)| *known == name).map(|(_, value)| value).collect()
}

fn field<'a>(asked: &'a Asked, name: &str) -> Option<&'a str> {
    asked
        .body
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// A shop that takes a form only when its key is the cookie's, as Magento does, and then gives out a key of its own.
fn magento() -> Answering {
    Answering::by(|asked| match asked.path() {
        "/add" if field(asked, "form_key").is_none_or(|key| cookie(asked, "form_key") != [key]) => {
            answer("302 Found", "location: /expired\r\n", b"")
        }
        "/add" => answer("200 OK", "set-cookie: form_key=oftheshop1234567; Path=/\r\n", b"added"),
        _ => page("<p>"),
    })
}

fn bench(shop: &Answering, http: &str, steps: &str) -> (Place, Ended) {
    let place = Place::new();
    place.write(
        "s.toml",
        &format!(
            "schema = 1\nname = 'x'\nbase_url = '{}/'\nmode = 'full'\n{http}\n[load]\nexecutor = 'per-vu-iterations'\nvus = 2\n\
             iterations = 3\n[[journey]]\nname = 'buy'\n{steps}",
            shop.base
        ),
    );
    let ended = place.run(&["bench", "s.toml", "--quiet"]);
    (place, ended)
}

const ADDS: &str = "[[journey.step]]\nname = 'page'\npath = '/mug.html'\n\
    [[journey.step]]\nname = 'add'\npath = '/add'\nexpect_status = [200]\n\
    cookies = { form_key = '${random.alnum(16).form_key}' }\nform = { form_key = '${random.alnum(16).form_key}', product = 14 }\n\
    [[journey.step.extract]]\nname = 'form_key'\ncookie = 'form_key'\n\
    [[journey.step]]\nname = 'again'\npath = '/add'\nexpect_status = [200]\nform = { form_key = '${form_key}', product = 15 }\n";

#[test]
fn a_value_of_the_visit_is_cookie_and_field_until_the_shop_sets_its_own() {
    for http in ["", "[http]\ncookies = 'per-vu'\n"] {
        let shop = magento();
        let (place, ended) = bench(&shop, http, ADDS);
        assert!(matches!(ended.code, Some(0 | 120)), "{ended:?}");
        assert_eq!(place.files().count("/visits/whole/good"), 6);
        let asked = shop.asked();
        let adds: Vec<&Asked> = asked.iter().filter(|asked| asked.path() == "/add").collect();
        let drawn: BTreeSet<&str> = adds
            .iter()
            .filter(|asked| field(asked, "product") == Some("14"))
            .map(|asked| field(asked, "form_key").unwrap())
            .collect();
        assert_eq!(drawn.len(), 6, "one for each visit: {drawn:?}");
        assert!(
            drawn.iter().all(|key| key.len() == 16 && key.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        );
        let again = adds.iter().filter(|asked| field(asked, "product") == Some("15"));
        assert_eq!(again.filter(|asked| field(asked, "form_key") == Some("oftheshop1234567")).count(), 6);
        // A visitor of its own has no cookie on its first page; one who comes back has the shop's.
        let first =
            asked.iter().filter(|asked| asked.path() == "/mug.html" && !cookie(asked, "form_key").is_empty());
        assert_eq!(first.count(), if http.is_empty() { 0 } else { 4 });
        assert!(!asked.iter().any(|asked| asked.path() == "/expired"));
    }
}

/// What a shop brought may be no cookie: the step is not sent, and the message names the cookie but not what was in it.
#[test]
fn a_value_that_no_cookie_can_have_is_never_sent() {
    let shop = Answering::by(|asked| match asked.path() {
        "/page" => page("<b>half;canary-of-the-value</b>"),
        _ => page(""),
    });
    let steps = "[[journey.step]]\nname = 'page'\npath = '/page'\n[[journey.step.extract]]\nname = 'odd'\ncss = 'b'\n\
         [[journey.step]]\nname = 'next'\npath = '/next'\ncookies = { theme = '${odd}' }\n";
    let (place, ended) = bench(&shop, "", steps);
    assert!(matches!(ended.code, Some(99 | 120)), "{ended:?}");
    assert!(!shop.asked().iter().any(|asked| asked.path() == "/next"));
    let text = place.files().text;
    assert!(text.contains("the cookie `theme` cannot be set to its value"), "{text}");
    assert!(!text.contains("canary-of-the-value"));
}
