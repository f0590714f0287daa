//! What a page declares for machines besides its platform's own data: Open Graph and Twitter metas, JSON-LD, microdata. This
//! is all there is on platforms whose own data is not read.

mod lenient;
mod linked;
pub(super) mod microdata;

use jiff::civil::Date;
use serde_json::Value;

use self::linked::Linked;
use super::dom::{self, Dom, selector};
use super::json;
use super::kind::{PageKind, PageRole};
use super::offers::Validity;
use super::price::is_unclear;
use crate::units::money::{Currency, Money};
use crate::units::price::{self, PriceRange};

/// The declared product data, with where each price was seen.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) og_product: bool,
    pub(super) twitter_product: bool,
    /// `og:title`.
    pub(super) og_title: Option<String>,
    pub(super) meta_price: Option<Money>,
    /// What `product:original_price:amount`, `og:price:standard_amount` or, beside a sale price, `product:price:amount` says.
    pub(super) meta_regular: Option<Money>,
    /// When the sale price holds, as `product:sale_price_dates:start` and `:end` say.
    pub(super) sale_dates: Option<Validity>,
    /// JSON-LD's product.
    pub(super) linked: Option<Declared>,
    /// Microdata's or RDFa's product.
    pub(super) microdata: Option<Declared>,
    /// The product that a platform's theme hands to its scripts, with the name of that place for reports.
    pub(super) own: Option<(&'static str, Declared)>,
    /// The currency in which a platform says that it shows prices.
    pub(super) shown_currency: Option<Currency>,
    /// The products that JSON-LD lists.
    pub(super) tiles: Vec<DeclaredTile>,
    /// The kind of page that JSON-LD names.
    pub(super) page_type: Option<(PageKind, Option<PageRole>, &'static str)>,
    /// How many JSON-LD scripts could not be read.
    pub(super) broken_scripts: usize,
}

/// A declared product. Prices that differ between its offers are a range and no price.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Declared {
    /// What it is called.
    pub name: Option<String>,
    /// What it costs, where it has one price.
    pub price: Option<Money>,
    /// The currency of its offers.
    pub currency: Option<Currency>,
    /// What the price was before, in the same offer.
    pub regular: Option<Money>,
    /// Whether that is the price that the maker recommends.
    pub is_recommended: bool,
    /// The range of its prices, where it has several.
    pub range: Option<PriceRange>,
    /// The address of its page, as it is written.
    pub url: Option<String>,
    /// The last day of its price, as its offers say.
    pub last_day: Option<Date>,
}

/// A declared member of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DeclaredTile {
    pub(super) name: Option<String>,
    pub(super) url: Option<String>,
    pub(super) price: Option<Money>,
    pub(super) range: Option<PriceRange>,
}

impl From<Declared> for DeclaredTile {
    fn from(product: Declared) -> Self {
        Self { name: product.name, url: product.url, price: product.price, range: product.range }
    }
}

