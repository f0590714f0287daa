//! Set-up traffic: fetches the promotion page and, where carts may be touched, tries one.
//!
//! Every request here carries `X-Promo-Load-Phase: setup` and is in no metric. Not here: reading what was
//! fetched (`page`, `promotion`).

mod cart_trial;
mod fetch;
mod filled_cart;
mod robots;
mod trial_note;
mod walk;
mod webservice;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use hyper::header::USER_AGENT;
use url::Url;

pub use fetch::{Arrival, Fetched, ScrapeError};
pub use filled_cart::{CartTrial, FilledCart};
pub use trial_note::{Hindrance, Left, NotThatPage, RefusedVoucher, TrialNote};
pub use walk::Trouble;
pub use webservice::{WebserviceError, WebserviceReading};

use crate::http::{
    Cap, Client, ClientSettings, Exchange, ExchangeFailure, HeaderName, HeaderValue, Method, NotOfSite,
    Payload, Request, RequestTarget,
};
use crate::metric::Outcome;
use crate::shops::Shops;
use crate::words::Message;

/// The header that tells set-up traffic from load in the shop's own logs.
pub const PHASE_HEADER: &str = "x-promo-load-phase";

/// One visitor that looks around before the load begins.
#[derive(Debug)]
pub struct Scraper {
    client: Client,
    settings: Rc<ClientSettings>,
    requests: Rc<Cell<u64>>,
    /// Pages that it and its newcomers may still fetch; `None` is any number.
    pages_left: Option<Rc<Cell<u32>>>,
    /// Whether the base URL that pages declare stands for the origin that they were reached at.
    at_home: bool,
    cap: Cap,
    /// The platforms that pages are read with.
    shops: Shops,
}

impl Scraper {
    /// A new visitor; `shops` are the platforms that pages are read with, `settings.max_body` bounds the pages.
    #[must_use]
    pub fn new(shops: Shops, settings: ClientSettings) -> Self {
        Self::within(shops, settings, Cap::default())
    }

    /// The same, sending no more than the cap allows.
    #[must_use]
    pub fn within(shops: Shops, mut settings: ClientSettings, cap: Cap) -> Self {
        settings.headers.push((HeaderName::from_static(PHASE_HEADER), HeaderValue::from_static("setup")));
        settings.network = settings.network.within(cap.clone());
        let settings = Rc::new(settings);
        Self {
            client: Client::new(Rc::clone(&settings)),
            settings,
            requests: Rc::default(),
            pages_left: None,
            at_home: false,
            cap,
            shops,
        }
    }

    /// Another visitor, who has no cookie and no connection yet. The requests of both are counted together.
    #[must_use]
    pub fn newcomer(&self) -> Self {
        Self {
            client: Client::new(Rc::clone(&self.settings)),
            settings: Rc::clone(&self.settings),
            requests: Rc::clone(&self.requests),
            pages_left: self.pages_left.clone(),
            at_home: self.at_home,
            cap: self.cap.clone(),
            shops: self.shops,
        }
    }

    /// The same with at most so many pages, one after another: what a visitor who only looks may see at any hour.
    #[must_use]
    pub fn at_most(self, pages: u32) -> Self {
        Self { pages_left: Some(Rc::new(Cell::new(pages))), ..self }
    }

    /// The same where the base URL that pages declare stands for the origin that they are reached at (`--base-url`).
    #[must_use]
    pub fn at_home(self, at_home: bool) -> Self {
        Self { at_home, ..self }
    }

    /// Takes one page from those that are left.
    fn may_fetch(&self) -> bool {
        let Some(left) = &self.pages_left else { return true };
        left.get().checked_sub(1).map(|rest| left.set(rest)).is_some()
    }

    /// The user agent that it sends; a header of that name overrides the setting.
    fn user_agent(&self) -> String {
        let header = self.settings.headers.iter().rfind(|(name, _)| *name == USER_AGENT);
        let agent = header.map_or(&self.settings.user_agent, |(_, agent)| agent);
        String::from_utf8_lossy(agent.as_bytes()).into_owned()
    }

    /// Requests it and its newcomers have sent.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.requests.get()
    }

    /// An address of the shop as something that may be asked.
    fn target(&self, url: &Url) -> Result<RequestTarget, ExchangeFailure> {
        self.settings.network.site().target_or_upgraded(url.clone()).map_err(|error| match error {
            NotOfSite::Unsendable(failure) => failure,
            elsewhere @ NotOfSite::Elsewhere { .. } => {
                ExchangeFailure { outcome: Outcome::OffOrigin, message: Message::from(&elsewhere) }
            }
        })
    }

    /// Asks for an address.
    async fn send(&mut self, target: &RequestTarget, headers: &[(HeaderName, HeaderValue)]) -> Exchange {
        self.send_as(Method::GET, target, headers, None).await
    }

    async fn send_as(
        &mut self,
        method: Method,
        target: &RequestTarget,
        headers: &[(HeaderName, HeaderValue)],
        payload: Option<Payload>,
    ) -> Exchange {
        self.requests.set(self.requests.get() + 1);
        self.cap.leave_to_send().await;
        let started = Instant::now();
        let request =
            Request { method: method.clone(), target, headers, extra: None, payload, keep_body: true };
        let exchange = self.client.exchange(&request, started).await;
        // Without the query, where shops have tokens.
        let (path, ms) = (target.url().path(), started.elapsed().as_secs_f64() * 1e3);
        match &exchange.result {
            Ok(answer) => tracing::debug!(%method, path, status = answer.status, ms, "set-up asked"),
            Err(failure) => {
                tracing::debug!(%method, path, outcome = failure.outcome.name(), ms, "set-up asked in vain");
            }
        }
        exchange
    }
}
