//! The demo shop beside a running WooCommerce: the same exchanges, and the same pages as the reader sees them. The captures
//! are not part of this project: their folder is named by `PROMO_LOAD_WOOCOMMERCE`, and without it these tests say so and
//! pass.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;

use promo_load::page::PageKind;
use promo_load::shop::{DemoShop, Language, ShopConfig};
use promo_load::shops::Shops;
use serde_json::Value;
use url::Url;

use super::shopper::{Shopper, blocks, config, notices, woo};
use crate::shop::client::{Answer, Client, shop_with};

fn captures() -> Option<PathBuf> {
    let folder = std::env::var_os("PROMO_LOAD_WOOCOMMERCE").map(PathBuf::from);
    if folder.is_none() {
        // Past the test harness, which swallows what passing tests print.
        let _ = writeln!(std::io::stderr(), "skipped: PROMO_LOAD_WOOCOMMERCE names no folder of captures");
    }
    folder
}

/// A recorded exchange.
struct Recorded {
    name: String,
    method: String,
    target: String,
    has_nonce: bool,
    body: String,
    is_form: bool,
    status: u16,
    answer: String,
}

fn recorded(folder: &std::path::Path, number: u32) -> Recorded {
    let files = std::fs::read_dir(folder.join("transcripts")).unwrap().map(|entry| entry.unwrap().path());
    let is_it =
        |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(&format!("{number}-"));
    let file = files.into_iter().find(is_it).unwrap_or_else(|| panic!("no transcript {number}"));
    let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).replace("\r\n", "\n");
    let (request, response) = text.split_once("<<<<<<<< RESPONSE\n").unwrap();
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let (answer_head, answer) = response.split_once("\n\n").unwrap_or((response, ""));
    let mut line = head.split_whitespace();
    Recorded {
        name: file.file_name().unwrap().to_string_lossy().into_owned(),
        method: line.next().unwrap().to_owned(),
        target: line.next().unwrap().to_owned(),
        has_nonce: head.lines().any(|line| line.starts_with("Nonce:")),
        is_form: head.contains("application/x-www-form-urlencoded"),
        body: body.trim().to_owned(),
        status: answer_head.split_whitespace().nth(1).unwrap().parse().unwrap(),
        answer: answer.to_owned(),
    }
}

/// Sends a recorded request with the shop's own nonces.
fn replay(shopper: &mut Shopper, recorded: &Recorded, nonces: &[(String, String)]) -> Answer {
    let mut body = recorded.body.clone();
    let mut target = recorded.target.clone();
    for (theirs, ours) in nonces {
        body = body.replace(theirs, ours);
        target = target.replace(theirs, ours);
    }
    if recorded.is_form && recorded.method == "POST" {
        return shopper.post(&target, &body);
    }
    let kept = shopper.nonce.clone();
    if !recorded.has_nonce {
        shopper.nonce.clear();
    } else if recorded.name.contains("wrong-nonce") {
        shopper.nonce = "0123456789".to_owned();
    }
    let answer = shopper.api(&recorded.method, &target, &body);
    shopper.nonce = kept;
    answer
}

/// Every name in JSON with the names around it; lists count once.
fn names(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let path = format!("{path}.{name}");
                found.insert(path.clone());
                names(inner, &path, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| names(inner, path, found)),
        _ => {}
    }
}

fn all_names(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    names(value, "", &mut found);
    // What a shop's owner wrote, and meta data of a shipping plugin.
    found.retain(|name| !name.contains("meta_data") && !name.contains(".fragments."));
    found
}

/// A cart in a line, keys included.
fn cart(value: &Value) -> Option<String> {
    let items = value["items"].as_array()?;
    let item = |one: &Value| {
        format!(
            "{} {} {}x{} {} {}",
            one["key"],
            one["name"],
            one["id"],
            one["quantity"],
            one["prices"]["price"],
            one["totals"]["line_total"]
        )
    };
    let coupon =
        |one: &Value| format!("{} {} {}", one["code"], one["discount_type"], one["totals"]["total_discount"]);
    let totals = &value["totals"];
    let mut parts: Vec<_> = items.iter().map(item).collect();
    parts.extend(value["coupons"].as_array()?.iter().map(coupon));
    parts.extend(
        ["total_items", "total_discount", "total_shipping", "total_price"]
            .map(|name| totals[name].to_string()),
    );
    parts.push(value["errors"].to_string());
    Some(parts.join(" | "))
}

