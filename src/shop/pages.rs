//! The pages: rendered once per language, then only joined with the visitor's cart.
//!
//! Not here: what the templates are told about products and shelves (`content`).

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use bytes::Bytes;
use minijinja::{Environment, Value, context};

use super::ShopError;
use super::catalogue::{self, PRODUCTS, StockProduct};
use super::config::{Language, Theme};
use super::content::{self, ContentKind};
use super::misbehaviour::Rendering;
use super::routes::{Listing, PER_PAGE, RoutePage};
use super::site::ShopSite;

/// Stand where the visitor's cart goes; no text contains them.
pub(super) const CART: char = '\u{1}';
pub(super) const COUNT: char = '\u{2}';
pub(super) const ACTIVITY: char = '\u{3}';
/// Begins each part of a template of parts.
const PART: char = '\u{4}';

/// A page in pieces.
#[derive(Debug, PartialEq)]
pub(super) struct Rendered {
    pieces: Vec<PagePiece>,
}

#[derive(Debug, PartialEq)]
enum PagePiece {
    Still(Bytes),
    Cart,
    Count,
    Activity,
}

impl Rendered {
    fn new(html: &str) -> Rendered {
        let mut pieces = Vec::new();
        let mut rest = html;
        while let Some(at) = rest.find([CART, COUNT, ACTIVITY]) {
            pieces.push(PagePiece::Still(Bytes::copy_from_slice(&rest.as_bytes()[..at])));
            pieces.push(match rest[at..].chars().next() {
                Some(CART) => PagePiece::Cart,
                Some(COUNT) => PagePiece::Count,
                _ => PagePiece::Activity,
            });
            rest = &rest[at + 1..];
        }
        pieces.push(PagePiece::Still(Bytes::copy_from_slice(rest.as_bytes())));
        Rendered { pieces }
    }

    /// The page of a visitor with this cart. The still pieces are shared, not copied.
    pub(super) fn with(&self, cart: &Bytes, count: u32) -> Vec<Bytes> {
        let count_text = Bytes::from(count.to_string());
        let activity = Bytes::from_static(if count == 0 { b"inactive" } else { b"active" });
        self.pieces
            .iter()
            .map(|piece| match piece {
                PagePiece::Still(bytes) => bytes.clone(),
                PagePiece::Cart => cart.clone(),
                PagePiece::Count => count_text.clone(),
                PagePiece::Activity => activity.clone(),
            })
            .collect()
    }
}

/// The pages of the shop under one host name.
pub(super) struct Pages {
    pub(super) site: ShopSite,
    theme: Theme,
    token: String,
    environment: Rc<Environment<'static>>,
    rendered: RefCell<HashMap<(Language, RoutePage, Rendering), Rc<Rendered>>>,
}

impl Pages {
    pub(super) fn new(
        site: ShopSite,
        theme: Theme,
        token: &str,
        environment: Rc<Environment<'static>>,
    ) -> Pages {
        Pages { site, theme, token: token.to_owned(), environment, rendered: RefCell::default() }
    }

    /// Renders what most visitors ask for, so that the first of them does not wait.
    pub(super) fn warm_up(&self) -> Result<(), ShopError> {
        for language in &self.site.languages {
            self.page(*language, RoutePage::Home, Rendering::Right)?;
            for category in &catalogue::CATEGORIES {
                self.page(*language, RoutePage::Category { id: category.id, page: 1 }, Rendering::Right)?;
            }
            for product in &PRODUCTS {
                let page = RoutePage::Product { id: product.id, attribute: product.first_attribute };
                self.page(*language, page, Rendering::Right)?;
            }
        }
        Ok(())
    }

    /// A page, rendered when it is asked for the first time.
    pub(super) fn page(
        &self,
        language: Language,
        page: RoutePage,
        look: Rendering,
    ) -> Result<Rc<Rendered>, ShopError> {
        if let Some(rendered) = self.rendered.borrow().get(&(language, page, look)) {
            return Ok(Rc::clone(rendered));
        }
        let rendered = Rc::new(self.render_page(language, page, look)?);
        self.rendered.borrow_mut().insert((language, page, look), Rc::clone(&rendered));
        Ok(rendered)
    }

