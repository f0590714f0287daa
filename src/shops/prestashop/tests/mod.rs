//! Pages of PrestaShop's, read as a whole.

mod background;
mod costs;
mod promotions;
mod rules;

use url::Url;

use super::PrestaShop;
use crate::page::{AddToCartForm, Page, PageKind};
use crate::shops::{Shop as _, Shops};

fn parse(html: &str, address: &str) -> Page {
    Shops::known().parse(html, &Url::parse(address).unwrap())
}

const COPY: &str = r#"<base href="https://www.shop.example/"><link rel=canonical href="https://www.shop.example/en/6-mug.html">
    <body id=product><form id=add-to-cart-or-refresh action="https://www.shop.example/en/cart"><input name=id_product value=6></form>
    <a href="en/3-clothes">Clothes</a><a href="https://www.shop.example/en/4-men">Men</a><a href="https://social.example/us">us</a>
    <article class=product-miniature data-id-product=7><a href="/en/7-cup.html">Cup</a></article><a rel=next href="?page=2">2</a>"#;

#[test]
fn a_page_holds_addresses_of_its_own_origin_only() {
    let page = parse(COPY, "http://10.0.0.7:8080/en/6-mug.html");
    assert_eq!(page.add_to_cart.as_ref().unwrap().action, None);
    assert_eq!((page.urls.cart.as_ref(), page.next_page.as_ref(), page.links.len()), (None, None, 0));
    assert!(page.listing.iter().all(|tile| tile.url.is_none()));
    let origins: Vec<&str> = page.other_origins.iter().map(|other| other.origin.as_str()).collect();
    assert_eq!(origins, ["https://www.shop.example", "https://social.example"]);
    assert!(page.other_origins[0].has_the_cart() && !page.other_origins[1].is_the_shops());
}

#[test]
fn an_ordinary_page_has_no_other_shop() {
    let html =
        r#"<a href="/a">a</a><form class=cart action="/cart"></form><a href="mailto:x@y.example">m</a>"#;
    let page = parse(html, "https://shop.example/");
    assert_eq!(page.other_origins, []);
}

fn form(html: &str) -> Option<AddToCartForm> {
    parse(html, "https://shop.example/en/1-x.html").add_to_cart
}

#[test]
fn submits_what_a_browser_would() {
    let form = form(
        r#"<form id="add-to-cart-or-refresh" action="/en/cart"><input type=hidden name=token value=t>
        <input name="id_product" value=1><select name="group[1]"><option value=1>S<option value=2 selected>M</select>
        <select name="group[3]"><option value=5 disabled>X<option value=6>Y</select>
        <input type=radio name="group[2]" value=8><input type=radio name="group[2]" value=11 checked>
        <input type=checkbox name=wrap><input type=checkbox name=card checked>
        <input name=off value=1 disabled><fieldset disabled><input name=off2 value=1></fieldset>
        <input type=number name=qty value=1 min=3><textarea name=note>Hi</textarea>
        <button type=submit name=add data-button-action="add-to-cart">Add</button></form>
        <input form="add-to-cart-or-refresh" name=extra value=e>"#,
    )
    .unwrap();
    assert_eq!(form.action.as_ref().map(Url::as_str), Some("https://shop.example/en/cart"));
    let fields: Vec<_> = form.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        fields.join("&"),
        "token=t&id_product=1&group[1]=2&group[3]=6&group[2]=11&card=on&qty=3&note=Hi&extra=e"
    );
    assert!(form.enabled);
}

#[test]
fn sold_out_is_not_enabled_and_a_tile_is_not_the_page() {
    let sold_out = form(
        r#"<form id=add-to-cart-or-refresh action=/cart><button type=submit disabled>Add</button></form>"#,
    );
    assert!(!sold_out.unwrap().enabled);
    let tile = r#"<article class="product-miniature"><form action=/cart><input name=id_product value=2>
        <button data-button-action=add-to-cart>Add</button></form></article>"#;
    assert_eq!(form(tile), None);
    let other_theme =
        "<form action=/cart><input name=id_product value=2><button name=add>Add</button></form>";
    assert!(form(other_theme).unwrap().enabled);
}

#[test]
fn keeps_to_the_content_and_the_origin() {
    let page = parse(
        r##"<header><a href="/en/3-clothes">Clothes</a></header><main>
        <a class="btn" href="/en/8-mugs">Mugs</a><a href="/en/8-mugs#x">again</a>
        <a href="/en/x/6-mug.html">Shop now</a><a href="/en/content/1-delivery">Discover</a>
        <a href="https://elsewhere.example/">out</a><a href="#top">top</a><a href="mailto:a@b.example">mail</a>
        <a href="/en/?mylogout=">bye</a><a href="/en/cart?add=1&id_product=2">add</a></main>"##,
        "https://shop.example/en/",
    );
    let seen: Vec<_> = page.links.iter().map(|link| (link.url.path(), link.call_to_action)).collect();
    assert_eq!(seen, [("/en/8-mugs", true), ("/en/x/6-mug.html", true), ("/en/content/1-delivery", false)]);
}

