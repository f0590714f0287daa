//! Answers requests: pages from `pages`, everything on the cart from `till`.
//!
//! Not here: sockets, queues and faults (`server`).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use hyper::header::{HeaderName, HeaderValue, SET_COOKIE};
use hyper::{Response, StatusCode};
use minijinja::{Environment, context};
use serde_json::{Value, json};

use super::ShopError;
use super::account;
use super::answer::{Effort, ShopAnswer, dynamic, file, redirect, script};
use super::body::AnswerBody;
use super::cart::{Bill, Cart};
use super::catalogue;
use super::config::{Language, ShopConfig};
use super::content;
use super::cookie::{DemoVisitor, Sealer};
use super::json::{self, JsonView};
use super::misbehaviour::{Quirk, Rendering, misstated};
use super::mix;
use super::modules;
use super::pages::{Pages, Rendered};
use super::request::Ask;
use super::routes::{Route, RoutePage, RouteTarget};
use super::site::ShopSite;
use super::stats::{RequestPhase, ServedAs};
use super::store::Ledger;
use super::templates::environment;
use super::till;
use super::webservice;

/// Host names that get pages of their own; beyond that, visitors are sent to the main one.
const MOST_HOSTS: usize = 8;

/// One request while it is being answered.
pub(super) struct DeskVisit<'a> {
    pub(super) ask: &'a Ask,
    pub(super) phase: RequestPhase,
    pub(super) visitor: DemoVisitor,
    pub(super) pages: Rc<Pages>,
    pub(super) language: Language,
    /// What the answer shows wrongly, when it can be seen there.
    pub(super) quirk: Option<Quirk>,
    /// The answer really shows it.
    pub(super) is_hurt: Cell<bool>,
}

impl DeskVisit<'_> {
    fn look(&self) -> Rendering {
        self.quirk.map_or(Rendering::Right, Rendering::from_quirk)
    }
}

/// Everything needed to answer.
pub(super) struct Desk {
    pub(super) ledger: Arc<Mutex<Ledger>>,
    pub(super) token: String,
    config: ShopConfig,
    main: Rc<Pages>,
    hosts: RefCell<HashMap<String, Rc<Pages>>>,
    environment: Rc<Environment<'static>>,
    pub(super) sealer: Sealer,
    random: RefCell<fastrand::Rng>,
}

impl Desk {
    /// A desk whose pages are rendered for `base`.
    pub(super) fn new(
        config: &ShopConfig,
        base: &str,
        ledger: Arc<Mutex<Ledger>>,
    ) -> Result<Desk, ShopError> {
        let environment = Rc::new(environment(config.modules)?);
        let token = mix::hex32(config.seed ^ 0x70);
        let site = ShopSite { base: base.to_owned(), languages: config.languages.clone() };
        let main = Rc::new(Pages::new(site, config.theme, &token, Rc::clone(&environment)));
        main.warm_up()?;
        Ok(Desk {
            ledger,
            token,
            config: config.clone(),
            main,
            hosts: RefCell::default(),
            environment,
            sealer: Sealer::new(config.seed),
            random: RefCell::new(fastrand::Rng::with_seed(config.seed)),
        })
    }

    /// Counters and carts; they stay usable whatever another thread did.
    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pages under the host name that was asked for: a shop behind another name still links to itself.
    pub(super) fn pages(&self, ask: &Ask) -> Rc<Pages> {
        let Some(host) = ask.host.as_deref() else { return Rc::clone(&self.main) };
        let base = format!("http://{host}");
        if base == self.main.site.base {
            return Rc::clone(&self.main);
        }
        let mut hosts = self.hosts.borrow_mut();
        if let Some(pages) = hosts.get(host) {
            return Rc::clone(pages);
        }
        if hosts.len() >= MOST_HOSTS {
            return Rc::clone(&self.main);
        }
        let site = ShopSite { base, languages: self.config.languages.clone() };
        let pages = Pages::new(site, self.config.theme, &self.token, Rc::clone(&self.environment));
        let pages = Rc::new(pages);
        hosts.insert(host.to_owned(), Rc::clone(&pages));
        pages
    }

