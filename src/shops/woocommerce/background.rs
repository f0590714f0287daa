//! What the scripts of WooCommerce's pages ask besides: the small cart of classic themes, the cart of the buttons of block themes.

use super::routes;
use crate::page::dom::selector;
use crate::page::{BackgroundFound, BackgroundMoment, Look, Page};

pub(super) const ACCEPT_ANY: &str = "*/*";
/// The action that answers with the pieces of the theme's small cart.
pub(super) const FRAGMENTS: &str = "get_refreshed_fragments";
/// What `jQuery` sends beside a form.
const JQUERY: &[(&str, &str)] = &[("Accept", ACCEPT_ANY), ("X-Requested-With", "XMLHttpRequest")];
/// What the buttons' script sends.
const BUTTONS: &[(&str, &str)] = &[("Accept", ACCEPT_ANY), ("Content-Type", "application/json")];
/// What the small cart's script sends.
pub(super) const SMALL_CART_FORM: &[(&str, &str)] = &[("time", "${now.unix_ms}")];

/// Whether the theme keeps a small cart in its pages, and asks for it.
pub(super) fn has_small_cart(source: &str) -> bool {
    source.contains("wc_cart_fragments_params")
}

pub(super) fn read(look: Look<'_>, page: &Page) -> Vec<BackgroundFound> {
    let small_cart = has_small_cart(look.source).then(|| BackgroundFound {
        name: "first_small_cart".to_owned(),
        address: routes::action(page, FRAGMENTS).into(),
        headers: JQUERY,
        form: SMALL_CART_FORM,
        moment: BackgroundMoment::FirstPage,
    });
    // Each button asks for the cart when it appears; the script sends that once for all of them.
    let buttons = look.dom.first(selector!("[data-wp-init='actions.refreshCartItems']"));
    let buttons = buttons.map(|_| BackgroundFound {
        name: "cart_state".to_owned(),
        address: routes::store(page, "cart").into(),
        headers: BUTTONS,
        form: &[],
        moment: BackgroundMoment::EveryPage,
    });
    small_cart.into_iter().chain(buttons).collect()
}
