//! Whole pages, written by hand after PrestaShop's contract, and input that is no page at all.

#![allow(clippy::unwrap_used, reason = "a test's helpers are tests")]

use std::time::{Duration, Instant};

use promo_load::page::{Page, PageKind};
use promo_load::promotion::{self, PromotionType};
use promo_load::shops::Shops;
use proptest::prelude::*;
use url::Url;

const CLASSIC: &str = include_str!("fixtures/pages/classic-product.html");
const HUMMINGBIRD: &str = include_str!("fixtures/pages/hummingbird-product.html");
const HUMMINGBIRD_2: &str = include_str!("fixtures/pages/hummingbird-2-product.html");
const LISTING: &str = include_str!("fixtures/pages/hummingbird-listing.html");
const LANDING: &str = include_str!("fixtures/pages/landing.html");

fn read(html: &str, address: &str) -> Page {
    Shops::known().parse(html, &Url::parse("https://boutique.example").unwrap().join(address).unwrap())
}

#[test]
fn a_classic_product_page_in_french() {
    let page = read(CLASSIC, "/fr/accessoires/21-echarpe.html");
    assert_eq!(page.kind, PageKind::Product);
    assert_eq!(page.language.as_deref(), Some("fr-FR"));
    let product = page.product.as_ref().unwrap();
    assert_eq!((product.id, product.name.as_deref()), (Some(21), Some("Écharpe en laine")));
    let price = product.price.as_ref().unwrap();
    assert_eq!(price.current.to_string(), "1234.50 EUR");
    assert_eq!(price.regular.unwrap().to_string(), "1499.00 EUR");
    assert_eq!(price.amount_off.unwrap().to_string(), "264.50 EUR");
    assert_eq!(page.price_literal.as_deref(), Some("current-price-value\" content=\"1234.5\""));
    let form = page.add_to_cart.as_ref().unwrap();
    assert_eq!(form.action.as_ref().map(url::Url::as_str), Some("https://boutique.example/fr/panier"));
    assert_eq!(form.field("group[1]"), Some("2"));
    assert_eq!(page.urls.order.as_ref().unwrap().path(), "/fr/commande");
    assert_eq!(page.token_literals.as_ref().unwrap().0, "\"static_token\":\"");
}

#[test]
fn its_promotions_are_its_own() {
    let page = read(CLASSIC, "/fr/accessoires/21-echarpe.html");
    let found = promotion::detect(&page);
    let kinds: Vec<_> = found.iter().map(|one| (one.kind, one.code.as_deref())).collect();
    assert_eq!(
        kinds,
        [
            (PromotionType::StrikeThrough, None),
            (PromotionType::ManualCode, Some("HIVER")),
            (PromotionType::FreeShipping, Some("PORT")),
        ]
    );
    assert_eq!(found[0].product_id, Some(21));
    assert_eq!(found[1].amount.unwrap().to_string(), "5.00 EUR");
    assert_eq!(found[1].minimum.unwrap().to_string(), "40.00 EUR");
    assert_eq!(found[1].valid_until, None);
    assert_eq!(found[2].rule_id, Some(9));
}

#[test]
fn a_hummingbird_product_page_has_only_text() {
    let page = read(HUMMINGBIRD, "/30-lamp.html");
    assert_eq!(page.kind, PageKind::Product);
    let product = page.product.as_ref().unwrap();
    assert_eq!(product.id, Some(30));
    let price = product.price.as_ref().unwrap();
    assert_eq!(price.current.to_string(), "1059.00 USD");
    assert_eq!(price.regular.unwrap().to_string(), "1176.67 USD");
    let literal = page.price_literal.as_deref().unwrap();
    assert!(literal.contains("$1,059.00") && HUMMINGBIRD.contains(literal), "{literal}");
    assert!(!page.add_to_cart.as_ref().unwrap().enabled, "sold out");
    assert_eq!(promotion::detect(&page).len(), 1);
}

/// Later versions of the theme name the elements otherwise, and speak to screen readers inside them.
#[test]
fn a_hummingbird_product_page_of_a_later_version() {
    let page = read(HUMMINGBIRD_2, "/30-lamp.html");
    let price = page.product.as_ref().unwrap().price.as_ref().unwrap();
    assert_eq!(price.current.to_string(), "1059.00 USD");
    assert_eq!(price.regular.unwrap().to_string(), "1176.67 USD");
    assert_eq!(price.percent.unwrap().to_string(), "10");
    assert_eq!(page.price_literal.as_deref(), Some("$1,059.00"));
    assert_eq!(promotion::detect(&page)[1].from_quantity, Some(4));
}

