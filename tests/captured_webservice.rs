//! What a real PrestaShop 8.2's webservice answered, read as this program reads it. The captures are not part of this
//! project: their folder is named by `PROMO_LOAD_CAPTURES`, and without it these tests say so and pass.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers are tests")]

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Once;

use promo_load::http::{AddressClass, Answer, HeaderMap, HeaderName, HeaderValue, Method, Redirect, Site};
use promo_load::promotion::{
    self, Availability, BackOffice, CartRule, Complexity, PromotionType, RuleRestriction,
};
use promo_load::shops::Shops;
use promo_load::shops::prestashop::{AnswerForm, CartRulesError, WebserviceRefusal, cart_rules_of};
use url::Url;

/// All recorded answers that the webservice gave, each with the name of its file.
fn transcripts() -> Vec<(String, Answer)> {
    let Some(folder) = std::env::var_os("PROMO_LOAD_CAPTURES").map(PathBuf::from) else {
        static SAID: Once = Once::new();
        // Past the test harness, which swallows what passing tests print.
        SAID.call_once(|| {
            let _ = writeln!(
                std::io::stderr(),
                "skipped: PROMO_LOAD_CAPTURES names no folder of captured answers"
            );
        });
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder.join("transcripts")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if name.contains("-ws-") || name.ends_with("webservice") {
            found.push((name, answer(&String::from_utf8_lossy(&std::fs::read(path).unwrap()))));
        }
    }
    found.sort_by_key(|(name, _)| name.clone());
    assert!(found.len() > 30, "{} transcripts", found.len());
    found
}

