//! Journeys and their steps.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Check, Extract, Fields, FormPart, ThinkTime};
use crate::page::{may_change, orders_a_change, says_what_is_done};

/// A way through the shop. A visitor draws one by weight for each iteration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// What it is called.
    pub name: String,
    /// How often it is drawn, relative to the others (default 1).
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub weight: u32,
    /// What the visitor does, in order.
    #[serde(rename = "step", default)]
    pub steps: Vec<Step>,
}

impl Journey {
    /// The steps at its beginning that a shopper walks once.
    #[must_use]
    pub fn once(&self) -> &[Step] {
        let those = self.steps.iter().take_while(|step| step.once_per_vu).count();
        &self.steps[..those]
    }

    /// The steps of every visit.
    #[must_use]
    pub fn each_visit(&self) -> &[Step] {
        &self.steps[self.once().len()..]
    }

    /// How long one walk of it takes without the shop: the mean think times of a shopper who has been there before.
    #[must_use]
    pub fn think_time(&self) -> Duration {
        self.each_visit().iter().map(|step| step.think_time.mean()).sum()
    }

    /// The mean of a number over visits, which draw their journey by its weight; 0 without journeys.
    pub fn mean(journeys: &[Self], number: impl Fn(&Self) -> f64) -> f64 {
        let weights: f64 = journeys.iter().map(|journey| f64::from(journey.weight)).sum();
        let total: f64 = journeys.iter().map(|journey| f64::from(journey.weight) * number(journey)).sum();
        total / weights.max(1.0)
    }
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_one(weight: &u32) -> bool {
    *weight == 1
}

/// What a step does with the visitor's cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StepRole {
    /// Puts a product into it.
    Adds,
    /// Enters a voucher code.
    AppliesCode,
    /// Opens the cart's page.
    ShowsCart,
    /// Opens the order page.
    ShowsOrder,
}

/// One request, what must be true of its answer, and the pause after it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What it is called in reports; steps of one name share their numbers.
    pub name: String,
    /// Any method of HTTP, as it is sent (RFC 9110, section 9.1); `GET` when absent, `POST` when absent and there is a form or a
    /// body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Path and query on the shop, with `${name}` placeholders; a full URL of the same shop is accepted.
    pub path: String,
    /// Statuses that are expected (default: 200 to 399, as in k6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect_status: Vec<u16>,
    /// What it does with the cart. Where a file does not say so, promo-load tells it from what the step sends, for the carts that it
    /// knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<StepRole>,
    /// Pause before the next step, in addition to the answer's time.
    #[serde(default, skip_serializing_if = "ThinkTime::is_zero")]
    pub think_time: ThinkTime,
    /// Whether each virtual user walks it before its first visit and, once it held, not again: a log-in. Such steps come first in
    /// their journey and need `cookies = "per-vu"`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub once_per_vu: bool,
    /// Whether only the promotion needs this step: the promotion's cost is measured with and without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub promotion: bool,
    /// Whether the scripts of the page before send it by themselves: it goes out at once, within that page's think time, and is in
    /// no page's time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub background: bool,
    /// Headers beside the client's own.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub headers: Fields,
    /// Cookies that the visitor gets before the request, as a script of the page sets them: for the shop's host and every path. A
    /// `Set-Cookie` of the shop replaces them.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub cookies: Fields,
    /// Form fields, sent as `application/x-www-form-urlencoded`.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub form: Fields,
    /// Parts of a form with files, sent as `multipart/form-data` in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub multipart: Vec<FormPart>,
    /// A body as it is, with `${name}` placeholders; its type is in `headers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// A JSON document as a table: its texts may hold placeholders, its numbers stay numbers. It is sent as `application/json`.
    #[serde(skip_serializing)]
    #[cfg_attr(test, schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>"))]
    pub json: Option<toml::Table>,
    /// What must be true of the answer.
    #[serde(rename = "check", default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Values for later steps.
    #[serde(rename = "extract", default, skip_serializing_if = "Vec::is_empty")]
    pub extracts: Vec<Extract>,
}

impl Step {
    /// Whether it sends more than an address and headers.
    #[must_use]
    pub fn has_body(&self) -> bool {
        !self.form.is_empty() || !self.multipart.is_empty() || self.body.is_some() || self.json.is_some()
    }

    /// Whether a visit goes on as well without its answer: it is a background request that no check and no later step looks at.
    #[must_use]
    pub fn is_dispensable(&self) -> bool {
        self.background && self.checks.is_empty() && self.extracts.is_empty()
    }

    /// Makes a body of its JSON table, unless it has another body, too.
    pub(super) fn write_json(&mut self) {
        if !self.form.is_empty() || !self.multipart.is_empty() || self.body.is_some() {
            return;
        }
        let Some(text) = self.json.as_ref().and_then(|table| serde_json::to_string(table).ok()) else {
            return;
        };
        self.json = None;
        self.set_json(text);
    }

    /// Sends a JSON document, which is a template.
    pub fn set_json(&mut self, text: String) {
        self.body = Some(text);
        let is_typed = self.headers.0.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if !is_typed {
            self.headers.0.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
    }

    /// The method that is sent.
    #[must_use]
    pub fn method(&self) -> &str {
        match &self.method {
            Some(method) => method,
            None if !self.has_body() => "GET",
            None => "POST",
        }
    }

    /// The method as it is sent: those that every browser knows in upper case, all others as they are written, because methods
    /// differ in case (RFC 9110, section 9.1).
    #[must_use]
    pub fn sent_method(&self) -> String {
        let upper = self.method().to_ascii_uppercase();
        let is_usual = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(&upper.as_str());
        if is_usual { upper } else { self.method().to_owned() }
    }

    /// Whether it may change something in the shop.
    #[must_use]
    pub fn changes_state(&self) -> bool {
        !matches!(self.sent_method().as_str(), "GET" | "HEAD" | "OPTIONS")
    }
}

/// Whether a first look at a path shows that it is of the shop, can be sent and changes no cart. `false` only says that it has to
/// be read as an address, which takes a hundred times as long: data may have a million rows.
///
/// A slash without a second one leaves scheme, host and port as they are; readers of addresses neither drop these characters nor
/// take them for others; and a name in the query without a percent or plus sign means itself.
#[must_use]
pub fn is_plainly_harmless(path: &str) -> bool {
    /// HTTP sends addresses of up to 64 KB, and some characters take three bytes there.
    const LONGEST: usize = 16_384;
    let [b'/', rest @ ..] = path.as_bytes() else { return false };
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:@/?".contains(byte);
    let changes = |part: &str| {
        let name = part.split_once('=').map_or(part, |(name, _)| name);
        name.contains(['%', '+']) || orders_a_change(name) || says_what_is_done(name)
    };
    rest.first() != Some(&b'/')
        && rest.len() < LONGEST
        && rest.iter().all(is_plain)
        && !path.split_once('?').is_some_and(|(_, query)| query.split('&').any(changes))
        && !may_change(path)
}
