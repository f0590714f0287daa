//! Addresses that change something when they are only opened: what buttons of shops lead to, and links that they send to buyers.
//!
//! By words that many shops' software shares; a `GET` should change nothing, and these do.

use url::Url;

/// What is done to a list of products.
const VERBS: [&str; 9] = ["add", "buy", "change", "clear", "delete", "edit", "empty", "remove", "update"];

/// Verbs of names such as `apply_coupon`, beside those.
const OF_NAMES: [&str; 3] = ["apply", "cancel", "undo"];

/// What they change.
const CHANGED: [&str; 13] = [
    "cart",
    "basket",
    "bag",
    "item",
    "items",
    "product",
    "coupon",
    "voucher",
    "wishlist",
    "favourites",
    "favorites",
    "compare",
    "order",
];

/// Folders of lists of products, where the next folder says what is done.
const LISTS: [&str; 9] = [
    "cart",
    "basket",
    "wishlist",
    "wishlists",
    "compare",
    "product_compare",
    "product-compare",
    "comparelist",
    "line-item",
];

/// Names by which one address does several things.
const ACTIONS: [&str; 8] = ["action", "act", "do", "cmd", "task", "op", "route", "controller"];

/// Whether a link is not followed: it changes something, or leads to what scripts ask.
pub(super) fn changes_something(url: &Url) -> bool {
    const CHANGING: &[&str] = &["mylogout", "logout", "op", "ajax"];
    let by_query = url.query_pairs().any(|(name, _)| {
        let of_a_list = ["cart", "wishlist", "compare"].iter().any(|list| name.contains(list));
        CHANGING.contains(&name.as_ref()) || of_a_list
    });
    by_query || changing_part(url).is_some()
}

/// The part of an address by which even a `GET` changes a cart or another list of a shopper: a name of its query
/// (`add-to-cart=`), a name with a value (`action=add`), or a path.
#[must_use]
pub fn changing_part(url: &Url) -> Option<String> {
    let by_name =
        url.query_pairs().find(|(name, _)| orders_a_change(name)).map(|(name, _)| format!("{name}="));
    let by_value = || {
        let mut pairs = url.query_pairs();
        let asking =
            pairs.find(|(name, value)| says_what_is_done(name) && asks_for_change(url.path(), name, value));
        asking.map(|(name, value)| format!("{name}={value}"))
    };
    let with_return = url.query_pairs().any(|(name, _)| name == "redirect");
    by_name
        .or_else(by_value)
        .or_else(|| changing_path(url.path()))
        .or_else(|| of_a_code(url.path(), with_return))
}

/// Whether a name in a query may have a value that orders a change.
#[must_use]
pub fn says_what_is_done(name: &str) -> bool {
    ACTIONS.contains(&name)
}

/// Whether a value under one of [`ACTIONS`] does: `/cart.php?action=add`, `?route=checkout/cart/add`.
fn asks_for_change(path: &str, name: &str, value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let parts = || lower.split(['/', '.', '|']);
    let is_done = |text: &str| VERBS.contains(&text) || orders_a_change(text);
    if name == "route" {
        let names_list = lower.starts_with("checkout/") || parts().any(|part| LISTS.contains(&part));
        return names_list && parts().next_back().is_some_and(is_done);
    }
    let place = path.to_ascii_lowercase();
    orders_what(value) || (LISTS.iter().any(|list| place.contains(list)) && is_done(&lower))
}

/// The part of a path by which opening it changes a cart, whatever the shop's software: links that shops send to buyers
/// (`/checkout-link/`, `/cart/41:2`), and what buttons of older themes lead to (`/cart/add`).
fn changing_path(path: &str) -> Option<String> {
    let folders: Vec<&str> = path.split('/').filter(|folder| !folder.is_empty()).collect();
    if folders.contains(&"checkout-link") {
        return Some("/checkout-link/".to_owned());
    }
    let verb = |folder: &str| {
        let verb = folder.strip_suffix(".js").unwrap_or(folder);
        VERBS.contains(&verb) || orders_a_change(verb)
    };
    let changes = |list: &str, next: &str| {
        (LISTS.contains(&list) && verb(next))
            || (list == "cart" && names_pieces(next))
            || (list == "checkout" && (orders_what(next) || next.starts_with("ajaxAdd")))
            || (list == "order" && next == "reorder")
            || (list == "reorder" && is_number(next))
    };
    let pair = |first: &str, second: &str| changes(first, second).then(|| format!("/{first}/{second}"));
    let by_pair = folders.windows(2).find_map(|two| pair(two[0], two[1]));
    // A controller of that name may stand between.
    let by_three =
        || folders.windows(3).find_map(|three| (three[1] == "index").then(|| pair(three[0], three[2]))?);
    let by_one = || {
        folders.iter().find(|folder| folder.starts_with("addproductto")).map(|folder| format!("/{folder}"))
    };
    by_pair.or_else(by_three).or_else(by_one)
}

