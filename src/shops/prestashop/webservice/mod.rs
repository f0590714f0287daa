//! PrestaShop's webservice: how it is asked for the cart rules, and what it answers
//! (<https://devdocs.prestashop-project.org/8/webservice/getting-started/>).

mod answer;
mod costs;
mod rules;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{ACCEPT, AUTHORIZATION};
use url::Url;

pub use self::answer::{AnswerForm, WebserviceRefusal, cart_rules_of};
pub use self::rules::CartRulesError;
#[cfg(test)]
pub(super) use self::rules::read as read_rules;
use super::PrestaShop;
use crate::http::{Answer, HeaderName, HeaderValue};
use crate::page::{CartState, Page};
use crate::promotion::{BackOffice, CartRule};
use crate::shops::{CensusItem, KnownCost, QueryPair, RuleCensus, RuleSource, RulesError};
use crate::units::secret::Secret;
use crate::words::Message;

impl RuleSource for PrestaShop {
    fn key_variable(&self) -> &'static str {
        "PROMO_LOAD_PRESTASHOP_KEY"
    }

    fn key_name(&self) -> &'static str {
        "prestashop_key"
    }

    /// Below the shop's root, which may be a folder.
    fn address(&self, page: &Page) -> Url {
        resource(page, "cart_rules")
    }

    fn headers(&self, key: &Secret) -> Vec<(HeaderName, HeaderValue)> {
        let mut headers = vec![(ACCEPT, HeaderValue::from_static("application/json"))];
        // Base64 has no character that a header could not carry.
        if let Ok(mut value) = HeaderValue::from_str(&format!("Basic {}", self.sent_key(key))) {
            value.set_sensitive(true);
            headers.push((AUTHORIZATION, value));
        }
        headers
    }

    /// What Basic authentication sends (RFC 7617): the key as user name, and no password.
    fn sent_key(&self, key: &Secret) -> String {
        STANDARD.encode(format!("{}:", key.expose()))
    }

    fn list(&self, from: usize, most: usize) -> Vec<QueryPair> {
        // Without an order, the pages of a list may overlap.
        let query = [
            ("filter[active]", "1".to_owned()),
            ("sort", "[id_DESC]".to_owned()),
            ("limit", format!("{from},{most}")),
        ];
        in_full(query)
    }

    fn look_up(&self, code: &str) -> Option<Vec<QueryPair>> {
        // Brackets are the filter's own language.
        (!code.contains(['[', ']'])).then(|| in_full([("filter[code]", code.to_owned())]))
    }

    fn read(&self, answer: &Answer) -> Result<Vec<CartRule>, RulesError> {
        cart_rules_of(answer)
            .map_err(|error| RulesError { may_pass: error.may_pass(), message: Message::from(&error) })
    }

    fn census(&self, page: &Page, told: &BackOffice) -> Vec<(CensusItem, Url)> {
        costs::census(page, told)
    }

    /// `{"countries": [{"id": 8}, …]}`, or `[]`.
    fn count(&self, answer: &Answer) -> Option<u64> {
        let told: serde_json::Value = serde_json::from_slice(&answer.body).ok()?;
        let list = match &told {
            serde_json::Value::Object(members) if answer.status == 200 => members.values().next()?,
            list => list,
        };
        Some(list.as_array().filter(|_| answer.status == 200)?.len() as u64)
    }

    fn known_costs(
        &self,
        page: &Page,
        told: &BackOffice,
        census: &RuleCensus,
        cart: Option<&CartState>,
    ) -> Vec<KnownCost> {
        costs::known(page, told, census, cart)
    }
}

/// Where the webservice keeps things of a kind.
fn resource(page: &Page, name: &str) -> Url {
    let mut url = page.root.clone();
    url.set_path(&format!("{}/api/{name}", page.root.path().trim_end_matches('/')));
    url
}

/// All fields, in JSON.
fn in_full(query: impl IntoIterator<Item = QueryPair>) -> Vec<QueryPair> {
    let form = [("display", "full"), ("output_format", "JSON")];
    query.into_iter().chain(form.map(|(name, value)| (name, value.to_owned()))).collect()
}
