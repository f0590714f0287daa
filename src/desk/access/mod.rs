//! Who calls, and what they may do.
//!
//! A caller is known by the bearer token of a request, or by the cookie of a session; both are looked at in [`identify`]. What a
//! caller may do is asked of [`Caller`] alone. A session's request that changes something shows that it comes from a page of the
//! desk: [`csrf_token`].

mod session;
mod token;

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;

pub(super) use super::scope::TokenScope;
pub(super) use session::{
    FreshSession, SESSION_FOR, cookie, csrf_token, forget_session, has_csrf_token, session, session_hash,
};
pub(super) use token::{FreshToken, random_bytes};

use super::store::{DeskStore, StoreFault, tokens};

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caller {
    /// The number of the token; for a session the negative number of the session.
    pub(super) token: i64,
    /// The person whose token or session it is.
    pub(super) person: String,
    /// What the caller may do.
    pub(super) scope: TokenScope,
}

impl Caller {
    /// Whether the caller may do what needs this scope.
    pub(super) fn may(&self, needed: TokenScope) -> bool {
        self.scope >= needed
    }

    /// Whether the caller is known by a cookie, which a browser sends with every request, wanted or not.
    pub(super) const fn has_session(&self) -> bool {
        self.token < 0
    }
}

/// The caller of a request with these headers; `None` without a valid token or session.
///
/// # Errors
///
/// [`StoreFault`] when the database cannot be asked.
pub(super) async fn identify(headers: &HeaderMap, store: &DeskStore) -> Result<Option<Caller>, StoreFault> {
    // A request that has a token is judged by it alone.
    if !headers.contains_key(AUTHORIZATION) {
        return session(headers, store).await;
    }
    let mut fields = headers.get_all(AUTHORIZATION).iter();
    // One of two proves nothing.
    let (Some(field), None) = (fields.next(), fields.next()) else { return Ok(None) };
    let Some(given) = token::bearer(field.as_bytes()) else { return Ok(None) };
    by_token(given, store).await
}

/// The caller with this token; `None` when it is not valid.
///
/// # Errors
///
/// [`StoreFault`] when the database cannot be asked.
pub(super) async fn by_token(text: &str, store: &DeskStore) -> Result<Option<Caller>, StoreFault> {
    let hash = token::hash(text);
    let found = store.read(move |database| tokens::by_hash(database, hash)).await?;
    Ok(found.map(|row| Caller { token: row.id, person: row.person, scope: row.scope }))
}