#[test]
fn a_listing_pairs_prices_and_leaves_ranges_alone() {
    let page = read(LISTING, "/fr/promotions");
    assert_eq!(page.kind, PageKind::Catalog);
    assert_eq!(page.listing.len(), 3);
    assert_eq!(
        page.listing[0].url.as_ref().unwrap().as_str(),
        "https://boutique.example/fr/40-7-chaise.html"
    );
    assert_eq!(page.listing[0].attribute_id, Some(7));
    let ranges = page.listing.iter().map(|tile| tile.range.map(|range| range.to_string()));
    assert_eq!(
        ranges.collect::<Vec<_>>(),
        [None, Some("from 199.00 EUR".to_owned()), Some("50.00 to 70.00 EUR".to_owned())]
    );
    assert!(page.listing[1..].iter().all(|tile| tile.price.is_none()), "a range is no price");
    assert_eq!(page.next_page.as_ref().unwrap().query(), Some("page=2"));
    let found = promotion::detect(&page);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].name.as_deref(), found[0].percent.unwrap().to_string()),
        (Some("Chaise"), "20".to_owned())
    );
}

#[test]
fn a_text_page_that_advertises_and_calls_is_a_landing_page() {
    let page = read(LANDING, "/en/content/7-black-friday");
    assert_eq!(page.kind, PageKind::Landing, "{:?}", page.evidence);
    assert!((50..80).contains(&page.confidence.percent()), "an inference, not a fact: {}", page.confidence);
    assert_eq!(page.links.iter().filter(|link| link.call_to_action).count(), 1);
    // Without the call it is a text page, and so it is without the advertisement.
    assert_eq!(read(&LANDING.replace("/en/12-lamps", "/en/about"), "/").kind, PageKind::Cms);
    let plain =
        LANDING.replace("Black Friday", "Lamps").replace("-30% on", "Find").replace("code LIGHT30", "eyes");
    assert_eq!(read(&plain, "/").kind, PageKind::Cms);
    // A category stays one, whatever its banner says.
    let category = LANDING.replace("\"cms\"", "\"category\"");
    assert_eq!(read(&category, "/en/12-lamps").kind, PageKind::Category);
}

#[test]
fn a_product_of_another_platform() {
    let page = read(
        r#"<title>Boots</title><script src="https://cdn.shopify.com/x.js"></script>
        <script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","name":"Boots",
        "offers":{"@type":"Offer","price":89.9,"priceCurrency":"GBP"}}</script><h1>Boots</h1>"#,
        "/products/boots",
    );
    assert_eq!((page.kind, page.platform_name()), (PageKind::Product, Some("Shopify")));
    let price = page.product.as_ref().unwrap().price.as_ref().unwrap();
    assert_eq!(
        (price.current.to_string(), price.source.as_str()),
        ("89.90 GBP".into(), "JSON-LD offers.price")
    );
    assert_eq!(page.price_literal.as_deref(), Some("\"price\":89.9"));
}

#[test]
fn contradicting_prices_are_noted() {
    let page =
        read(&CLASSIC.replace("amount\" content=\"1234.5\"", "amount\" content=\"99\""), "/fr/21-x.html");
    assert_eq!(page.product.unwrap().price.unwrap().current.to_string(), "1234.50 EUR");
    let notes: Vec<_> = page.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "the price differs: 1234.50 EUR in .current-price-value[content], but 99.00 EUR in meta product:price:amount"
        ]
    );
}

/// What stands in the price's element, and what is read: the price and the price before.
#[test]
fn only_a_sure_price_is_a_price() {
    for (shown, expected, before) in [
        ("<b class=current-price-value>12<sup>50</sup> €</b>", Some("12.50 EUR"), None),
        ("<b class=current-price-value>12€<sup>50</sup></b>", Some("12.50 EUR"), None),
        ("<b class=current-price-value>1<span>299</span> €</b>", None, None),
        ("<b class=current-price-value>12,50<sup>1</sup> €</b>", None, None),
        (
            "<b class=regular-price>24€<sup>90</sup></b><b class=current-price-value content=19.9>19<sup>90</sup> €</b>",
            Some("19.90 EUR"),
            Some("24.90 EUR"),
        ),
        ("<b class=current-price-value>39,80 € / kg</b>", None, None),
        (
            "<div class=price><b class=current-price-value content=20>20,00 €</b> (<s>60,00 €/kg</s>)</div>",
            Some("20.00 EUR"),
            None,
        ),
        (
            "<div class=price><del>30,00 €</del> <del>25,00 €</del> <b class=current-price-value content=20>20,00 €</b></div>",
            Some("20.00 EUR"),
            None,
        ),
        (
            "<div class=price><del>30,00 €</del> <del>30,00 €</del> <b class=current-price-value content=20>20,00 €</b></div>",
            Some("20.00 EUR"),
            Some("30.00 EUR"),
        ),
        (
            "<b class=regular-price>14,28 € TTC</b><b class=current-price-value content=9.52>9,52 € HT</b>",
            Some("9.52 EUR"),
            None,
        ),
        (
            "<b class=current-price-value>12,00 €</b><b class=regular-price style='display: none'>99,00 €</b>",
            Some("12.00 EUR"),
            None,
        ),
        ("<b class=current-price-value content=1.299>1.299 €</b>", Some("1299.00 EUR"), None),
        ("<b class=current-price-value content=1.299>now</b>", None, None),
        ("<b class=current-price-value>199 kr</b>", None, None),
    ] {
        let page = read(
            &format!(
                "<body id=product class='product-id-6'><script>var prestashop = {{\"currency\":{{\"iso_code\":\"EUR\"}},\"page\":{{\"page_name\":\"product\"}}}};</script>{shown}"
            ),
            "/6-mug.html",
        );
        let price = page.product.unwrap().price;
        assert_eq!(price.as_ref().map(|price| price.current.to_string()).as_deref(), expected, "{shown}");
        let regular = price.and_then(|price| price.regular).map(|money| money.to_string());
        assert_eq!(regular.as_deref(), before, "{shown}");
    }
}

