//! Answers requests: understands them, lets the room that knows do it, and puts cookies and costs on what comes back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use hyper::header::{HeaderName, HeaderValue, SET_COOKIE};
use hyper::{Response, StatusCode};

use super::address::{WooPage, WooSite, WooTarget};
use super::effort::WooWork;
use super::kind::{ORDERING, classify};
use super::pages::{WooPages, templates};
use super::seals::WooSeals;
use super::session::WooWrite;
use super::visit::{LOCATION, NO_STORE, PRIVATE, WooReply, WooShop, WooVisit, now};
use super::{ajax, forms, multipart, orders, special, store, trouble};
use crate::shop::ShopError;
use crate::shop::answer::{Effort, ShopAnswer, file};
use crate::shop::body::AnswerBody;
use crate::shop::config::{Language, ShopConfig, Theme};
use crate::shop::front::{Front, FrontRequest};
use crate::shop::misbehaviour::{Hurt, Quirk, stand_in};
use crate::shop::request::Ask;
use crate::shop::routes::Route;
use crate::shop::stats::{RequestPhase, ServedAs};
use crate::shop::store::Ledger;

/// Host names that get pages of their own; beyond that, visitors are sent to the main one.
const MOST_HOSTS: usize = 8;

/// WooCommerce's shop.
pub(in crate::shop) struct WooDesk {
    shop: WooShop,
}

/// A request that was understood.
struct WooRequest<'d> {
    desk: &'d WooDesk,
    pages: Rc<WooPages>,
    target: WooTarget,
    route: Route,
    /// The session as the answer leaves it.
    write: RefCell<Option<WooWrite>>,
}

impl WooDesk {
    /// A desk whose pages are rendered for `base`.
    pub(in crate::shop) fn new(
        config: &ShopConfig,
        base: &str,
        ledger: Arc<Mutex<Ledger>>,
    ) -> Result<WooDesk, ShopError> {
        let environment = Rc::new(templates()?);
        let language = config.language();
        let blocks = config.theme == Theme::Blocks;
        let site = WooSite { base: base.to_owned(), language };
        let redirects = config.woo.redirects_to_cart;
        Ok(WooDesk {
            shop: WooShop {
                language,
                blocks,
                settings: config.woo,
                seals: WooSeals::new(config.seed, base),
                ledger,
                main: Rc::new(WooPages::new(site, blocks, redirects, Rc::clone(&environment))),
                environment,
                hosts: RefCell::default(),
                window: Cell::new((Instant::now(), 0)),
            },
        })
    }

    /// The pages under the host name that was asked for: a shop behind another name still links to itself.
    fn pages(&self, ask: &Ask) -> Rc<WooPages> {
        let shop = &self.shop;
        // Addresses stand in scripts, too, where nothing can be escaped.
        let is_plain = |host: &&str| host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
        let base = ask.host.as_deref().filter(is_plain).map(|host| format!("http://{host}"));
        let Some(base) = base.filter(|base| *base != shop.main.site.base) else {
            return Rc::clone(&shop.main);
        };
        let mut hosts = shop.hosts.borrow_mut();
        if let Some(pages) = hosts.get(&base) {
            return Rc::clone(pages);
        }
        if hosts.len() >= MOST_HOSTS {
            return Rc::clone(&shop.main);
        }
        let site = WooSite { base: base.clone(), language: shop.language };
        let redirects = shop.settings.redirects_to_cart;
        let pages = Rc::new(WooPages::new(site, shop.blocks, redirects, Rc::clone(&shop.environment)));
        hosts.insert(base, Rc::clone(&pages));
        pages
    }
}

impl Front for WooDesk {
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.shop.ledger()
    }

    fn read<'f>(&'f self, ask: &mut Ask) -> Box<dyn FrontRequest + 'f> {
        ask.form.extend(multipart::fields(&ask.content_type, &ask.body));
        let pages = self.pages(ask);
        let target = pages.site.resolve(ask);
        let route = classify(&target, ask);
        Box::new(WooRequest { desk: self, pages, target, route, write: RefCell::default() })
    }

    fn guest(&self, ask: &Ask, answer: &Response<AnswerBody>) -> Option<u64> {
        let seals = &self.shop.seals;
        let given = answer.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        given.filter_map(|cookie| seals.open(cookie)).next().or_else(|| seals.open(&ask.cookies))
    }
}

