//! What the commands have to say of a page, a shop and a run's preparation: facts with values, said in the reader's language.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use url::{Position, Url};

use super::{logs, process};
use crate::page::{NamedFor, OtherOrigin, PageKind, PageNote};
use crate::scrape::{RefusedVoucher, TrialNote};
use crate::units::money::Money;
use crate::units::secret::shown_address;
use crate::words::{Lang, Message, Value};

/// A fact that a reader has to know.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Note {
    /// An oddity of the page.
    Page(PageNote),
    /// An oddity of the trial cart.
    Trial(TrialNote),
    /// The shop refuses the voucher, on a page that is only shown.
    Refused(RefusedVoucher),
    /// The back office says this of the shop's cart rules.
    BackOffice(Message),
    /// The key of the back office stays unused.
    KeyUnused {
        /// The place where it was found.
        place: String,
        why: KeyUnused,
    },
    /// `Content-Encoding` has names that are not codings of the request.
    UnknownCodings(Vec<String>),
    /// The page takes another host for its shop.
    AnotherShop { page: Url, other: OtherOrigin },
    /// Other hosts that the page names, and the number of those that are not listed.
    LeftAlone { hosts: Vec<String>, more: usize },
    /// The page's files come from these other hosts.
    FilesElsewhere(Vec<String>),
    /// The load is without what the pages' scripts ask: these, in a word each.
    WithoutBackground(Vec<String>),
    /// The page was found at another address.
    Redirects { from: Url, to: Url },
    /// The page could not be fetched a second time.
    NoSecondLook(Message),
    /// Something of the page that no check may look for.
    Unsteady(Unsteady),
    /// Checks would look at the price only in the page's data for machines.
    PriceInDataOnly,
    /// A page around could not be read.
    LeftOut(Message),
    /// No product of the pages can be put into a cart.
    NothingToBuy,
    /// Nothing is known of the platform's carts, as this sentence says.
    LooksOnly(Message),
    /// Carts may not be touched.
    ReadOnly,
    /// This voucher is accepted and changes nothing.
    NothingTakenOff(String),
    /// A page states another total than the cart's answer.
    TotalsDiffer { page: PageKind, stated: Money, answered: Money },
    /// Nothing shows that the shop may be tested with more load.
    Unproven { demand: Message, why: Message },
    /// A form sends a file.
    Upload { step: String, file: PathBuf, bytes: u64 },
    /// The steps that each shopper walks once, before its first visit.
    Once(BTreeSet<String>),
    /// The promotion's cost is not measured against another page.
    NotCompared(NotCompared),
    /// A saved page that does not say where it comes from.
    Homeless,
}

/// What changes from visit to visit, or is stated by no text alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsteady {
    /// The second visitor got a page of another kind.
    Kind([PageKind; 2]),
    /// The second visitor read another price.
    Price([Option<Money>; 2]),
    /// The second visitor got the same price in other mark-up.
    PriceMarkup,
    /// The second visitor got the token in other mark-up.
    TokenMarkup {
        /// The platform, if its guests need no token.
        needless_on: Option<&'static str>,
    },
    /// No text states the price alone.
    Unstated,
    /// Shoppers read this price in a place that changes, or that no text tells from others.
    Shown(Money),
}

/// Why the key of the back office stays unused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyUnused {
    /// Only the shops of the platform of this name have such a key.
    AnotherPlatform(&'static str),
    /// The allowed hours are over.
    OutsideHours,
    /// Others could read it on its way.
    PlainHttp,
}

/// Why there is no page to compare the promotion with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotCompared {
    /// The scenario names no page.
    NoPage,
    /// Another page is only looked for beside a product's.
    NotAProduct,
    /// None was found.
    NoneFound,
    /// Visitors of this page walk another way.
    AnotherWay(Url),
}

impl Note {
    /// Whether it says that no check looks at the price.
    pub(super) const fn says_price_is_unchecked(&self) -> bool {
        matches!(self, Self::Unsteady(Unsteady::Price(_) | Unsteady::PriceMarkup))
    }
}

impl From<PageNote> for Note {
    fn from(note: PageNote) -> Self {
        Self::Page(note)
    }
}

impl From<TrialNote> for Note {
    fn from(note: TrialNote) -> Self {
        Self::Trial(note)
    }
}

