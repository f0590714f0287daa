//! JSON-LD: schema.org's Product, ProductGroup, their offers, and lists of them.

use jiff::civil::Date;
use serde_json::Value;

use super::{Declared, DeclaredTile, day, lenient};
use crate::page::kind::{PageKind, PageRole};
use crate::page::{dom, json, price};
use crate::units::money::{Currency, Money};
use crate::units::price::PriceRange;

/// What all of a page's JSON-LD says.
#[derive(Debug, Default)]
pub(super) struct Linked {
    /// The page's product, when it speaks of just one.
    pub(super) product: Option<Declared>,
    /// The products it lists.
    pub(super) tiles: Vec<DeclaredTile>,
    /// The kind that a page's own type names.
    pub(super) page_type: Option<(PageKind, Option<PageRole>, &'static str)>,
    /// How many scripts could not be read.
    pub(super) broken: usize,
}

/// No shop lists more on one page; more would be work for nothing.
const MOST_TILES: usize = 500;

impl Linked {
    pub(super) fn read(scripts: impl Iterator<Item = String>) -> Self {
        let mut linked = Self::default();
        let mut products: Vec<Declared> = Vec::new();
        for script in scripts {
            match lenient::json(&script) {
                Some(document) => {
                    for node in nodes(&document) {
                        linked.take(node, &mut products);
                    }
                }
                None => linked.broken += usize::from(!script.trim().is_empty()),
            }
        }
        let first = products.first().cloned();
        // Two plug-ins may both speak of the page's product.
        if products.iter().all(|product| Some(&product.name) == first.as_ref().map(|first| &first.name)) {
            linked.product = first;
        } else {
            linked.tiles.extend(products.into_iter().map(DeclaredTile::from));
        }
        linked.tiles.truncate(MOST_TILES);
        linked
    }

