//! Which kind of page it is: every signal becomes a piece of evidence, the strongest decides, the others
//! raise or lower the confidence.

mod role;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

pub use self::role::PageRole;
use super::dom::{Dom, selector};
use crate::words::Message;

/// What a page is for, as far as a journey cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PageKind {
    /// The shop's front page.
    Home,
    /// One category's products.
    Category,
    /// One product.
    Product,
    /// A list of products beside the categories: brands, suppliers, prices drop, new products, best sellers.
    Catalog,
    /// Search results.
    Search,
    /// A text page.
    Cms,
    /// The cart.
    Cart,
    /// The order funnel.
    Checkout,
    /// A text or module page that advertises a promotion and calls to the shop's pages.
    Landing,
    /// Anything else, a page of no shop included.
    Other,
}

impl PageKind {
    /// The word that files and reports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Category => "category",
            Self::Product => "product",
            Self::Catalog => "catalog",
            Self::Search => "search",
            Self::Cms => "cms",
            Self::Cart => "cart",
            Self::Checkout => "checkout",
            Self::Landing => "landing",
            Self::Other => "other",
        }
    }

    /// `a product page`, as a part of a sentence.
    #[must_use]
    pub fn a_page(self) -> Message {
        Message::new("a-page").with("kind", self.as_str())
    }

    /// `the product page`, as a part of a sentence.
    #[must_use]
    pub fn the_page(self) -> Message {
        Message::new("the-page").with("kind", self.as_str())
    }
}

/// A text that names no kind of page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub struct PageKindError(String);

impl From<&PageKindError> for Message {
    fn from(error: &PageKindError) -> Self {
        Message::new("error-page-kind").exact("text", &error.0)
    }
}

impl FromStr for PageKind {
    type Err = PageKindError;

    fn from_str(text: &str) -> Result<Self, PageKindError> {
        const KINDS: [PageKind; 10] = [
            PageKind::Home,
            PageKind::Category,
            PageKind::Product,
            PageKind::Catalog,
            PageKind::Search,
            PageKind::Cms,
            PageKind::Cart,
            PageKind::Checkout,
            PageKind::Landing,
            PageKind::Other,
        ];
        let named = KINDS.into_iter().find(|kind| kind.as_str() == text);
        named.ok_or_else(|| PageKindError(text.to_owned()))
    }
}

impl fmt::Display for PageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How sure a statement is: 0 to 100 percent, never quite 100. Serialised as a number from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KindConfidence(u8);

impl KindConfidence {
    /// Clamps to 0..=99: a page read from outside is never certain.
    #[must_use]
    pub fn from_percent(percent: i32) -> Self {
        Self(u8::try_from(percent.clamp(0, 99)).unwrap_or(0))
    }

    /// 0 to 99.
    #[must_use]
    pub fn percent(self) -> u8 {
        self.0
    }

    /// 0.0 to 0.99.
    #[must_use]
    pub fn ratio(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl fmt::Display for KindConfidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.0)
    }
}

impl Serialize for KindConfidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.ratio())
    }
}

/// One reason for what we say about the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Where it was seen: `body id`, `JSON-LD`, `URL` …
    pub signal: String,
    /// What it says: a kind of page, or a short statement.
    pub says: String,
    /// The value as it was found.
    pub value: String,
}

impl Evidence {
    /// The user's word for a kind.
    pub(in crate::page) fn given(kind: PageKind) -> Self {
        Self { signal: GIVEN.to_owned(), says: kind.to_string(), value: "the user said so".to_owned() }
    }

    /// Whether it is the user's word, and not a signal of the page.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.signal == GIVEN
    }
}

/// The flag that names a kind.
const GIVEN: &str = "--page-type";

/// What a mark says of its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Its kind.
    Kind(PageKind),
    /// It is a service page, from which no journey is made.
    Role(PageRole),
    /// It is a service page within a journey's kind of page.
    KindAndRole(PageKind, PageRole),
    /// It is the shop's "not found" page.
    NotFound,
}

impl Mark {
    /// The kind of the page, and its role where no campaign leads to it.
    #[must_use]
    pub const fn meaning(self) -> (PageKind, Option<PageRole>) {
        match self {
            Self::Kind(kind) => (kind, None),
            Self::Role(role) => (PageKind::Other, Some(role)),
            Self::KindAndRole(kind, role) => (kind, Some(role)),
            Self::NotFound => (PageKind::Other, None),
        }
    }
}

