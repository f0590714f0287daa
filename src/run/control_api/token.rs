//! The token that every request to the control API carries.

use std::fmt;

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The fewest characters of a token: 16 random hexadecimal digits are 64 bits, too many to guess over a socket.
pub(super) const LEAST: usize = 16;

/// The scheme of RFC 6750, in any letter case by RFC 9110 §11.1.
const SCHEME: &str = "bearer";

/// The digest of a token. Digests have one length, so comparing them tells nothing about the token's.
#[derive(Clone, Copy)]
pub(super) struct Token([u8; 32]);

impl Token {
    /// `None` when the text is shorter than [`LEAST`] or has anything but visible ASCII characters.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_token = text.len() >= LEAST && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_token.then(|| Self::digest(text.as_bytes()))
    }

    fn digest(text: &[u8]) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// Whether the only `Authorization` of these headers carries the token. Takes the same time for every wrong token of a
    /// length.
    pub(super) fn is_in(&self, headers: &HeaderMap) -> bool {
        let mut fields = headers.get_all(AUTHORIZATION).iter();
        let (Some(field), None) = (fields.next(), fields.next()) else { return false };
        let field = field.as_bytes();
        let end = field.iter().position(|byte| *byte == b' ').unwrap_or(field.len());
        let (scheme, rest) = field.split_at(end);
        scheme.eq_ignore_ascii_case(SCHEME.as_bytes())
            && Self::digest(rest.trim_ascii()).0.ct_eq(&self.0).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    const TOKEN: &str = "0123456789abcdef";

    fn is_in(fields: &[&str]) -> bool {
        let values = fields.iter().map(|field| (AUTHORIZATION, HeaderValue::from_str(field).unwrap()));
        Token::parse(TOKEN).unwrap().is_in(&values.fold(HeaderMap::new(), |mut headers, (name, value)| {
            headers.append(name, value);
            headers
        }))
    }

    #[test]
    fn a_token_is_long_and_visible() {
        for text in
            ["", "x", "0123456789abcde", "0123456789 abcdef", "0123456789abcdef\n", "é123456789abcdef"]
        {
            assert!(Token::parse(text).is_none(), "{text:?}");
        }
        assert!(Token::parse("!~3456789abcdef=").is_some());
    }

    #[test]
    fn the_scheme_has_any_case_and_the_token_its_own() {
        for field in ["Bearer 0123456789abcdef", "bearer 0123456789abcdef", "BEARER  0123456789abcdef"] {
            assert!(is_in(&[field]), "{field}");
        }
        for field in [
            "Bearer 0123456789ABCDEF",
            "Bearer 0123456789abcdefg",
            "Bearer 0123456789abcde",
            "Bearer0123456789abcdef",
            "Bearer",
            "Bearer ",
            "",
            "0123456789abcdef",
            "Basic 0123456789abcdef",
            "Bearer Bearer 0123456789abcdef",
        ] {
            assert!(!is_in(&[field]), "{field}");
        }
        assert!(!is_in(&[]));
        assert!(!is_in(&["Bearer wrong", "Bearer 0123456789abcdef"]), "one of two proves nothing");
    }

    #[test]
    fn nothing_shows_the_token() {
        assert_eq!(format!("{:?}", Token::parse(TOKEN).unwrap()), "Token");
    }
}
