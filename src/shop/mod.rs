//! An embedded demo shop: the front of a PrestaShop, or of a WooCommerce (`woocommerce`), as a replaying client sees it, in
//! process, over real HTTP/1.1.
//!
//! It owns its pages, carts, vouchers and cookies, how long its answers take, which of them fail, and the counters
//! that say what really arrived. It is quick start, test bed, and the target whose true capacity is known.
//!
//! Deliberately not here: TLS, HTTP/2, customer accounts, payment, and any disk: a shop is forgotten
//! when it stops. Nothing here knows that it is being load-tested, but for one request header.

mod account;
mod answer;
mod assets;
mod balancer;
mod body;
mod cart;
mod catalogue;
mod compress;
mod config;
mod content;
mod cookie;
mod cost;
mod desk;
mod faults;
mod front;
mod journal;
mod json;
mod misbehaviour;
mod mix;
mod modules;
mod pages;
mod platform;
mod request;
mod robots;
mod routes;
mod rules;
mod server;
mod service;
mod site;
mod stats;
mod stock;
mod store;
mod templates;
mod till;
mod webservice;
mod woocommerce;
mod wording;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

use tokio::sync::watch;

pub use config::{
    Balancer, CostModel, DemoPlatform, Fault, Faults, Freeze, Language, Pin, ShopConfig, Theme, Webservice,
    WooSettings,
};
pub use journal::JournalEntry;
pub use misbehaviour::{Misbehaviour, MisbehaviourError, Moment, Quirk, Scope, Share};
pub use robots::robot_word;
pub use routes::Route;
pub use stats::{CartStats, CustomerStats, PhaseStats, RouteStats, ServedAs, Stats};

use store::Ledger;

use crate::words::Message;

