//! The pages: rendered once for each look, then only joined with the visitor's notices and cart.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use minijinja::{Environment, Value as Shown, context};

use super::address::{CAMPAIGN, PER_PAGE, TEXTS, WooPage, WooSite};
use super::content::WooEye;
use super::goods::{self, GOODS, WooProduct};
use super::sheet::{CART_JSON, HEADER_CART, NOTICES, WooSheet};
use super::shelves::SHELVES;
use super::words::{word, words};
use crate::shop::ShopError;
use crate::shop::config::Language;
use crate::shop::misbehaviour::Rendering;
use crate::shop::templates::parsed;

/// What a page has around its content.
pub(super) struct WooFrame<'a> {
    pub(super) title: String,
    /// Classes of the body, without those that all pages have.
    pub(super) body: String,
    pub(super) canonical: String,
    /// Name and address of what leads here; the last has no address.
    pub(super) crumbs: Vec<(String, String)>,
    /// JSON-LD.
    pub(super) linked: String,
    pub(super) is_cart: bool,
    pub(super) nonces: &'a Shown,
}

/// Renders pages under one host name.
pub(super) struct WooPages {
    pub(super) site: WooSite,
    /// Block mark-up.
    pub(super) blocks: bool,
    /// For the templates.
    pub(super) words: Shown,
    redirects: bool,
    environment: Rc<Environment<'static>>,
    rendered: RefCell<HashMap<(WooPage, Rendering), Rc<WooSheet>>>,
}

/// All templates, parsed.
pub(super) fn templates() -> Result<Environment<'static>, ShopError> {
    parsed(&[
        ("layout.html", include_str!("templates/layout.html")),
        ("macros.html", include_str!("templates/macros.html")),
        ("parts.html", include_str!("templates/parts.html")),
        ("home.html", include_str!("templates/home.html")),
        ("listing.html", include_str!("templates/listing.html")),
        ("product.html", include_str!("templates/product.html")),
        ("text.html", include_str!("templates/text.html")),
        ("cart.html", include_str!("templates/cart.html")),
        ("checkout.html", include_str!("templates/checkout.html")),
        ("soon.html", include_str!("templates/soon.html")),
        ("trouble.html", include_str!("templates/trouble.html")),
    ])
}

impl WooPages {
    pub(super) fn new(
        site: WooSite,
        blocks: bool,
        redirects: bool,
        environment: Rc<Environment<'static>>,
    ) -> WooPages {
        WooPages {
            words: words(site.language),
            site,
            blocks,
            redirects,
            environment,
            rendered: RefCell::default(),
        }
    }

    /// Forgets what was rendered: an order has changed the stock.
    pub(super) fn forget(&self) {
        self.rendered.borrow_mut().clear();
    }

    /// A page, rendered when it is asked for the first time.
    pub(super) fn page(
        &self,
        page: WooPage,
        eye: &WooEye<'_>,
        nonces: &Shown,
    ) -> Result<Rc<WooSheet>, ShopError> {
        if let Some(sheet) = self.rendered.borrow().get(&(page, eye.look)) {
            return Ok(Rc::clone(sheet));
        }
        let sheet = Rc::new(self.render_page(page, eye, nonces)?);
        self.rendered.borrow_mut().insert((page, eye.look), Rc::clone(&sheet));
        Ok(sheet)
    }

    fn render_page(&self, page: WooPage, eye: &WooEye<'_>, nonces: &Shown) -> Result<WooSheet, ShopError> {
        let language = self.site.language;
        let frame = self.frame(page, eye, nonces);
        match page {
            WooPage::Home => {
                let mut newest: Vec<_> = GOODS.iter().collect();
                newest.sort_by_key(|product| std::cmp::Reverse(product.id));
                let recent = cards(eye, newest.iter().copied().take(4));
                let reduced =
                    cards(eye, newest.iter().copied().filter(|one| one.is_listed_on_sale()).take(4));
                self.render("home.html", &frame, context! { recent, reduced })
            }
            WooPage::Shop(number) => {
                self.listing(&frame, eye, page, &GOODS.iter().collect::<Vec<_>>(), number)
            }
            WooPage::Shelf(place, number) => {
                let products = SHELVES.get(place).map_or_else(Vec::new, goods::on_shelf);
                self.listing(&frame, eye, page, &products, number)
            }
            WooPage::Product(id) => match goods::product(id) {
                Some(product) => {
                    let others =
                        GOODS.iter().filter(|other| other.shelf.id == product.shelf.id && other.id != id);
                    let related = cards(eye, others.take(4));
                    let neighbours = self.neighbours(product);
                    let inside = context! { product => eye.product(product), related, neighbours };
                    self.render("product.html", &frame, inside)
                }
                None => self.render_page(WooPage::NotFound, eye, nonces),
            },
            WooPage::Text(place) => {
                let slug = TEXTS.get(place).map_or("", |(slug, ..)| slug);
                let offers = GOODS.iter().filter(|one| one.is_listed_on_sale() && slug == CAMPAIGN);
                let offers = cards(eye, offers);
                self.render("text.html", &frame, context! { heading => frame.title.as_str(), offers })
            }
            WooPage::Account => self.render(
                "text.html",
                &frame,
                context! { heading => frame.title.as_str(), is_account => true },
            ),
            WooPage::NotFound => {
                let reduced = cards(eye, GOODS.iter().filter(|one| one.is_listed_on_sale()).take(4));
                let paragraphs = [word("not_found_text", language)];
                let heading = word("not_found", language);
                self.render(
                    "text.html",
                    &frame,
                    context! { heading, paragraphs, is_missing => true, reduced },
                )
            }
        }
    }