    fn take(&mut self, node: &Value, products: &mut Vec<Declared>) {
        if is_a(node, &["Product", "ProductGroup", "IndividualProduct", "ProductModel", "Vehicle", "Book"]) {
            products.push(product(node));
        } else if is_a(node, &["ItemList", "OfferCatalog"]) {
            self.tiles.extend(listed(node));
        } else if self.page_type.is_none() {
            self.page_type = page_type(node);
        }
    }
}

/// The nodes that a document states: itself, its list's or its graph's members, and what a page says it is about.
fn nodes(document: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut open = vec![(document, 0)];
    while let Some((node, depth)) = open.pop() {
        if depth > 3 {
            continue;
        }
        match node {
            Value::Array(list) => open.extend(list.iter().rev().map(|node| (node, depth + 1))),
            Value::Object(_) => {
                found.push(node);
                for key in ["hasPart", "mainEntity", "@graph"] {
                    if node[key].is_object() || node[key].is_array() {
                        open.push((&node[key], depth + 1));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn page_type(node: &Value) -> Option<(PageKind, Option<PageRole>, &'static str)> {
    const TYPES: &[(&str, PageKind, Option<PageRole>)] = &[
        ("ItemPage", PageKind::Product, None),
        ("CollectionPage", PageKind::Category, None),
        ("SearchResultsPage", PageKind::Search, None),
        ("CheckoutPage", PageKind::Checkout, None),
        ("ContactPage", PageKind::Other, Some(PageRole::Contact)),
    ];
    TYPES.iter().find(|(name, _, _)| is_a(node, &[name])).map(|(name, kind, role)| (*kind, *role, *name))
}

fn listed(list: &Value) -> Vec<DeclaredTile> {
    let members = json::members(&list["itemListElement"]);
    let tile = |member: &&Value| {
        let item = if member["item"].is_object() { &member["item"] } else { *member };
        let url =
            [&item["url"], &item["@id"], &member["item"], &member["url"]].into_iter().find_map(json::text);
        let product = product(item);
        let name = product.name.clone().or_else(|| json::text(&member["name"]));
        // A list of breadcrumbs, reviews or questions has no products.
        let fits = is_a(item, &["Product", "ProductGroup", "Offer"])
            || (is_a(member, &["ListItem"]) && url.is_some());
        fits.then(|| DeclaredTile { url, ..DeclaredTile::from(Declared { name, ..product }) })
    };
    members.iter().take(MOST_TILES).filter_map(tile).collect()
}

fn product(node: &Value) -> Declared {
    let mut offers = offers(&node["offers"]);
    for variant in json::members(&node["hasVariant"]) {
        offers.extend(self::offers(&variant["offers"]));
    }
    let prices: Vec<Money> = offers.iter().filter_map(|offer| offer.lowest).collect();
    let highest: Vec<Money> = offers.iter().filter_map(|offer| offer.highest.or(offer.lowest)).collect();
    let least = prices.iter().copied().min_by_key(|money| money.amount);
    let most = highest.iter().copied().max_by_key(|money| money.amount);
    let same_currency = prices.iter().all(|money| Some(money.currency) == least.map(|least| least.currency));
    let open = offers.iter().any(|offer| offer.aggregate && offer.highest.is_none());
    let price =
        least.filter(|least| !open && Some(least.amount) == most.map(|most| most.amount) && same_currency);
    let sole = if offers.len() == 1 { offers.first() } else { None };
    Declared {
        name: json::text(&node["name"]).map(|name| dom::unescaped(&name)),
        price,
        currency: offers.iter().find_map(|offer| offer.currency),
        regular: sole.and_then(|offer| offer.regular).filter(|_| price.is_some()),
        is_recommended: sole.is_some_and(|offer| offer.is_recommended),
        range: least
            .filter(|_| price.is_none() && same_currency)
            .and_then(|least| PriceRange::new(least, if open { None } else { most })),
        url: json::text(&node["url"]),
        // Where one of its offers has no end, the price has none.
        last_day: offers.iter().map(|offer| offer.last_day).min().flatten().filter(|_| price.is_some()),
    }
}

/// One offer's prices.
struct LinkedOffer {
    currency: Option<Currency>,
    lowest: Option<Money>,
    highest: Option<Money>,
    regular: Option<Money>,
    /// Whether that is what the maker recommends.
    is_recommended: bool,
    /// The last day of its price.
    last_day: Option<Date>,
    aggregate: bool,
}

fn offers(offers: &Value) -> Vec<LinkedOffer> {
    match offers {
        Value::Array(list) => list.iter().map(offer).collect(),
        Value::Object(_) => vec![offer(offers)],
        _ => Vec::new(),
    }
}

fn offer(node: &Value) -> LinkedOffer {
    let aggregate = is_a(node, &["AggregateOffer"]);
    // Of one offer the ends of a range are its price and what it was before.
    if let [only] = json::members(&node["offers"]).as_slice()
        && aggregate
    {
        let of_one = offer(only);
        if of_one.lowest.is_some_and(|price| price.currency.is_some()) {
            return of_one;
        }
    }
    let specifications = match &node["priceSpecification"] {
        Value::Array(list) => list.iter().collect(),
        one @ Value::Object(_) => vec![one],
        _ => Vec::new(),
    };
    let kind = |specification: &Value| specification["priceType"].as_str().unwrap_or_default().to_owned();
    // "StrikethroughPrice" is schema.org's newer word for what shops wrote as "ListPrice"; "MSRP" ends as "SRP" does.
    let is_regular = |specification: &&Value| {
        let kind = kind(specification);
        ["ListPrice", "StrikethroughPrice", "RegularPrice", "SRP"].iter().any(|known| kind.ends_with(known))
    };
    // Prices of a pack, from a quantity on, or of members are not the price of one for everybody.
    let is_plain = |specification: &&Value| {
        let kind = kind(specification);
        (kind.is_empty() || kind.ends_with("SalePrice"))
            && specification["eligibleQuantity"].is_null()
            && specification["referenceQuantity"].is_null()
            && specification["validForMemberTier"].is_null()
    };
    let current = sole(specifications.iter().copied().filter(is_plain).collect());
    let currency_of = |node: &Value| json::text(&node["priceCurrency"]).and_then(|code| code.parse().ok());
    let currency = currency_of(node).or_else(|| specifications.iter().find_map(|node| currency_of(node)));
    let money = |value: &Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let clear = !price::is_unclear(&text, currency);
        json::price(value).filter(|_| clear).map(|amount| Money::new(amount, currency))
    };
    let price = money(&node["price"]).or_else(|| money(&current?["price"]));
    let ends =
        |node: &Value| ["priceValidUntil", "validThrough"].iter().find_map(|name| day(node[*name].as_str()?));
    let regular = specifications.iter().copied().find(is_regular);
    let of_members = || json::members(&node["offers"]).into_iter().map(ends).min().flatten();
    LinkedOffer {
        currency,
        lowest: if aggregate { money(&node["lowPrice"]).or(price) } else { price },
        highest: if aggregate { money(&node["highPrice"]) } else { None },
        last_day: ends(node).or_else(|| ends(current?)).or_else(of_members),
        regular: regular.and_then(|node| money(&node["price"])),
        is_recommended: regular.is_some_and(|node| kind(node).ends_with("SRP")),
        aggregate,
    }
}

/// The specification that names the price: a sale's before others, with taxes before without. None where those that are
/// left differ.
fn sole(mut plain: Vec<&Value>) -> Option<&Value> {
    let mut prefer = |is_better: &dyn Fn(&Value) -> bool| {
        if plain.iter().any(|node| is_better(node)) {
            plain.retain(|node| is_better(node));
        }
    };
    prefer(&|node| node["priceType"].is_string());
    prefer(&|node| node["valueAddedTaxIncluded"] == true);
    let first = plain.first().copied()?;
    let same = plain.iter().all(|node| json::decimal(&node["price"]) == json::decimal(&first["price"]));
    same.then_some(first)
}

/// Whether `@type`, which may be a list and may be written as an address, is one of the types.
fn is_a(node: &Value, types: &[&str]) -> bool {
    let one = |value: &Value| {
        let name = value.as_str().and_then(|name| name.rsplit(['/', ':', '#']).next());
        name.is_some_and(|name| types.contains(&name))
    };
    match &node["@type"] {
        Value::Array(list) => list.iter().any(one),
        single => one(single),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(script: &str) -> Linked {
        Linked::read(std::iter::once(script.to_owned()))
    }

    fn price(script: &str) -> Option<String> {
        read(script).product?.price.map(|money| money.to_string())
    }

    #[test]
    fn reads_the_shapes_of_linked_data() {
        let offer = r#""offers":{"@type":"LinkedOffer","price":"11.42","priceCurrency":"EUR"}"#;
        for script in [
            format!(r#"{{"@type":"Product",{offer}}}"#),
            format!(r#"{{"@graph":[{{"@type":"WebPage"}},{{"@type":["Thing","Product"],{offer}}}]}}"#),
            format!(r#"[{{"@type":"https://schema.org/Product",{offer}}}]"#),
            format!(r#"{{"@type":"ItemPage","mainEntity":{{"@type":"schema:Product",{offer}}}}}"#),
            format!(r#"{{"@type":"Product",{offer},}}"#),
            format!(r#"{{"@type":"ProductGroup","hasVariant":[{{"@type":"Product",{offer}}},{{{offer}}}]}}"#),
            r#"{"@type":"Product","offers":[{"price":11.42,"priceCurrency":"EUR"}]}"#.to_owned(),
            r#"{"@type":"Product","offers":{"@type":"AggregateOffer","lowPrice":"11.42","highPrice":11.42,"priceCurrency":"EUR"}}"#.to_owned(),
            r#"{"@type":"Product","offers":{"priceSpecification":{"price":"11.42","priceCurrency":"EUR"}}}"#.to_owned(),
        ] {
            assert_eq!(price(&script).as_deref(), Some("11.42 EUR"), "{script}");
        }
        assert_eq!(price(r#"{"@type":"Product","#), None);
        assert_eq!(read(r#"{"@type":"Product","#).broken, 1);
    }

    #[test]
    fn several_prices_are_a_range() {
        let range = |offers: &str| {
            let product = read(&format!(r#"{{"@type":"Product","offers":{offers}}}"#)).product.unwrap();
            assert_eq!(product.price, None);
            product.range.map(|range| range.to_string())
        };
        let aggregate =
            r#"{"@type":"AggregateOffer","priceCurrency":"EUR","lowPrice":"9.9","highPrice":"19.9"}"#;
        assert_eq!(range(aggregate).as_deref(), Some("9.90 to 19.90 EUR"));
        assert_eq!(range(r#"{"@type":"AggregateOffer","lowPrice":1}"#).as_deref(), Some("from 1.00"));
        assert_eq!(range(r#"[{"price":1},{"price":2}]"#).as_deref(), Some("1.00 to 2.00"));
        assert_eq!(range(r#"[{"price":1,"priceCurrency":"EUR"},{"price":2,"priceCurrency":"USD"}]"#), None);
        assert_eq!(range("[]"), None);
    }

    #[test]
    fn a_list_price_is_the_regular_one() {
        for kind in ["https://schema.org/ListPrice", "StrikethroughPrice"] {
            let script = format!(
                r#"{{"@type":"Product","offers":{{"priceSpecification":[{{"price":"25","priceCurrency":"EUR"}},
                {{"price":"30","priceType":"{kind}"}}]}}}}"#
            );
            let product = read(&script).product.unwrap();
            assert_eq!(product.price.unwrap().to_string(), "25.00 EUR");
            assert_eq!(product.regular.unwrap().to_string(), "30.00 EUR");
        }
    }

    #[test]
    fn the_price_for_everybody_is_the_price() {
        for (specifications, expected, regular) in [
            (
                r#"{"price":99,"priceType":"https://schema.org/MSRP"},{"price":79}"#,
                Some("79.00"),
                Some("99.00"),
            ),
            (
                r#"{"price":99,"priceType":"SRP"},{"price":79,"priceType":"SalePrice"}"#,
                Some("79.00"),
                Some("99.00"),
            ),
            (r#"{"price":8,"validForMemberTier":{"@id":"\u0023gold"}},{"price":10}"#, Some("10.00"), None),
            (
                r#"{"price":10,"valueAddedTaxIncluded":false},{"price":12,"valueAddedTaxIncluded":true}"#,
                Some("12.00"),
                None,
            ),
            (r#"{"price":10},{"price":12}"#, None, None),
            (r#"{"price":"1.299"}"#, None, None),
            (r#"{"price":-5}"#, None, None),
        ] {
            let script =
                format!(r#"{{"@type":"Product","offers":{{"priceSpecification":[{specifications}]}}}}"#);
            let product = read(&script).product.unwrap();
            let shown = |money: Option<Money>| money.map(|money| money.to_string());
            assert_eq!(shown(product.price).as_deref(), expected, "{specifications}");
            assert_eq!(shown(product.regular).as_deref(), regular, "{specifications}");
        }
    }

    #[test]
    fn several_products_are_a_list() {
        let linked = read(
            r#"[{"@type":"CollectionPage","mainEntity":{"@type":"ItemList","itemListElement":[
            {"@type":"ListItem","position":1,"url":"/a","name":"A"},
            {"@type":"ListItem","item":{"@type":"Product","name":"B","url":"/b","offers":{"price":2}}}]}},
            {"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","item":"/","name":"Home"}]}]"#,
        );
        let tiles: Vec<_> =
            linked.tiles.iter().map(|tile| (tile.name.as_deref(), tile.url.as_deref())).collect();
        assert_eq!(tiles, [(Some("A"), Some("/a")), (Some("B"), Some("/b"))]);
        assert_eq!(linked.page_type.unwrap().0, PageKind::Category);
        let two = read(r#"[{"@type":"Product","name":"A"},{"@type":"Product","name":"B"}]"#);
        assert!(two.product.is_none() && two.tiles.len() == 2);
        let twice = read(r#"[{"@type":"Product","name":"A"},{"@type":"Product","name":"A"}]"#);
        assert!(twice.product.is_some());
    }
}
