//! Pages of PrestaShop's, read as a whole.

mod background;
mod promotions;
mod rules;

use url::Url;

use crate::page::{AddToCartForm, Page};
use crate::shops::Shops;

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
