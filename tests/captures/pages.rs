//! The captured pages: what they are and what is read in them.

use promo_load::compile::{CompileOptions, Observed, compile};
use promo_load::page::{Page, PageKind, Reduction};
use promo_load::promotion::{self, Promotion, PromotionType};
use promo_load::shops::{Shops, Stop};
use url::Url;

use super::{page, source};

fn promotions(page: &Page, kind: PromotionType) -> Vec<Promotion> {
    promotion::detect(page).into_iter().filter(|promotion| promotion.kind == kind).collect()
}

#[test]
fn a_product_reduced_by_percent() {
    let Some(page) = page("product-6-simple-reduced-20pct") else { return };
    assert_eq!((page.kind, page.platform_name()), (PageKind::Product, Some("PrestaShop")));
    assert!(page.confidence.percent() >= 98, "{}", page.confidence);
    assert_eq!(page.title.as_deref(), Some("Mug The best is yet to come"));
    assert_eq!(page.language.as_deref(), Some("en-US"));
    let product = page.product.as_ref().unwrap();
    assert_eq!((product.id, product.attribute_id, product.stock), (Some(6), None, Some(300)));
    let price = product.price.as_ref().unwrap();
    assert_eq!(price.current.to_string(), "11.42 EUR");
    assert_eq!(price.regular.unwrap().to_string(), "14.28 EUR");
    assert_eq!(price.label.as_deref(), Some("-20%"));
    assert_eq!(price.source, ".current-price-value[content]");
    assert!(page.notes.is_empty(), "{:?}", page.notes);

    let strike = promotions(&page, PromotionType::StrikeThrough);
    assert_eq!(strike.len(), 1);
    assert_eq!(strike[0].percent.unwrap().to_string(), "20");
    let codes = promotions(&page, PromotionType::ManualCode);
    assert_eq!(codes.len(), 1);
    assert_eq!(codes[0].code.as_deref(), Some("BF2025"));

    let form = page.add_to_cart.as_ref().unwrap();
    assert_eq!(form.action.as_ref().map(url::Url::as_str), Some("http://127.0.0.1:8081/en/cart"));
    let names: Vec<_> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["token", "id_product", "id_customization", "qty"]);
    assert!(form.enabled && !page.has_voucher_field);
    assert_eq!(page.urls.cart.as_ref().unwrap().path(), "/en/cart");
    assert_eq!(page.urls.cart_popup.as_ref().unwrap().path(), "/en/module/ps_shoppingcart/ajax");
}

#[test]
fn literals_find_price_and_token_without_a_parser() {
    let Some(html) = source("product-6-simple-reduced-20pct") else { return };
    let Some(page) = page("product-6-simple-reduced-20pct") else { return };
    assert_eq!(page.price_literal.as_deref(), Some("current-price-value' content=\"11.42\""));
    assert_eq!(html.matches(page.price_literal.as_deref().unwrap()).count(), 1);
    let (before, after) = page.token_literals.unwrap();
    let found = html.split_once(&before).unwrap().1.split_once(&after).unwrap().0;
    assert_eq!(Some(found), page.static_token.as_deref());
    assert_eq!(found.len(), 32);
}

#[test]
fn a_product_with_combinations() {
    let Some(page) = page("product-1-reduced-combinations") else { return };
    let product = page.product.as_ref().unwrap();
    assert_eq!((product.id, product.attribute_id), (Some(1), Some(1)));
    let price = product.price.as_ref().unwrap();
    assert_eq!(
        (price.current.to_string(), price.regular.unwrap().to_string()),
        ("22.94 EUR".into(), "28.68 EUR".into())
    );
    let form = page.add_to_cart.as_ref().unwrap();
    assert_eq!(
        (form.field("group[1]"), form.field("group[2]"), form.field("qty")),
        (Some("1"), Some("8"), Some("1"))
    );
}

#[test]
fn products_reduced_by_an_amount_from_a_quantity_and_not_at_all() {
    let Some(amount) = page("product-7-simple-reduced-5eur") else { return };
    let strike = promotions(&amount, PromotionType::StrikeThrough);
    assert_eq!(strike[0].amount.unwrap().to_string(), "5.00 EUR");
    assert_eq!((strike[0].percent, strike[0].current.unwrap().to_string()), (None, "9.28 EUR".into()));

    let Some(quantity) = page("product-8-quantity-discount") else { return };
    let discounts = &quantity.product.as_ref().unwrap().price.as_ref().unwrap().quantity_discounts;
    assert_eq!(discounts.len(), 1);
    assert_eq!(discounts[0].value, Reduction::Percent(10.into()));
    assert_eq!(promotions(&quantity, PromotionType::QuantityPrice)[0].from_quantity, Some(3));
    assert!(promotions(&quantity, PromotionType::StrikeThrough).is_empty());

    let Some(plain) = page("product-16-no-reduction") else { return };
    assert!(promotions(&plain, PromotionType::StrikeThrough).is_empty());
    assert!(plain.product.unwrap().price.is_some());
}

