//! BigCommerce, with the themes of its Stencil framework. Its carts are not touched.

use url::Url;

use super::Shop;
use super::orders::folders;
use crate::page::dom::selector;
use crate::page::{Look, Mark, Own, PageKind, PageRole, Platform, Signal};
use crate::scenario::RecordedRequest;

/// The platform.
#[derive(Debug, Clone, Copy)]
pub(super) struct BigCommerce;

use Mark::{Kind, Role};
use PageKind::{Cart, Category, Checkout, Product, Search};

impl Platform for BigCommerce {
    fn name(&self) -> &'static str {
        "BigCommerce"
    }

    fn recognise(&self, look: Look<'_>, _: &Own) -> Option<&'static str> {
        let files = selector!(
            "link[href*='.bigcommerce.com/s-'], script[src*='.bigcommerce.com/s-'], img[src*='.bigcommerce.com/s-']"
        );
        look.dom.first(files).map(|_| "bigcommerce.com/s-")
    }

    fn signals(&self, look: Look<'_>, _: &Own) -> Vec<Signal> {
        let marks = [
            ("productView", selector!(".productView"), Kind(Product)),
            ("data-cart", selector!("[data-cart]"), Kind(Cart)),
            ("product-listing-container", selector!("#product-listing-container"), Kind(Category)),
        ];
        let found = marks.into_iter().find(|(_, selector, _)| look.dom.own(*selector).is_some());
        found.map(|(name, _, mark)| Signal::new("element", mark, name, 80)).into_iter().collect()
    }

    fn address(&self, url: &Url, _: &Url) -> Option<(Mark, i32)> {
        let page = url.path_segments()?.find(|segment| !segment.is_empty())?;
        let mark = match page {
            "cart.php" => Kind(Cart),
            "checkout" | "checkout.php" => Kind(Checkout),
            "search.php" => Kind(Search),
            "login.php" => Role(PageRole::Login),
            "account.php" => Role(PageRole::Account),
            _ => return None,
        };
        Some((mark, 60))
    }
}

impl Shop for BigCommerce {
    fn places_order(&self, request: &RecordedRequest<'_>) -> Option<bool> {
        orders(request).then_some(true)
    }
}

/// Whether a request is the last step: of today's checkout, or of the pages before it.
fn orders(request: &RecordedRequest<'_>) -> bool {
    const ACTIONS: [&str; 4] = ["process_order", "process_payment", "confirm_order", "pay_for_order"];
    let folders = folders(request.url);
    let pays =
        || request.url.query_pairs().any(|(name, value)| name == "action" && ACTIONS.contains(&&*value));
    match folders.last().map(String::as_str) {
        Some("order") => folders.iter().any(|folder| folder == "internalapi"),
        Some("checkout.php") => pays(),
        Some("finishorder.php") => true,
        _ => false,
    }
}
