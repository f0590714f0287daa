//! Set-up traffic: fetches the promotion page and, where carts may be touched, tries one.
//!
//! Every request here carries `X-Promo-Load-Phase: setup` and is in no metric. Not here: reading what was
//! fetched (`page`, `promotion`).

mod cart_trial;
mod fetch;
mod webservice;

use std::rc::Rc;
use std::time::Instant;

use url::Url;

pub use cart_trial::CartTrial;
pub use fetch::{Fetched, ScrapeError};
pub use webservice::{WebserviceError, WebserviceReading, cart_rules_of};

use crate::http::{Client, ClientSettings, Exchange, HeaderName, HeaderValue, Payload, Request, Target};

/// The header that tells set-up traffic from load in the shop's own logs.
pub const PHASE_HEADER: &str = "x-promo-load-phase";

/// One visitor that looks around before the load begins.
#[derive(Debug)]
pub struct Scraper {
    client: Client,
    requests: u64,
}

impl Scraper {
    /// A new visitor; `settings.max_body` bounds the pages it reads.
    #[must_use]
    pub fn new(mut settings: ClientSettings) -> Self {
        settings.headers.push((HeaderName::from_static(PHASE_HEADER), HeaderValue::from_static("setup")));
        Self { client: Client::new(Rc::new(settings)), requests: 0 }
    }

    /// Requests it has sent.
    #[must_use]
    pub const fn requests(&self) -> u64 {
        self.requests
    }

    async fn send(
        &mut self,
        url: &Url,
        headers: &[(HeaderName, HeaderValue)],
        payload: Option<Payload>,
    ) -> Exchange {
        self.requests += 1;
        let method = if payload.is_some() { crate::http::Method::POST } else { crate::http::Method::GET };
        let started = Instant::now();
        match Target::new(url.clone()) {
            Ok(target) => {
                let request = Request { method, target: &target, headers, payload, keep_body: true };
                self.client.exchange(&request, started).await
            }
            Err(failure) => Exchange::unsent(started, failure),
        }
    }
}
