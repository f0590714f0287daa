//! Microdata (`itemscope itemtype=…/Product`) and its sister RDFa Lite (`typeof=Product property=…`).

use scraper::ElementRef;
use serde_json::Value;

use super::Declared;
use crate::page::dom::{self, Dom, selector};
use crate::page::json;
use crate::page::price::is_unclear;
use crate::units::money::{Currency, Money};
use crate::units::price::{self, PriceRange};

/// The page's own product, when the mark-up speaks of just one outside tiles.
pub(super) fn product(dom: &Dom) -> Option<Declared> {
    let mut own = scopes(dom).filter(|scope| !dom.is_of_other_product(*scope));
    let only = own.next()?;
    own.next().is_none().then(|| declared(only))
}

/// All products that the mark-up speaks of, with their elements.
pub(in crate::page) fn scopes(dom: &Dom) -> impl Iterator<Item = ElementRef<'_>> {
    dom.all(selector!(
        "[itemscope][itemtype$='/Product'], [itemscope][itemtype$='/ProductGroup'], [typeof='Product'], [typeof='schema:Product'], [typeof$='/Product']"
    ))
    // A product that is part of another (a related one) is not the page's.
    .filter(|scope| scope.attr("itemprop").is_none() || scope.attr("itemprop") == Some("mainEntity") || scope.attr("itemprop") == Some("itemListElement"))
}

/// What one product's element says.
pub(in crate::page) fn declared(scope: ElementRef<'_>) -> Declared {
    let own = |name: &str| property(scope, name, false);
    let offered = |name: &str| property(scope, name, true);
    let value = |element: ElementRef<'_>| {
        let stated = ["content", "value"].into_iter().find_map(|name| dom::attribute(element, name));
        stated.map_or_else(|| dom::price_text(element).0, str::to_owned)
    };
    let currency: Option<Currency> = offered("priceCurrency").and_then(|element| value(element).parse().ok());
    let amount = |name: &str| {
        let text = value(offered(name)?);
        match json::price(&Value::String(text.clone())) {
            Some(_) if is_unclear(&text, currency) => None,
            Some(exact) => Some(Money::new(exact, currency)),
            None => price::read_in(&text, currency).ok(),
        }
    };
    let (low, high) = (amount("lowPrice"), amount("highPrice"));
    let same = low.is_some() && low.map(|low| low.amount) == high.map(|high| high.amount);
    let price = amount("price").or(low.filter(|_| same));
    let url = own("url")
        .and_then(|element| dom::attribute(element, "href").or_else(|| dom::attribute(element, "content")));
    Declared {
        name: own("name").map(value).filter(|name| !name.is_empty()),
        price,
        currency,
        regular: None,
        is_recommended: false,
        range: low.filter(|_| price.is_none()).and_then(|low| PriceRange::new(low, high)),
        url: url.map(str::to_owned),
        last_day: ["priceValidUntil", "validThrough"]
            .into_iter()
            .find_map(|name| super::day(&value(offered(name)?))),
    }
}

/// The element that states a property of the product itself, or (`offered`) of its sole offer. What stands in another
/// scope, a brand's name or a related product's price, is not the product's.
fn property<'a>(scope: ElementRef<'a>, name: &str, offered: bool) -> Option<ElementRef<'a>> {
    let named = |element: &ElementRef<'_>| {
        ["itemprop", "property"].iter().any(|attribute| {
            element.attr(attribute).is_some_and(|value| {
                value.split_ascii_whitespace().any(|one| one.rsplit(':').next() == Some(name))
            })
        })
    };
    let mut found = selector!("[itemprop], [property]")
        .into_iter()
        .flat_map(|css| scope.select(css))
        .filter(named)
        .filter(|element| {
            let holder = element.ancestors().filter_map(ElementRef::wrap).find(is_scope);
            holder.is_some_and(|holder| holder == scope || (offered && is_offer(holder, scope)))
        });
    let first = found.next()?;
    // Offers of several combinations name no single price.
    (!offered
        || found.all(|other| {
            dom::text(other) == dom::text(first) && other.attr("content") == first.attr("content")
        }))
    .then_some(first)
}

fn is_scope(element: &ElementRef<'_>) -> bool {
    element.attr("itemscope").is_some() || element.attr("typeof").is_some()
}

/// Whether a scope is an offer of the product, at any depth of offers.
fn is_offer(holder: ElementRef<'_>, product: ElementRef<'_>) -> bool {
    let is_offered = |scope: &ElementRef<'_>| {
        ["itemprop", "property"].iter().any(|name| {
            scope.attr(name).is_some_and(|value| {
                value.rsplit(':').next() == Some("offers") || value == "priceSpecification"
            })
        })
    };
    let scopes = holder.ancestors().filter_map(ElementRef::wrap).filter(is_scope);
    let mut chain = std::iter::once(holder).chain(scopes);
    chain.find(|scope| *scope == product || !is_offered(scope)) == Some(product)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> Option<Declared> {
        product(&Dom::new(html))
    }

    #[test]
    fn reads_the_product_and_not_its_brand() {
        let declared = read(
            r#"<div itemscope itemtype="https://schema.org/Product"><span itemprop="brand" itemscope
            itemtype="https://schema.org/Brand"><b itemprop="name">Acme</b></span><h1 itemprop="name">Hat</h1>
            <div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="EUR">
            <span itemprop="price">19,90 €</span></div></div>"#,
        )
        .unwrap();
        assert_eq!(declared.name.as_deref(), Some("Hat"));
        assert_eq!(declared.price.unwrap().to_string(), "19.90 EUR");
    }

    #[test]
    fn reads_rdfa_and_ranges() {
        let declared = read(
            r#"<div vocab="https://schema.org/" typeof="Product"><h1 property="name">Hat</h1><div property="offers"
            typeof="AggregateOffer"><meta property="priceCurrency" content="USD"><meta property="lowPrice" content="9.9">
            <meta property="highPrice" content="19"></div></div>"#,
        )
        .unwrap();
        assert_eq!((declared.name.as_deref(), declared.price), (Some("Hat"), None));
        assert_eq!(declared.range.unwrap().to_string(), "9.90 to 19.00 USD");
    }

    #[test]
    fn several_products_are_nobodys() {
        let one = r#"<div itemscope itemtype="http://schema.org/Product"><b itemprop="name">A</b></div>"#;
        assert!(read(one).is_some());
        assert!(read(&one.repeat(2)).is_none());
        assert!(read(&format!("<div class=related>{one}</div>")).is_none());
        let offers = r#"<div itemscope itemtype="http://schema.org/Product"><p itemprop=offers itemscope><b itemprop=price content=1></b></p>
            <p itemprop=offers itemscope><b itemprop=price content=2></b></p></div>"#;
        assert_eq!(read(offers).unwrap().price, None);
    }

    #[test]
    fn offers_within_offers_are_the_products() {
        let specification = "<b itemprop=priceSpecification itemscope>";
        let price = "<i itemprop=price content=5></i>";
        let page = |inner: &str| {
            format!(
                "<div itemscope itemtype=https://schema.org/Product><p itemprop=offers itemscope>{inner}</p></div>"
            )
        };
        let amount = |html: &str| read(html).unwrap().price.map(|price| price.to_string());
        assert_eq!(amount(&page(&format!("{specification}{price}</b>"))).as_deref(), Some("5.00"));
        assert_eq!(amount(&page(&format!("<b itemprop=seller itemscope>{price}</b>"))), None);
        assert_eq!(amount(&page("<i itemprop=price content=-1></i>")), None);
    }
}