/// Why the shop does not start.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum ShopError {
    /// The address is taken, not ours, or not allowed.
    Bind {
        /// Where it should have listened.
        addr: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The system gave no thread or no event loop.
    Runtime(io::Error),
    /// A page does not render: a mistake in the shop itself.
    Template(#[from] minijinja::Error),
    /// No such platform.
    Platform(String),
    /// No such theme.
    Theme(String),
    /// A webservice where there is none.
    NoWebservice(DemoPlatform),
    /// PrestaShop's modules where there are none.
    NoModules(DemoPlatform),
    /// A theme of the other platform.
    ThemeOfOther(Theme, DemoPlatform),
    /// No such language.
    Language(String),
    /// A shop that speaks nothing.
    NoLanguage,
    /// Not a share.
    Share(f64),
    /// More faults than requests.
    Shares(f64),
    /// A key that no shop would give out.
    Key,
    /// A misbehaviour that cannot happen.
    Misbehaviour(#[from] MisbehaviourError),
    /// A balancer with nothing behind it.
    NoBackend,
    /// Backends that do not exist.
    Backends {
        /// How many it would hurt.
        hurt: usize,
        /// How many there are.
        there_are: usize,
    },
    /// Not a way to pin shoppers.
    Pin(String),
    /// A shop that would never move.
    Freeze,
}

impl From<&ShopError> for Message {
    fn from(error: &ShopError) -> Self {
        match error {
            ShopError::Bind { addr, source } => {
                Message::new("error-shop-bind").exact("addr", addr).with("why", Message::from(source))
            }
            ShopError::Runtime(error) => Message::new("error-shop-runtime").with("why", Message::from(error)),
            ShopError::Template(error) => Message::new("error-shop-template").exact("why", error),
            ShopError::Theme(text) => Message::new("error-shop-theme").exact("text", text),
            ShopError::Platform(text) => Message::new("error-shop-platform").exact("text", text),
            ShopError::NoWebservice(platform) => {
                Message::new("error-shop-no-webservice").exact("platform", platform)
            }
            ShopError::NoModules(platform) => {
                Message::new("error-shop-no-modules").exact("platform", platform)
            }
            ShopError::ThemeOfOther(theme, platform) => {
                Message::new("error-shop-theme-of-other").exact("theme", theme).exact("platform", platform)
            }
            ShopError::Language(text) => Message::new("error-shop-language").exact("text", text),
            ShopError::NoLanguage => Message::new("error-shop-no-language"),
            ShopError::Share(value) => Message::new("error-shop-share").exact("value", value),
            ShopError::Shares(value) => Message::new("error-shop-shares").exact("value", value),
            ShopError::Key => Message::new("error-shop-key").exact("length", Webservice::KEY_LENGTH),
            ShopError::Misbehaviour(error) => Message::from(error),
            ShopError::NoBackend => Message::new("error-shop-no-backend"),
            ShopError::Backends { hurt, there_are } => {
                Message::new("error-shop-backends").exact("hurt", hurt).exact("there-are", there_are)
            }
            ShopError::Pin(text) => Message::new("error-shop-pin").exact("text", text),
            ShopError::Freeze => Message::new("error-shop-freeze"),
        }
    }
}

/// A running shop. Dropping it stops it.
#[derive(Debug)]
pub struct DemoShop {
    addr: SocketAddr,
    promotion_path: &'static str,
    ledger: Arc<Mutex<Ledger>>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl DemoShop {
    /// Starts a shop on its own thread and returns when it is listening. Port 0 takes a free port.
    ///
    /// # Errors
    ///
    /// [`ShopError::Bind`] when it cannot listen there, [`ShopError::Runtime`] when the system refuses a thread; any other
    /// when the configuration makes no shop.
    pub fn start(listen: SocketAddr, config: ShopConfig) -> Result<DemoShop, ShopError> {
        config.check()?;
        let bind = |source| ShopError::Bind { addr: listen, source };
        let listener = TcpListener::bind(listen).map_err(bind)?;
        listener.set_nonblocking(true).map_err(bind)?;
        let addr = listener.local_addr().map_err(bind)?;
        let promotion_path = promotion_path(&config);
        let ledger = Arc::new(Mutex::new(Ledger::new(config.platform)));
        let (stop, stopped) = watch::channel(false);
        let (tell, told) = mpsc::sync_channel(1);
        let shared = Arc::clone(&ledger);
        let serve = move || {
            let base = server::base_url(addr);
            server::run(listener, &base, &config, shared, stopped, |result| {
                // Nobody listens only if `start` is gone, and then the channel does not matter.
                let _ = tell.send(result);
            });
        };
        let thread = std::thread::Builder::new()
            .name("demo-shop".to_owned())
            .spawn(serve)
            .map_err(ShopError::Runtime)?;
        told.recv().map_err(|_| ShopError::Runtime(io::Error::other("its thread ended early")))??;
        Ok(DemoShop { addr, promotion_path, ledger, stop, thread: Some(thread) })
    }

    /// Where it listens; the real port when 0 was asked for.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http://host:port`, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        server::base_url(self.addr)
    }

    /// The path of a page with a promotion: the mug at -20 %.
    #[must_use]
    pub fn promotion_path(&self) -> &'static str {
        self.promotion_path
    }

    /// What has happened so far; also served as JSON at `/__shop/stats`.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner).stats()
    }

    /// The load's requests in the order in which they were read to their end, since the start or the last reset; the
    /// first [`JournalEntry::MOST`] of them. Nothing without [`ShopConfig::journal`].
    #[must_use]
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner).journal.entries().to_vec()
    }

    /// Forgets the counters, the journal and all carts, as `POST /__shop/reset` does. Visitors keep their cookies and start
    /// new carts.
    pub fn reset_stats(&self) {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner).reset();
    }

    /// Closes the listener and all connections, and waits until that is done.
    pub fn stop(mut self) {
        self.end();
    }

    /// Blocks until the shop ends by itself, which only [`Faults::die_after_requests`] brings about.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic of the shop's thread has already been printed.
            let _ = thread.join();
        }
    }

    fn end(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for DemoShop {
    fn drop(&mut self) {
        self.end();
    }
}

fn promotion_path(config: &ShopConfig) -> &'static str {
    if config.platform == DemoPlatform::WooCommerce {
        return woocommerce::promotion_path(config.language());
    }
    match config.languages.as_slice() {
        [Language::En] => "/home-accessories/6-mug-the-best-is-yet-to-come.html",
        [Language::Fr] => "/accessoires-de-maison/6-mug-the-best-is-yet-to-come.html",
        [Language::Fr, ..] => "/fr/accessoires-de-maison/6-mug-the-best-is-yet-to-come.html",
        _ => "/en/home-accessories/6-mug-the-best-is-yet-to-come.html",
    }
}
