//! One request to the cart, and what can go wrong with it.

use hyper::header::{ACCEPT, LOCATION};
use url::{Url, form_urlencoded};

use super::Scraper;
use crate::http::{Failure, HeaderName, HeaderValue, Method, Payload, Redirect};
use crate::page::{CartAnswer, CartAnswerError, Page};
use crate::units::money::Currency;

/// Why the cart's answer could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    /// None came.
    #[error("{0}")]
    NoAnswer(Failure),
    /// A CDN or firewall answered.
    #[error(
        "a CDN or firewall answered {0} instead of the shop; ask whoever runs it to allow-list this machine's address"
    )]
    Blocked(u16),
    /// Another address, which is where a logged-in visitor with a wrong token is sent.
    #[error(
        "it answered {status}, to {to}; PrestaShop sends a visitor away who is logged in and has a wrong token: leave the \
         session's cookie out of --header"
    )]
    Redirected {
        /// The status.
        status: u16,
        /// Where to.
        to: String,
    },
    /// A redirect to another host, which is not followed.
    #[error(
        "it redirects to another host, {0}; nothing was sent there: correct the base URL in the settings of the shop, or give \
         that host's address if it is the shop"
    )]
    Elsewhere(Url),
    /// PrestaShop's page for what broke.
    #[error("it answered {status}{}{}", titled(.title.as_deref()), broken(*.status))]
    Status {
        /// The status.
        status: u16,
        /// The page's title.
        title: Option<String>,
    },
    /// No cart's JSON.
    #[error(transparent)]
    Unreadable(#[from] CartAnswerError),
}

fn titled(title: Option<&str>) -> String {
    title.map(|title| format!(" (\"{title}\")")).unwrap_or_default()
}

/// PrestaShop answers a combination that does not exist with its 500 page.
fn broken(status: u16) -> &'static str {
    match status {
        500 => {
            "; PrestaShop does so when the chosen combination does not exist, or when a module fails: see the shop's log"
        }
        503 => "; the shop is under maintenance or overloaded",
        404 => "; the shop has no cart at this address",
        _ => "",
    }
}

/// The fields of a form.
pub(super) type Fields = Vec<(String, String)>;

/// The script's fields behind those given.
pub(super) fn form(fields: &[(&str, &str)]) -> Fields {
    let script = [("ajax", "1"), ("action", "update")];
    fields.iter().chain(&script).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl Scraper {
    /// Posts a form to the cart as the theme's script does.
    pub(super) async fn post_cart(
        &mut self,
        url: &Url,
        fields: &[(String, String)],
        currency: Option<Currency>,
    ) -> Result<CartAnswer, Trouble> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let payload = Payload {
            content_type: HeaderValue::from_static("application/x-www-form-urlencoded"),
            bytes: form.finish().into(),
        };
        // With `Accept: */*` the shop would answer the whole cart page.
        let headers = [
            (ACCEPT, HeaderValue::from_static("application/json, text/javascript, */*; q=0.01")),
            (HeaderName::from_static("x-requested-with"), HeaderValue::from_static("XMLHttpRequest")),
        ];
        let target = self.target(url).map_err(Trouble::NoAnswer)?;
        let exchange = self.send(&target, &headers, Some(payload)).await;
        let answer = exchange.result.map_err(Trouble::NoAnswer)?;
        let status = answer.status;
        let body = String::from_utf8_lossy(&answer.body);
        match status {
            200 => Ok(CartAnswer::parse_in(&body, currency)?),
            300..=399 => {
                if let Redirect::OffOrigin(to) = Redirect::of(&answer, &target, &Method::POST) {
                    return Err(Trouble::Elsewhere(to));
                }
                let to = answer
                    .headers
                    .get(LOCATION)
                    .map(|to| String::from_utf8_lossy(to.as_bytes()).into_owned());
                Err(Trouble::Redirected { status, to: to.unwrap_or_else(|| "nowhere".to_owned()) })
            }
            _ if answer.is_blocked_by_head() || answer.is_blocked_by_body() => Err(Trouble::Blocked(status)),
            _ => Err(Trouble::Status { status, title: Page::parse(&body, url).title }),
        }
    }
}