fn answer(transcript: &str) -> Answer {
    let transcript = transcript.replace("\r\n", "\n");
    let (_, response) = transcript.split_once("<<<<<<<< RESPONSE\n").unwrap();
    let (head, body) = response.split_once("\n\n").unwrap_or((response, ""));
    let mut lines = head.trim_end().lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in lines.map(|line| line.split_once(": ").unwrap()) {
        headers.append(HeaderName::try_from(name).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    Answer { status, headers, body: body.trim_end_matches('\n').to_owned().into() }
}

fn named(name: &str) -> Option<Answer> {
    let found = transcripts().into_iter().find(|(known, _)| known == name);
    found.map(|(_, answer)| answer)
}

/// Ids of the rules, or why there are none.
fn expected(name: &str) -> Result<Vec<u64>, WebserviceRefusal> {
    use WebserviceRefusal::{
        KeyMalformed, KeyRefused, KeyUnseen, MethodRefused, NoRight, NotJson, NotThere, SwitchedOff,
        Unreadable,
    };
    Err(match name.split('-').next().unwrap() {
        "74" | "80" => return Ok(vec![5, 1, 2, 3, 4, 6, 8, 9, 10]),
        "77" | "78" | "79" => return Ok(vec![2]),
        "81" => return Ok(Vec::new()),
        // Nobody asks for XML, so there it is a mistake.
        "70" | "71" | "72" | "73" | "76" | "82" | "92" | "94" | "103" => NotJson(AnswerForm::Xml),
        "75" => Unreadable(CartRulesError::IdsOnly),
        "93" | "95" | "96" | "97" => Unreadable(CartRulesError::Other),
        "83" | "84" => NotThere,
        "85" => KeyUnseen,
        "86" | "87" | "89" => KeyRefused,
        "88" => KeyMalformed,
        "90" => NoRight,
        "91" => MethodRefused,
        "98" => WebserviceRefusal::Refused { code: 32, status: 400, message: String::new() },
        "99" => WebserviceRefusal::Status(301),
        "100" | "100b" => SwitchedOff,
        other => panic!("no expectation for transcript {other}"),
    })
}

#[test]
fn every_answer_is_understood_as_what_it_is() {
    for (name, answer) in transcripts() {
        let read = cart_rules_of(&answer).map(|rules| rules.iter().map(|rule| rule.id).collect::<Vec<_>>());
        if let Err(error) = &read {
            assert_eq!(error.to_string().lines().count(), 1, "{name}: {error}");
        }
        match (read, expected(&name)) {
            (
                Err(WebserviceRefusal::Refused { code, status, message }),
                Err(WebserviceRefusal::Refused { code: c, status: s, .. }),
            ) => {
                assert_eq!((code, status), (c, s), "{name}");
                assert!(
                    message.starts_with("This filter does not exist. Did you mean: \"code\"?"),
                    "{message}"
                );
                assert!(message.chars().count() < 200, "{message}");
            }
            (read, expected) => assert_eq!(read, expected, "{name}"),
        }
    }
}

#[test]
fn a_redirect_within_the_shop_is_one() {
    let Some(answer) = named("99-ws-api-redirect") else { return };
    let at = Url::parse("http://127.0.0.1:8081/api").unwrap();
    let to = Url::parse("http://127.0.0.1:8081/api/").unwrap();
    let site = Site::of(&at, AddressClass::Private).unwrap();
    let [at, to] = [at, to].map(|url| site.target(url).unwrap());
    assert_eq!(Redirect::of(&answer, &at, &Method::GET), Redirect::Follow(Box::new(to), Method::GET));
}

#[test]
fn the_rules_in_full() {
    let Some(answer) = named("74-ws-cart_rules-active-full-json") else { return };
    let rules = cart_rules_of(&answer).unwrap();
    let rule = |id: u64| rules.iter().find(|rule: &&CartRule| rule.id == id).unwrap();
    let sale = rule(2);
    assert_eq!((sale.code.as_deref(), sale.active, sale.customer), (Some("BF2025"), true, None));
    assert_eq!(
        (sale.name(Some(1)), sale.name(Some(2))),
        (Some("Black Friday 10%"), Some("Black Friday -10%"))
    );
    assert_eq!(sale.percent.unwrap().to_string(), "10");
    assert_eq!((sale.quantity, sale.per_customer, sale.priority), (1_000_000, 1_000_000, 1));
    assert_eq!(sale.valid_until.as_deref(), Some("2029-11-20 02:52:54"));
    // One rule of the shop excludes others, so all of them carry a list.
    assert!(rules.iter().all(|rule| rule.restricted.contains(&RuleRestriction::Rules)));
    assert_eq!(rule(3).minimum.unwrap().amount.to_string(), "50");
    assert_eq!(rule(6).quantity, 0);
    assert_eq!((rule(1).code.as_deref(), rule(8).gift_product), (None, Some(6)));
    // The same rule on its own leaves its zeros out.
    let alone = cart_rules_of(&named("77-ws-cart_rule-2-json").unwrap()).unwrap();
    assert_eq!(alone.iter().collect::<Vec<_>>(), [sale]);
}

#[test]
fn the_rules_beside_what_the_page_shows() {
    let Some(answer) = named("74-ws-cart_rules-active-full-json") else { return };
    let folder = std::env::var_os("PROMO_LOAD_CAPTURES").map(PathBuf::from).unwrap();
    let html = std::fs::read_to_string(folder.join("pages/product-6-simple-reduced-20pct.html")).unwrap();
    let page = Shops::known().parse(&html, &Shops::known().base_url_from(&html).unwrap());
    let seen = promotion::detect(&page);
    let before = seen.len();
    let told = BackOffice {
        rules: cart_rules_of(&answer).unwrap(),
        unknown_codes: Vec::new(),
        is_complete: true,
        now: "2026-11-21T01:53:06Z".parse().unwrap(),
    };
    let enriched = promotion::enrich(&page, seen, false, &told);
    let rule = |id: u64| enriched.promotions.iter().find(|found| found.rule_id == Some(id)).unwrap();
    // The advertised code is one with its rule, which the page gives no id of.
    assert_eq!(enriched.promotions.len(), before + 8);
    assert_eq!((rule(2).remaining, rule(2).seen.as_str()), (Some(1_000_000), "cart.discounts"));
    assert_eq!((rule(5).state, rule(6).state), (Some(Availability::Expired), Some(Availability::UsedUp)));
    assert_eq!((rule(8).kind, rule(4).kind), (PromotionType::Gift, PromotionType::FreeShipping));
    assert_eq!(rule(3).minimum.unwrap().to_string(), "50.00 EUR");
    assert_eq!(rule(9).name.as_deref(), Some("30% on the black t-shirts"));
    assert_eq!(promotion::complexity(&enriched.promotions), Complexity::High);
    let notes: Vec<_> = enriched.notes.iter().map(ToString::to_string).collect();
    assert_eq!(notes, ["the webservice tells of 9 active cart rules: 7 can be used, 1 expired, 1 used up"]);
}
