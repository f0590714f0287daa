//! The shop's addresses: how they are written, and what they ask for.

use super::files;
use super::goods::{self, WooProduct};
use super::shelves::{SHELVES, WooShelf};
use super::words::slug;
use crate::shop::assets::ShopAsset;
use crate::shop::config::Language;
use crate::shop::request::Ask;

/// A page that looks the same to everybody, but for the cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum WooPage {
    Home,
    /// All products; pages count from 1.
    Shop(usize),
    /// A place in [`SHELVES`].
    Shelf(usize, usize),
    Product(u32),
    /// A place in [`TEXTS`].
    Text(usize),
    Account,
    NotFound,
}

/// What an address stands for.
#[derive(Debug)]
pub(super) enum WooTarget {
    Page(WooPage),
    /// The page of its results.
    Search(usize),
    Cart,
    Checkout,
    /// The thanks for an order.
    Received(u32),
    /// A link that fills a cart.
    CheckoutLink,
    /// A route of the REST API below `/wc/store/v1/`; `None` for any other.
    Store(Option<String>),
    Ajax(String),
    Asset(&'static ShopAsset),
    Redirect(String),
}

/// Pages of text: their slug and titles.
pub(super) const TEXTS: [(&str, &str, &str); 3] = [
    (CAMPAIGN, "Black Friday", "Black Friday"),
    ("delivery", "Delivery", "Livraison"),
    ("about", "About us", "À propos"),
];

/// The one that advertises.
pub(super) const CAMPAIGN: &str = "black-friday";

/// Products on a page of a list.
pub(super) const PER_PAGE: usize = 16;

/// The shop under one host name.
#[derive(Debug, Clone)]
pub(super) struct WooSite {
    /// `http://host:port`.
    pub(super) base: String,
    pub(super) language: Language,
}

impl WooSite {
    /// The address of a named place; see [`slug`].
    pub(super) fn place(&self, key: &'static str) -> String {
        format!("{}/{}/", self.base, slug(key, self.language))
    }

    pub(super) fn product(&self, product: &WooProduct) -> String {
        format!("{}{}/", self.place("product"), product.slug)
    }

    pub(super) fn shelf(&self, shelf: &WooShelf) -> String {
        format!("{}{}/", self.place("shelf"), shelf.slug)
    }

    /// The address of a page, without the number of its part.
    pub(super) fn page(&self, page: WooPage) -> String {
        match page {
            WooPage::Home | WooPage::NotFound => format!("{}/", self.base),
            WooPage::Shop(_) => self.place("shop"),
            WooPage::Shelf(place, _) => {
                SHELVES.get(place).map_or_else(String::new, |shelf| self.shelf(shelf))
            }
            WooPage::Product(id) => goods::product(id).map_or_else(String::new, |one| self.product(one)),
            WooPage::Text(place) => {
                format!("{}/{}/", self.base, TEXTS.get(place).map_or("", |(slug, ..)| slug))
            }
            WooPage::Account => self.place("account"),
        }
    }

    /// A picture of a product.
    pub(super) fn image(&self, product: &WooProduct) -> String {
        format!("{}/wp-content/uploads/2026/11/{}.svg", self.base, product.slug)
    }

    /// What an address asks for.
    pub(super) fn resolve(&self, ask: &Ask) -> WooTarget {
        if let Some(action) = ask.param("wc-ajax") {
            return WooTarget::Ajax(action.to_owned());
        }
        if let Some(route) = ask.param("rest_route") {
            return WooTarget::Store(store_route(route));
        }
        let path = ask.path.trim_start_matches('/');
        if let Some(route) = ask.path.strip_prefix("/wp-json") {
            return WooTarget::Store(store_route(route));
        }
        if let Some(asset) = files::find(path) {
            return WooTarget::Asset(asset);
        }
        if !path.is_empty() && !path.ends_with('/') && ask.method == "GET" {
            return WooTarget::Redirect(format!("{}/{path}/", self.base));
        }
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let (parts, number) = paged(&parts);
        match (parts, number) {
            ([], number) if ask.has("s") => WooTarget::Search(number),
            ([], 1) => WooTarget::Page(WooPage::Home),
            ([place], 1) if self.is("cart", place) => WooTarget::Cart,
            ([place], 1) if self.is("checkout", place) => WooTarget::Checkout,
            ([place, "order-received", order], 1) if self.is("checkout", place) => {
                WooTarget::Received(order.parse().unwrap_or(0))
            }
            (["checkout-link"], 1) => WooTarget::CheckoutLink,
            (parts, number) => WooTarget::Page(self.listed(parts, number)),
        }
    }