#[test]
fn a_shopify_page_without_linked_data() {
    for (meta, shown, before, expected) in [
        ("15,00", "€15,00 EUR", "€20,00 EUR", Some("15.00 EUR")),
        ("1.500,00", "€1.500,00", "€2.000,00", Some("1500.00 EUR")),
        ("1.500", "€1.500", "€2.000", None),
    ] {
        let page = read(
            &format!(
                "<meta property='og:type' content=product><meta property='og:price:amount' content='{meta}'><meta property='og:price:currency' content=EUR><body class=template-product><script>var Shopify = Shopify || {{}};</script><div class='price price--on-sale'><s class=price-item--regular>{before}</s><b class=price-item--sale>{shown}</b></div>"
            ),
            "/products/sofa",
        );
        assert_eq!((page.platform_name(), page.kind), (Some("Shopify"), PageKind::Product));
        let price = page.product.unwrap().price;
        assert_eq!(price.as_ref().map(|price| price.current.to_string()).as_deref(), expected, "{meta}");
        assert_eq!(price.is_some_and(|price| price.regular.is_some()), expected.is_some(), "{meta}");
    }
}

#[test]
fn a_related_products_microdata_is_not_the_pages() {
    let page = read(
        r#"<body itemscope itemtype="https://schema.org/Product"><h1 itemprop=name>Mug</h1><p itemprop=offers itemscope
        itemtype="https://schema.org/Offer"><b itemprop=price>19,99 €</b></p><div itemprop=isRelatedTo itemscope
        itemtype="https://schema.org/Product"><b itemprop=price content=5>5 €</b></div>"#,
        "/mug",
    );
    assert_eq!(page.product.unwrap().price.unwrap().current.to_string(), "19.99 EUR");
}

#[test]
fn tiles_of_any_theme_cross_out_prices() {
    for before in ["<del>20,00 €</del>", "<s class=price>20,00 €</s>", "<b class=old-price>20,00 €</b>"]
    {
        let page = read(
            &format!(
                "<body id=category><article class=product-miniature data-id-product=1><h2><a href=/1-p.html>P</a></h2><i class='price unit-price'>5,00 €/kg</i>{before}<b class=price>10<sup>00</sup> €</b></article>"
            ),
            "/3-sale",
        );
        let price = page.listing[0].price.as_ref().unwrap();
        assert_eq!(
            (price.current.to_string(), price.regular.unwrap().to_string()),
            ("10.00 EUR".into(), "20.00 EUR".into()),
            "{before}"
        );
    }
}

#[test]
fn what_shoppers_read_is_compared_with_what_machines_read() {
    let page = read(&CLASSIC.replace(" content=\"1234.5\">", " content=\"1000\">"), "/fr/21-x.html");
    assert!(
        page.notes.iter().any(|note| note.to_string().contains("but shoppers read 1234.50 EUR")),
        "{:?}",
        page.notes
    );
}

#[test]
fn what_is_no_shop_page_says_so() {
    for html in [
        "",
        "\u{0}\u{1}\u{fffd}PNG\r\n\u{1a}",
        "hello",
        "<html><body id=\"main\"><h1>Weather</h1><p>-20% chance of rain <a class=btn href=/1-a.html>Discover</a></p>",
        "<body id=\"search\"><h1>Library</h1>",
        "{\"json\": true}",
        "<<<>>><a href=",
    ] {
        let page = read(html, "/3-clothes");
        assert_eq!(page.kind, PageKind::Other, "{html}");
        assert!(!page.is_shop_page() && page.confidence.percent() <= 20, "{html}: {:?}", page.evidence);
        assert!(promotion::detect(&page).is_empty());
    }
}

