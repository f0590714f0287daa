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
    const WORDS: [&str; 28] = [
        "auth",
        "authorization",
        "authentication",
        "bearer",
        "cookie",
        "credential",
        "credentials",
        "cvc",
        "cvv",
        "iban",
        "jwt",
        "key",
        "otp",
        "pass",
        "passcode",
        "passphrase",
        "passwd",
        "password",
        "pwd",
        "secret",
        "session",
        "sid",
        "sig",
        "signature",
        "ssn",
        "token",
        "tokens",
        "totp",
    ];
    const PARTS: [&str; 10] = [
        "apikey",
        "adtoken",
        "accesstoken",
        "authtoken",
        "sessionid",
        "sessid",
        "cardnumber",
        "ccnumber",
        "magiclink",
        "magictoken",
    ];
    /// Names that end in a word of the list, but whose values are not secret.
    const OPEN: [&str; 3] = ["idempotency-key", "surrogate-key", "sec-websocket-key"];
    let name = name.to_ascii_lowercase();
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let joined: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    // `pass1`, `pass2`: the second is to be the same.
    let is_known = |word: &str| WORDS.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()));
    !OPEN.contains(&name.as_str())
        && (words.into_iter().any(is_known) || PARTS.iter().any(|part| joined.contains(part)))
}

/// Whether the value of a header of this name is common words even where headers are secret: by these, browsers say what they are and
/// what they take, and addresses name a shop. A search for `text/html` or `navigate` would find more than a secret.
#[must_use]
pub fn is_open_header(name: &str) -> bool {
    const OPEN: [&str; 16] = [
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "content-type",
        "dnt",
        "host",
        "origin",
        "pragma",
        "referer",
        "upgrade-insecure-requests",
        "user-agent",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-requested-with",
    ];
    const FAMILIES: [&str; 2] = ["sec-ch-", "sec-fetch-"];
    let name = name.to_ascii_lowercase();
    OPEN.contains(&name.as_str()) || FAMILIES.iter().any(|family| name.starts_with(family))
}

/// An address as messages show it, absolute or not: without a user's name and password, and without the values in its query or
/// fragment whose names say that they are secret. A shop's redirect may carry the visitor's session there.
#[must_use]
pub fn shown_address(address: &str) -> String {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let (place, values) = address.split_at(end);
    let mut shown = without_user(place);
    for pair in values.split_inclusive(['?', '&', '#', ';']) {
        let (pair, separator) = match pair.strip_suffix(['?', '&', '#', ';']) {
            Some(rest) => (rest, &pair[rest.len()..]),
            None => (pair, ""),
        };
        match pair.split_once('=') {
            Some((name, value)) if !value.is_empty() && is_secret_name(&decoded(name)) => {
                shown.extend([name, "=", HIDDEN]);
            }
            _ => shown += pair,
        }
        shown += separator;
    }
    shown
}

fn decoded(name: &str) -> String {
    percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned()
}

/// `http://user:word@host/` without what stands before the host.
fn without_user(place: &str) -> String {
    let Some(begin) = place.find("//").map(|slashes| slashes + 2) else { return place.to_owned() };
    let end = place[begin..].find('/').map_or(place.len(), |slash| begin + slash);
    match place[begin..end].rfind('@') {
        Some(at) => format!("{}{}", &place[..begin], &place[begin + at + 1..]),
        None => place.to_owned(),
    }
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
    fn an_address_is_shown_without_what_is_secret_in_it() {
        for (address, shown) in [
            (
                "https://s.example/checkout?session=t0k3n&lang=fr",
                "https://s.example/checkout?session=[secret]&lang=fr",
            ),
            (
                "/x?a=1&access%5Ftoken=t0k3n#id_token=t0k3n",
                "/x?a=1&access%5Ftoken=[secret]#id_token=[secret]",
            ),
            ("?PHPSESSID=t0k3n;page=2", "?PHPSESSID=[secret];page=2"),
            ("http://jo:t0k3n@s.example/a@b?token=", "http://s.example/a@b?token="),
            (
                "http://s.example:8080/en/6-mug.html?id_product=6",
                "http://s.example:8080/en/6-mug.html?id_product=6",
            ),
            ("", ""),
            ("//", "//"),
        ] {
            assert_eq!(shown_address(address), shown);
        }
    }

    #[test]
    fn shows_nothing() {
        let secret = Secret::new(" SESAME\n").unwrap();
        assert_eq!(secret.expose(), "SESAME");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)), "Secret(…) Some(\n    Secret(…),\n)");
        assert_eq!(Secret::new(" \n"), None);
    }

    #[test]
    fn a_browsers_usual_headers_are_open() {
        for (name, open) in [
            ("Accept", true),
            ("ACCEPT-LANGUAGE", true),
            ("sec-fetch-mode", true),
            ("Sec-CH-UA-Platform", true),
            ("User-Agent", true),
            ("Sec-Gate", false),
            ("Accepted-By", false),
            ("X-Gate", false),
            ("Cookie", false),
            ("CF-Access-Client-Id", false),
            ("X-Forwarded-For", false),
        ] {
            assert_eq!(is_open_header(name), open, "{name}");
        }
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
            "sessionid",
            "pass1",
            "user[pass2]",
            "otp",
            "ssn",
            "iban",
            "cvc",
            "cardNumber",
            "magicLink",
            "magic_link",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "Accept",
            "X-Test",
            "Idempotency-Key",
            "author",
            "keyboard",
            "id_product",
            "User-Agent",
            "compass",
            "passenger",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
