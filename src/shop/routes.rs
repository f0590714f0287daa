//! Which address means what: the shop's URLs in each language, read.
//!
//! Not here: how they are written (`site`), what is answered (`desk`).

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::assets::{self, ShopAsset};
use super::catalogue::{self, CatalogueText};
use super::config::Language;
use super::request::Ask;
use super::site::{ACCOUNT, CART, CMS, GRADES, LOGIN, MODULE, ORDER, SEARCH, ShopSite, WISH_LISTS};
use super::webservice::API;

/// What a request is counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Route {
    Home,
    Category,
    Product,
    Listing,
    Search,
    Cms,
    CartPage,
    CartAdd,
    CartUpdate,
    CartDelete,
    VoucherAdd,
    VoucherRemove,
    CartRefresh,
    CombinationRefresh,
    ModuleAjax,
    /// The visitor's wish lists, which each page's script asks for.
    WishLists,
    /// The grades of the products that a page lists, which its script asks for.
    Grades,
    /// WooCommerce's fragments of the cart, which a browser asks for on the first page and when the cart has changed.
    Fragments,
    Order,
    /// WooCommerce's recalculation of the checkout.
    OrderReview,
    /// Whatever places an order, or tries to.
    PlaceOrder,
    /// Several requests to WooCommerce's Store API in one.
    Batch,
    /// The page with the log-in's form.
    Login,
    /// The form itself.
    LogIn,
    Account,
    Asset,
    Webservice,
    Redirect,
    NotFound,
}

/// What kind of work a route is; decides its service time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RouteWork {
    /// Read from memory, as a web server serves files.
    Static,
    Page,
    Cart,
}

impl Route {
    pub(super) fn work(self) -> RouteWork {
        match self {
            Route::Asset => RouteWork::Static,
            Route::CartPage
            | Route::CartAdd
            | Route::CartUpdate
            | Route::CartDelete
            | Route::VoucherAdd
            | Route::VoucherRemove
            | Route::CartRefresh
            | Route::ModuleAjax
            | Route::Fragments
            | Route::Order
            | Route::OrderReview
            | Route::PlaceOrder
            | Route::Batch => RouteWork::Cart,
            _ => RouteWork::Page,
        }
    }
}

/// A page that looks the same to everybody, but for the cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum RoutePage {
    Home,
    Category { id: u32, page: usize },
    Product { id: u32, attribute: u32 },
    Listing(Listing),
    Cms(usize),
    NotFound,
}

/// Products by something else than their shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Listing {
    PricesDrop,
    NewProducts,
    BestSales,
}

/// What an address stands for.
#[derive(Debug)]
pub(super) enum RouteTarget {
    Page(Language, RoutePage),
    Search(Language),
    Cart(Language),
    Order(Language),
    Module(Language),
    Login(Language),
    Account(Language),
    /// `blockwishlist`.
    WishLists(Language),
    /// `productcomments`.
    Grades(Language),
    /// `index.php?controller=product`.
    Product(Language),
    Asset(&'static ShopAsset),
    /// `/api` and what is below it.
    Webservice,
    Redirect(String),
}

/// Products on one page of a category.
pub(super) const PER_PAGE: usize = 8;

impl ShopSite {
    /// What an address asks for.
    pub(super) fn resolve(&self, ask: &Ask) -> RouteTarget {
        let path = ask.path.trim_start_matches('/');
        if let Some(asset) = assets::find(path) {
            return RouteTarget::Asset(asset);
        }
        let several = self.languages.len() > 1;
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        if first == API {
            return RouteTarget::Webservice;
        }
        let named = self.languages.iter().copied().find(|known| several && known.to_string() == first);
        match named {
            Some(language) => self.below(language, rest, ask),
            None if several && path != "index.php" && self.is_page(path) => {
                RouteTarget::Redirect(self.url(self.default_language(), &escaped(path)))
            }
            None => self.below(self.default_language(), path, ask),
        }
    }

    /// Whether a path without a language has to be sent to one; the controllers work without.
    fn is_page(&self, path: &str) -> bool {
        let language = self.default_language();
        ![CART, ORDER, SEARCH, LOGIN, ACCOUNT]
            .iter()
            .any(|slug| slug.get(language) == path.trim_end_matches('/'))
            && ![MODULE, WISH_LISTS, GRADES].contains(&path)
    }

    fn below(&self, language: Language, path: &str, ask: &Ask) -> RouteTarget {
        let path = path.trim_end_matches('/');
        let is = |slug: CatalogueText| slug.get(language) == path;
        let listing = [Listing::PricesDrop, Listing::NewProducts, Listing::BestSales];
        if let Some(listing) = listing.into_iter().find(|listing| is(listing.slug())) {
            return RouteTarget::Page(language, RoutePage::Listing(listing));
        }
        match path {
            "" => RouteTarget::Page(language, RoutePage::Home),
            "index.php" => self.controller(language, ask),
            MODULE => RouteTarget::Module(language),
            WISH_LISTS => RouteTarget::WishLists(language),
            GRADES => RouteTarget::Grades(language),
            _ if is(CART) => RouteTarget::Cart(language),
            _ if is(ORDER) => RouteTarget::Order(language),
            _ if is(SEARCH) => RouteTarget::Search(language),
            _ if is(LOGIN) => RouteTarget::Login(language),
            _ if is(ACCOUNT) => RouteTarget::Account(language),
            _ => self.by_id(language, path, ask),
        }
    }