    fn render_page(
        &self,
        language: Language,
        page: RoutePage,
        look: Rendering,
    ) -> Result<Rendered, ShopError> {
        match page {
            RoutePage::Home => {
                let kind = ContentKind::page("index", page, "Demo shop");
                let featured = self.miniatures(language, look, PRODUCTS.iter().take(8));
                self.render(language, look, "home.html", &kind, context! { products => featured })
            }
            RoutePage::Category { id, page: number } => self.category(language, look, id, number),
            RoutePage::Product { id, attribute } => match catalogue::product(id) {
                Some(product) => self.product(language, look, product, attribute),
                None => self.render_page(language, RoutePage::NotFound, look),
            },
            RoutePage::Listing(listing) => {
                let products = PRODUCTS.iter().filter(|product| match listing {
                    Listing::PricesDrop => product.is_reduced(),
                    Listing::NewProducts => true,
                    Listing::BestSales => product.id <= 8,
                });
                let title = super::wording::word(listing.title(), language);
                let kind = ContentKind::page(listing.name(), page, title);
                let products = self.miniatures(language, look, products);
                self.render(language, look, "listing.html", &kind, context! { heading => title, products })
            }
            RoutePage::Cms(id) => {
                let (title, paragraphs, call) = content::cms(id, language);
                let kind = ContentKind::page("cms", page, title).classed(format!("cms-id-{id}"));
                self.render(
                    language,
                    look,
                    "text.html",
                    &kind,
                    context! { heading => title, paragraphs, id, call },
                )
            }
            RoutePage::NotFound => {
                let kind = ContentKind::page("pagenotfound", page, "404");
                self.render(language, look, "not_found.html", &kind, context! {})
            }
        }
    }

    fn category(
        &self,
        language: Language,
        look: Rendering,
        id: u32,
        number: usize,
    ) -> Result<Rendered, ShopError> {
        let Some(category) = catalogue::category(id) else {
            return self.render_page(language, RoutePage::NotFound, look);
        };
        let all = catalogue::products_in(id).count();
        let pages = all.div_ceil(PER_PAGE);
        let from = (number - 1) * PER_PAGE;
        let shown = catalogue::products_in(id).skip(from).take(PER_PAGE);
        let products = self.miniatures(language, look, shown);
        let title = category.name.get(language);
        let kind = ContentKind::page("category", RoutePage::Category { id, page: number }, title)
            .classed(format!("category-id-{id} category-depth-level-{}", content::depth(category)))
            .crumbs(content::shelves_above(&self.site, language, category));
        let address = self.site.category(language, category);
        let inside = context! {
            heading => title,
            description_of_shelf => category.description.get(language),
            products,
            all,
            address,
            number,
            pages => (1..=pages).collect::<Vec<_>>(),
        };
        self.render(language, look, "listing.html", &kind, inside)
    }

    fn product(
        &self,
        language: Language,
        look: Rendering,
        product: &StockProduct,
        attribute: u32,
    ) -> Result<Rendered, ShopError> {
        let page = RoutePage::Product { id: product.id, attribute };
        let shelf = catalogue::category(product.category);
        let kind = ContentKind::page("product", page, product.name.get(language))
            .described(product.summary.get(language))
            .classed(format!(
                "product-id-{} product-{} product-id-category-{} product-available-for-order",
                product.id,
                product.slug.get(language),
                product.category
            ))
            .crumbs(shelf.map_or_else(Vec::new, |shelf| content::shelves_to(&self.site, language, shelf)));
        let others = PRODUCTS.iter().filter(|other| other.id != product.id);
        // Its own shelf first, as the theme's heading says.
        let (near, far): (Vec<_>, Vec<_>) = others.partition(|other| other.category == product.category);
        let bought = self.miniatures(language, look, far.iter().rev().copied().take(6));
        let related = self.miniatures(language, look, near.into_iter().chain(far).take(8));
        let shown = content::product(&self.site, language, product, attribute, look);
        self.render(language, look, "product.html", &kind, context! { product => shown, related, bought })
    }