impl From<&Note> for Message {
    fn from(note: &Note) -> Self {
        match note {
            Note::Page(note) => note.into(),
            Note::Trial(note) => note.into(),
            Note::Refused(refused) => refused.into(),
            Note::BackOffice(message) => message.clone(),
            Note::KeyUnused { place, why } => {
                Message::new("note-key-unused").with("place", place.as_str()).with("why", Message::from(why))
            }
            Note::UnknownCodings(names) => {
                let names = names.iter().map(Message::typed).collect();
                Message::new("note-unknown-codings").with("names", Value::Row(names))
            }
            Note::AnotherShop { page, other } => another_shop(page, other),
            Note::LeftAlone { hosts, more: 0 } => {
                Message::new("note-left-alone").with("hosts", hosts.join(", "))
            }
            Note::LeftAlone { hosts, more } => Message::new("note-left-alone-and-more")
                .with("hosts", hosts.join(", "))
                .with("more", *more as u64),
            Note::FilesElsewhere(hosts) => {
                Message::new("note-files-elsewhere").with("hosts", hosts.join(", "))
            }
            Note::WithoutBackground(names) => {
                let names = names.iter().map(Message::plain).collect();
                Message::new("note-without-background").with("names", Value::Row(names))
            }
            Note::Redirects { from, to } => Message::new("note-redirects")
                .with("from", shown_address(from.as_str()))
                .with("to", shown_address(to.as_str())),
            Note::NoSecondLook(error) => Message::new("note-no-second-look").with("error", error.clone()),
            Note::PriceInDataOnly => Message::new("note-price-in-data-only"),
            Note::LeftOut(error) => Message::new("note-left-out").with("error", error.clone()),
            Note::NothingToBuy => Message::new("note-nothing-to-buy"),
            Note::LooksOnly(why) => Message::new("note-looks-only").with("why", why.clone()),
            Note::ReadOnly => Message::new("note-read-only"),
            Note::NothingTakenOff(code) => Message::new("note-nothing-taken-off").with("code", code.as_str()),
            Note::Unproven { demand, why } => {
                Message::new("note-unproven").with("demand", demand.clone()).with("why", why.clone())
            }
            Note::Once(steps) => {
                let steps = steps.iter().map(|step| Message::typed(step.as_str())).collect();
                Message::new("note-once").with("steps", Value::Row(steps))
            }
            Note::Upload { step, file, bytes } => Message::new("note-upload")
                .with("step", step.as_str())
                .with("file", file.display().to_string())
                .with("bytes", *bytes),
            Note::NotCompared(why) => Message::new("note-not-compared").with("why", Message::from(why)),
            Note::Homeless => Message::new("note-homeless"),
            Note::Unsteady(unsteady) => unsteady.into(),
            Note::TotalsDiffer { page, stated, answered } => Message::new("note-totals-differ")
                .with("page", page.the_page())
                .with("stated", *stated)
                .with("answered", *answered),
        }
    }
}

impl From<&Unsteady> for Message {
    fn from(unsteady: &Unsteady) -> Self {
        let or_none = |price: Option<Money>| {
            price.map_or_else(|| Message::new("no-price"), |price| Message::value(price.into()))
        };
        match *unsteady {
            Unsteady::Kind([first, second]) => Message::new("note-kind-changes")
                .with("first", first.a_page())
                .with("second", second.a_page()),
            Unsteady::Price([first, second]) => Message::new("note-price-changes")
                .with("first", or_none(first))
                .with("second", or_none(second)),
            Unsteady::PriceMarkup => Message::new("note-price-markup-changes"),
            Unsteady::TokenMarkup { needless_on: None } => Message::new("note-token-markup-changes"),
            Unsteady::TokenMarkup { needless_on: Some(name) } => {
                Message::new("note-token-markup-changes-needless").with("name", name)
            }
            Unsteady::Unstated => Message::new("note-price-unstated"),
            Unsteady::Shown(price) => Message::new("note-price-unsteady").with("price", price),
        }
    }
}

/// Both hosts, and the three ways on.
fn another_shop(page: &Url, other: &OtherOrigin) -> Message {
    let named_for = other.named_for.iter().filter(|named| **named != NamedFor::Links);
    let (own, there) = (&page[..Position::BeforePath], other.origin.as_str());
    let name = there.split_once("://").map_or(there, |(_, host)| host);
    let name = name.rsplit_once(':').map_or(name, |(host, _)| host);
    let both = |said, next| Message::new("both").with("first", said).with("second", next);
    let named_for = named_for.map(|named| named.said()).reduce(both).unwrap_or_else(|| NamedFor::Base.said());
    Message::new("note-another-shop")
        .with("page", page.as_str())
        .with("there", there)
        .with("for", named_for)
        .with("own", own)
        .with("path", page.path())
        .with("name", name)
}

impl From<&KeyUnused> for Message {
    fn from(why: &KeyUnused) -> Self {
        match why {
            KeyUnused::AnotherPlatform(name) => Message::new("key-another-platform").with("name", *name),
            KeyUnused::OutsideHours => Message::new("key-outside-hours"),
            KeyUnused::PlainHttp => Message::new("key-plain-http"),
        }
    }
}