#[test]
fn listings() {
    let Some(category) = page("category-3-clothes") else { return };
    assert_eq!((category.kind, category.category_id), (PageKind::Category, Some(3)));
    let strike = promotions(&category, PromotionType::StrikeThrough);
    let pairs: Vec<_> = strike
        .iter()
        .map(|one| (one.product_id, one.regular.unwrap().plain(), one.current.unwrap().plain()))
        .collect();
    assert_eq!(pairs, [(Some(1), "28.68".into(), "22.94".into()), (Some(2), "43.08".into(), "34.46".into())]);

    let Some(paged) = page("category-2-home") else { return };
    assert_eq!(paged.next_page.as_ref().unwrap().as_str(), "http://127.0.0.1:8081/en/2-home?page=2");
    assert_eq!(paged.listing.len(), 12);
    let Some(last) = page("category-2-home-page2") else { return };
    assert_eq!((last.next_page, last.listing.len()), (None, 7));

    let Some(french) = page("home-fr") else { return };
    assert_eq!(french.kind, PageKind::Home);
    let strike = promotions(&french, PromotionType::StrikeThrough);
    assert!(strike.iter().any(|one| one.current.unwrap().to_string() == "22.94 EUR"), "{strike:?}");
    assert_eq!(strike.len(), 4, "the same tile in two blocks is one promotion");
    let Some(english) = page("home-en") else { return };
    assert_eq!(promotions(&english, PromotionType::StrikeThrough).len(), 4);
}

/// What the compiler calls the pages that it refuses.
fn refusal(name: &str) -> Option<&'static str> {
    Some(match name {
        "cart-empty" | "cart-empty-bare" | "cart-with-products" | "cart-with-voucher" => "a cart page",
        "order-checkout" => "an order page",
        "contact" => "a contact page",
        "login" => "a login page",
        "maintenance-503" => "under maintenance",
        "notfound-404" | "product-404" => "a page-not-found page",
        "sitemap" => "the shop's site map",
        "stores" => "the list of the shop's branches",
        _ => return None,
    })
}

#[test]
fn every_page_is_what_it_is() {
    use PageKind::{Cart, Catalog, Category, Checkout, Cms, Home, Other, Product, Search};
    let table = [
        ("best-sellers", Catalog),
        ("brand-list", Catalog),
        ("cart-empty", Cart),
        ("cart-empty-bare", Cart),
        ("cart-with-products", Cart),
        ("cart-with-voucher", Cart),
        ("category-2-home", Category),
        ("category-2-home-page2", Category),
        ("category-3-clothes", Category),
        ("category-8-home-accessories", Category),
        ("category-facet", Category),
        ("category-sorted", Category),
        ("cms-1-delivery", Cms),
        ("contact", Other),
        ("home-en", Home),
        ("home-fr", Home),
        ("login", Other),
        ("maintenance-503", Other),
        ("new-products", Catalog),
        ("notfound-404", Other),
        ("order-checkout", Checkout),
        ("prices-drop", Catalog),
        ("product-1-black-m", Product),
        ("product-1-no-attribute-url", Product),
        ("product-1-reduced-combinations", Product),
        ("product-12-virtual", Product),
        ("product-15-pack", Product),
        ("product-16-no-reduction", Product),
        ("product-19-customizable", Product),
        ("product-2-reduced", Product),
        ("product-3-combinations-no-reduction", Product),
        ("product-404", Other),
        ("product-6-simple-reduced-20pct", Product),
        ("product-7-simple-reduced-5eur", Product),
        ("product-8-quantity-discount", Product),
        ("search-mug", Search),
        ("search-none", Search),
        ("sitemap", Other),
        ("stores", Other),
    ];
    for (name, kind) in table {
        let Some(page) = page(name) else { return };
        assert_eq!(page.kind, kind, "{name}: {:?}", page.evidence);
        assert_eq!(page.platform_name(), Some("PrestaShop"), "{name}");
        let lists_nothing = ["best-sellers", "brand-list"].contains(&name);
        let is_blind = page.maintenance || lists_nothing;
        assert!(page.is_shop_page() && page.blind.is_empty() != is_blind, "{name}: {:?}", page.blind);
        let source = source(name).unwrap_or_default();
        let landing = Stop { asked: page.url.clone(), page: page.clone(), source, again: None };
        let observed =
            Observed { shops: Shops::known(), landing: &landing, around: &[], promotions: &[], tried: None };
        let refused = compile(&observed, &CompileOptions::default()).err().map(|error| error.to_string());
        let expected = refusal(name);
        assert!(
            match (&refused, expected) {
                (Some(refused), Some(expected)) => refused.contains(expected),
                (refused, expected) => refused.is_none() && expected.is_none(),
            },
            "{name}: {refused:?}, expected {expected:?}"
        );
        assert!(page.confidence.percent() >= 70, "{name}: {} {:?}", page.confidence, page.evidence);
        assert_eq!(page.not_found, matches!(name, "notfound-404" | "product-404"), "{name}");
        assert_eq!(page.maintenance, name == "maintenance-503", "{name}");
        assert_eq!(page.product.is_some(), kind == Product, "{name}");
        assert_eq!(
            page.has_voucher_field,
            matches!(name, "cart-with-products" | "cart-with-voucher" | "order-checkout"),
            "{name}"
        );
    }
    // What is no page at all: a text, and the bodies of redirects.
    for name in [
        "robots",
        "order-empty",
        "root-redirect",
        "product-1-fr",
        "product-index-php",
        "product-wrong-slug-redirect",
    ] {
        let Some(other) = page(name) else { return };
        assert!(!other.is_shop_page() && other.confidence.percent() <= 20, "{name}: {:?}", other.evidence);
        assert!(!other.blind.is_empty(), "{name}: no promotion could be looked for in it");
    }
}

#[test]
fn the_kind_does_not_depend_on_the_address() {
    for (name, kind) in [("category-3-clothes", PageKind::Category), ("cms-1-delivery", PageKind::Cms)] {
        let Some(html) = source(name) else { return };
        let elsewhere = Url::parse("https://shop.example/en/x/6-mug.html").unwrap();
        let page = Shops::known().parse(&html, &elsewhere);
        assert_eq!(page.kind, kind);
        let usual = Shops::known().parse(&html, &Shops::known().base_url_from(&html).unwrap());
        assert!(page.confidence < usual.confidence, "{} {}", page.confidence, usual.confidence);
    }
}
