//! One exchange with a provider of sign-in.

use std::rc::Rc;
use std::time::{Duration, Instant};

use hyper::Method;
use hyper::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use url::{Host, Url};

use crate::desk::apart::apart;
use crate::http::{
    AddressClass, Answer, Client, ClientSettings, HttpVersion, Network, NetworkOptions, Payload, Request,
    Site, Timeouts,
};
use crate::words::Message;

const CONNECT: Duration = Duration::from_secs(5);
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
        let answer = apart(move || self.exchange()).await?;
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
        let answer = apart(move || self.exchange()).await?;
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

    /// Sends it, and reads the answer. Redirects are not followed: they could lead to other addresses.
    async fn exchange(self) -> Result<Answer, Message> {
        let host = self.host();
        let away = |why: Message| Message::new("error-signin-away").exact("host", &host).with("why", why);
        if !is_safe(&self.url) {
            return Err(Message::new("error-signin-cleartext").exact("host", &host));
        }
        let site = Site::of(&self.url, AddressClass::Public).map_err(|error| away(Message::from(&error)))?;
        let target = site.target(self.url).map_err(|error| away(Message::from(&error)))?;
        let client = Client::new(Rc::new(ClientSettings {
            user_agent: HeaderValue::from_static(concat!("promo-load-desk/", env!("CARGO_PKG_VERSION"))),
            headers: Vec::new(),
            timeouts: Timeouts { connect: CONNECT, first_byte: None, total: TOTAL },
            max_body: LONGEST,
            network: Network::new(site, &NetworkOptions::default(), HttpVersion::Auto),
        }));
        let mut headers: Vec<(HeaderName, HeaderValue)> =
            vec![(ACCEPT, HeaderValue::from_static("application/json"))];
        headers.extend(self.authorization.map(|value| (AUTHORIZATION, value)));
        let payload = self.form.map(|form| Payload {
            content_type: HeaderValue::from_static("application/x-www-form-urlencoded"),
            bytes: form.into(),
        });
        let method = if payload.is_some() { Method::POST } else { Method::GET };
        let request =
            Request { method, target: &target, headers: &headers, extra: None, payload, keep_body: true };
        let exchange = client.exchange(&request, Instant::now()).await;
        exchange.result.map_err(|failure| away(Message::from(&failure)))
    }
}

/// Whether secrets may be sent there: by TLS, or to this machine itself.
pub(super) fn is_safe(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || url.scheme() == "http" && is_here
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_by_tls_or_stay_here() {
        for (url, expected) in [
            ("https://login.example/", true),
            ("http://127.0.0.1:9/", true),
            ("http://[::1]:9/", true),
            ("http://localhost/", true),
            ("http://login.example/", false),
            ("http://10.0.0.1/", false),
            ("http://localhost.evil.example/", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(is_safe(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }
}
