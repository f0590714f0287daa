//! Pages and exchanges of running shops, which stand in a folder outside of the project: PROMO_LOAD_WOOCOMMERCE.

use std::fs;
use std::path::PathBuf;

use url::Url;

use super::{WooCommerce, parse};
use crate::page::{AddRefusal, Page, PageKind, VoucherRefusal};
use crate::shops::{CartAnswer, CartAnswerError, CartProtocol};

/// The folder; without it the tests are left out, and say so.
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("PROMO_LOAD_WOOCOMMERCE").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: PROMO_LOAD_WOOCOMMERCE names no folder of captures");
    }
    folder
}

/// The transcripts, each with the request line, the status and the body of its answer.
fn transcripts() -> Option<Vec<(String, String, u16, String)>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder()?.join("transcripts")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let parts = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let (request, answer) = text.split_once("<<<<<<<< RESPONSE\n").unwrap();
        let (head, body) = answer.split_once("\n\n").unwrap_or((answer, ""));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        // What was left out may begin within an attribute.
        let body = body.replace("[... left out ...]", "\">");
        (name, request.lines().next().unwrap().to_owned(), status, body)
    };
    Some(files.into_iter().map(parts).collect())
}

fn read(status: u16, body: &str) -> Result<CartAnswer, CartAnswerError> {
    WooCommerce.read(status, body, None)
}

