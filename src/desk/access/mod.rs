//! Who calls, and what they may do.
//!
//! A caller is known by the bearer token of a request. Another way to be known, such as a session's cookie, is one more look in
//! [`identify`]; what a caller may do is asked of [`Caller`] alone.

mod token;

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;

pub(super) use super::scope::TokenScope;
pub(super) use token::{FreshToken, random_bytes};

use super::store::{DeskStore, StoreFault, tokens};

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caller {
    /// The number of the token.
    pub(super) token: i64,
    /// The person whose token it is.
    pub(super) person: String,
    /// What the token may do.
    pub(super) scope: TokenScope,
}

impl Caller {
    /// Whether the caller may do what needs this scope.
    pub(super) fn may(&self, needed: TokenScope) -> bool {
        self.scope >= needed
    }
}

/// The caller of a request with these headers; `None` without a valid token.
///
/// # Errors
///
/// [`StoreFault`] when the database cannot be asked.
pub(super) async fn identify(headers: &HeaderMap, store: &DeskStore) -> Result<Option<Caller>, StoreFault> {
    let mut fields = headers.get_all(AUTHORIZATION).iter();
    // One of two proves nothing.
    let (Some(field), None) = (fields.next(), fields.next()) else { return Ok(None) };
    let Some(given) = token::bearer(field.as_bytes()) else { return Ok(None) };
    let hash = token::hash(given);
    let found = store.read(move |database| tokens::by_hash(database, hash)).await?;
    Ok(found.map(|row| Caller { token: row.id, person: row.person, scope: row.scope }))
}