    /// The products before and behind this one on its shelf, by their ids; the shelf is a ring.
    fn neighbours(&self, product: &WooProduct) -> Vec<Shown> {
        let mut shelf = goods::on_shelf(product.shelf);
        shelf.sort_by_key(|one| one.id);
        let here = shelf.iter().position(|one| one.id == product.id).unwrap_or(0);
        // Two products are each other's neighbour once.
        let (before, behind) = match shelf.len() {
            0 | 1 => (None, None),
            2 => (here.checked_sub(1), (here == 0).then_some(1)),
            count => (Some((here + count - 1) % count), Some((here + 1) % count)),
        };
        let others = [("prev", before), ("next", behind)];
        let one = |(rel, place): (&str, Option<usize>)| {
            let other = shelf.get(place?)?;
            let (url, image) = (self.site.product(other), self.site.image(other));
            Some(context! { rel, url, image, name => other.name.as_str() })
        };
        others.into_iter().filter_map(one).collect()
    }

    /// The frame of a page that looks the same to everybody.
    pub(super) fn frame<'a>(&self, page: WooPage, eye: &WooEye<'_>, nonces: &'a Shown) -> WooFrame<'a> {
        let language = self.site.language;
        let paged = |number: usize| if number > 1 { format!(" paged paged-{number}") } else { String::new() };
        let mut crumbs = Vec::new();
        let mut linked = String::new();
        let (title, body) = match page {
            WooPage::Home => (String::new(), "home page".to_owned()),
            WooPage::Shop(number) => (
                word("shop", language).to_owned(),
                format!(
                    "archive{} post-type-archive post-type-archive-product woocommerce-shop woocommerce woocommerce-page",
                    paged(number)
                ),
            ),
            WooPage::Shelf(place, number) => {
                let (name, slug, id) =
                    SHELVES.get(place).map_or(("", "", 0), |one| (one.name, one.slug, one.id));
                let body = format!(
                    "archive{} tax-product_cat term-{slug} term-{id} woocommerce woocommerce-page",
                    paged(number)
                );
                (name.to_owned(), body)
            }
            WooPage::Product(id) => {
                let Some(product) = goods::product(id) else {
                    return self.frame(WooPage::NotFound, eye, nonces);
                };
                crumbs.push((product.shelf.name.to_owned(), self.site.shelf(product.shelf)));
                linked = eye.linked(product);
                let own = if self.blocks { format!(" {}", eye.classes(product)) } else { String::new() };
                let body = format!("single single-product postid-{id} woocommerce woocommerce-page{own}");
                (product.name.clone(), body)
            }
            WooPage::Text(place) => {
                let title = TEXTS.get(place).map_or("", |(_, en, fr)| match language {
                    Language::En => en,
                    Language::Fr => fr,
                });
                (title.to_owned(), format!("page page-id-{}", 160 + place))
            }
            WooPage::Account => {
                (word("account", language).to_owned(), "page woocommerce-account woocommerce-page".to_owned())
            }
            WooPage::NotFound => (word("not_found", language).to_owned(), "error404".to_owned()),
        };
        if !title.is_empty() {
            crumbs.push((title.clone(), String::new()));
        }
        let canonical = if page == WooPage::NotFound { String::new() } else { self.site.page(page) };
        WooFrame { title, body, canonical, crumbs, linked, is_cart: false, nonces }
    }