    fn controller(&self, language: Language, ask: &Ask) -> RouteTarget {
        let id = |name| ask.param(name).and_then(|text| text.parse().ok());
        match ask.param("controller").unwrap_or("index") {
            "index" => RouteTarget::Page(language, RoutePage::Home),
            "cart" => RouteTarget::Cart(language),
            "order" => RouteTarget::Order(language),
            "search" => RouteTarget::Search(language),
            "product" => RouteTarget::Product(language),
            "category" => match id("id_category").and_then(catalogue::category) {
                Some(category) => RouteTarget::Redirect(self.category(language, category)),
                None => RouteTarget::Page(language, RoutePage::NotFound),
            },
            _ => RouteTarget::Page(language, RoutePage::NotFound),
        }
    }

    /// Addresses that carry an id: the id decides, and a wrong slug is sent to the right one.
    fn by_id(&self, language: Language, path: &str, ask: &Ask) -> RouteTarget {
        let found = match (path.strip_suffix(".html"), path.strip_prefix("content/")) {
            (Some(stem), _) => product_named(stem),
            (None, Some(cms)) => leading_id(cms)
                .map(|id| id as usize)
                .filter(|id| (1..=CMS.len()).contains(id))
                .map(RoutePage::Cms),
            (None, None) if !path.contains('/') => category_named(path, ask),
            (None, None) => None,
        };
        let Some(page) = found else { return RouteTarget::Page(language, RoutePage::NotFound) };
        let asked = format!("{}{}{path}", self.base, self.prefix(language));
        let canonical = self.page(language, page);
        let right = match page {
            RoutePage::Product { id, attribute } => {
                canonical == asked
                    || catalogue::product(id).is_some_and(|p| self.product(language, p, attribute) == asked)
            }
            _ => canonical.split('?').next() == Some(asked.as_str()),
        };
        if right { RouteTarget::Page(language, page) } else { RouteTarget::Redirect(canonical) }
    }
}

impl RoutePage {
    pub(super) fn route(self) -> Route {
        match self {
            RoutePage::Home => Route::Home,
            RoutePage::Category { .. } => Route::Category,
            RoutePage::Product { .. } => Route::Product,
            RoutePage::Listing(_) => Route::Listing,
            RoutePage::Cms(_) => Route::Cms,
            RoutePage::NotFound => Route::NotFound,
        }
    }
}

/// What a request for a target is counted as; on the cart, the parameters decide.
pub(super) fn classify(target: &RouteTarget, ask: &Ask) -> Route {
    match target {
        RouteTarget::Page(_, page) => page.route(),
        RouteTarget::Search(_) => Route::Search,
        RouteTarget::Order(_) => Route::Order,
        RouteTarget::Module(_) => Route::ModuleAjax,
        RouteTarget::Login(_) if ask.method == "POST" => Route::LogIn,
        RouteTarget::Login(_) => Route::Login,
        RouteTarget::Account(_) => Route::Account,
        RouteTarget::WishLists(_) => Route::WishLists,
        RouteTarget::Grades(_) => Route::Grades,
        RouteTarget::Product(_) if ask.param("action") == Some("refresh") => Route::CombinationRefresh,
        RouteTarget::Product(_) | RouteTarget::Redirect(_) => Route::Redirect,
        RouteTarget::Asset(_) => Route::Asset,
        RouteTarget::Webservice => Route::Webservice,
        RouteTarget::Cart(_) if ask.has("addDiscount") => Route::VoucherAdd,
        RouteTarget::Cart(_) if ask.has("deleteDiscount") => Route::VoucherRemove,
        RouteTarget::Cart(_) if ask.has("delete") => Route::CartDelete,
        RouteTarget::Cart(_) if ask.has("add") => Route::CartAdd,
        RouteTarget::Cart(_) if ask.has("update") => Route::CartUpdate,
        RouteTarget::Cart(_) if ask.param("action") == Some("refresh") => Route::CartRefresh,
        RouteTarget::Cart(_) => Route::CartPage,
    }
}

fn product_named(stem: &str) -> Option<RoutePage> {
    let name = stem.rsplit('/').next()?;
    let product = leading_id(name).and_then(catalogue::product)?;
    let attribute = name.split('-').nth(1).and_then(|text| text.parse().ok());
    let attribute = attribute.filter(|id| product.attributes().any(|known| known == *id));
    Some(RoutePage::Product { id: product.id, attribute: attribute.unwrap_or(product.first_attribute) })
}

fn category_named(path: &str, ask: &Ask) -> Option<RoutePage> {
    let id = leading_id(path)?;
    let pages = catalogue::products_in(id).count().div_ceil(PER_PAGE).max(1);
    let page = ask.param("page").and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, pages);
    catalogue::category(id).map(|_| RoutePage::Category { id, page })
}