/// A visitor of the recorded session, and what he sends.
fn walk(shop: &DemoShop, numbers: impl Iterator<Item = u32>, folder: &std::path::Path) -> usize {
    let mut shopper = Shopper::new(shop);
    let mut compared = 0;
    for number in numbers {
        let recorded = recorded(folder, number);
        let answer = replay(&mut shopper, &recorded, &[]);
        let name = &recorded.name;
        assert_eq!(answer.status, recorded.status, "{name}: {}", answer.body);
        let (ours, theirs) = (answer.json(), serde_json::from_str::<Value>(&recorded.answer).unwrap());
        assert_eq!((&ours["code"], &ours["message"]), (&theirs["code"], &theirs["message"]), "{name}");
        assert_eq!(cart(&ours), cart(&theirs), "{name}");
        assert_eq!(cart(&ours["data"]["cart"]), cart(&theirs["data"]["cart"]), "{name}");
        assert_eq!(all_names(&ours), all_names(&theirs), "{name}");
        compared += 1;
    }
    compared
}

#[test]
fn the_store_api_answers_as_a_running_shop() {
    let Some(folder) = captures() else { return };
    let shop = woo();
    // 75 empties the cart, and the two behind it look at it.
    let session = (10..=78).filter(|number| ![71, 72, 73].contains(number));
    assert_eq!(walk(&shop, session, &folder), 66);
    assert_eq!(walk(&shop, 81..=81, &folder), 1);
}

#[test]
fn a_french_store_api_answers_as_a_running_shop() {
    let Some(folder) = captures() else { return };
    let shop = shop_with(ShopConfig { languages: vec![Language::Fr], ..config() });
    assert_eq!(walk(&shop, 301..=319, &folder), 19);
}