    fn listing(
        &self,
        frame: &WooFrame<'_>,
        eye: &WooEye<'_>,
        page: WooPage,
        products: &[&'static WooProduct],
        number: usize,
    ) -> Result<WooSheet, ShopError> {
        let here = self.site.page(page);
        let count = products.len().div_ceil(PER_PAGE);
        let address = |number: usize| {
            if number == 1 { here.clone() } else { format!("{here}page/{number}/") }
        };
        let pages: Vec<_> = (1..=count)
            .map(|one| context! { number => one, url => address(one), is_here => one == number })
            .collect();
        let from = (number - 1) * PER_PAGE;
        let shown: Vec<_> = products.iter().copied().skip(from).take(PER_PAGE).collect();
        let inside = context! {
            heading => frame.title.as_str(),
            here => here.as_str(),
            count_text => Shown::from_safe_string(self.count(from, shown.len(), products.len())),
            products => cards(eye, shown.into_iter()),
            next => (number < count).then(|| address(number + 1)),
            pages,
        };
        self.render("listing.html", frame, inside)
    }

    fn count(&self, from: usize, shown: usize, all: usize) -> String {
        let (first, last) = (from + 1, from + shown);
        match (self.site.language, shown < all) {
            (Language::En, true) => format!("Showing {first}&ndash;{last} of {all} results"),
            (Language::En, false) => format!("Showing all {all} results"),
            (Language::Fr, true) => format!("Affichage de {first}&ndash;{last} sur {all} résultats"),
            (Language::Fr, false) => format!("{all} résultats affichés"),
        }
    }

    /// The results of a search; its words are the visitor's, so it is never kept.
    pub(super) fn search(
        &self,
        words: &str,
        number: usize,
        eye: &WooEye<'_>,
        nonces: &Shown,
    ) -> Result<WooSheet, ShopError> {
        let wanted = words.trim().to_lowercase();
        let found: Vec<_> = GOODS.iter().filter(|one| one.name.to_lowercase().contains(&wanted)).collect();
        let title = format!("{} “{words}”", word("search_results", self.site.language));
        let kind = if found.is_empty() { "search-no-results" } else { "search-results" };
        let frame = WooFrame {
            body: format!(
                "archive search {kind} post-type-archive post-type-archive-product woocommerce-shop woocommerce woocommerce-page"
            ),
            canonical: String::new(),
            crumbs: vec![(title.clone(), String::new())],
            linked: String::new(),
            is_cart: false,
            title,
            nonces,
        };
        self.listing(&frame, eye, WooPage::Home, &found, number)
    }

    /// Any template in the shop's layout.
    pub(super) fn render(
        &self,
        template: &str,
        frame: &WooFrame<'_>,
        inside: Shown,
    ) -> Result<WooSheet, ShopError> {
        let context = context! { ..inside, ..self.around(frame) };
        Ok(WooSheet::new(&self.environment.get_template(template)?.render(context)?))
    }

    /// A template without layout.
    pub(super) fn bare(&self, template: &str, inside: Shown) -> Result<String, ShopError> {
        let context = context! { w => self.words.clone(), urls => self.urls(), ..inside };
        Ok(self.environment.get_template(template)?.render(context)?)
    }

    /// A macro of `parts.html` with its arguments.
    pub(super) fn part(&self, name: &str, arguments: &[Shown]) -> Result<String, ShopError> {
        let mut parts = self.environment.get_template("parts.html")?.render_captured(())?;
        Ok(parts.with_state_mut(|state| state.call_macro(name, arguments))?)
    }

    /// The addresses that templates name.
    pub(super) fn urls(&self) -> Shown {
        let place = |key| self.site.place(key);
        let cart_path = format!("/{}/", super::words::slug("cart", self.site.language));
        context! {
            shop => place("shop"),
            cart => place("cart"),
            cart_path,
            cart_in_script => Shown::from_safe_string(place("cart").replace('/', "\\/")),
            checkout => place("checkout"),
            account => place("account"),
            rest => Shown::from_safe_string(format!("{}/wp-json/", self.site.base).replace('/', "\\/")),
        }
    }

    fn around(&self, frame: &WooFrame<'_>) -> Shown {
        let site = &self.site;
        let theme = if self.blocks { "twentytwentyfour" } else { "storefront" };
        let kind = if self.blocks { " woocommerce-uses-block-theme" } else { "" };
        let shelves: Vec<_> = SHELVES
            .iter()
            .map(|shelf| {
                let count = goods::on_shelf(shelf).len();
                context! { id => shelf.id, name => shelf.name, url => site.shelf(shelf), count }
            })
            .collect();
        let texts: Vec<_> = TEXTS
            .iter()
            .zip(0..)
            .map(|(&(_, en, fr), place)| {
                let title = if site.language == Language::En { en } else { fr };
                context! { url => site.page(WooPage::Text(place)), title }
            })
            .collect();
        let crumbs: Vec<_> = frame
            .crumbs
            .iter()
            .map(|(name, url)| context! { name => name.as_str(), url => url.as_str() })
            .collect();
        let mark = |mark: char| Shown::from_safe_string(mark.to_string());
        context! {
            w => self.words.clone(),
            base => site.base.as_str(),
            theme,
            blocks => self.blocks,
            title => frame.title.as_str(),
            body => format!("{} wp-theme-{theme} theme-{theme}{kind} woocommerce-no-js", frame.body),
            canonical => frame.canonical.as_str(),
            crumbs,
            shelves,
            texts,
            urls => self.urls(),
            nonces => frame.nonces.clone(),
            linked => Shown::from_safe_string(frame.linked.clone()),
            is_cart => if frame.is_cart { "1" } else { "" },
            redirects => if self.redirects { "yes" } else { "no" },
            marks => context! {
                notices => mark(NOTICES),
                header_cart => mark(HEADER_CART),
                cart_json => mark(CART_JSON),
            },
        }
    }
}

fn cards(eye: &WooEye<'_>, products: impl Iterator<Item = &'static WooProduct>) -> Vec<Shown> {
    products.map(|product| eye.card(product)).collect()
}