impl From<(PageKind, Option<PageRole>)> for Mark {
    fn from(meaning: (PageKind, Option<PageRole>)) -> Self {
        match meaning {
            (kind, None) => Self::Kind(kind),
            (kind, Some(role)) => Self::KindAndRole(kind, role),
        }
    }
}

/// A signal that names a kind. The order of a page's signals is their rank: the first decides, the others add or take.
#[derive(Debug, Clone)]
pub struct Signal {
    pub(in crate::page) name: &'static str,
    pub(in crate::page) mark: Mark,
    pub(in crate::page) value: String,
    /// How sure this signal is when it stands alone, in percent.
    pub(in crate::page) weight: i32,
}

/// The first signal decides; each other one adds or takes a part of its own weight.
pub(super) fn judge(signals: &[Signal]) -> (PageKind, KindConfidence) {
    let Some((first, others)) = signals.split_first() else {
        return (PageKind::Other, KindConfidence::from_percent(10));
    };
    // Doubt in per mille, so that small gains are not rounded away.
    let doubt = others.iter().fold(1000 - 10 * first.weight, |doubt, signal| {
        if signal.kind() == first.kind() {
            // What was still doubtful shrinks by a share of what this signal is worth.
            doubt - doubt * signal.weight / 200
        } else if (first.kind(), signal.kind()) == (PageKind::Landing, PageKind::Cms) {
            // A landing page is a text page; that it is one says nothing against it.
            doubt
        } else {
            doubt + 2 * signal.weight
        }
    });
    let percent = (1000 - doubt + 5) / 10;
    (first.kind(), KindConfidence::from_percent(percent.max(5)))
}

impl Signal {
    /// A signal of this name, as it was found; `weight` says how sure it is when it stands alone, in percent.
    #[must_use]
    pub fn new(name: &'static str, mark: Mark, value: impl Into<String>, weight: i32) -> Self {
        Self { name, mark, value: value.into(), weight }
    }

    /// The first of a platform's classes of `<body>` that the page has. `weight` tells how sure a class is.
    #[must_use]
    pub fn of_body(
        dom: &Dom,
        marks: &'static [(&'static str, Mark)],
        weight: impl Fn(&str) -> i32,
    ) -> Option<Self> {
        let body = dom.first(selector!("body"))?;
        let classes: Vec<&str> = body.value().classes().collect();
        // Some themes name their templates with a slash: `template-customers/login`.
        let has = |name: &str| classes.iter().any(|class| class.replace('/', "-").eq_ignore_ascii_case(name));
        let (class, mark) = marks.iter().find(|(class, _)| has(class)).copied()?;
        Some(Self::new("body class", mark, class, weight(class)))
    }

    pub(in crate::page) const fn kind(&self) -> PageKind {
        self.mark.meaning().0
    }

    /// What the page is for, where no journey is made of it.
    pub(in crate::page) const fn role(&self) -> Option<PageRole> {
        self.mark.meaning().1
    }

    pub(in crate::page) fn evidence(&self) -> Evidence {
        let says = self.role().map_or_else(|| self.kind().to_string(), |role| role.what().to_owned());
        Evidence { signal: self.name.to_owned(), says, value: self.value.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(kind: PageKind, weight: i32) -> Signal {
        Signal::new("test", Mark::Kind(kind), "", weight)
    }

    #[test]
    fn agreement_raises_and_contradiction_lowers() {
        let alone = judge(&[signal(PageKind::Product, 85)]);
        let agreed = judge(&[signal(PageKind::Product, 85), signal(PageKind::Product, 80)]);
        let contradicted = judge(&[signal(PageKind::Product, 85), signal(PageKind::Category, 80)]);
        assert_eq!(alone.0, PageKind::Product);
        assert_eq!(contradicted.0, PageKind::Product);
        assert!(agreed.1 > alone.1 && contradicted.1 < alone.1);
        assert_eq!(judge(&[]), (PageKind::Other, KindConfidence(10)));
    }

    #[test]
    fn kinds_are_named_by_their_words() {
        assert_eq!("landing".parse(), Ok(PageKind::Landing));
        let error = "lading".parse::<PageKind>().unwrap_err().to_string();
        assert!(error.contains("`lading`") && error.contains("home, category"), "{error}");
    }

    #[test]
    fn words_are_lower_case_and_confidence_is_a_ratio() {
        assert_eq!(serde_json::to_string(&PageKind::Catalog).unwrap(), "\"catalog\"");
        assert_eq!(serde_json::to_string(&KindConfidence::from_percent(98)).unwrap(), "0.98");
        assert_eq!(KindConfidence::from_percent(400).percent(), 99);
    }
}
