//! What is read of saved pages whose truth somebody wrote down: `NAME.html` with `NAME.json` beside it.
//!
//! `{"base_url": …, "expected": {"kind", "platform", "price", "regular_price", "currency", "name", "promotions",
//! "listing": [{"name", "price", "regular_price"}], "has_voucher_field", "blind"}}`; what is not named is not judged. Prices are
//! decimals without a currency, `null` where there is none. A promotion is its kind, with `over AMOUNT CURRENCY` behind it where
//! it has a minimum.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use promo_load::page::{Page, Price};
use promo_load::promotion;
use promo_load::shops::Shops;
use serde_json::{Value, json};
use url::Url;

/// How a statement stands beside the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Judged {
    Right,
    /// Not read, and said so.
    HonestUnknown,
    /// Not read, and passed over.
    MissedSilently,
    Wrong,
}

#[derive(Debug, Default)]
struct Score {
    right: u32,
    unknown: u32,
    missed: u32,
    wrong: u32,
}

impl Score {
    const fn count(&mut self, judged: Judged) {
        match judged {
            Judged::Right => self.right += 1,
            Judged::HonestUnknown => self.unknown += 1,
            Judged::MissedSilently => self.missed += 1,
            Judged::Wrong => self.wrong += 1,
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { right, unknown, missed, wrong } = self;
        write!(f, "{right:>6} right {unknown:>4} honest unknown {missed:>4} missed silently {wrong:>4} wrong")
    }
}

/// Prints the score over the folders; whether nothing was wrong or missed silently.
pub(crate) fn check(folders: &[String]) -> bool {
    let mut all: Vec<(&'static str, Score)> = Vec::new();
    let mut pages = 0;
    for folder in folders {
        for page in truths(Path::new(folder)) {
            pages += 1;
            for (what, judged, said) in judge(&page) {
                if judged != Judged::Right {
                    println!("{}: {what} {judged:?}: {said}", page.display());
                }
                match all.iter_mut().find(|(known, _)| *known == what) {
                    Some((_, score)) => score.count(judged),
                    None => {
                        let mut score = Score::default();
                        score.count(judged);
                        all.push((what, score));
                    }
                }
            }
        }
    }
    println!("\n{pages} pages");
    for (what, score) in &all {
        println!("{what:<18}{score}");
    }
    pages > 0 && all.iter().all(|(_, score)| score.wrong == 0 && score.missed == 0)
}

/// The pages of a folder whose truth stands beside them, by name.
fn truths(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut pages: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.extension().is_some_and(|kind| kind == "html") && path.with_extension("json").exists()
        })
        .collect();
    pages.sort();
    pages
}

/// What is said of a page, each thing with its judgement and, for people, what was read and what is true.
fn judge(path: &Path) -> Vec<(&'static str, Judged, String)> {
    let html = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let truth = fs::read_to_string(path.with_extension("json")).expect("it was there a moment ago");
    let truth: Value =
        serde_json::from_str(&truth).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let url = truth["base_url"].as_str().and_then(|url| Url::parse(url).ok()).expect("a base_url");
    let page = Shops::known().parse(&html, &url);
    let said = said(&page);
    let is_blind = !page.blind.is_empty() || !page.notes.is_empty();
    let expected = truth["expected"].as_object().expect("an object of what is expected");
    let judged = expected.iter().filter_map(|(key, expected)| {
        let (what, said) = said.iter().find(|(what, _)| *what == key)?;
        let expected = normal(key, expected);
        let judged = if *said == expected {
            Judged::Right
        } else if is_unsaid(said) && is_blind {
            Judged::HonestUnknown
        } else if is_unsaid(said) {
            Judged::MissedSilently
        } else {
            Judged::Wrong
        };
        Some((*what, judged, format!("{said} is said, {expected} is true")))
    });
    judged.collect()
}

fn is_unsaid(said: &Value) -> bool {
    said.is_null() || *said == json!([]) || *said == json!(false) || *said == json!("other")
}

/// Prices as the page's own currency writes them, promotions in one order.
fn normal(key: &str, expected: &Value) -> Value {
    match (key, expected) {
        ("promotions", Value::Array(list)) => {
            let mut list = list.clone();
            list.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
            Value::Array(list)
        }
        _ => expected.clone(),
    }
}

/// All that can be judged.
fn said(page: &Page) -> Vec<(&'static str, Value)> {
    let product = page.product.as_ref();
    let price = product.and_then(|product| product.price.as_ref());
    let mut promotions: Vec<_> = promotion::detect(page)
        .into_iter()
        .map(|promotion| match promotion.minimum {
            Some(minimum) => format!("{} over {}", promotion.kind, shortest(&minimum.to_string())),
            None => promotion.kind.to_string(),
        })
        .collect();
    promotions.sort();
    promotions.dedup();
    let listing: Vec<_> = page
        .listing
        .iter()
        .map(|tile| {
            json!({"name": tile.name, "price": amount(tile.price.as_ref()), "regular_price": before(tile.price.as_ref())})
        })
        .collect();
    vec![
        ("kind", json!(page.kind.as_str())),
        ("platform", json!(page.platform_name().map(str::to_lowercase))),
        ("price", json!(amount(price))),
        ("regular_price", json!(before(price))),
        ("currency", json!(page.currency.map(|currency| currency.to_string()))),
        ("name", json!(product.and_then(|product| product.name.as_deref()))),
        ("promotions", json!(promotions)),
        ("listing", json!(listing)),
        ("has_voucher_field", json!(page.has_voucher_field)),
    ]
}

fn amount(price: Option<&Price>) -> Option<String> {
    price.map(|price| decimals(&price.current.to_string()))
}

fn before(price: Option<&Price>) -> Option<String> {
    Some(decimals(&price?.regular?.to_string()))
}

/// The amount without its currency, with two decimals.
fn decimals(money: &str) -> String {
    let number = money.split(' ').next().unwrap_or_default();
    match number.split_once('.') {
        Some((_, fraction)) if fraction.len() >= 2 => number.to_owned(),
        Some(_) => format!("{number}0"),
        None => format!("{number}.00"),
    }
}

/// `45 USD` of `45.00 USD`.
fn shortest(money: &str) -> String {
    money.replacen(".00 ", " ", 1)
}
