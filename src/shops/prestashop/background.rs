//! What the scripts of PrestaShop's own modules ask with each page: the visitor's wish lists (`blockwishlist`) and the grades and
//! comments of products (`productcomments`).
//!
//! A default PrestaShop 8 has both modules. Their scripts find addresses and ids in data attributes, which stay the same when the
//! shop joins all scripts into one file; so these attributes are looked for, not the scripts.

use std::collections::BTreeSet;

use scraper::ElementRef;

use crate::page::dom::{self, Dom, selector};
use crate::page::{BackgroundFound, BackgroundMoment, json};

/// The ids that `productcomments` puts into one request (`ajaxIDsLimit`).
const IDS: usize = 50;

/// What `fetch` sends by itself.
const FETCH: &[(&str, &str)] = &[("Accept", "*/*")];
/// What `jQuery.get` sends besides.
const JQUERY: &[(&str, &str)] = &[("Accept", "*/*"), ("X-Requested-With", "XMLHttpRequest")];

pub(super) fn read(dom: &Dom) -> Vec<BackgroundFound> {
    wish_lists(dom).into_iter().chain(grades(dom)).chain(comments(dom)).collect()
}

fn found(name: String, address: String, headers: &'static [(&'static str, &'static str)]) -> BackgroundFound {
    BackgroundFound { name, address, headers, form: &[], moment: BackgroundMoment::EveryPage }
}

/// The window in which a list is chosen asks for the lists when the page has come, for guests, too.
fn wish_lists(dom: &Dom) -> Option<BackgroundFound> {
    let window = dom.first(selector!(".wishlist-add-to choose-list[url], .wishlist-add-to[data-url]"))?;
    let inner = dom::below(window, selector!("choose-list[url]"));
    let inner = inner.and_then(|inner| dom::attribute(inner, "url"));
    let address =
        inner.or_else(|| dom::attribute(window, "url")).or_else(|| dom::attribute(window, "data-url"))?;
    // The module's other actions change lists.
    address
        .contains("action=getAllWishlist")
        .then(|| found("wishlists".to_owned(), address.to_owned(), FETCH))
}

/// The grades of the products whose tiles have a place for them; at most fifty in one request, the smallest ids first, as a script's
/// object has its keys.
fn grades(dom: &Dom) -> Vec<BackgroundFound> {
    let places = selector!(".product-list-reviews");
    let address = dom.first(places).and_then(|place| dom::attribute(place, "data-url"));
    let Some(address) = address.filter(|address| address.contains("CommentGrade")) else { return Vec::new() };
    let of_tile =
        |place: &ElementRef<'_>| dom::inside(*place, &["js-product-miniature", "thumbnail-container"]);
    let id = |place: ElementRef<'_>| dom::attribute(place, "data-id").and_then(json::whole);
    let ids: BTreeSet<u64> = dom.all(places).filter(of_tile).filter_map(id).collect();
    let ids: Vec<u64> = ids.into_iter().collect();
    let requests = ids.chunks(IDS).zip(1..).map(|(ids, number)| {
        let ids: Vec<String> = ids.iter().map(|id| format!("id_products%5B%5D={id}")).collect();
        let name = if number == 1 { "grades".to_owned() } else { format!("grades {number}") };
        found(name, with_query(address, &ids.join("&")), JQUERY)
    });
    requests.collect()
}

/// The first page of the product's comments. Since version 6 of the module the page says how many pages there are, and its script
/// asks for none of none.
fn comments(dom: &Dom) -> Option<BackgroundFound> {
    let list = dom.first(selector!("#product-comments-list[data-list-comments-url]"))?;
    let address = dom::attribute(list, "data-list-comments-url")?;
    let is_known = address.contains("ListComments");
    let pages = dom::attribute(list, "data-total-pages");
    let headers = if pages.is_some() { FETCH } else { JQUERY };
    let has_some = pages.is_none_or(|pages| json::whole(pages).is_some_and(|pages| pages > 0));
    (is_known && has_some).then(|| found("comments".to_owned(), with_query(address, "page=1"), headers))
}

/// The address with something more in its query.
fn with_query(address: &str, more: &str) -> String {
    let separator = if address.contains('?') { '&' } else { '?' };
    format!("{address}{separator}{more}")
}
