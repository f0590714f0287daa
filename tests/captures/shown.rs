//! The texts that prove what shoppers read: each goes with its own price and stays with any other.

use std::collections::BTreeSet;

use promo_load::page::{Page, PageKind, ShownPrice};
use promo_load::shops::Shops;
use promo_load::shops::prestashop::PrestaShop;

use super::{captures, page, source};

/// The source with the first such text behind a place replaced.
fn changed(source: &str, place: &str, from: &str, to: &str) -> String {
    let start = source.find(place).unwrap_or_else(|| panic!("no {place}")) + place.len();
    let at = start + source[start..].find(from).unwrap_or_else(|| panic!("no {from} behind {place}"));
    format!("{}{to}{}", &source[..at], &source[at + from.len()..])
}

/// The literal, which stands in the source.
fn literal<'a>(source: &str, shown: Option<&'a ShownPrice>) -> &'a str {
    let literal = shown.and_then(|shown| shown.literals.first()).unwrap();
    assert!(source.contains(literal.as_str()), "{literal}");
    literal
}

/// A page with its source, from any folder of the captures.
fn kept(path: &str) -> Option<(Page, String)> {
    let html = std::fs::read_to_string(captures()?.join(path)).unwrap();
    let url = Shops::known().base_url_from(&html).unwrap_or_else(|| panic!("{path} has no address"));
    Some((Shops::known().parse(&html, &url), html))
}

#[test]
fn the_visible_price_of_a_product() {
    let classic = "class='current-price-value'";
    for (path, place, shown) in [
        ("pages/product-6-simple-reduced-20pct.html", classic, "€11.42"),
        ("pages/product-1-reduced-combinations.html", classic, "€22.94"),
        ("pages/product-7-simple-reduced-5eur.html", classic, "€9.28"),
        ("pages/product-16-no-reduction.html", classic, "€"),
        ("more/ps8-tax-excluded-product.html", classic, ""),
        ("more/ps821-tax-excluded-product.html", classic, ""),
        ("more/ps9-hummingbird-tax-excluded-product.html", "class=\"product__current-price\"", "₴19.12"),
    ] {
        let Some((page, html)) = kept(path) else { return };
        let price = page.shown_price(&html).unwrap();
        let literal = literal(&html, Some(&price));
        assert!(literal.contains(shown), "{path}: {literal}");
        let digits = price.price.plain();
        let written =
            [digits.clone(), digits.replace('.', ",")].into_iter().find(|text| literal.contains(text));
        let written = written.unwrap_or_else(|| panic!("{path}: {literal}"));
        // Behind the attribute for machines, which stays.
        let visible = &html[html.find(place).unwrap()..];
        let tag = &visible[..=visible.find('>').unwrap()];
        let dearer = changed(&html, tag, &written, "123.45");
        assert!(!dearer.contains(literal), "{path}: {literal}");
        // All other products cost what this one does.
        let beside = dearer.replace(
            "class=\"price\" aria-label=\"Price\">",
            &format!("class=\"price\">€{written}</span><i>"),
        );
        assert!(!beside.contains(literal), "{path}: {literal}");
    }
}

#[test]
fn the_prices_of_reduced_tiles() {
    for path in [
        "pages/category-3-clothes.html",
        "pages/category-8-home-accessories.html",
        "pages/home-en.html",
        "pages/home-fr.html",
        "pages/prices-drop.html",
        "more/ps8-tax-excluded-category.html",
        "more/ps9h-rewrite-category.html",
        "more/ps9h-norewrite-category.html",
    ] {
        let Some((page, html)) = kept(path) else { return };
        let tiles = page.shown_tiles(&html);
        assert_eq!(tiles.len(), page.listing.iter().filter(|tile| tile.is_reduced()).count(), "{path}");
        assert!(!tiles.is_empty(), "{path}");
        for tile in &tiles {
            let (was, now) = (literal(&html, tile.regular.as_ref()), literal(&html, tile.current.as_ref()));
            // Each is of this product alone: it holds its name, and no other tile begins in it.
            let named = page.listing.iter().find(|known| known.id == tile.id).unwrap();
            for text in [was, now] {
                assert!(text.contains(named.name.as_deref().unwrap()), "{path}: {text}");
                assert!(!text.contains("<article") && text.ends_with('<'), "{path}: {text}");
            }
            let others = tiles.iter().filter(|other| other.id != tile.id);
            let prices = others.filter_map(|other| other.current.as_ref()?.literals.first());
            assert!(prices.clone().all(|other| other != now), "{path}: {now}");
        }
    }
}

/// The same category with friendly addresses and without, one day.
#[test]
fn addresses_in_queries_say_what_friendly_ones_say() {
    let (Some((with, _)), Some((without, _))) =
        (kept("more/ps9h-rewrite-category.html"), kept("more/ps9h-norewrite-category.html"))
    else {
        return;
    };
    let tiles = |page: &Page| -> Vec<_> {
        let tiles = page.listing.iter();
        tiles
            .map(|tile| (tile.id, tile.price.as_ref().map(|price| price.current), tile.is_reduced()))
            .collect()
    };
    assert_eq!(tiles(&with), tiles(&without));
    assert!(tiles(&with).len() > 5);
    let addresses =
        |page: &Page| -> BTreeSet<_> { page.listing.iter().filter_map(|tile| tile.url.clone()).collect() };
    assert_eq!(addresses(&with).len(), addresses(&without).len());
    let kinds = |page: &Page, kind| page.links.iter().filter(|link| link.kind == Some(kind)).count() > 0;
    for kind in [PageKind::Product, PageKind::Category] {
        assert!(kinds(&with, kind) && kinds(&without, kind), "{kind}");
    }
    assert_eq!(without.urls.cart.unwrap().query(), Some("controller=cart"));
}

#[test]
fn totals_of_the_cart() {
    for (name, total, other) in [
        ("cart-with-products", "", "€1.23"),
        ("cart-with-voucher", "38.51", "€1.23"),
        ("order-checkout", "36.36", "€1.23"),
    ] {
        let (Some(page), Some(html)) = (page(name), source(name)) else { return };
        let shown = page.shown_total(&html).unwrap();
        let visible = literal(&html, Some(&shown));
        assert!(visible.contains(&format!("€{total}")), "{name}: {visible}");
        let wrong =
            changed(&html, "cart-summary-line cart-total", &format!("€{}", shown.price.plain()), other);
        assert!(!wrong.contains(visible), "{name}: {visible}");
        let declared = PrestaShop::declared_total(&page, &html).unwrap();
        assert!(html.contains(&declared) && wrong.contains(&declared), "{name}: {declared}");
        let amount = format!("\"amount\":{}", shown.price.amount);
        let wrong = changed(&html, "\"totals\":{\"total\":", &amount, "\"amount\":1.23");
        assert!(!wrong.contains(&declared) && wrong.contains(visible), "{name}: {declared}");
    }
}
