//! Texts that must not be shown (keys, passwords, tokens), and the search that finds them in other texts.

mod decode;
mod scrub;
mod serialize;
mod vault;

use std::fmt;

pub use scrub::{FoundSecret, Scrubber};
pub use serialize::{Policy, Treatment, scrubbed};
pub use vault::{VARIABLES, Vault};

/// The text that replaces a secret.
pub const HIDDEN: &str = "[secret]";

/// A secret text. Its `Debug` hides the text, and it has no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text, without the spaces and line ends around it, which files and shells leave behind. `None` when nothing else is
    /// left.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The text itself, for the one place that has to send it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// Whether the name of a header, form field or query parameter says that its value is secret: `Authorization`, `X-Api-Key`,
/// `adtoken`.
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    const WORDS: [&str; 20] = [
        "auth",
        "authorization",
        "authentication",
        "bearer",
        "cookie",
        "credential",
        "credentials",
        "jwt",
        "key",
        "passphrase",
        "passwd",
        "password",
        "pwd",
        "secret",
        "session",
        "sid",
        "sig",
        "signature",
        "token",
        "tokens",
    ];
    const PARTS: [&str; 5] = ["apikey", "adtoken", "accesstoken", "authtoken", "sessionid"];
    /// Names that end in a word of the list, but whose values are not secret.
    const OPEN: [&str; 3] = ["idempotency-key", "surrogate-key", "sec-websocket-key"];
    let name = name.to_ascii_lowercase();
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let joined: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    !OPEN.contains(&name.as_str())
        && (words.into_iter().any(|word| WORDS.contains(&word))
            || PARTS.iter().any(|part| joined.contains(part)))
}

/// Whether the name of a form's field says that its value is a password: `passwd`, `user[password]`, `motDePasse`.
#[must_use]
pub fn is_password_name(name: &str) -> bool {
    const PARTS: [&str; 5] = ["passw", "passphrase", "motdepasse", "kennwort", "contrasena"];
    let name = name.to_ascii_lowercase();
    let joined: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words.into_iter().any(|word| ["pwd", "mdp"].contains(&word))
        || PARTS.iter().any(|part| joined.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_nothing() {
        let secret = Secret::new(" SESAME\n").unwrap();
        assert_eq!(secret.expose(), "SESAME");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)), "Secret(…) Some(\n    Secret(…),\n)");
        assert_eq!(Secret::new(" \n"), None);
    }

    #[test]
    fn names_of_secrets() {
        for name in [
            "Authorization",
            "COOKIE",
            "X-Api-Key",
            "x-shopify-access-token",
            "adtoken",
            "ws_key",
            "PHPSESSIONID",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["Accept", "X-Test", "Idempotency-Key", "author", "keyboard", "id_product", "User-Agent"]
        {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
