//! The token that all processes of a run know, and nobody else.

use std::fmt;

use rustls::crypto::ring;

use crate::words::Message;

/// The environment variable that has the token.
pub const TOKEN_VARIABLE: &str = "PROMO_LOAD_CLUSTER_TOKEN";

/// The fewest characters: a guessed token lets a stranger start load anywhere.
const LEAST: usize = 16;

/// A shared secret. It has no `Display`, and its `Debug` form is empty.
#[derive(Clone, PartialEq, Eq)]
pub struct ClusterToken(String);

/// A text that is not a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum TokenError {
    /// The variable is not set.
    Missing,
    /// The text is too short, or has blanks or control characters.
    Weak,
    /// The system has no random numbers.
    Random,
}

impl From<&TokenError> for Message {
    fn from(error: &TokenError) -> Self {
        match error {
            TokenError::Missing => Message::new("error-token-missing").exact("variable", TOKEN_VARIABLE),
            TokenError::Weak => {
                Message::new("error-token-weak").exact("variable", TOKEN_VARIABLE).exact("least", LEAST)
            }
            TokenError::Random => Message::new("error-token-random"),
        }
    }
}

impl ClusterToken {
    /// Reads a token: at least 16 visible ASCII characters.
    ///
    /// # Errors
    ///
    /// [`TokenError::Weak`] otherwise.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        let is_token = text.len() >= LEAST && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_token.then(|| Self(text.to_owned())).ok_or(TokenError::Weak)
    }

    /// Reads the token from the environment.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when the variable is missing or has no token.
    pub fn from_environment() -> Result<Self, TokenError> {
        match std::env::var(TOKEN_VARIABLE) {
            Ok(text) if !text.trim().is_empty() => Self::parse(&text),
            _ => Err(TokenError::Missing),
        }
    }

    /// Draws a new one of 256 random bits.
    ///
    /// # Errors
    ///
    /// [`TokenError::Random`] when the system has no random numbers.
    pub fn draw() -> Result<Self, TokenError> {
        let mut bytes = [0_u8; 32];
        ring::default_provider().secure_random.fill(&mut bytes).map_err(|_| TokenError::Random)?;
        Ok(Self(const_hex::encode(bytes)))
    }

    /// The text, to be handed on.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClusterToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_and_visible() {
        for (text, expected) in [
            ("0123456789abcdef", true),
            (" 0123456789abcdef\n", true),
            ("0123456789abcde", false),
            ("0123456789 abcdef", false),
            ("0123456789abcdé0", false),
            ("", false),
        ] {
            assert_eq!(ClusterToken::parse(text).is_ok(), expected, "{text:?}");
        }
        let (one, other) = (ClusterToken::draw().unwrap(), ClusterToken::draw().unwrap());
        assert!(one != other && ClusterToken::parse(one.expose()) == Ok(one.clone()));
        assert_eq!(format!("{one:?}"), "Token");
    }
}