fn leading_id(name: &str) -> Option<u32> {
    name.split('-').next()?.parse().ok()
}

/// A path as it may stand in a header.
fn escaped(path: &str) -> String {
    path.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_graphic() && byte != b'%' {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(languages: &[Language]) -> ShopSite {
        ShopSite { base: "http://shop".to_owned(), languages: languages.to_vec() }
    }

    fn seen(site: &ShopSite, address: &str) -> String {
        let ask = Ask::get(address);
        match site.resolve(&ask) {
            RouteTarget::Redirect(to) => to,
            target => {
                let language = match &target {
                    RouteTarget::Page(language, _)
                    | RouteTarget::Search(language)
                    | RouteTarget::Cart(language)
                    | RouteTarget::Order(language)
                    | RouteTarget::Module(language)
                    | RouteTarget::Login(language)
                    | RouteTarget::Account(language)
                    | RouteTarget::WishLists(language)
                    | RouteTarget::Grades(language)
                    | RouteTarget::Product(language) => language.to_string(),
                    RouteTarget::Asset(_) | RouteTarget::Webservice | RouteTarget::Redirect(_) => {
                        String::new()
                    }
                };
                format!("{language} {:?}", classify(&target, &ask))
            }
        }
    }

    #[test]
    fn addresses_of_a_shop_with_two_languages() {
        let site = site(&[Language::En, Language::Fr]);
        for (address, meaning) in [
            ("/", "http://shop/en/"),
            ("/en/", "en Home"),
            ("/en", "en Home"),
            ("/fr/", "fr Home"),
            ("/en/3-clothes", "en Category"),
            ("/en/3-wrong", "http://shop/en/3-clothes"),
            ("/fr/3-vetements?page=9", "fr Category"),
            ("/en/99-nothing", "en NotFound"),
            ("/en/home-accessories/6-mug-the-best-is-yet-to-come.html", "en Product"),
            ("/en/men/1-4-hummingbird-printed-t-shirt.html", "en Product"),
            (
                "/en/home-accessories/6-x.html",
                "http://shop/en/home-accessories/6-mug-the-best-is-yet-to-come.html",
            ),
            (
                "/fr/home-accessories/6-mug-the-best-is-yet-to-come.html",
                "http://shop/fr/accessoires-de-maison/6-mug-the-best-is-yet-to-come.html",
            ),
            ("/en/home-accessories/999-x.html", "en NotFound"),
            ("/en/cart", "en CartPage"),
            ("/en/cart/", "en CartPage"),
            ("/cart", "en CartPage"),
            ("/fr/panier", "fr CartPage"),
            ("/fr/cart", "fr NotFound"),
            ("/index.php?controller=cart", "en CartPage"),
            ("/en/prices-drop", "en Listing"),
            ("/fr/meilleures ventes", "fr Listing"),
            ("/en/search?s=mug", "en Search"),
            ("/en/content/1-delivery", "en Cms"),
            ("/en/content/3-x", "http://shop/en/content/3-terms-and-conditions-of-use"),
            ("/en/content/9-x", "en NotFound"),
            ("/en/login", "en Login"),
            ("/fr/mon-compte", "fr Account"),
            ("/fr/commande", "fr Order"),
            ("/en/module/blockwishlist/action?action=getAllWishlist", "en WishLists"),
            ("/fr/module/productcomments/CommentGrade", "fr Grades"),
            ("/3-clothes", "http://shop/en/3-clothes"),
            ("/robots.txt", " Asset"),
            ("/api", " Webservice"),
            ("/api/cart_rules/2?display=full", " Webservice"),
            ("/en/api/cart_rules", "en NotFound"),
            ("/en/index.php?controller=product&id_product=6", "en Redirect"),
            ("/en/index.php?controller=product&action=refresh&ajax=1", "en CombinationRefresh"),
            ("/en/no-such-page", "en NotFound"),
        ] {
            assert_eq!(seen(&site, address), meaning, "{address}");
        }
    }

    #[test]
    fn a_single_language_has_no_prefix() {
        let site = site(&[Language::Fr]);
        for (address, meaning) in [
            ("/", "fr Home"),
            ("/panier", "fr CartPage"),
            ("/cart", "fr NotFound"),
            ("/index.php?controller=cart", "fr CartPage"),
            ("/fr/panier", "fr NotFound"),
            ("/8-accessoires-de-maison", "fr Category"),
        ] {
            assert_eq!(seen(&site, address), meaning, "{address}");
        }
    }

    #[test]
    fn the_parameters_decide_what_happens_on_the_cart() {
        let site = site(&[Language::En, Language::Fr]);
        for (query, meaning) in [
            ("add=1&action=update", "CartAdd"),
            ("update=1&op=up&action=update", "CartUpdate"),
            ("delete=1&action=update", "CartDelete"),
            ("addDiscount=1&discount_name=X&action=update", "VoucherAdd"),
            ("deleteDiscount=2", "VoucherRemove"),
            ("ajax=1&action=refresh", "CartRefresh"),
            ("action=show", "CartPage"),
        ] {
            assert_eq!(seen(&site, &format!("/en/cart?{query}")), format!("en {meaning}"), "{query}");
        }
    }
}
