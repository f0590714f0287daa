//! The shop's addresses in each language, written.
//!
//! Not here: reading them (`routes`).

use std::fmt::Write as _;

use super::catalogue::{self, CatalogueText, Category, StockProduct};
use super::config::Language;
use super::routes::{Listing, RoutePage};

pub(super) const CART: CatalogueText = CatalogueText { en: "cart", fr: "panier" };
pub(super) const ORDER: CatalogueText = CatalogueText { en: "order", fr: "commande" };
pub(super) const LOGIN: CatalogueText = CatalogueText { en: "login", fr: "connexion" };
pub(super) const ACCOUNT: CatalogueText = CatalogueText { en: "my-account", fr: "mon-compte" };
pub(super) const SEARCH: CatalogueText = CatalogueText { en: "search", fr: "recherche" };
const PRICES_DROP: CatalogueText = CatalogueText { en: "prices-drop", fr: "promotions" };
const NEW_PRODUCTS: CatalogueText = CatalogueText { en: "new-products", fr: "nouveaux-produits" };
/// The space is PrestaShop's own, and its links carry it raw.
const BEST_SALES: CatalogueText = CatalogueText { en: "best-sellers", fr: "meilleures ventes" };
pub(super) const MODULE: &str = "module/ps_shoppingcart/ajax";
pub(super) const WISH_LISTS: &str = "module/blockwishlist/action";
pub(super) const GRADES: &str = "module/productcomments/CommentGrade";

/// Addresses of the content pages, in order of their id from 1; their titles are words of `wording`.
pub(super) const CMS: [(&str, CatalogueText); 6] = [
    ("delivery", CatalogueText { en: "delivery", fr: "livraison" }),
    ("legal", CatalogueText { en: "legal-notice", fr: "mentions-legales" }),
    ("terms", CatalogueText { en: "terms-and-conditions-of-use", fr: "conditions-utilisation" }),
    ("about", CatalogueText { en: "about-us", fr: "a-propos" }),
    ("secure_payment", CatalogueText { en: "secure-payment", fr: "paiement-securise" }),
    (CAMPAIGN, CatalogueText { en: "black-friday", fr: "black-friday" }),
];

/// The one content page that advertises.
pub(super) const CAMPAIGN: &str = "campaign";

/// The shop as seen under one host name.
#[derive(Debug, Clone)]
pub(super) struct ShopSite {
    /// `http://host:port`.
    pub(super) base: String,
    pub(super) languages: Vec<Language>,
}

impl ShopSite {
    /// The language of addresses that name none.
    pub(super) fn default_language(&self) -> Language {
        self.languages.first().copied().unwrap_or(Language::En)
    }

    /// `/en/`, or `/` when there is one language.
    pub(super) fn prefix(&self, language: Language) -> &'static str {
        match (self.languages.len(), language) {
            (0 | 1, _) => "/",
            (_, Language::En) => "/en/",
            (_, Language::Fr) => "/fr/",
        }
    }

    pub(super) fn login(&self, language: Language) -> String {
        self.url(language, LOGIN.get(language))
    }

    pub(super) fn account(&self, language: Language) -> String {
        self.url(language, ACCOUNT.get(language))
    }

    /// The absolute address of a path below the language's root.
    pub(super) fn url(&self, language: Language, path: &str) -> String {
        format!("{}{}{path}", self.base, self.prefix(language))
    }

    /// The cart's address.
    pub(super) fn cart(&self, language: Language) -> String {
        self.url(language, CART.get(language))
    }

    /// The order page's address.
    pub(super) fn order(&self, language: Language) -> String {
        self.url(language, ORDER.get(language))
    }

    /// The search page's address.
    pub(super) fn search(&self, language: Language) -> String {
        self.url(language, SEARCH.get(language))
    }

    /// The address of the pop-up after an add.
    pub(super) fn module(&self, language: Language) -> String {
        self.url(language, MODULE)
    }

    /// A category's canonical address.
    pub(super) fn category(&self, language: Language, category: &Category) -> String {
        self.url(language, &category_path(category, language))
    }

    /// A product's canonical address; the combination is named when it is not 0.
    pub(super) fn product(&self, language: Language, product: &StockProduct, attribute: u32) -> String {
        self.url(language, &product_path(product, attribute, language))
    }

    /// Where a page lives.
    pub(super) fn page(&self, language: Language, page: RoutePage) -> String {
        match page {
            RoutePage::Home => self.url(language, ""),
            RoutePage::Category { id, page } => {
                let address =
                    catalogue::category(id).map_or_else(String::new, |c| self.category(language, c));
                if page > 1 { format!("{address}?page={page}") } else { address }
            }
            // Canonical: without the combination.
            RoutePage::Product { id, .. } => {
                catalogue::product(id).map_or_else(String::new, |p| self.product(language, p, 0))
            }
            RoutePage::Listing(listing) => self.url(language, listing.slug().get(language)),
            RoutePage::Cms(id) => {
                let slug = CMS.get(id.wrapping_sub(1)).map_or("", |(_, slug)| slug.get(language));
                self.url(language, &format!("content/{id}-{slug}"))
            }
            RoutePage::NotFound => self.url(language, "page-not-found"),
        }
    }
}

impl Listing {
    pub(super) fn slug(self) -> CatalogueText {
        match self {
            Listing::PricesDrop => PRICES_DROP,
            Listing::NewProducts => NEW_PRODUCTS,
            Listing::BestSales => BEST_SALES,
        }
    }

    /// The word that is its title.
    pub(super) fn title(self) -> &'static str {
        match self {
            Listing::PricesDrop => "prices_drop",
            Listing::NewProducts => "new_products",
            Listing::BestSales => "best_sales",
        }
    }

    /// The `id` of the page's body.
    pub(super) fn name(self) -> &'static str {
        match self {
            Listing::PricesDrop => "prices-drop",
            Listing::NewProducts => "new-products",
            Listing::BestSales => "best-sales",
        }
    }
}

fn category_path(category: &Category, language: Language) -> String {
    format!("{}-{}", category.id, category.slug.get(language))
}

fn product_path(product: &StockProduct, attribute: u32, language: Language) -> String {
    let shelf = catalogue::category(product.category).map_or("", |category| category.slug.get(language));
    let mut path = format!("{shelf}/{}-", product.id);
    if attribute != 0 {
        let _ = write!(path, "{attribute}-");
    }
    path + product.slug.get(language) + ".html"
}
