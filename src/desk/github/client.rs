//! Asks GitHub's REST API.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use hyper::Method;
use hyper::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue};
use jiff::Timestamp;
use serde_json::Value;

use super::app;
use crate::desk::outward::{GithubSettings, OutCall, OutFault, OutReach, check, send};
use crate::desk::state::DeskState;
use crate::units::secret::Secret;
use crate::words::Message;

/// The version of the API, by GitHub's calendar.
const VERSION: &str = "2022-11-28";
/// How long a token of an installation is used; GitHub gives it for an hour.
const USED: jiff::SignedDuration = jiff::SignedDuration::from_mins(50);

/// Asks GitHub. It keeps the tokens that an app gets for repositories.
#[derive(Debug)]
pub(in crate::desk) struct GithubClient {
    desk: Arc<DeskState>,
    tokens: RefCell<HashMap<String, (Secret, Timestamp)>>,
}

impl GithubClient {
    /// A client with the settings of a desk.
    pub(in crate::desk) fn new(desk: Arc<DeskState>) -> Self {
        Self { desk, tokens: RefCell::default() }
    }

    fn settings(&self) -> &GithubSettings {
        &self.desk.outward.github
    }

    /// Whether it is an app, which has check runs; anyone else has commit statuses.
    pub(super) fn is_app(&self) -> bool {
        self.settings().app.is_some()
    }

    pub(super) async fn get(&self, repository: &str, path: &str) -> Result<Value, OutFault> {
        self.ask(Method::GET, repository, path, None).await
    }

    pub(super) async fn post(&self, repository: &str, path: &str, body: &Value) -> Result<Value, OutFault> {
        self.ask(Method::POST, repository, path, Some(body.to_string())).await
    }

    pub(super) async fn patch(&self, repository: &str, path: &str, body: &Value) -> Result<Value, OutFault> {
        self.ask(Method::PATCH, repository, path, Some(body.to_string())).await
    }

    /// Asks something about a repository; `path` begins behind its name.
    async fn ask(
        &self,
        method: Method,
        repository: &str,
        path: &str,
        body: Option<String>,
    ) -> Result<Value, OutFault> {
        let token = self.token(repository).await?;
        self.send(method, &format!("repos/{repository}{path}"), &token, body).await
    }

    async fn token(&self, repository: &str) -> Result<Secret, OutFault> {
        let Some(app) = &self.settings().app else {
            let none = || OutFault::Never(Message::new("error-outward-no-token"));
            return self.settings().token.clone().ok_or_else(none);
        };
        let now = Timestamp::now();
        let kept = self.tokens.borrow().get(repository).cloned();
        if let Some((token, since)) = kept
            && now.duration_since(since) < USED
        {
            return Ok(token);
        }
        let own = app::token(app, now).map_err(OutFault::Never)?;
        let found = self.send(Method::GET, &format!("repos/{repository}/installation"), &own, None).await?;
        let id = number(&found, "/id")?;
        let path = format!("app/installations/{id}/access_tokens");
        let given = self.send(Method::POST, &path, &own, Some("{}".to_owned())).await?;
        let token = given["token"].as_str().and_then(Secret::new).ok_or_else(unexpected)?;
        self.tokens.borrow_mut().insert(repository.to_owned(), (token.clone(), now));
        Ok(token)
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        token: &Secret,
        body: Option<String>,
    ) -> Result<Value, OutFault> {
        let url = self.settings().api.join(path).map_err(|_| unexpected())?;
        let bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose()));
        let mut bearer = bearer.map_err(|_| OutFault::Never(Message::new("error-outward-no-token")))?;
        bearer.set_sensitive(true);
        let headers = vec![
            (AUTHORIZATION, bearer),
            (ACCEPT, HeaderValue::from_static("application/vnd.github+json")),
            (HeaderName::from_static("x-github-api-version"), HeaderValue::from_static(VERSION)),
        ];
        // The person who opened the desk said where its API is.
        let call = OutCall { method, url, headers, body, reach: OutReach::Anywhere };
        let answer = send(call).await.map_err(OutFault::again)?;
        check(&answer, Timestamp::now())?;
        if answer.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer.body).map_err(|_| unexpected())
    }
}

/// An answer that is not GitHub's: a proxy's, while it is away.
pub(super) fn unexpected() -> OutFault {
    OutFault::again(Message::new("error-outward-unexpected"))
}

/// A number in an answer.
pub(super) fn number(answer: &Value, place: &str) -> Result<i64, OutFault> {
    answer.pointer(place).and_then(Value::as_i64).ok_or_else(unexpected)
}

/// A text in an answer.
pub(super) fn text<'a>(answer: &'a Value, place: &str) -> Result<&'a str, OutFault> {
    answer.pointer(place).and_then(Value::as_str).ok_or_else(unexpected)
}