    /// Does what was asked and says what came of it. A page that cannot be rendered is a server error.
    pub(super) fn answer(
        &self,
        ask: &Ask,
        quirk: Option<Quirk>,
        target: &RouteTarget,
        route: Route,
        phase: RequestPhase,
        pages: Rc<Pages>,
    ) -> ShopAnswer {
        let known = self.sealer.open(&ask.cookies);
        let mut visit = DeskVisit {
            ask,
            phase,
            visitor: known.unwrap_or_default(),
            language: target_language(target, &pages.site),
            pages,
            quirk: quirk.filter(|quirk| quirk.applies_to(route)),
            is_hurt: Cell::new(false),
        };
        let answer = self.dispatch(&mut visit, target, route);
        let mut answer = answer.unwrap_or_else(|error| self.broken(&visit, &error));
        answer.effort.rules = self.with_cart(visit.visitor, |cart| cart.rules().count());
        if route != Route::Asset && !matches!(target, RouteTarget::Redirect(_)) {
            self.add_cookies(&mut answer, &visit, known);
        }
        if visit.quirk == Some(Quirk::LoseVoucher)
            && self.ledger().carts.get_mut(visit.visitor.cart).is_some_and(Cart::lose_vouchers)
        {
            visit.is_hurt.set(true);
        }
        if visit.is_hurt.get() {
            answer.outcome = ServedAs::Misbehaved;
        }
        answer
    }

    fn dispatch(
        &self,
        visit: &mut DeskVisit<'_>,
        target: &RouteTarget,
        route: Route,
    ) -> Result<ShopAnswer, ShopError> {
        match target {
            RouteTarget::Page(_, RoutePage::NotFound) => self.not_found(visit),
            RouteTarget::Page(language, page) => {
                let rendered = self.shown(visit, *language, *page)?;
                Ok(self.page(visit, StatusCode::OK, &rendered, ServedAs::Ok))
            }
            RouteTarget::Search(language) => {
                let words = visit.ask.param("s").unwrap_or_default();
                let rendered = visit.pages.search(*language, visit.look(), words)?;
                if visit.look() != Rendering::Right {
                    let right = visit.pages.search(*language, Rendering::Right, words)?;
                    visit.is_hurt.set(rendered != right);
                }
                Ok(self.page(visit, StatusCode::OK, &rendered, ServedAs::Ok))
            }
            RouteTarget::Redirect(to) => Ok(redirect(to)),
            RouteTarget::Asset(asset) => Ok(file(visit.ask, asset)),
            RouteTarget::Webservice => {
                Ok(webservice::answer(visit.ask, &visit.pages.site, self.config.webservice.as_ref()))
            }
            RouteTarget::Cart(_) => till::cart(self, visit, route),
            RouteTarget::Order(_) => self.order(visit),
            RouteTarget::Module(_) => self.popup(visit),
            RouteTarget::Login(_) if route == Route::LogIn => account::log_in(self, visit),
            RouteTarget::Login(_) => account::login_page(self, visit),
            RouteTarget::Account(_) => account::page(self, visit),
            RouteTarget::WishLists(_) | RouteTarget::Grades(_) if !self.config.modules => {
                self.not_found(visit)
            }
            RouteTarget::WishLists(_) => Ok(modules::wish_lists()),
            RouteTarget::Grades(_) => Ok(modules::grades(visit.ask)),
            RouteTarget::Product(_) if route == Route::CombinationRefresh => self.combination(visit),
            RouteTarget::Product(language) => Ok(match catalogue::product(visit.ask.number("id_product")) {
                Some(product) => redirect(&visit.pages.site.product(*language, product, 0)),
                None => return self.not_found(visit),
            }),
        }
    }

    /// A page that looks the same to everybody, as this visit sees it.
    fn shown(
        &self,
        visit: &DeskVisit<'_>,
        language: Language,
        page: RoutePage,
    ) -> Result<Rc<Rendered>, ShopError> {
        let rendered = visit.pages.page(language, page, visit.look())?;
        if visit.look() != Rendering::Right {
            visit.is_hurt.set(rendered != visit.pages.page(language, page, Rendering::Right)?);
        }
        Ok(rendered)
    }

    /// A page of the visitor's own cart.
    pub(super) fn render(
        &self,
        visit: &DeskVisit<'_>,
        template: &str,
        kind: &content::ContentKind,
        inside: minijinja::Value,
    ) -> Result<Rendered, ShopError> {
        if visit.look() == Rendering::NoToken {
            visit.is_hurt.set(true);
        }
        visit.pages.render(visit.language, visit.look(), template, kind, inside)
    }

