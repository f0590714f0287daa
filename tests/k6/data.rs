//! Rows of data files, and values that are extracted.

use std::collections::{BTreeMap, BTreeSet};

use promo_load::scenario::{Lifetime, Load, Scenario};
use promo_load::shop::JournalEntry;

use crate::k6::pair::{Both, Stage, fixed, journal_shop, scenario};
use crate::k6::tool::{K6, k6};
use crate::support::Place;

/// Texts that have to be quoted, encoded or both on their way.
const ROWS: &str = "term;note\nmug;plain\n\"a;b \"\"c\"\"\";50 % & more\nété + œ;\u{1f600}\n";

const SEARCH: &str = "
[[journey]]
name = 'search'
[[journey.step]]
name = 'search'
path = '/en/search?s=${row.term}'
headers = { X-Note = 'n' }
[[journey.step.check]]
name = 'is a search page'
body_contains = '<body id=\"search\"'
[[journey.step]]
name = 'voucher'
path = '/en/cart'
headers = { Accept = 'application/json' }
form = { token = 'x', note = '${row.note}', addDiscount = '1', discount_name = '${row.term}' }
";

fn with_rows(k6: &K6, data: &str, load: Load) -> Both {
    let (shop, place) = (journal_shop(), Place::new());
    place.write("rows.csv", ROWS);
    let mut parsed = scenario(&format!("[[data]]\nname = 'row'\n{data}\n{SEARCH}"));
    parsed.loads = vec![load];
    let stage = Stage::set(place, parsed, &shop.base_url());
    if data.contains("random") {
        return Both { native: stage.native(&shop), k6: stage.k6(k6, &shop) };
    }
    stage.assert_alike(k6, &shop)
}

/// The values of a form's field, in order.
fn fields<'a>(journal: &'a [JournalEntry], name: &str) -> Vec<&'a str> {
    let all = journal.iter().flat_map(|entry| &entry.form);
    all.filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
}

#[test]
fn rows_are_dealt_in_turn() {
    let Some(k6) = &k6() else { return };
    let inline = "rows = [{ term = 'mug', note = 'x\"y' }, { term = 'a\\b', note = 'https://a/?b=c#d' }]";
    for (data, rows) in [("file = 'rows.csv'", 3), (inline, 2)] {
        let both = with_rows(k6, data, Load { iterations: Some(3), ..fixed() });
        for side in [&both.native, &both.k6] {
            let mut dealt: BTreeMap<&str, u64> = BTreeMap::new();
            for note in fields(&side.journal, "note") {
                *dealt.entry(note).or_default() += 1;
            }
            assert_eq!(dealt.len(), rows);
            assert!(dealt.values().all(|times| *times == 6 / rows as u64), "{dealt:?}");
        }
    }
}

#[test]
fn a_visitor_keeps_a_unique_row() {
    let Some(k6) = &k6() else { return };
    let both = with_rows(k6, "file = 'rows.csv'\npick = 'unique'", fixed());
    for side in [&both.native, &both.k6] {
        let mut of_visitor: BTreeMap<u64, BTreeSet<&str>> = BTreeMap::new();
        for entry in &side.journal {
            of_visitor
                .entry(entry.connection)
                .or_default()
                .extend(fields(std::slice::from_ref(entry), "note"));
        }
        assert!(of_visitor.values().all(|rows| rows.len() == 1), "{of_visitor:?}");
    }
}

/// Which rows are drawn cannot be the same. That they are the file's, and the same for all steps of a visit, can.
#[test]
fn drawn_rows_are_rows_of_the_file() {
    let Some(k6) = &k6() else { return };
    let load = Load { iterations: Some(40), vus: Some(1), ..fixed() };
    let both = with_rows(k6, "file = 'rows.csv'\npick = 'random'", load);
    for side in [&both.native, &both.k6] {
        let notes = fields(&side.journal, "note");
        let pairs: BTreeSet<_> = notes.iter().zip(fields(&side.journal, "discount_name")).collect();
        let expected = [("plain", "mug"), ("50 % & more", "a;b \"c\""), ("\u{1f600}", "été + œ")];
        assert_eq!(pairs, expected.iter().map(|(note, term)| (note, *term)).collect());
        let searched: BTreeSet<&str> = side
            .journal
            .iter()
            .map(|entry| entry.target.as_str())
            .filter(|target| target.contains("s="))
            .collect();
        assert_eq!(searched.len(), 3, "{searched:?}");
    }
    assert_eq!(both.native.iterations, both.k6.iterations);
}