#[test]
fn a_shop_in_a_folder_ends_where_its_folder_ends() {
    let page = parse(
        r#"<header><div id="_desktop_logo"><a href="/shop/en/">Shop</a></div><a href="/shop/en/cart?action=show">Cart</a></header>
        <a href="/blog/en/3-news">News</a><a href="/shop/en/3-clothes">Clothes</a>"#,
        "https://host.example/shop/en/4-mugs",
    );
    assert_eq!(page.root.as_str(), "https://host.example/shop/");
    assert_eq!(page.links.iter().map(|link| link.url.path()).collect::<Vec<_>>(), ["/shop/en/3-clothes"]);
    assert_eq!(page.urls.cart.unwrap().as_str(), "https://host.example/shop/en/cart");
}

#[test]
fn a_broken_object_is_a_reason_to_doubt() {
    let page =
        parse("<body><p>x</p><script>var prestashop = {\"cart\": ;</script></body>", "https://shop.example/");
    let blind: Vec<_> = page.blind.iter().map(ToString::to_string).collect();
    assert!(blind.len() == 1 && blind[0].contains("`prestashop` object is broken"), "{blind:?}");
}

/// What stands behind an address where friendly addresses are off.
fn off(query: &str) -> String {
    format!("https://shop.example/index.php?{query}")
}

#[test]
fn products_of_a_list_are_told_apart_by_their_queries() {
    let tile = |id: u32, name: &str, before: &str| {
        format!(
            "<div class=item><a href=\"/index.php?id_product={id}&amp;controller=product&amp;id_lang=1\">{name}</a>\
             {before}<span class=price>€10.00</span><a href=\"/index.php?controller=cart&amp;id_lang=1\">Bag</a></div>"
        )
    };
    let was = "<del class=old-price>€20.00</del>";
    let tiles = [tile(6, "Mug", was), tile(7, "Mug", was), tile(8, "Bowl", "")].concat();
    let html = format!("<body id=category><main><h1>Shelf</h1>{tiles}</main></body>");
    let page = parse(&html, &off("id_category=3&controller=category&id_lang=1"));
    let urls: Vec<_> = page.listing.iter().map(|tile| tile.url.as_ref().unwrap().query().unwrap()).collect();
    let expected = [6, 7, 8].map(|id| format!("id_product={id}&controller=product&id_lang=1"));
    assert_eq!(urls, expected);
    // Two products of one name are bound by their addresses.
    let shown = page.shown_tiles(&html);
    let literals: Vec<_> =
        shown.iter().map(|tile| tile.current.as_ref().unwrap().literals[0].as_str()).collect();
    assert!(
        literals[0].contains("id_product=6&amp;") && literals[1].contains("id_product=7&amp;"),
        "{literals:?}"
    );
}

#[test]
fn another_products_old_price_is_not_the_pages_where_only_the_query_differs() {
    let page = |link: &str| {
        let html = format!(
            "<body id=product><main><h1>Mug</h1><form id=add-to-cart-or-refresh><span class=current-price-value content=10>€10.00</span></form>\
             <p><a href=\"/index.php?{link}\">Mug</a> <del>€20.00</del></p></main></body>"
        );
        parse(&html, &off("id_product=6&controller=product"))
    };
    let regular =
        |link: &str| page(link).product.unwrap().price.unwrap().regular.map(|price| price.to_string());
    assert_eq!(regular("id_product=7&amp;controller=product"), None);
    let own = "id_product=6&amp;controller=product&amp;id_product_attribute=3";
    assert_eq!(regular(own).as_deref(), Some("20.00 EUR"));
}

