//! An embedded demo shop: the front of a PrestaShop, or of a WooCommerce (`woocommerce`), as a replaying client sees it, in
//! process, over real HTTP/1.1.
//!
//! It owns its pages, carts, vouchers and cookies, how long its answers take, which of them fail, and the counters
//! that say what really arrived. It is quick start, test bed, and the target whose true capacity is known.
//!
//! Deliberately not here: TLS, HTTP/2, customer accounts, payment, and any disk: a shop is forgotten
//! when it stops. Nothing here knows that it is being load-tested, but for one request header.

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
pub use stats::{CartStats, PhaseStats, RouteStats, ServedAs, Stats};

use store::Ledger;

/// Why the shop does not start.
#[derive(Debug, thiserror::Error)]
pub enum ShopError {
    /// The address is taken, not ours, or not allowed.
    #[error(
        "the demo shop cannot listen on {addr}: {source}; name another address with --listen, such as 127.0.0.1:8081"
    )]
    Bind {
        /// Where it should have listened.
        addr: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The system gave no thread or no event loop.
    #[error("the demo shop cannot start: {0}")]
    Runtime(io::Error),
    /// A page does not render: a mistake in the shop itself.
    #[error("a page of the demo shop is broken: {0}")]
    Template(#[from] minijinja::Error),
    /// No such platform.
    #[error("`{0}` is not a platform of the demo shop; there are prestashop and woocommerce")]
    Platform(String),
    /// No such theme.
    #[error(
        "`{0}` is not a theme; there are classic, hummingbird (of prestashop) and blocks (of woocommerce)"
    )]
    Theme(String),
    /// A webservice where there is none.
    #[error("a demo shop of {0} has no webservice")]
    NoWebservice(DemoPlatform),
    /// A theme of the other platform.
    #[error("{1} has no theme `{0}`; both have classic, prestashop has hummingbird, woocommerce has blocks")]
    ThemeOfOther(Theme, DemoPlatform),
    /// No such language.
    #[error("`{0}` is not a language of the demo shop; there are en and fr")]
    Language(String),
    /// A shop that speaks nothing.
    #[error("the demo shop needs at least one language")]
    NoLanguage,
    /// Not a share.
    #[error("the share {0} of a fault is not between 0 and 1")]
    Share(f64),
    /// More faults than requests.
    #[error(
        "the shares of the faults add up to {0}; a request is hurt once at most, so they may not exceed 1"
    )]
    Shares(f64),
    /// A key that no shop would give out.
    #[error("a key of the webservice has {} characters", Webservice::KEY_LENGTH)]
    Key,
    /// A misbehaviour that cannot happen.
    #[error(transparent)]
    Misbehaviour(#[from] MisbehaviourError),
    /// A balancer with nothing behind it.
    #[error("a balancer needs at least one backend")]
    NoBackend,
    /// Backends that do not exist.
    #[error("a misbehaviour hurts {hurt} backends, and the shop has {there_are}")]
    Backends {
        /// How many it would hurt.
        hurt: usize,
        /// How many there are.
        there_are: usize,
    },
    /// Not a way to pin shoppers.
    #[error("`{0}` pins no shopper; there are connection and cookie")]
    Pin(String),
    /// A shop that would never move.
    #[error("a freeze must be shorter than the time between two freezes")]
    Freeze,
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