/// Two products and a cart: tokens, form fields and cookies come from the answers before.
const BUY: &str = "
[[journey]]
name = 'buy'
[[journey.step]]
name = 'product'
path = '/en/home-accessories/6-mug-the-best-is-yet-to-come.html'
[[journey.step.extract]]
name = 'token'
between = ['\"static_token\":\"', '\"']
[[journey.step.extract]]
name = 'kind'
header = 'Content-Type'
[[journey.step.extract]]
name = 'title'
css = 'h1'
[[journey.step.extract]]
name = 'id'
regex = 'name=\"id_product\" value=\"([0-9]+)\"'
optional = true
[[journey.step.extract]]
name = 'session'
cookie = 'PHPSESSID'
[[journey.step]]
name = 'add'
path = '/en/cart'
headers = { Accept = 'application/json', X-Kind = '${kind}' }
form = { token = '${token}', id_product = '6', id_customization = '0', qty = '1', add = '1', action = 'update' }
[[journey.step.check]]
name = 'pieces'
json = '/cart/products_count'
at_least = 1
[[journey.step.extract]]
name = 'pieces'
json = '/cart/products_count'
[[journey.step]]
name = 'cart'
path = '/en/cart?action=show&pieces=${pieces}&title=${title}'
";

#[test]
fn values_and_cookies_go_from_answer_to_request() {
    let Some(k6) = &k6() else { return };
    for (cookies, pieces) in [(Lifetime::PerIteration, [1, 1, 1]), (Lifetime::PerVu, [1, 2, 3])] {
        let shop = journal_shop();
        let mut parsed = scenario(BUY);
        parsed.http.cookies = cookies;
        parsed.loads = vec![fixed()];
        let both = Stage::set(Place::new(), parsed, &shop.base_url()).assert_alike_in_order(k6, &shop);
        for side in [&both.native, &both.k6] {
            assert_eq!(side.iterations, 6);
            for count in pieces {
                let shown = format!("pieces={count}&");
                let times = side.journal.iter().filter(|entry| entry.target.contains(&shown)).count();
                let expected = 2 * pieces.iter().filter(|known| **known == count).count();
                assert_eq!(times, expected, "{cookies:?}: {shown}");
            }
        }
    }
}

/// A form's file is read by the script from where it is; the shop gets the same bytes.
#[test]
fn a_form_with_a_file() {
    let Some(k6) = &k6() else { return };
    let (shop, place) = (journal_shop(), Place::new());
    place.write("a b.png", "PNG\r\n\u{1}\0");
    let text = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'upload'\npath = '/en/no-such-page'\nexpect_status = [404]\n\
         multipart = [{ name = 'n', value = 'é ${vu.id}' }, { name = 'f', file = 'a b.png', content_type = 'image/png' }]\n";
    let parsed = Scenario { loads: vec![fixed()], ..scenario(text) };
    let both = Stage::set(place, parsed, &shop.base_url()).assert_alike(k6, &shop);
    for entry in both.native.journal.iter().chain(&both.k6.journal) {
        assert!(String::from_utf8_lossy(&entry.body).contains("\r\n\r\nPNG\r\n\u{1}\0\r\n"), "{entry:?}");
    }
}

/// A value that is not there: without it the visit ends, or only the steps that need it are left out.
#[test]
fn a_value_that_is_not_there() {
    let Some(k6) = &k6() else { return };
    let missing = |optional: bool| {
        format!(
            "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'home'\npath = '/en/'\n\
             [[journey.step.extract]]\nname = 'gone'\nbetween = ['no such text', '\"']\noptional = {optional}\n\
             [[journey.step]]\nname = 'needs it'\npath = '/en/search?s=${{gone}}'\n\
             [[journey.step]]\nname = 'category'\npath = '/en/5-women'\n"
        )
    };
    for (optional, requests) in [(false, 6), (true, 12)] {
        let shop = journal_shop();
        let parsed = Scenario { loads: vec![fixed()], ..scenario(&missing(optional)) };
        let both = Stage::set(Place::new(), parsed, &shop.base_url()).assert_alike_in_order(k6, &shop);
        assert_eq!((both.native.http_reqs, both.native.iterations), (requests, 6), "optional = {optional}");
        assert!(!both.native.steps.contains_key("needs it"));
    }
}