    fn is(&self, key: &'static str, part: &str) -> bool {
        slug(key, self.language) == part
    }

    fn listed(&self, parts: &[&str], number: usize) -> WooPage {
        let has_page = |count: usize| number <= count.div_ceil(PER_PAGE).max(1);
        let found = match parts {
            [place] if self.is("shop", place) => {
                has_page(goods::GOODS.len()).then_some(WooPage::Shop(number))
            }
            [place, name] if self.is("shelf", place) => SHELVES
                .iter()
                .position(|shelf| shelf.slug == *name && has_page(goods::on_shelf(shelf).len()))
                .map(|place| WooPage::Shelf(place, number)),
            [place, name] if self.is("product", place) && number == 1 => {
                goods::named(name).map(|product| WooPage::Product(product.id))
            }
            [place] if self.is("account", place) && number == 1 => Some(WooPage::Account),
            [name] if number == 1 => TEXTS.iter().position(|(slug, ..)| slug == name).map(WooPage::Text),
            _ => None,
        };
        found.unwrap_or(WooPage::NotFound)
    }
}

/// Splits `…/page/2` off.
fn paged<'p>(parts: &'p [&'p str]) -> (&'p [&'p str], usize) {
    match parts {
        [rest @ .., "page", number] => match number.parse() {
            Ok(number) if number > 0 => (rest, number),
            _ => (parts, 1),
        },
        _ => (parts, 1),
    }
}

/// What stands behind `/wc/store/v1/`, or behind the short `/wc/store/`.
fn store_route(route: &str) -> Option<String> {
    let route = route.strip_prefix("/wc/store/")?;
    let route = route.strip_prefix("v1/").unwrap_or(route);
    Some(route.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(language: Language, address: &str) -> String {
        let site = WooSite { base: "http://shop".to_owned(), language };
        let ask = Ask { method: "GET".to_owned(), ..Ask::get(address) };
        match site.resolve(&ask) {
            WooTarget::Asset(_) => "Asset".to_owned(),
            WooTarget::Page(page) => format!("{page:?}"),
            target => format!("{target:?}"),
        }
    }

    #[test]
    fn addresses_mean_what_wordpress_says() {
        for (address, meaning) in [
            ("/", "Home"),
            ("/shop/", "Shop(1)"),
            ("/shop/page/3/", "Shop(3)"),
            ("/shop/page/4/", "NotFound"),
            ("/product-category/mugs/page/2/", "Shelf(0, 2)"),
            ("/product-category/nothing/", "NotFound"),
            ("/product/mug-the-best/", "Product(17)"),
            ("/product/mug-the-best", "Redirect(\"http://shop/product/mug-the-best/\")"),
            ("/product/nothing/", "NotFound"),
            ("/produit/mug-the-best/", "NotFound"),
            ("/?s=mug&post_type=product", "Search(1)"),
            ("/page/2/?s=mug", "Search(2)"),
            ("/cart/", "Cart"),
            ("/checkout/", "Checkout"),
            ("/checkout/order-received/149/", "Received(149)"),
            ("/checkout-link/?products=17:2", "CheckoutLink"),
            ("/my-account/", "Account"),
            ("/black-friday/", "Text(0)"),
            ("/?wc-ajax=add_to_cart", "Ajax(\"add_to_cart\")"),
            ("/wp-json/wc/store/v1/cart/add-item", "Store(Some(\"cart/add-item\"))"),
            ("/wp-json/wc/store/cart", "Store(Some(\"cart\"))"),
            ("/?rest_route=/wc/store/v1/cart", "Store(Some(\"cart\"))"),
            ("/wp-json/wp/v2/posts", "Store(None)"),
            ("/robots.txt", "Asset"),
            ("/wp-content/themes/storefront/style.css", "Asset"),
            ("/no-such-page/", "NotFound"),
        ] {
            assert_eq!(seen(Language::En, address), meaning, "{address}");
        }
        for (address, meaning) in [
            ("/produit/mug-the-best/", "Product(17)"),
            ("/categorie-produit/mugs/", "Shelf(0, 1)"),
            ("/panier/", "Cart"),
            ("/commander/", "Checkout"),
            ("/cart/", "NotFound"),
        ] {
            assert_eq!(seen(Language::Fr, address), meaning, "{address}");
        }
    }
}