impl FrontRequest for WooRequest<'_> {
    fn route(&self) -> Route {
        self.route
    }

    fn stand_in(&self, hurt: Hurt, address: &str) -> Option<ShopAnswer> {
        match trouble::page(&self.pages, hurt.quirk) {
            Some(reply) => {
                let reply = reply.unwrap_or_else(|_| trouble::fatal(false, ServedAs::Broken));
                Some(sent(reply, Effort::default()))
            }
            None => stand_in(hurt, None, self.desk.shop.language, address),
        }
    }

    fn answer(&self, ask: &Ask, quirk: Option<Quirk>, phase: RequestPhase) -> ShopAnswer {
        match &self.target {
            WooTarget::Asset(asset) => return file(ask, asset),
            WooTarget::Redirect(to) => {
                return sent(
                    WooReply::redirect(301, to, ServedAs::Redirected, WooWork::Text),
                    Effort::default(),
                );
            }
            _ => {}
        }
        let shop = &self.desk.shop;
        let is_store = matches!(self.target, WooTarget::Store(_));
        let mut visit = WooVisit::new(shop, Rc::clone(&self.pages), ask, phase, is_store);
        visit.quirk = quirk.filter(|quirk| quirk.applies_to(self.route));
        let before = visit.bill().hash();
        let (had_draft, had_cart) = (visit.session.draft.is_some(), visit.has_cart());
        let reply = self.dispatch(&mut visit).unwrap_or_else(|error| {
            let reason = error.to_string().replace('\n', " ");
            trouble::fatal(is_store, ServedAs::Broken).with("x-shop-error", reason)
        });
        let mut reply = reply;
        let forgets = visit.quirk == Some(Quirk::LoseVoucher) && !visit.session.coupons.is_empty();
        if forgets || visit.is_hurt.get() {
            reply.outcome = ServedAs::Misbehaved;
        }
        for cookie in cookies(&visit, &before) {
            reply.headers.push(("set-cookie", cookie));
        }
        let queries = reply.work.queries(shop.blocks, had_cart, had_draft);
        let effort = Effort { rules: visit.session.coupons.len(), queries: Some(queries) };
        if forgets {
            visit.session.coupons.clear();
        }
        // A session that was never begun is forgotten, and with it whatever was put into it.
        if visit.is_known || visit.has_cart() {
            let WooVisit { number, session, .. } = visit;
            *self.write.borrow_mut() = Some(WooWrite { visitor: number, session });
        }
        sent(reply, effort)
    }

    fn done(&self) {
        if let Some(write) = self.write.take() {
            self.desk.ledger().sessions.write(write);
        }
    }

    fn error(&self, outcome: ServedAs) -> ShopAnswer {
        sent(trouble::fatal(matches!(self.target, WooTarget::Store(_)), outcome), Effort::default())
    }
}