impl From<&NotCompared> for Message {
    fn from(why: &NotCompared) -> Self {
        match why {
            NotCompared::NoPage => Message::new("not-compared-no-page"),
            NotCompared::NotAProduct => Message::new("not-compared-not-a-product"),
            NotCompared::NoneFound => Message::new("not-compared-none-found"),
            NotCompared::AnotherWay(url) => {
                Message::new("not-compared-another-way").with("url", url.as_str())
            }
        }
    }
}

/// The English sentence.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Message::from(self).fmt(f)
    }
}

/// Notes as sentences.
pub(super) fn messages(notes: &[Note]) -> impl Iterator<Item = Message> {
    notes.iter().map(Message::from)
}

/// Says a sentence as a note on standard error.
pub(super) fn tell(message: &Message, lang: Lang) {
    let text = if logs::are_written() { message.say(lang) } else { labelled(message.clone(), lang) };
    process::note(&format!("{text}\n"));
}

/// Says on standard error what a k6 script cannot do or needs.
pub(super) fn tell_of_k6(message: Message, lang: Lang) {
    let text = Message::new("a-note-of-k6").with("text", message).say(lang);
    process::note(&format!("{text}\n"));
}

/// `note: …`
pub(super) fn labelled(message: Message, lang: Lang) -> String {
    Message::new("a-note").with("text", message).say(lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes() -> Vec<Note> {
        let url = |text: &str| Url::parse(text).unwrap();
        let money = |text: &str| text.parse::<Money>().unwrap();
        let names = || vec!["cdn.example".to_owned(), "www.example".to_owned()];
        let named_for = vec![
            NamedFor::CartForm,
            NamedFor::Cart,
            NamedFor::Order,
            NamedFor::Base,
            NamedFor::Canonical,
            NamedFor::Links,
        ];
        let other = OtherOrigin { origin: "https://www.shop.example".into(), named_for };
        let mut notes = vec![
            Note::Page(PageNote::NoToken),
            Note::Trial(TrialNote::TookMore(2)),
            Note::BackOffice(Message::new("rules-none")),
            Note::UnknownCodings(names()),
            Note::AnotherShop { page: url("https://copy.example/en/6-mug.html"), other },
            Note::LeftAlone { hosts: names(), more: 0 },
            Note::LeftAlone { hosts: names(), more: 3 },
            Note::FilesElsewhere(names()),
            Note::WithoutBackground(names()),
            Note::Redirects { from: url("http://a.example/"), to: url("https://a.example/") },
            Note::NoSecondLook(Message::new("error-http-no-host")),
            Note::LeftOut(Message::new("error-http-no-host")),
            Note::PriceInDataOnly,
            Note::NothingToBuy,
            Note::LooksOnly(Message::new("shop-unknown")),
            Note::ReadOnly,
            Note::NothingTakenOff("BF".into()),
            Note::TotalsDiffer { page: PageKind::Cart, stated: money("1 EUR"), answered: money("2 EUR") },
            Note::Upload { step: "post".into(), file: "a.png".into(), bytes: 12_000 },
            Note::Homeless,
        ];
        notes.extend(
            [
                Unsteady::Kind([PageKind::Product, PageKind::Home]),
                Unsteady::Price([None, Some(money("11.42 EUR"))]),
                Unsteady::PriceMarkup,
                Unsteady::TokenMarkup { needless_on: None },
                Unsteady::TokenMarkup { needless_on: Some("Shopify") },
                Unsteady::Unstated,
                Unsteady::Shown(money("11.42 EUR")),
            ]
            .map(Note::Unsteady),
        );
        let why = [KeyUnused::AnotherPlatform("Shopify"), KeyUnused::OutsideHours, KeyUnused::PlainHttp];
        notes.extend(why.map(|why| Note::KeyUnused { place: "promo-load.toml".into(), why }));
        let other_way = NotCompared::AnotherWay(url("https://shop.example/7"));
        let why = [NotCompared::NoPage, NotCompared::NotAProduct, NotCompared::NoneFound, other_way];
        notes.extend(why.map(Note::NotCompared));
        notes
    }

    #[test]
    fn every_note_is_said_in_both_languages() {
        for note in notes() {
            let message = Message::from(&note);
            assert!(message.is_whole(), "{note:?}");
            assert_ne!(message.say(Lang::Fr), note.to_string(), "{note:?}");
        }
        let labelled = Lang::ALL.map(|lang| labelled(Message::from(&Note::NothingToBuy), lang));
        assert!(labelled[0].starts_with("note: no product"), "{}", labelled[0]);
        assert!(labelled[1].starts_with("remarque\u{202f}: aucun produit"), "{}", labelled[1]);
    }

    #[test]
    fn only_these_say_that_no_check_looks_at_the_price() {
        let said: Vec<Note> = notes().into_iter().filter(Note::says_price_is_unchecked).collect();
        assert!(matches!(
            said[..],
            [Note::Unsteady(Unsteady::Price(_)), Note::Unsteady(Unsteady::PriceMarkup)]
        ));
    }
}