#[test]
fn the_token_is_found_wherever_a_theme_leaves_it() {
    const HASH: &str = "8823e9372f91b0a296baeeede38bb1d5";
    let buy = "<form action=/cart><input name=id_product value=2><button name=add>Add</button></form>";
    let other = "0123456789abcdef0123456789abcdef";
    for (html, found) in [
        (format!("<script>var static_token = \"{HASH}\";</script>{buy}"), true),
        (format!("<script>prestashop.static_token = '{HASH}';</script>{buy}"), true),
        (format!("<script>x = {{'static_token' : '{HASH}'}}</script>{buy}"), true),
        (
            format!(
                "{buy}<form><input name=id_product value=3><input name=\"token\" value=\"{HASH}\"></form>"
            ),
            true,
        ),
        (format!("{buy}<div data-token=\"{HASH}\"></div>"), true),
        (format!("{buy}<a href=\"/cart?add=1&amp;id_product=3&amp;token={HASH}\">Add</a>"), true),
        (format!("{buy}<a href=\"/index.php?controller=cart&amp;token={HASH}&amp;add=1\">Add</a>"), true),
        // Tokens of other things.
        (format!("{buy}<a href=\"/module/wishes/add?token={HASH}\">Wish</a>"), false),
        (format!("{buy}<form><input name=token value=\"{HASH}\"></form>"), false),
        (format!("{buy}<div data-token=\"short\"></div>"), false),
        (format!("<p>{HASH} {other}</p>{buy}"), false),
    ] {
        let page = parse(&html, "https://shop.example/en/2-x.html");
        assert_eq!(page.static_token.as_deref(), found.then_some(HASH), "{html}");
        // The literals around it find just it.
        if let Some((before, after)) = &page.token_literals {
            let (_, rest) = html.split_once(before.as_str()).unwrap();
            assert_eq!(rest.split_once(after.as_str()).unwrap().0, HASH, "{html}");
        }
        assert_eq!(page.token_literals.is_some(), found, "{html}");
    }
}

#[test]
fn forms_of_other_themes_buy_the_pages_product() {
    let page = |body: &str| parse(body, "https://shop.example/en/2-x.html").add_to_cart;
    let bought =
        |html: &str| page(html).map(|form| (form.field("id_product").unwrap().to_owned(), form.enabled));
    for (html, expected) in [
        (
            "<form action=/cart><input name=id_product value=2><a class='btn add_to_cart'>Add</a></form>",
            Some(("2", true)),
        ),
        (
            "<form action=/panier><input name=id_product value=2><input type=submit value=Add></form>",
            Some(("2", true)),
        ),
        (
            "<form action=/panier><input name=id_product value=2><input type=submit disabled></form>",
            Some(("2", false)),
        ),
        (
            "<form action=/cart><input name=id_product value=2><a class='add-to-cart disabled'>Add</a></form>",
            Some(("2", false)),
        ),
        ("<form action=/module/wishes/add><input name=id_product value=2><button>Wish</button></form>", None),
        (
            "<div class=related-products><form action=/cart><input name=id_product value=2><button name=add></form></div>",
            None,
        ),
        (
            "<body class=product-id-2><form action=/cart><input name=id_product value=3><button name=add></button></form>\
             <form action=/cart><input name=id_product value=2><button name=add></button></form></body>",
            Some(("2", true)),
        ),
    ] {
        assert_eq!(bought(html), expected.map(|(id, enabled)| (id.to_owned(), enabled)), "{html}");
    }
}

#[test]
fn the_order_page_may_be_a_modules() {
    for (name, kind) in [
        ("module-supercheckout-supercheckout", PageKind::Checkout),
        ("module-thecheckout-order", PageKind::Checkout),
        ("module-steasycheckout-default", PageKind::Checkout),
        ("module-onepagecheckoutps-default", PageKind::Checkout),
        ("module-supercheckout-confirmation", PageKind::Other),
        ("module-ps_checkout-validate", PageKind::Other),
        ("module-blockwishlist-lists", PageKind::Other),
    ] {
        let html = format!(
            "<body id=\"{name}\"><h1>x</h1><script>var prestashop = {{\"page\":{{\"page_name\":\"{name}\"}}}};</script></body></html>"
        );
        assert_eq!(parse(&html, "https://shop.example/fr/finaliser").kind, kind, "{name}");
    }
}

#[test]
fn what_validates_a_payment_orders() {
    for (address, expected) in [
        ("/module/ps_wirepayment/validation", Some(true)),
        ("/en/module/ps_wirepayment/validation", Some(true)),
        ("/modules/cheque/validation.php", Some(true)),
        ("/index.php?fc=module&module=cheque&controller=validation", Some(true)),
        ("/en/module/ps_cashondelivery/Validation", Some(true)),
        ("/module/blockwishlist/action?action=getAllWishlist", None),
        ("/index.php?controller=product&id_product=3", None),
    ] {
        let url = url::Url::parse("https://shop.example").unwrap().join(address).unwrap();
        for method in ["GET", "POST"] {
            let request = crate::scenario::RecordedRequest { method, url: &url, fields: &[] };
            assert_eq!(PrestaShop.places_order(&request), expected, "{method} {address}");
        }
    }
}