/// The folder `discount` with a code behind it, at the root or below a market's: a link that puts the code into the
/// visitor's cart. A category may be called so, too, so the code is one by its letters or by where it leads on.
fn of_a_code(path: &str, leads_on: bool) -> Option<String> {
    let folders: Vec<&str> = path.split('/').filter(|folder| !folder.is_empty()).collect();
    let code = match folders.as_slice() {
        ["discount", code] => code,
        [market, "discount", code] if matches!(market.len(), 2 | 5) => code,
        _ => return None,
    };
    let is_code = !code.bytes().any(|byte| byte.is_ascii_lowercase())
        && code.bytes().any(|byte| byte.is_ascii_uppercase());
    (is_code || leads_on).then(|| format!("/discount/{code}"))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a folder names products with their pieces: `41:2,7:1`.
fn names_pieces(folder: &str) -> bool {
    folder
        .split(',')
        .all(|one| one.split_once(':').is_some_and(|(id, count)| is_number(id) && is_number(count)))
}

/// Whether a name in a query orders a change, as those by which even a `GET` changes a cart: a verb (`add`), or one with
/// what it changes (`deleteItem`, `add-to-cart`).
#[must_use]
pub fn orders_a_change(name: &str) -> bool {
    ["add", "update", "delete", "remove"].contains(&name) || orders_what(name)
}

/// Whether a name is a verb with what it changes.
fn orders_what(name: &str) -> bool {
    let by_letters = ["add", "update", "delete", "remove"].into_iter().any(|verb| {
        name.strip_prefix(verb).is_some_and(|what| what.starts_with(|c: char| c.is_ascii_uppercase()))
    });
    let mut words = name.split(['-', '_']);
    let is_verb = words.next().is_some_and(|verb| VERBS.contains(&verb) || OF_NAMES.contains(&verb));
    by_letters || name == "order_again" || (is_verb && words.any(|word| CHANGED.contains(&word)))
}

/// Parts of paths without which [`changing_part`] finds nothing in a path, and parts of queries without which no value orders a
/// change: for a first look at many addresses.
#[must_use]
pub fn may_change(address: &str) -> bool {
    const PARTS: [&str; 10] = [
        "checkout",
        "cart",
        "basket",
        "wishlist",
        "compare",
        "line-item",
        "discount/",
        "reorder",
        "addproductto",
        "route=",
    ];
    PARTS.iter().any(|part| address.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_changes_a_list_is_known_by_its_words() {
        for (address, expected) in [
            ("/checkout-link/", Some("/checkout-link/")),
            ("/fr/checkout-link", Some("/checkout-link/")),
            ("/cart/add", Some("/cart/add")),
            ("/cart/clear.js", Some("/cart/clear.js")),
            ("/checkout/cart/add/uenc/x/product/7/", Some("/cart/add")),
            ("/cart/41:2,7:1", Some("/cart/41:2,7:1")),
            ("/cart.php?action=add&product_id=7", Some("action=add")),
            ("/cart.php?action=remove&item=7", Some("action=remove")),
            ("/index.php?route=checkout/cart&remove=7", Some("remove=")),
            ("/index.php?route=checkout/cart/add&product_id=7", Some("route=checkout/cart/add")),
            ("/index.php?route=checkout/cart.remove&key=7", Some("route=checkout/cart.remove")),
            ("/index.php?route=account/wishlist/add", Some("route=account/wishlist/add")),
            ("/discount/BF2025", Some("/discount/BF2025")),
            ("/en-gb/discount/SUMMER-20?redirect=/products/x", Some("/discount/SUMMER-20")),
            ("/discount/bf2025?redirect=/cart", Some("/discount/bf2025")),
            ("/my-account/?cancel_order=true&order_id=7", Some("cancel_order=")),
            ("/?order_again=7", Some("order_again=")),
            ("/?add_to_wishlist=7", Some("add_to_wishlist=")),
            ("/?remove_from_wishlist=7", Some("remove_from_wishlist=")),
            ("/wishlist/index/add/product/7/", Some("/wishlist/add")),
            ("/catalog/product_compare/add/product/7/", Some("/product_compare/add")),
            ("/sales/order/reorder/order_id/7/", Some("/order/reorder")),
            ("/reorder/7", Some("/reorder/7")),
            ("/addproducttocart/details/7/1", Some("/addproducttocart")),
            ("/checkout/line-item/delete/7", Some("/line-item/delete")),
            ("/checkout/addArticle/sAdd/7", Some("/checkout/addArticle")),
            ("/checkout/ajaxAddArticleCart", Some("/checkout/ajaxAddArticleCart")),
            ("/?action=add_to_cart&id=7", Some("action=add_to_cart")),
            ("/cart", None),
            ("/cart/", None),
            ("/cart/adding-up", None),
            ("/cart/41", None),
            ("/cart/a:1", None),
            ("/checkout/", None),
            ("/blog/checkout-links/", None),
            ("/discount/shoes", None),
            ("/shop/all/discount/BF2025", None),
            ("/index.php?route=product/product&product_id=7", None),
            ("/index.php?route=checkout/cart", None),
            ("/search?action=add", None),
            ("/index.php?controller=order", None),
            ("/?address=1&added=2&removed=3&update_ts=5", None),
            ("/order/history", None),
        ] {
            let url = Url::parse("https://shop.example").unwrap().join(address).unwrap();
            assert_eq!(changing_part(&url).as_deref(), expected, "{address}");
            assert!(
                expected.is_none()
                    || may_change(address)
                    || url.query_pairs().any(|(name, _)| orders_a_change(&name) || says_what_is_done(&name)),
                "{address}"
            );
            assert!(expected.is_none() || changes_something(&url), "{address}");
        }
    }
}