impl Metadata {
    pub(super) fn read(
        dom: &Dom,
        own: Option<(&'static str, Declared)>,
        shown_currency: Option<Currency>,
    ) -> Self {
        let metas = Metas::read(dom);
        let sale = metas.amount(&["product:sale_price:amount"]);
        let price = metas.amount(&["product:price:amount", "og:price:amount"]);
        let original = metas.amount(&[
            "product:original_price:amount",
            "og:price:standard_amount",
            "product:price:standard_amount",
        ]);
        let scripts = dom.all(selector!("script[type='application/ld+json']"));
        let linked = Linked::read(scripts.map(|script| script.text().collect()));
        let titles = Titles::read(dom, metas.first(&["og:title"]));
        let is_the_pages = |product: &Declared| titles.fit(product);
        Self {
            og_product: metas
                .all("og:type")
                .any(|kind| matches!(kind, "product" | "og:product" | "product.item")),
            og_title: metas.first(&["og:title"]).map(str::to_owned),
            twitter_product: metas.all("twitter:card").any(|card| card == "product"),
            meta_price: sale.or(price).or_else(|| metas.twitter_price()),
            meta_regular: original.or(sale.and(price)),
            sale_dates: sale.and_then(|_| metas.sale_dates()),
            linked: linked.product.filter(|product| is_the_pages(product)),
            microdata: microdata::product(dom).filter(|product| is_the_pages(product)),
            own: own.filter(|(_, product)| is_the_pages(product)),
            shown_currency,
            tiles: linked.tiles,
            page_type: linked.page_type,
            broken_scripts: linked.broken,
        }
    }

    /// All declared products, the most trusted first, each with its name for the report.
    pub(super) fn products(&self) -> impl Iterator<Item = (&'static str, &Declared)> {
        [("JSON-LD", &self.linked), ("microdata", &self.microdata)]
            .into_iter()
            .filter_map(|(name, product)| Some((name, product.as_ref()?)))
            .chain(self.own.iter().map(|(name, product)| (*name, product)))
    }
}

/// The day of `priceValidUntil` and its like: `2026-12-31`, `2026-12-31T23:59:59+01:00`.
fn day(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

/// What a page calls itself: its heading, its title, `og:title`, in lower case.
struct Titles(Option<String>);

impl Titles {
    fn read(dom: &Dom, og_title: Option<&str>) -> Self {
        // Without a heading there is nothing that a product's name should be like.
        let heading = dom.heading().map(dom::text).filter(|heading| !heading.is_empty());
        let title = || dom.first(selector!("title")).map(dom::text).unwrap_or_default();
        Self(
            heading.map(|heading| {
                format!("{heading} {} {}", title(), og_title.unwrap_or_default()).to_lowercase()
            }),
        )
    }

    /// Whether a declared product may be the page's: a word of its name stands in what the page calls itself. Modules declare what
    /// was looked at last, and what goes with it.
    fn fit(&self, product: &Declared) -> bool {
        let (Some(titles), Some(name)) = (&self.0, &product.name) else { return true };
        let name = name.to_lowercase();
        let mut words =
            name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1).peekable();
        words.peek().is_none() || words.any(|word| titles.contains(word))
    }
}

/// The page's `<meta>` elements, by `property` or `name`: one walk over the page for all of them.
struct Metas<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Metas<'a> {
    fn read(dom: &'a Dom) -> Self {
        let metas = dom.all(selector!("meta[content]")).filter_map(|meta| {
            let name = meta.attr("property").or_else(|| meta.attr("name"))?;
            Some((name, dom::attribute(meta, "content")?))
        });
        Self(metas.collect())
    }

    fn all(&self, wanted: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(name, _)| *name == wanted).map(|(_, content)| *content)
    }

    fn first(&self, names: &[&str]) -> Option<&'a str> {
        self.0.iter().find(|(name, _)| names.contains(name)).map(|(_, content)| *content)
    }

    /// The amount under one of these names, in its currency or in the product's.
    fn amount(&self, names: &[&str]) -> Option<Money> {
        let text = self.first(names)?;
        let own = names.iter().find_map(|name| self.first(&[&name.replace("amount", "currency")]));
        let currency = own.or_else(|| self.first(&["product:price:currency", "og:price:currency"]));
        let currency = currency.and_then(|code| code.parse().ok());
        if is_unclear(text, currency) {
            return None;
        }
        // Some write what the shopper reads: "15,00", "1.500,00".
        let shown = || price::read_in(text, currency).ok().map(|money| money.amount);
        let amount = json::decimal(&Value::String(text.to_owned())).or_else(shown)?;
        (!amount.is_sign_negative()).then(|| Money::new(amount, currency))
    }

    fn sale_dates(&self) -> Option<Validity> {
        let day = |name| day(self.first(&[name])?).map(|day| day.to_string());
        let from = day("product:sale_price_dates:start");
        let until = day("product:sale_price_dates:end");
        let seen = "meta product:sale_price_dates".to_owned();
        (from.is_some() || until.is_some()).then_some(Validity { from, until, seen })
    }

    /// The price that a Twitter card shows: `twitter:label1` "Price", `twitter:data1` "$20.00".
    fn twitter_price(&self) -> Option<Money> {
        let data = [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")];
        data.into_iter().find_map(|(label, data)| {
            let label = self.first(&[label])?.to_lowercase();
            let names_price = ["price", "prix", "preis", "precio", "prezzo"].contains(&label.as_str());
            price::read(self.first(&[data]).filter(|_| names_price)?).ok()
        })
    }
}