#[test]
fn saved_pages_know_their_address() {
    let base = |html: &str| Shops::known().base_url_from(html).map(String::from);
    assert_eq!(base(CLASSIC).as_deref(), Some("https://boutique.example/fr/accessoires/21-echarpe.html"));
    assert_eq!(
        base("<link rel=canonical href='https://a.example/x'>").as_deref(),
        Some("https://a.example/x")
    );
    assert_eq!(base("<link rel=canonical href='/relative'>"), None);
    assert_eq!(base(""), None);
}

#[test]
fn a_related_products_old_price_is_not_the_pages() {
    let page = read(
        r#"<body class="woocommerce-page"><script type="application/ld+json">{"@type":"Product","name":"Hat",
        "offers":[{"@type":"Offer","price":"20.00","priceCurrency":"EUR"}]}</script>
        <ul class="products"><li class="product"><span class="price"><del>€30.00</del> €25.00</span></ul>"#,
        "/product/hat",
    );
    assert_eq!(page.platform_name(), Some("WooCommerce"));
    let price = page.product.as_ref().unwrap().price.as_ref().unwrap();
    assert_eq!((price.current.to_string(), price.regular), ("20.00 EUR".to_owned(), None));
}

#[test]
fn an_old_price_in_a_price_element_is_the_pages() {
    let page = read(
        r#"<script type="text/x-magento-init">{}</script><meta property="og:type" content="product">
        <meta property="product:price:amount" content="20.00"><meta property="product:price:currency" content="EUR">
        <p>Never seen <s>€99.00</s> before</p><p class="price"><del>€30.00</del> €20.00</p>"#,
        "/hat.html",
    );
    assert_eq!(page.platform_name(), Some("Magento"));
    let found = promotion::detect(&page);
    assert_eq!((found.len(), found[0].regular.unwrap().to_string()), (1, "30.00 EUR".to_owned()));
}

#[test]
fn a_page_without_the_object_is_known_by_its_body() {
    let html =
        r#"<body id="category" class="lang-en currency-eur page-category category-id-8"><h1>Mugs</h1>"#;
    let page = read(html, "/en/mugs");
    assert_eq!(
        (page.kind, page.platform_name(), page.category_id),
        (PageKind::Category, Some("PrestaShop"), Some(8))
    );
}

#[test]
fn an_error_page_is_not_what_its_address_promises() {
    let html = r#"<title>500 Server Error</title><meta name="description" content="This store is powered by PrestaShop">"#;
    let page = read(html, "/en/cart");
    assert_eq!((page.kind, page.platform_name()), (PageKind::Other, Some("PrestaShop")));
}

/// A test's thread has two megabytes of stack; recursion or quadratic work would show here.
#[test]
fn depth_and_size_do_no_harm() {
    let started = Instant::now();
    for open in [
        "<div>",
        "<span class=\"price\">",
        "<b>",
        "<article class=\"product-miniature\" data-id-product=\"1\">",
        "<table><tr><td>",
        "<ul><li>",
        "<p>",
        "<li>",
    ] {
        let html = format!("<body id=\"category\">{}", open.repeat(100_000));
        let _ = read(&html, "/");
    }
    let json = format!("<script>var prestashop = {}</script>", "{\"a\":".repeat(100_000));
    let _ = read(&json, "/");
    let linked = format!("<script type='application/ld+json'>[\"Product\",{}</script>", "[".repeat(100_000));
    let _ = read(&linked, "/");
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn scripts_do_not_count_as_depth() {
    let script = format!("<script>{}</script>", "for(i=0;i<n;i++){}".repeat(5_000));
    let page = read(&CLASSIC.replace("</head>", &format!("{script}</head>")), "/fr/21-x.html");
    assert!(page.product.unwrap().price.unwrap().regular.is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read(html in "\\PC{0,400}") {
        let _ = promotion::detect(&read(&html, "/"));
    }

    #[test]
    fn a_page_cut_anywhere_is_read(cut in 0_usize..6_000) {
        for html in [CLASSIC, HUMMINGBIRD, HUMMINGBIRD_2, LISTING, LANDING] {
            let end = (0..=cut.min(html.len())).rev().find(|end| html.is_char_boundary(*end)).unwrap();
            let page = read(&html[..end], "/fr/21-x.html");
            if let Some(literal) = &page.price_literal {
                prop_assert!(html.contains(literal));
            }
        }
    }
}
