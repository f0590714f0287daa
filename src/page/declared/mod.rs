//! What a page declares for machines besides PrestaShop's own object: Open Graph and Twitter metas, JSON-LD,
//! microdata, Shopify's product JSON. This is all there is on shops that are not PrestaShop.

mod lenient;
mod linked;
pub(super) mod microdata;

use serde_json::Value;

use self::linked::Linked;
use super::dom::{self, Dom, selector};
use super::json;
use super::kind::{PageKind, PageRole};
use crate::units::money::{Currency, Money};
use crate::units::price::{self, PriceRange};
use rust_decimal::Decimal;

/// The declared product data, with where each price was seen.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) og_product: bool,
    pub(super) twitter_product: bool,
    pub(super) meta_price: Option<Money>,
    /// What `product:original_price:amount` or, beside a sale price, `product:price:amount` says.
    pub(super) meta_regular: Option<Money>,
    /// JSON-LD's product.
    pub(super) linked: Option<Declared>,
    /// Microdata's or RDFa's product.
    pub(super) microdata: Option<Declared>,
    /// The product that a Shopify theme hands to its scripts.
    pub(super) shopify: Option<Declared>,
    /// The products that JSON-LD lists.
    pub(super) tiles: Vec<DeclaredTile>,
    /// The kind of page that JSON-LD names.
    pub(super) page_type: Option<(PageKind, Option<PageRole>, &'static str)>,
    /// How many JSON-LD scripts could not be read.
    pub(super) broken_scripts: usize,
}

/// A declared product. Prices that differ between its offers are a range and no price.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Declared {
    pub(super) name: Option<String>,
    pub(super) price: Option<Money>,
    pub(super) currency: Option<Currency>,
    /// What the price was before, in the same offer.
    pub(super) regular: Option<Money>,
    pub(super) range: Option<PriceRange>,
    pub(super) url: Option<String>,
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
    pub(super) fn read(dom: &Dom) -> Self {
        let amount = |names: &[&str]| {
            let currencies: Vec<String> =
                names.iter().map(|name| name.replace("amount", "currency")).collect();
            let currencies: Vec<&str> = currencies.iter().map(String::as_str).collect();
            let currency = meta(dom, &currencies)
                .or_else(|| meta(dom, &["product:price:currency", "og:price:currency"]))
                .and_then(|code| code.parse().ok());
            let amount = json::decimal(&Value::String(meta(dom, names)?.to_owned()))?;
            Some(Money::new(amount, currency))
        };
        let sale = amount(&["product:sale_price:amount"]);
        let price = amount(&["product:price:amount", "og:price:amount"]);
        let original = amount(&["product:original_price:amount"]);
        let (twitter_product, twitter_price) = twitter(dom);
        let scripts = dom.all(selector!("script[type='application/ld+json']"));
        let linked = Linked::read(scripts.map(|script| script.text().collect()));
        Self {
            og_product: dom
                .all(selector!("meta[property='og:type']"))
                .any(|meta| matches!(meta.attr("content"), Some("product" | "og:product" | "product.item"))),
            twitter_product,
            meta_price: sale.or(price).or(twitter_price),
            meta_regular: original.or(sale.and(price)),
            linked: linked.product,
            microdata: microdata::product(dom),
            shopify: shopify(dom),
            tiles: linked.tiles,
            page_type: linked.page_type,
            broken_scripts: linked.broken,
        }
    }

    /// All declared products, the most trusted first, each with its name for the report.
    pub(super) fn products(&self) -> impl Iterator<Item = (&'static str, &Declared)> {
        [("JSON-LD", &self.linked), ("microdata", &self.microdata), ("Shopify's product JSON", &self.shopify)]
            .into_iter()
            .filter_map(|(name, product)| Some((name, product.as_ref()?)))
    }
}

fn meta<'a>(dom: &'a Dom, names: &[&str]) -> Option<&'a str> {
    dom.all(selector!("meta[property]"))
        .find(|meta| meta.attr("property").is_some_and(|property| names.contains(&property)))
        .and_then(|meta| dom::attribute(meta, "content"))
}

/// Whether there is a Twitter card of a product, and the price it shows: `twitter:label1` "Price", `twitter:data1`.
fn twitter(dom: &Dom) -> (bool, Option<Money>) {
    let value = |name: &str| {
        dom.all(selector!("meta[name^='twitter:'], meta[property^='twitter:']"))
            .find(|meta| meta.attr("name").or_else(|| meta.attr("property")) == Some(name))
            .and_then(|meta| dom::attribute(meta, "content"))
    };
    let is_product = value("twitter:card") == Some("product");
    let price = [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")]
        .into_iter()
        .find(|(label, _)| {
            let label = value(label).unwrap_or_default().to_lowercase();
            ["price", "prix", "preis", "precio", "prezzo"].contains(&label.as_str())
        })
        .and_then(|(_, data)| price::read(value(data)?).ok());
    (is_product, price)
}

/// Shopify's product JSON. Its amounts are whole hundredths, whatever the currency.
fn shopify(dom: &Dom) -> Option<Declared> {
    let script = dom.first(selector!(
        "script[type='application/json'][data-product-json], script[type='application/json'][id^=ProductJson]"
    ))?;
    let document: Value = serde_json::from_str(script.text().collect::<String>().trim()).ok()?;
    let product = if document["product"].is_object() { &document["product"] } else { &document };
    let money = |key: &str| {
        let hundredths = i64::try_from(json::count(&product[key])?).ok()?;
        Some(Money::new(Decimal::new(hundredths, 2).normalize(), None))
    };
    let varies = product["price_varies"].as_bool().unwrap_or(false);
    Some(Declared {
        name: json::text(&product["title"]),
        price: money("price").filter(|_| !varies),
        regular: money("compare_at_price").filter(|_| !varies && product["compare_at_price_varies"] != true),
        range: money("price_min")
            .filter(|_| varies)
            .and_then(|least| PriceRange::new(least, money("price_max"))),
        ..Declared::default()
    })
}
