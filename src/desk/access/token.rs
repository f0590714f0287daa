//! Tokens as texts. One has 256 random bits, so a plain digest of it cannot be turned back, and needs no salt.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::crypto::ring;
use sha2::{Digest as _, Sha256};

use crate::desk::error::DeskError;

/// How a token begins, by which scanners for secrets find one that was published.
const PREFIX: &str = "pldesk_";

/// A token that was just made; the only place that ever has its text.
pub(in crate::desk) struct FreshToken(String);

impl FreshToken {
    /// Makes a token.
    ///
    /// # Errors
    ///
    /// [`DeskError::Random`] when the system gives no random numbers.
    pub(in crate::desk) fn make() -> Result<Self, DeskError> {
        Ok(Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random_bytes()?))))
    }

    /// What is kept of it.
    pub(in crate::desk) fn hash(&self) -> [u8; 32] {
        hash(&self.0)
    }

    /// Its text, to be shown once.
    pub(in crate::desk) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for FreshToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FreshToken")
    }
}

/// 256 random bits.
///
/// # Errors
///
/// [`DeskError::Random`] when the system gives none.
pub(in crate::desk) fn random_bytes() -> Result<[u8; 32], DeskError> {
    let mut bytes = [0; 32];
    ring::default_provider().secure_random.fill(&mut bytes).map_err(|_| DeskError::Random)?;
    Ok(bytes)
}

/// The digest under which a token is kept.
pub(super) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// The token in the value of an `Authorization` header; the scheme has any letter case by RFC 9110 §11.1.
pub(super) fn bearer(field: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(field).ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_random_and_never_shown() {
        let (one, other) = (FreshToken::make().unwrap(), FreshToken::make().unwrap());
        assert_eq!(one.reveal().len(), PREFIX.len() + 43);
        assert_ne!(one.reveal(), other.reveal());
        assert_eq!(one.hash(), hash(one.reveal()));
        assert_eq!(format!("{one:?}"), "FreshToken");
    }

    #[test]
    fn the_header_has_one_scheme() {
        assert_eq!(bearer(b"bEARER  abc "), Some("abc"));
        for field in [&b"Basic abc"[..], b"Bearer", b"abc", b"\xff Bearer abc", b""] {
            assert_eq!(bearer(field), None);
        }
    }
}
