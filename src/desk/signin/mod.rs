//! How a person gets a session, and ends it.
//!
//! The page `/sign-in` has a form for a token, and a link for each provider: GitHub, or one of OpenID Connect. Every sign-in and
//! sign-out is in the audit log.

mod ask;
mod flow;
mod github;
mod oidc;
mod page;
mod signed;
mod with_provider;
mod with_token;

use std::sync::Arc;

use hyper::header::SET_COOKIE;
use hyper::{HeaderMap, StatusCode};
use serde_json::json;

pub(super) use self::page::language;

use self::page::SignInFacts;
use super::access::{FreshSession, SESSION_FOR, csrf_token, forget_session, session, session_hash};
use super::scope::TokenScope;
use super::state::DeskState;
use super::store::{NewAudit, NewSession, StoreFault, audit, sessions};
use super::web::{AllowedValues, ApiProblem, ApiReply, ApiRequest, ApiRoute, ProblemKind, QueryParameter};
use crate::words::Message;

/// Where a person goes who does not say.
const HOME: &str = "/";
/// Where to go after the sign-in.
const NEXT: [QueryParameter; 1] = [QueryParameter::new(
    "next",
    AllowedValues::Text(500),
    "The page of the desk that comes after the sign-in",
)];

/// The routes of the sign-in.
pub(super) fn routes() -> Vec<ApiRoute> {
    let own = vec![
        ApiRoute::open("/sign-in", |desk, request| Box::pin(show(desk, request))).query(&NEXT),
        ApiRoute::open("/assets/sign-in.css", |_, _| Box::pin(async { Ok(page::style()) })),
        ApiRoute::form("/sign-in", None, |desk, request| Box::pin(with_token::sign_in(desk, request))),
        ApiRoute::form("/sign-out", None, |desk, request| Box::pin(sign_out(desk, request))),
    ];
    [own, with_provider::routes()].concat()
}

async fn show(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let caller = session(&request.headers, &desk.store).await?;
    let facts = SignInFacts {
        next: request.query("next").and_then(local).map(str::to_owned),
        csrf: csrf_token(&request.headers).filter(|_| caller.is_some()),
        caller,
        providers: page::ways(&desk),
        wrong: None,
    };
    page::reply(StatusCode::OK, language(&request.headers), &facts)
}

/// An address as a page of this desk: a path that no browser takes for another host.
fn local(next: &str) -> Option<&str> {
    let is_path = next.starts_with('/') && !next.starts_with("//");
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (is_path && is_plain).then_some(next)
}

/// A person who has shown who they are.
#[derive(Debug, Clone)]
struct SignedIn {
    person: String,
    scope: TokenScope,
    /// The token that showed it.
    token: Option<i64>,
    /// How it was shown: `token`, or the provider's name.
    way: String,
}

/// Opens a session for a person, ends the one that the browser had, and leads to the next page.
async fn open_session(
    desk: &DeskState,
    headers: &HeaderMap,
    who: SignedIn,
    next: Option<&str>,
) -> Result<ApiReply, ApiProblem> {
    let unavailable = |error| ApiProblem::new(ProblemKind::Unavailable, Message::from(&error));
    let fresh = FreshSession::make().map_err(unavailable)?;
    let (hash, before) = (fresh.hash(), session_hash(headers));
    let work = move |database: &rusqlite::Transaction<'_>| {
        if let Some(before) = before {
            sessions::end(database, before)?;
        }
        let expires = jiff::Timestamp::now() + SESSION_FOR;
        let SignedIn { person, scope, token, way } = who;
        let detail = json!({ "way": way, "scope": scope });
        let subject = "session".to_owned();
        audit::add(database, &NewAudit { person: &person, action: "session.open", subject, detail })?;
        sessions::add(database, &NewSession { hash, person, scope, token, expires })
    };
    desk.store.write::<_, StoreFault>(work).await?;
    let cookie = fresh.cookie(desk.entrance.is_secure());
    Ok(ApiReply::see_other(next.and_then(local).unwrap_or(HOME)).with(SET_COOKIE, cookie))
}

async fn sign_out(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    if let Some(hash) = session_hash(&request.headers) {
        if !request.is_own_form() {
            return Err(ApiProblem::new(ProblemKind::Forbidden, Message::new("error-desk-csrf")));
        }
        let work = move |database: &rusqlite::Transaction<'_>| {
            let Some(person) = sessions::end(database, hash)? else { return Ok(()) };
            let (subject, detail) = ("session".to_owned(), json!({}));
            audit::add(database, &NewAudit { person: &person, action: "session.end", subject, detail })
        };
        desk.store.write::<_, StoreFault>(work).await?;
    }
    Ok(ApiReply::see_other("/sign-in").with(SET_COOKIE, forget_session(desk.entrance.is_secure())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_one_of_the_desk() {
        for next in ["/", "/runs/7?x=1#y", "/a/b"] {
            assert_eq!(local(next), Some(next));
        }
        for next in
            ["", "runs", "//evil.example", "/\\evil.example", "https://evil.example/", "/a b", "/\r\nx", "/é"]
        {
            assert_eq!(local(next), None, "{next}");
        }
    }
}
