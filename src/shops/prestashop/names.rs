//! PrestaShop's names for its pages, which are both `<body id>` and `page.page_name`, and `controller=` in addresses
//! (`classes/Dispatcher.php`, controllers' `php_self`).

use crate::page::{Mark, PageKind, PageRole};

/// What a page of this name is. `None`: a module's page, or a name that is not known.
pub(super) fn mark(name: &str) -> Option<Mark> {
    Some(if name == "pagenotfound" { Mark::NotFound } else { Mark::from((kind(name)?, role(name))) })
}

/// The kind behind the name.
pub(super) fn kind(name: &str) -> Option<PageKind> {
    Some(match name {
        "index" => PageKind::Home,
        "category" => PageKind::Category,
        "product" => PageKind::Product,
        "prices-drop" | "new-products" | "best-sales" | "manufacturer" | "supplier" => PageKind::Catalog,
        "search" => PageKind::Search,
        "cms" => PageKind::Cms,
        "cart" => PageKind::Cart,
        "checkout" | "order" | "order-opc" | "order-confirmation" => PageKind::Checkout,
        "authentication" | "registration" | "password" | "my-account" | "identity" | "history"
        | "address" | "addresses" | "discount" | "order-detail" | "order-follow" | "order-return"
        | "order-slip" | "guest-tracking" | "contact" | "sitemap" | "stores" | "pagenotfound" => {
            PageKind::Other
        }
        _ => {
            let (module, controller) = name.strip_prefix("module-")?.split_once('-')?;
            return module_kind(module, controller);
        }
    })
}

/// Modules that put everything of the order on one page of their own, in the place of the order page.
const ONE_PAGE_CHECKOUTS: [&str; 5] =
    ["supercheckout", "onepagecheckoutps", "onepagecheckout", "steasycheckout", "thecheckout"];

/// What such a module's other controllers are called: what its scripts send, and what comes after the order.
const NO_PAGES: [&str; 8] =
    ["actions", "ajax", "callback", "confirmation", "payment", "return", "validation", "webhook"];

/// The kind behind a module's page, by the names of the module and its controller. `None`: any other module's.
pub(super) fn module_kind(module: &str, controller: &str) -> Option<PageKind> {
    let is_checkout = ONE_PAGE_CHECKOUTS.contains(&module) && !NO_PAGES.contains(&controller);
    is_checkout.then_some(PageKind::Checkout)
}

/// The role behind the name, where no campaign leads to the page.
pub(super) fn role(name: &str) -> Option<PageRole> {
    Some(match name {
        "authentication" => PageRole::Login,
        "registration" => PageRole::Registration,
        "password" | "my-account" | "identity" | "history" | "address" | "addresses" | "discount"
        | "order-detail" | "order-follow" | "order-return" | "order-slip" | "guest-tracking" => {
            PageRole::Account
        }
        "contact" => PageRole::Contact,
        "sitemap" => PageRole::Sitemap,
        "stores" => PageRole::Stores,
        "order-confirmation" => PageRole::OrderConfirmation,
        _ => return None,
    })
}