#[test]
fn the_classic_shop_answers_as_a_running_shop() {
    let Some(folder) = captures() else { return };
    let (english, french) = (woo(), shop_with(ShopConfig { languages: vec![Language::Fr], ..config() }));
    let sessions: [(&DemoShop, Vec<u32>); 3] = [
        (&english, (100..=161).filter(|number| !(134..140).contains(number)).collect()),
        (&english, (170..=194).filter(|number| ![171, 187, 188, 189].contains(number)).collect()),
        (&french, (330..=337).collect()),
    ];
    let mut compared = 0;
    for (shop, numbers) in sessions {
        let mut shopper = Shopper::new(shop);
        let mut nonces = Vec::new();
        for number in numbers {
            let recorded = recorded(&folder, number);
            let name = recorded.name.clone();
            learn(&mut shopper, &recorded, &mut nonces);
            shopper.referer =
                if name.starts_with("149-") { format!("{}/cart/", shop.base_url()) } else { String::new() };
            let answer = replay(&mut shopper, &recorded, &nonces);
            assert_eq!(answer.status, recorded.status, "{name}: {}", answer.body);
            let without_links = |list: Vec<String>| -> Vec<String> {
                list.iter()
                    .map(|one| one.trim_end_matches(" Undo?").trim_end_matches(" Annuler ?").to_owned())
                    .collect()
            };
            match serde_json::from_str::<Value>(&recorded.answer) {
                Ok(theirs) if theirs.is_object() => {
                    let ours = answer.json();
                    assert_eq!(all_names(&ours), all_names(&theirs), "{name}");
                    for field in
                        ["error", "success", "result", "refresh", "reload", "variation_id", "display_price"]
                    {
                        assert_eq!(ours[field], theirs[field], "{name}: {field}");
                    }
                    assert_eq!(ours["cart_hash"] == "", theirs["cart_hash"] == "", "{name}");
                }
                _ if recorded.answer.trim().len() < 10 => {
                    assert_eq!(answer.body.trim(), recorded.answer.trim(), "{name}");
                }
                _ => assert_eq!(
                    notices(&answer.body),
                    without_links(notices(&said(&recorded.answer))),
                    "{name}"
                ),
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 85);
}

/// The notices alone: recordings leave out what is around them, in the middle of tags.
fn said(html: &str) -> String {
    let mut all = String::new();
    for (begin, end) in
        [("<ul class=\"woocommerce-error\"", "</ul>"), ("<div class=\"woocommerce-message\"", "</div>")]
    {
        let parts = html.split(begin).skip(1);
        all.extend(parts.map(|part| format!("{begin}{}{end}", part.split(end).next().unwrap())));
    }
    all
}

/// The nonces of the shop in place of those that the recorded browser sent.
fn learn(shopper: &mut Shopper, recorded: &Recorded, nonces: &mut Vec<(String, String)>) {
    let sent = |name: &str| {
        let text = format!("{}&{}", recorded.target, recorded.body);
        let (_, rest) = text.split_once(&format!("{name}="))?;
        Some(rest.split('&').next().unwrap().to_owned())
    };
    let wanted = match recorded.target.as_str() {
        "/?wc-ajax=apply_coupon" => ("security", "/cart/", "\"apply_coupon_nonce\":\""),
        "/?wc-ajax=remove_coupon" => ("security", "/cart/", "\"remove_coupon_nonce\":\""),
        "/?wc-ajax=update_shipping_method" => ("security", "/cart/", "\"update_shipping_method_nonce\":\""),
        "/?wc-ajax=update_order_review" => ("security", "/checkout/", "\"update_order_review_nonce\":\""),
        "/cart/" if recorded.method == "POST" => {
            ("woocommerce-cart-nonce", "/cart/", "name=\"woocommerce-cart-nonce\" value=\"")
        }
        target if target.contains("remove_item") => ("_wpnonce", "/cart/", "_wpnonce="),
        _ => return,
    };
    let (field, page, before) = wanted;
    let Some(theirs) = sent(field).filter(|nonce| nonce != "0123456789") else { return };
    if nonces.iter().any(|(known, _)| *known == theirs) {
        return;
    }
    // The shopper looks at the page as the browser did; nothing waits to be told where that happens.
    let ours = super::shopper::found(&shopper.get(page).body, before);
    nonces.push((theirs, ours));
}

/// What the reader makes of a page: its kind, and the product with its prices.
fn read(html: &str, url: &str) -> String {
    let page = Shops::known().parse(html, &Url::parse(url).unwrap());
    let product = page.product.as_ref().map(|product| {
        let price = product
            .price
            .as_ref()
            .map(|price| (price.current.to_string(), price.regular.as_ref().map(ToString::to_string)));
        format!("{:?} {price:?} {:?} {:?}", product.name, product.range, product.stock)
    });
    let reduced = page.listing.iter().filter(|tile| tile.is_reduced()).count();
    // Beside a product, in a cart and on a page that is not there, tiles are recommendations.
    let is_list = page.product.is_none() && !matches!(page.kind, PageKind::Other | PageKind::Cart);
    let listing = is_list.then_some((page.listing.len(), reduced));
    format!(
        "{:?} {:?} {:?} {product:?} {listing:?} next={} codes={:?}",
        page.platform.map(|platform| platform.name()),
        page.kind,
        page.role,
        page.next_page.is_some(),
        page.offers.codes.iter().map(|code| code.code.clone()).collect::<Vec<_>>(),
    )
}

#[test]
fn pages_read_as_those_of_a_running_shop() {
    let Some(folder) = captures() else { return };
    for (shop, prefix, pages) in [
        (
            woo(),
            "storefront",
            &[
                ("shop", "/shop/"),
                ("category", "/product-category/mugs/"),
                ("category-page2", "/product-category/mugs/page/2/"),
                ("product-simple-on-sale", "/product/mug-the-best/"),
                ("product-simple-no-sale", "/product/mountain-fox-notebook/"),
                ("product-variable", "/product/hummingbird-t-shirt/"),
                ("product-variable-36-variations", "/product/big-choice-socks/"),
                ("product-variable-own-attributes-any", "/product/adventure-poster/"),
                ("product-sold-out", "/product/framed-poster/"),
                ("product-few-left", "/product/last-three-cushions/"),
                ("product-virtual", "/product/vector-graphics/"),
                ("product-dated-sale", "/product/dated-mug/"),
                ("product-external", "/product/partner-kettle/"),
                ("product-grouped", "/product/mug-set/"),
                ("promo-page", "/black-friday/"),
                ("cart-empty", "/cart/"),
                ("my-account", "/my-account/"),
                ("notfound-404", "/no-such-page/"),
            ][..],
        ),
        (
            blocks(),
            "blocks",
            &[
                ("category", "/product-category/mugs/"),
                ("product-simple-on-sale", "/product/mug-the-best/"),
                ("product-simple-no-sale", "/product/mountain-fox-notebook/"),
                ("product-variable", "/product/hummingbird-t-shirt/"),
                ("product-sold-out", "/product/framed-poster/"),
                ("cart-empty", "/cart/"),
            ],
        ),
    ] {
        let mut client = Client::new(&shop);
        for (name, path) in pages {
            let file = folder.join(format!("pages/{prefix}-{name}.html"));
            let theirs = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
            let ours = client.get(path, &[]).body;
            let port = if prefix == "blocks" { 8092 } else { 8091 };
            let theirs = read(&theirs, &format!("http://127.0.0.1:{port}{path}"));
            assert_eq!(read(&ours, &format!("{}{path}", shop.base_url())), theirs, "{prefix}-{name}");
        }
    }
}