#[test]
fn every_answer_is_read_or_named() {
    let Some(all) = transcripts() else { return };
    let mut seen = 0;
    for (name, request, status, body) in &all {
        let is_success = (200..300).contains(status);
        if !is_success && !WooCommerce.answers_with(*status, body) {
            continue;
        }
        // What is longer was cut when it was captured, and products are no carts.
        let is_cut = body.contains("[cut:");
        let others =
            ["/products", "get_customer_location", "checkout", "GET /wp-json/wc/store/v1/cart/items"];
        let is_other = others.iter().any(|other| request.contains(other));
        match read(*status, body) {
            Ok(_) => seen += 1,
            Err(CartAnswerError::Empty(_) | CartAnswerError::Refused(_)) => seen += 1,
            Err(error) => assert!(is_cut || is_other, "{name}: {error}: {body:.200}"),
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn every_refused_coupon_is_explained() {
    let Some(all) = transcripts() else { return };
    let mut explained = 0;
    for (name, _, status, body) in &all {
        let Ok(answer) = read(*status, body) else { continue };
        let is_coupon = name.contains("coupon") && !name.contains("remove");
        if answer.success || !is_coupon {
            continue;
        }
        use VoucherRefusal as R;
        let money = |text: &str| text.parse().ok();
        let expected = match name.to_lowercase() {
            n if n.contains("switched-off") => R::CodesOff,
            n if n.contains("empty") || n.contains("no-field") => R::NoCode,
            n if n.contains("unknown") || n.contains("nope") => R::Unknown,
            n if n.contains("expired") => R::Expired,
            n if n.contains("min") => R::BelowMinimum(money("50.00 EUR")),
            n if n.contains("max") => R::AboveMaximum(money("20.00 EUR")),
            n if n.contains("used") => R::UsedUp,
            n if n.contains("email") || n.contains("onlyme") => R::EmailNeeded,
            n if n.contains("individual") || n == "313-fr-store-coupon-bf2025" => {
                R::NotCombinable(Some("solo25".into()))
            }
            n if n.contains("again") || n == "303-fr-store-coupon-bf2025" => R::AlreadyInCart,
            n if n.contains("not-for") || n.contains("shirt30") || n.contains("nosale10") => {
                R::NotForProductsOrOnSale
            }
            n => panic!("{n}: {:?}", answer.errors),
        };
        assert_eq!(WooCommerce.explain_code(&answer, None), expected, "{name}: {:?}", answer.errors);
        explained += 1;
    }
    assert!(explained > 25, "{explained}");
}

#[test]
fn every_refused_add_is_explained() {
    let Some(all) = transcripts() else { return };
    use AddRefusal as A;
    for (begin, expected) in [
        ("50-", A::NeedsChoice),
        ("51-", A::NeedsChoice),
        ("52-", A::NeedsChoice),
        ("53-", A::OutOfStock(Some(0))),
        ("54-", A::OutOfStock(Some(0))),
        ("55-", A::OutOfStock(Some(3))),
        ("57-", A::OutOfStock(Some(3))),
        ("59-", A::SoldSingly),
        ("60-", A::NotForSale),
        ("61-", A::NotForSale),
        ("62-", A::NotForSale),
        ("63-", A::Unavailable),
        ("64-", A::InvalidQuantity),
        ("40-", A::OutOfStock(Some(9999))),
        ("107-", A::Unavailable),
        ("173-", A::NeedsChoice),
        ("174-", A::NeedsChoice),
        ("175-", A::NeedsChoice),
        ("176-", A::OutOfStock(Some(0))),
        ("178-", A::OutOfStock(Some(0))),
        ("179-", A::OutOfStock(Some(3))),
        ("181-", A::SoldSingly),
        ("186-", A::InvalidQuantity),
        ("192-", A::NeedsChoice),
        ("314-", A::OutOfStock(Some(0))),
        ("315-", A::OutOfStock(Some(3))),
        ("316-", A::NeedsChoice),
        ("317-", A::NeedsChoice),
        ("318-", A::NotForSale),
        ("319-", A::Unavailable),
        ("331-", A::OutOfStock(Some(0))),
        ("332-", A::NeedsChoice),
    ] {
        let (name, _, status, body) = all.iter().find(|(name, ..)| name.starts_with(begin)).unwrap();
        let answer = read(*status, body).unwrap();
        assert!(answer.has_error(), "{name}");
        assert_eq!(WooCommerce.explain_add(&answer), expected, "{name}: {:?}", answer.errors);
    }
}

#[test]
fn carts_of_the_store_api_are_read() {
    let Some(all) = transcripts() else { return };
    let cart = |begin: &str| {
        let (_, _, status, body) = all.iter().find(|(name, ..)| name.starts_with(begin)).unwrap();
        read(*status, body).unwrap().cart.unwrap()
    };
    let with_code = cart("18-");
    assert_eq!(with_code.total.unwrap().to_string(), "35.73 EUR");
    assert_eq!((with_code.products_count, with_code.quantity_of(17)), (3, 3));
    let voucher = &with_code.vouchers_added[0];
    assert_eq!(
        (voucher.code.as_deref(), voucher.percent.map(|percent| percent.to_string())),
        (Some("bf2025"), Some("10".into()))
    );
    assert_eq!(
        (cart("76-").products_count, cart("13-").vouchers_added.len()),
        (0, 1),
        "a code before the first add is listed and lost"
    );
    let taxed = cart("221-");
    assert_eq!(
        (taxed.products.unwrap().to_string(), taxed.total.unwrap().to_string()),
        ("11.42 EUR".into(), "17.30 EUR".into())
    );
    assert!(cart("35-").vouchers_added.iter().any(|voucher| voucher.free_shipping));
}

fn page(name: &str) -> Option<Page> {
    let html = fs::read_to_string(folder()?.join(format!("pages/{name}.html"))).unwrap();
    let at = html.find("rel=\"canonical\"").and_then(|at| html[at..].split('"').nth(3).map(str::to_owned));
    let port = ["8091", "8092", "8093", "8094", "8095", "8096"]
        .into_iter()
        .find(|port| html.contains(&format!("127.0.0.1:{port}")));
    let fallback = format!("http://127.0.0.1:{}/x/", port.unwrap_or("8091"));
    Some(parse(&html, &at.filter(|url| Url::parse(url).is_ok()).unwrap_or(fallback)))
}

#[test]
fn every_product_page_gives_the_right_purchases() {
    if folder().is_none() {
        return;
    }
    for (name, expected) in [
        ("storefront-product-simple-on-sale", "quantity=1&add-to-cart=17"),
        ("storefront-product-simple-no-sale", "quantity=1&add-to-cart=19"),
        ("storefront-product-simple-with-cart", "quantity=1&add-to-cart=17"),
        ("storefront-product-virtual", "quantity=1&add-to-cart=73"),
        ("storefront-product-few-left", "quantity=1&add-to-cart=75"),
        ("storefront-product-dated-sale", "quantity=1&add-to-cart=79"),
        (
            "storefront-product-variable",
            "attribute_pa_size=m&attribute_pa_color=black&quantity=1&add-to-cart=21&product_id=21&variation_id=25",
        ),
        (
            "storefront-product-variable-36-variations",
            "quantity=1&add-to-cart=33&product_id=33&variation_id=0",
        ),
        ("storefront-product-external", ""),
        ("storefront-product-grouped", ""),
        ("storefront-product-sold-out", ""),
        ("blocks-product-simple-on-sale", "quantity=1&add-to-cart=13"),
        ("blocks-product-simple-with-cart", "quantity=1&add-to-cart=13"),
        ("blocks-product-sold-out", ""),
        ("blocks-product-variable", "&add-to-cart=17&product_id=17&variation_id=21"),
        ("fr-product-simple-on-sale", "quantity=1&add-to-cart="),
        ("fr-product-sold-out", ""),
        ("wc11-storefront-product-simple-on-sale", "quantity=1&add-to-cart="),
        ("wc11-blocks-product-simple-on-sale", "quantity=1&add-to-cart="),
    ] {
        let page = page(name).unwrap();
        assert_eq!(page.kind, PageKind::Product, "{name}");
        let (fields, count) = super::first(&page);
        if expected.is_empty() {
            assert_eq!(count, 0, "{name}: {fields}");
            assert!(WooCommerce.explain_unbuyable(&page).is_some());
        } else {
            assert!(fields.contains(expected), "{name}: {fields}");
            let cart = WooCommerce.pages(&page).cart;
            assert!(
                cart.is_some_and(|cart| cart.path().contains("/cart/") || cart.path().contains("/panier/")),
                "{name}"
            );
        }
    }
    let open = page("storefront-product-variable-own-attributes-any").unwrap();
    let (fields, _) = super::first(&open);
    assert!(!fields.contains("=&") && (fields.ends_with("=30") || fields.ends_with("=31")), "{fields}");
    let lists = [("storefront-shop", "/ product_id=79&quantity=1"), ("blocks-shop", "id=75&quantity=1")];
    for (name, expected) in lists {
        let fields = super::first(&page(name).unwrap()).0;
        assert!(fields.contains(expected), "{name}: {fields}");
    }
}

/// `browser-8091.txt` and `browser-8092.txt` say what Chromium sent after these pages.
#[test]
fn pages_have_the_background_requests_that_chromium_sent() {
    let Some(folder) = folder() else { return };
    let small_cart = ["POST /?wc-ajax=get_refreshed_fragments first_small_cart"];
    let cart = ["GET /wp-json/wc/store/v1/cart cart_state"];
    for (name, expected) in [
        ("storefront-shop", &small_cart[..]),
        ("storefront-product-simple-on-sale", &small_cart),
        ("storefront-plain-page", &small_cart),
        ("blocks-shop", &cart),
        ("blocks-product-simple-on-sale", &cart),
        ("blocks-product-variable", &[]),
        ("blocks-cart-filled", &[]),
        ("blocks-checkout", &[]),
        ("maintenance-503", &[]),
    ] {
        let html = fs::read_to_string(folder.join("pages").join(format!("{name}.html"))).unwrap();
        let page = parse(
            &html,
            "http://127.0.0.1:8091/shop/"
                .replace("8091", if name.starts_with("blocks") { "8092" } else { "8091" })
                .as_str(),
        );
        let found: Vec<String> = page
            .background
            .iter()
            .map(|asked| {
                format!("{} {} {}", asked.method(), &asked.url[url::Position::BeforePath..], asked.name)
            })
            .collect();
        assert_eq!(found, expected, "{name}");
    }
}
