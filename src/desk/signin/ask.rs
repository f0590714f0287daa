//! One exchange with a provider of sign-in.

use std::time::Duration;

use hyper::Method;
use hyper::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use serde::de::DeserializeOwned;
use url::Url;

use crate::desk::exchange::{DeskExchange, NoAnswer, keeps_secrets};
use crate::http::{Answer, Payload};
use crate::words::Message;

const TOTAL: Duration = Duration::from_secs(10);
/// More than any answer that is read here has, in bytes.
const LONGEST: usize = 1024 * 1024;

/// A request to a provider.
#[derive(Debug, Clone)]
pub(super) struct Question {
    url: Url,
    authorization: Option<HeaderValue>,
    form: Option<String>,
}

impl Question {
    /// A question for what is there.
    pub(super) const fn get(url: Url) -> Self {
        Self { url, authorization: None, form: None }
    }

    /// A question that sends a form.
    pub(super) fn post(url: Url, fields: &[(&str, &str)]) -> Self {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self { url, authorization: None, form: Some(form) }
    }

    /// With the value of `Authorization`.
    pub(super) fn authorized(self, value: &str) -> Self {
        let secret = HeaderValue::from_str(value).ok().map(|mut value| {
            value.set_sensitive(true);
            value
        });
        Self { authorization: secret, ..self }
    }

    /// Asks, and reads the JSON of the answer.
    ///
    /// # Errors
    ///
    /// Why there is no answer, or which other status it has. What it says is left out: it may repeat a secret.
    pub(super) async fn ask<T: DeserializeOwned>(self) -> Result<T, Message> {
        let host = self.host();
        let answer = self.exchange().await?;
        if answer.status != 200 {
            return Err(Message::new("error-signin-status")
                .exact("host", &host)
                .exact("status", answer.status));
        }
        serde_json::from_slice(&answer.body)
            .map_err(|_| Message::new("error-signin-answer").exact("host", &host))
    }

    /// The same of what need not be there, or need not be this person's to see.
    ///
    /// # Errors
    ///
    /// As those of [`ask`](Self::ask).
    pub(super) async fn find<T: DeserializeOwned>(self) -> Result<Option<T>, Message> {
        let host = self.host();
        let answer = self.exchange().await?;
        match answer.status {
            403 | 404 => Ok(None),
            200 => serde_json::from_slice(&answer.body)
                .map(Some)
                .map_err(|_| Message::new("error-signin-answer").exact("host", &host)),
            status => Err(Message::new("error-signin-status").exact("host", &host).exact("status", status)),
        }
    }

    fn host(&self) -> String {
        self.url.host_str().unwrap_or_default().to_owned()
    }

    /// Sends it, and reads the answer.
    async fn exchange(self) -> Result<Answer, Message> {
        let host = self.host();
        if !keeps_secrets(&self.url) {
            return Err(Message::new("error-signin-cleartext").exact("host", &host));
        }
        let accept = (ACCEPT, HeaderValue::from_static("application/json"));
        let authorization = self.authorization.map(|value| (AUTHORIZATION, value));
        let payload = self.form.map(|form| Payload {
            content_type: HeaderValue::from_static("application/x-www-form-urlencoded"),
            bytes: form.into(),
        });
        let exchange = DeskExchange {
            method: if payload.is_some() { Method::POST } else { Method::GET },
            url: self.url,
            headers: std::iter::once(accept).chain(authorization).collect(),
            payload,
            public_only: false,
            total: TOTAL,
            longest: LONGEST,
        };
        let away =
            |none: NoAnswer| Message::new("error-signin-away").exact("host", &host).with("why", none.why);
        exchange.send().await.map_err(away)
    }
}