impl WooRequest<'_> {
    fn dispatch(&self, visit: &mut WooVisit<'_>) -> Result<WooReply, ShopError> {
        match &self.target {
            WooTarget::Store(route) => Ok(store::answer(visit, route.as_deref())),
            WooTarget::Ajax(action) => ajax::answer(visit, action),
            WooTarget::CheckoutLink => Ok(special::checkout_link(visit)),
            target => self.page(visit, target),
        }
    }

    /// A page, after whatever the parameters do on it.
    fn page(&self, visit: &mut WooVisit<'_>, target: &WooTarget) -> Result<WooReply, ShopError> {
        let ask = visit.ask;
        if ask.method == "POST"
            && ORDERING.iter().any(|field| ask.has(field))
            && let Some(reply) = orders::form(visit)
        {
            return Ok(reply);
        }
        let is_own = matches!(
            target,
            WooTarget::Cart
                | WooTarget::Checkout
                | WooTarget::Received(_)
                | WooTarget::Page(WooPage::Account)
        );
        let settings = visit.shop.settings;
        if settings.geolocates && ask.method != "POST" && !is_own && !ask.has("v") {
            let mut to = format!("{}{}?", visit.base(), ask.path);
            for (name, value) in &ask.query {
                let pair: String =
                    url::form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
                to = to + &pair + "&";
            }
            return Ok(WooReply::redirect(
                307,
                &format!("{to}v={LOCATION}"),
                ServedAs::Redirected,
                WooWork::Text,
            ));
        }
        let done = forms::act(visit);
        let (outcome, is_add, work) = match done {
            Some(done) => {
                if let Some(redirect) = done.redirect {
                    return Ok(redirect);
                }
                (done.outcome, done.is_add, Some(done.work))
            }
            None => (ServedAs::Ok, false, None),
        };
        let has_cart = visit.has_cart();
        let mut reply =
            if settings.coming_soon { special::soon(visit, target)? } else { self.shown(visit, target)? };
        if outcome != ServedAs::Ok {
            reply.outcome = outcome;
        }
        reply.work = work.unwrap_or(reply.work);
        let cache = match reply.status {
            404 => Some(NO_STORE),
            _ if settings.coming_soon => Some("max-age=60"),
            _ if is_add => Some(NO_STORE),
            _ if is_own => Some(PRIVATE),
            _ if visit.shop.blocks && has_cart => Some(NO_STORE),
            _ => None,
        };
        if let Some(cache) = cache {
            reply = reply.with("cache-control", cache);
        }
        Ok(reply)
    }

    fn shown(&self, visit: &mut WooVisit<'_>, target: &WooTarget) -> Result<WooReply, ShopError> {
        match target {
            WooTarget::Page(page) => special::still(visit, *page),
            WooTarget::Search(number) => {
                let words = visit.ask.param("s").unwrap_or_default();
                let nonces = visit.nonces();
                let pages = Rc::clone(&visit.pages);
                let sheet = visit.eye(visit.look(), |eye| pages.search(words, *number, eye, &nonces))?;
                visit.page(200, &sheet, ServedAs::Ok, WooWork::Search)
            }
            WooTarget::Cart => {
                visit.drop_coupons();
                special::own(visit, "cart.html", "cart", WooWork::Cart)
            }
            WooTarget::Received(order) => special::received(visit, *order),
            _ => special::checkout(visit),
        }
    }
}

/// The cookies that an answer sets. Only a cart begins a session; the other two say to page caches that there is one.
fn cookies(visit: &WooVisit<'_>, before: &str) -> Vec<String> {
    let seals = &visit.shop.seals;
    let has = |name: &str| visit.ask.cookies.contains(name);
    let hash = visit.bill().hash();
    let mut cookies = Vec::new();
    if visit.has_cart() {
        if !has("woocommerce_items_in_cart=1") {
            cookies.push("woocommerce_items_in_cart=1; path=/".to_owned());
        }
        if hash != before || !has("woocommerce_cart_hash=") {
            cookies.push(format!("woocommerce_cart_hash={hash}; path=/"));
        }
        if !visit.is_known {
            cookies.push(seals.set_cookie(visit.number, now()));
        }
    } else if has("woocommerce_items_in_cart=1") && !visit.by_token {
        cookies.extend(
            ["woocommerce_items_in_cart=0", "woocommerce_cart_hash=0"]
                .map(|cookie| format!("{cookie}; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; path=/")),
        );
    }
    cookies
}

/// The answer as it is sent.
fn sent(reply: WooReply, effort: Effort) -> ShopAnswer {
    let mut response = Response::new(AnswerBody::chunked(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    ShopAnswer { response, outcome: reply.outcome, effort }
}

/// The path of a page with a promotion: the mug at -20 %.
pub(in crate::shop) fn promotion_path(language: Language) -> &'static str {
    match language {
        Language::En => "/product/mug-the-best/",
        Language::Fr => "/produit/mug-the-best/",
    }
}