    /// A page with the visitor's cart in it.
    pub(super) fn page(
        &self,
        visit: &DeskVisit<'_>,
        status: StatusCode,
        page: &Rendered,
        outcome: ServedAs,
    ) -> ShopAnswer {
        let bill = self.bill(visit);
        let cart = json::encode(&json::cart(self.view(visit), &bill, visit.visitor.cart != 0));
        let body = AnswerBody::chunked(page.with(&Bytes::from(cart), bill.pieces));
        ShopAnswer {
            response: dynamic(status, "text/html; charset=utf-8", body),
            outcome,
            effort: Effort::default(),
        }
    }

    /// Where the addresses in the visitor's cart point.
    pub(super) fn view<'v>(&'v self, visit: &'v DeskVisit<'_>) -> JsonView<'v> {
        JsonView { site: &visit.pages.site, language: visit.language, token: &self.token }
    }

    /// What the visitor's cart costs, or is said to cost; an empty bill without one.
    pub(super) fn bill(&self, visit: &DeskVisit<'_>) -> Bill {
        let bill = self.with_cart(visit.visitor, Cart::bill);
        let Some(wrong) = visit.quirk.and_then(|quirk| misstated(&bill, quirk)) else { return bill };
        visit.is_hurt.set(true);
        wrong
    }

    fn with_cart<T>(&self, visitor: DemoVisitor, look: impl FnOnce(&Cart) -> T) -> T {
        match self.ledger().carts.get(visitor.cart) {
            Some(cart) => look(cart),
            None => look(&Cart::default()),
        }
    }

    fn not_found(&self, visit: &DeskVisit<'_>) -> Result<ShopAnswer, ShopError> {
        if visit.ask.has("ajax") {
            let body = AnswerBody::chunked(vec![Bytes::from_static(
                b"\"The page you are looking for was not found.\"",
            )]);
            let response = dynamic(StatusCode::NOT_FOUND, "application/json", body);
            return Ok(ShopAnswer { response, outcome: ServedAs::NotFound, effort: Effort::default() });
        }
        let rendered = visit.pages.page(visit.language, RoutePage::NotFound, Rendering::Right)?;
        Ok(self.page(visit, StatusCode::NOT_FOUND, &rendered, ServedAs::NotFound))
    }

    fn order(&self, visit: &DeskVisit<'_>) -> Result<ShopAnswer, ShopError> {
        let bill = self.bill(visit);
        let site = &visit.pages.site;
        if bill.rows.is_empty() && !visit.is_hurt.get() {
            return Ok(redirect(&format!("{}?action=show", site.cart(visit.language))));
        }
        let kind = content::ContentKind::named("checkout", site.order(visit.language), "Demo shop");
        let inside = context! { bill => till::shown(self.view(visit), &bill) };
        let rendered = self.render(visit, "order.html", &kind, inside)?;
        Ok(self.page(visit, StatusCode::OK, &rendered, ServedAs::Ok))
    }

    /// The pop-up that a browser asks for after an add. It shows the cart and never changes it.
    fn popup(&self, visit: &DeskVisit<'_>) -> Result<ShopAnswer, ShopError> {
        let bill = self.bill(visit);
        let asked = (visit.ask.number("id_product"), visit.ask.number("id_product_attribute"));
        let row = bill.rows.iter().find(|row| (row.product.id, row.attribute) == asked);
        let shown = till::shown(self.view(visit), &bill);
        let inside = context! { bill => shown, row => row.map(|row| till::shown_row(self.view(visit), row)) };
        let mut parts = visit.pages.fragments(visit.language, "popup.html", &inside)?.into_iter();
        let preview = parts.next().map(|(_, html)| html);
        let modal = match (visit.ask.param("action"), row) {
            (Some("add-to-cart"), Some(_)) => parts.next().map(|(_, html)| html),
            _ => None,
        };
        Ok(script("application/json", &json!({ "preview": preview, "modal": modal }), ServedAs::Ok))
    }

    /// The parts of a product page that change with the chosen combination.
    fn combination(&self, visit: &DeskVisit<'_>) -> Result<ShopAnswer, ShopError> {
        let Some(product) = catalogue::product(visit.ask.number("id_product")) else {
            return self.not_found(visit);
        };
        let Some(attribute) = product.combination(&visit.ask.groups()) else {
            return Ok(self.server_error(visit, ServedAs::Impossible));
        };
        let language = visit.language;
        let look = visit.look();
        visit.is_hurt.set(look.prices(product) != Rendering::Right.prices(product));
        let shown = content::product(&visit.pages.site, language, product, attribute, look);
        let inside = context! { product => shown };
        let html = visit.pages.fragments(language, "parts.html", &inside)?;
        let mut parts: serde_json::Map<_, _> =
            html.into_iter().map(|(name, html)| (name, Value::from(html))).collect();
        let address = visit.pages.site.product(language, product, attribute);
        parts.insert("product_url".to_owned(), address.into());
        parts.insert("product_minimal_quantity".to_owned(), 1.into());
        parts.insert("product_has_combinations".to_owned(), (!product.groups.is_empty()).into());
        parts.insert("id_product_attribute".to_owned(), attribute.into());
        parts.insert("id_customization".to_owned(), 0.into());
        parts.insert("product_title".to_owned(), product.name.get(language).into());
        parts.insert("is_quick_view".to_owned(), false.into());
        Ok(script("application/json", &Value::Object(parts), ServedAs::Ok))
    }

    /// PrestaShop's page for what went wrong on its side.
    pub(super) fn server_error(&self, visit: &DeskVisit<'_>, outcome: ServedAs) -> ShopAnswer {
        self.error(&visit.pages, visit.language, outcome)
    }

    /// The same without a visit.
    pub(super) fn error(&self, pages: &Pages, language: Language, outcome: ServedAs) -> ShopAnswer {
        let html = pages.error(language).unwrap_or_default();
        let body = AnswerBody::chunked(vec![Bytes::from(html)]);
        let response = dynamic(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", body);
        ShopAnswer { response, outcome, effort: Effort::default() }
    }

    /// The number that the visitor had or is given by this answer; `None` when he has to come anew.
    pub(super) fn guest(&self, ask: &Ask, answer: &Response<AnswerBody>) -> Option<u64> {
        let given = answer.headers().get_all(SET_COOKIE).iter().rev();
        let given = given.filter_map(|value| self.sealer.open(value.to_str().ok()?));
        let visitor = given.chain(self.sealer.open(&ask.cookies)).next();
        visitor.map(|visitor| visitor.guest).filter(|guest| *guest > 0)
    }

    /// A template of our own that failed: say which, so that it can be mended.
    fn broken(&self, visit: &DeskVisit<'_>, error: &ShopError) -> ShopAnswer {
        let mut answer = self.server_error(visit, ServedAs::Broken);
        if let Ok(reason) = HeaderValue::from_str(&error.to_string().replace('\n', " ")) {
            answer.response.headers_mut().insert(HeaderName::from_static("x-shop-error"), reason);
        }
        answer
    }

    /// A newcomer gets a cookie, on pages two of the same name as PrestaShop sends them; a visitor whose cart
    /// has changed its number gets the new one.
    fn add_cookies(&self, answer: &mut ShopAnswer, visit: &DeskVisit<'_>, known: Option<DemoVisitor>) {
        let mut cookies = Vec::new();
        let mut visitor = visit.visitor;
        if known.is_none() {
            if !visit.ask.ajax {
                let session = mix::hex32(self.random.borrow_mut().u64(..));
                let session = session.get(..26).unwrap_or_default();
                cookies.push(format!("PHPSESSID={session}; path=/; HttpOnly; SameSite=Lax"));
                cookies.push(self.sealer.set_cookie(visitor, self.random.borrow_mut().u64(..)));
            }
            if visitor.guest == 0 {
                visitor.guest = self.ledger().carts.new_guest();
            }
        }
        if known != Some(visitor) {
            cookies.push(self.sealer.set_cookie(visitor, self.random.borrow_mut().u64(..)));
        }
        for cookie in cookies {
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                answer.response.headers_mut().append(SET_COOKIE, value);
            }
        }
    }
}

/// The language of what was asked for.
pub(super) fn target_language(target: &RouteTarget, site: &ShopSite) -> Language {
    match target {
        RouteTarget::Page(language, _)
        | RouteTarget::Search(language)
        | RouteTarget::Cart(language)
        | RouteTarget::Order(language)
        | RouteTarget::Module(language)
        | RouteTarget::Login(language)
        | RouteTarget::Account(language)
        | RouteTarget::WishLists(language)
        | RouteTarget::Grades(language)
        | RouteTarget::Product(language) => *language,
        RouteTarget::Asset(_) | RouteTarget::Webservice | RouteTarget::Redirect(_) => site.default_language(),
    }
}