    fn miniatures<'p>(
        &self,
        language: Language,
        look: Rendering,
        products: impl Iterator<Item = &'p StockProduct>,
    ) -> Vec<Value> {
        products
            .map(|product| content::product(&self.site, language, product, product.first_attribute, look))
            .collect()
    }

    /// The search page; its words are the visitor's, so it is never kept.
    pub(super) fn search(
        &self,
        language: Language,
        look: Rendering,
        words: &str,
    ) -> Result<Rendered, ShopError> {
        let wanted = words.trim().to_lowercase();
        let found = PRODUCTS.iter().filter(|product| {
            !wanted.is_empty() && product.name.get(language).to_lowercase().contains(&wanted)
        });
        let title = super::wording::word("search_results", language);
        let kind = ContentKind::named("search", self.site.search(language), title);
        let products = self.miniatures(language, look, found);
        self.render(language, look, "listing.html", &kind, context! { heading => title, products, words })
    }

    /// Any template in the shop's layout.
    pub(super) fn render(
        &self,
        language: Language,
        look: Rendering,
        template: &str,
        kind: &ContentKind,
        inside: Value,
    ) -> Result<Rendered, ShopError> {
        let around = content::layout(&self.site, self.theme, language, look.token(&self.token), kind);
        let html = self.environment.get_template(template)?.render(context! { ..inside, ..around })?;
        Ok(Rendered::new(&html))
    }

    /// The named parts of a template that renders several: each begins with [`PART`] and its name on a line.
    pub(super) fn fragments(
        &self,
        language: Language,
        template: &str,
        inside: &Value,
    ) -> Result<Vec<(String, String)>, ShopError> {
        let around = content::bare(&self.site, self.theme, language, &self.token);
        let inside = context! { part => PART.to_string(), ..inside.clone() };
        let context = context! { ..inside, ..around };
        let html = self.environment.get_template(template)?.render(context)?;
        let parts = html.split(PART).skip(1).filter_map(|part| part.split_once('\n'));
        Ok(parts.map(|(name, html)| (name.trim().to_owned(), html.to_owned())).collect())
    }

    /// The page of a server error, which has no layout.
    pub(super) fn error(&self, language: Language) -> Result<String, ShopError> {
        let around = content::bare(&self.site, self.theme, language, &self.token);
        Ok(self.environment.get_template("error.html")?.render(around)?)
    }
}

/// The address of a product's picture in one of the theme's sizes.
pub(super) fn image(site: &ShopSite, product: &StockProduct, size: &str, language: Language) -> String {
    format!("{}/{}-{size}/{}.svg", site.base, product.id, product.slug.get(language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::templates::environment;

    fn pages(theme: Theme) -> Pages {
        let languages = vec![Language::En, Language::Fr];
        let site = ShopSite { base: "http://shop".to_owned(), languages };
        Pages::new(site, theme, "t0k3n", Rc::new(environment(false).unwrap()))
    }

    fn html(rendered: &Rendered) -> String {
        let parts = rendered.with(&Bytes::from_static(b"{}"), 0);
        String::from_utf8(parts.concat()).unwrap()
    }

    #[test]
    fn every_page_renders_in_every_language_and_theme() {
        for theme in [Theme::Classic, Theme::Hummingbird] {
            let pages = pages(theme);
            pages.warm_up().unwrap();
            for language in [Language::En, Language::Fr] {
                for page in [
                    RoutePage::Category { id: 2, page: 2 },
                    RoutePage::Product { id: 1, attribute: 4 },
                    RoutePage::Listing(Listing::PricesDrop),
                    RoutePage::Listing(Listing::NewProducts),
                    RoutePage::Listing(Listing::BestSales),
                    RoutePage::Cms(1),
                    RoutePage::NotFound,
                ] {
                    let text = html(&pages.page(language, page, Rendering::Right).unwrap());
                    assert!(text.contains("var prestashop = {\"cart\":{},"), "{page:?}");
                    assert!(text.ends_with("</html>\n") || text.ends_with("</html>"), "{page:?}");
                }
            }
        }
    }

    #[test]
    fn a_product_page_is_as_heavy_as_a_real_one() {
        for theme in [Theme::Classic, Theme::Hummingbird] {
            let page = pages(theme)
                .page(Language::En, RoutePage::Product { id: 6, attribute: 0 }, Rendering::Right)
                .unwrap();
            let size = html(&page).len();
            assert!((40_000..120_000).contains(&size), "{size} bytes");
        }
    }

    #[test]
    fn search_words_are_escaped() {
        let text = html(
            &pages(Theme::Classic)
                .search(Language::En, Rendering::Right, "<script>alert(1)</script>")
                .unwrap(),
        );
        assert!(!text.contains("<script>alert"));
    }

    #[test]
    fn addresses_can_be_searched_for_literally() {
        let text = html(
            &pages(Theme::Classic)
                .page(Language::En, RoutePage::Product { id: 6, attribute: 0 }, Rendering::Right)
                .unwrap(),
        );
        assert!(
            text.contains(
                "<form action=\"http://shop/en/cart\" method=\"post\" id=\"add-to-cart-or-refresh\">"
            )
        );
        assert!(!text.contains("&#x2f;"));
    }

    #[test]
    fn pieces_are_joined_with_the_cart() {
        let rendered = Rendered::new("a\u{1}b\u{2}c\u{3}d\u{1}");
        let joined =
            |count| String::from_utf8(rendered.with(&Bytes::from_static(b"[]"), count).concat()).unwrap();
        assert_eq!(joined(0), "a[]b0cinactived[]");
        assert_eq!(joined(3), "a[]b3cactived[]");
    }
}
