//! Texts that must not be shown: keys, passwords, tokens, and what finds them where others repeat them.

use std::borrow::Cow;
use std::fmt;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stands in the place of a secret.
pub const HIDDEN: &str = "[secret]";

/// A secret. Its `Debug` shows nothing of it, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text to itself. Spaces and line ends around it, which files and shells leave behind, go; `None` when nothing
    /// else is there.
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

/// Finds known secrets in texts that leave the program. Shops repeat what they are sent: in pages, errors and redirects.
///
/// A secret is found in any case of its letters, plain, in Base64, and escaped for addresses, HTML and JSON. One of less than
/// [`Scrubber::SHORTEST`] characters is not looked for: too much else reads the same.
#[derive(Default)]
pub struct Scrubber {
    forms: Vec<String>,
    finder: Option<AhoCorasick>,
}

impl Scrubber {
    /// The fewest characters that are looked for.
    pub const SHORTEST: usize = 4;

    /// Adds secrets to those that are looked for. Of a header's value (`Bearer …`, `a=1; b=2`), its parts are secrets, too,
    /// and so are the name and password in Basic credentials.
    pub fn know(&mut self, secrets: impl IntoIterator<Item = Secret>) {
        for Secret(text) in secrets {
            // ASCII has one other case for each letter, which the search knows; the rest of the world is spelt out.
            let cases = [text.clone(), text.to_lowercase(), text.to_uppercase()];
            for part in cases.iter().flat_map(|text| parts(text)) {
                self.forms.extend(forms(&part).filter(|form| form.chars().count() >= Self::SHORTEST));
            }
        }
        self.forms.sort_unstable();
        self.forms.dedup();
        // Secrets that are too many for a search are more than any memory holds.
        self.finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&self.forms)
            .ok()
            .filter(|_| !self.forms.is_empty());
    }

    /// The text with [`HIDDEN`] in the place of each known secret, and of names and passwords in addresses.
    #[must_use]
    pub fn scrub<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut scrubbed = Cow::Borrowed(text);
        if let Some(finder) = &self.finder
            && finder.is_match(text)
        {
            let mut clean = String::with_capacity(text.len());
            finder.replace_all_with(text, &mut clean, |_, _, clean| {
                clean.push_str(HIDDEN);
                true
            });
            scrubbed = Cow::Owned(clean);
        }
        match without_credentials(&scrubbed) {
            Some(clean) => Cow::Owned(clean),
            None => scrubbed,
        }
    }
}

/// The values that a secret text is made of, itself first.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![text.to_owned()];
    let scheme =
        |word: &str| ["basic", "bearer", "token", "apikey"].contains(&word.to_ascii_lowercase().as_str());
    let token = text.split_once(' ').filter(|(word, _)| scheme(word)).map_or(text, |(_, token)| token.trim());
    if let Some(pair) = STANDARD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok())
        && let Some((_, password)) = pair.split_once(':')
    {
        parts.extend([password.to_owned(), pair]);
    }
    parts.push(token.to_owned());
    // `name=value; name=value`.
    if text.contains('=') {
        parts.extend(text.split(';').filter_map(|pair| Some(pair.split_once('=')?.1.trim().to_owned())));
    }
    parts
}

/// How others write a secret.
fn forms(text: &str) -> impl Iterator<Item = String> {
    let encoded = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    // Of the characters that need no escape, each writer escapes others.
    let sparing = encoded.replace("%2D", "-").replace("%2E", ".").replace("%5F", "_").replace("%7E", "~");
    let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let quoted = html.replace('"', "&quot;").replace('\'', "&#039;");
    let json = serde_json::Value::from(text).to_string();
    let json = json[1..json.len() - 1].to_owned();
    let slashes = json.replace('/', "\\/");
    [
        text.to_owned(),
        STANDARD.encode(text),
        STANDARD_NO_PAD.encode(text),
        URL_SAFE.encode(text),
        URL_SAFE_NO_PAD.encode(text),
        // A key as the user name of Basic credentials.
        STANDARD.encode(format!("{text}:")),
        percent_decode_str(text).decode_utf8_lossy().into_owned(),
        encoded,
        form,
        sparing,
        html,
        quoted,
        json,
        slashes,
    ]
    .into_iter()
}

/// The text without names and passwords in its addresses (`http://name:password@host`), when it has any.
fn without_credentials(text: &str) -> Option<String> {
    let mut clean: Option<String> = None;
    let mut kept = 0;
    for (at, mark) in text.match_indices("://") {
        let begin = at + mark.len();
        let is_end =
            |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '\\' | '"' | '\'' | '<' | '>' | '`');
        let authority = text[begin..].split(is_end).next().unwrap_or_default();
        let Some((credentials, _)) =
            authority.rsplit_once('@').filter(|(credentials, _)| *credentials != HIDDEN)
        else {
            continue;
        };
        let clean = clean.get_or_insert_default();
        clean.push_str(&text[kept..begin]);
        clean.push_str(HIDDEN);
        kept = begin + credentials.len();
    }
    clean.map(|clean| clean + &text[kept..])
}

/// Whether a header, form field or query name says that its value is a secret: `Authorization`, `X-Api-Key`, `adtoken`.
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
    /// They end in a word of the list, and keep nothing secret.
    const OPEN: [&str; 3] = ["idempotency-key", "surrogate-key", "sec-websocket-key"];
    let name = name.to_ascii_lowercase();
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let joined: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    !OPEN.contains(&name.as_str())
        && (words.into_iter().any(|word| WORDS.contains(&word))
            || PARTS.iter().any(|part| joined.contains(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrubber(secrets: &[&str]) -> Scrubber {
        let mut scrubber = Scrubber::default();
        scrubber.know(secrets.iter().filter_map(|text| Secret::new(text)));
        scrubber
    }

    #[test]
    fn shows_nothing() {
        let secret = Secret::new(" SESAME\n").unwrap();
        assert_eq!(secret.expose(), "SESAME");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)), "Secret(…) Some(\n    Secret(…),\n)");
        assert_eq!(Secret::new(" \n"), None);
    }

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let scrubber = scrubber(&["s3cr&t \"k/y\""]);
        for text in [
            "s3cr&t \"k/y\"",
            "S3CR&T \"K/Y\"",
            "s3cr%26t%20%22k%2Fy%22",
            "s3cr%26t+%22k%2fy%22",
            "s3cr&amp;t &quot;k/y&quot;",
            "s3cr&t \\\"k/y\\\"",
            "s3cr&t \\\"k\\/y\\\"",
            "czNjciZ0ICJrL3kiOg==",
            "czNjciZ0ICJrL3ki",
        ] {
            assert_eq!(scrubber.scrub(&format!("a {text} b")), "a [secret] b", "{text}");
        }
        let mut accents = Scrubber::default();
        accents.know(Secret::new("Promo-Été"));
        for text in ["Promo-Été", "promo-été", "PROMO-ÉTÉ", "pRoMo-Été"] {
            assert_eq!(accents.scrub(text), "[secret]", "{text}");
        }
        assert!(matches!(scrubber.scrub("nothing of it"), Cow::Borrowed(_)));
    }

    #[test]
    fn parts_of_headers_are_secrets_too() {
        // us:p4ssword
        let scrubber = scrubber(&["Basic dXM6cDRzc3dvcmQ=", "a=c00kie-1; b=c00kie-2", "Bearer t0ken", "abc"]);
        for (text, clean) in [
            ("password p4ssword", "password [secret]"),
            ("us:p4ssword", "[secret]"),
            ("dXM6cDRzc3dvcmQ=", "[secret]"),
            ("c00kie-2", "[secret]"),
            ("bearer T0KEN and t0ken", "[secret] and [secret]"),
            // Too short to be told from other text.
            ("abc", "abc"),
        ] {
            assert_eq!(scrubber.scrub(text), clean);
        }
    }

    #[test]
    fn credentials_in_addresses_need_not_be_known() {
        let scrubber = Scrubber::default();
        for (text, clean) in [
            ("http://u:p@shop.example/a@b", "http://[secret]@shop.example/a@b"),
            ("to https://u@h:1 and ftp://x:y@z!", "to https://[secret]@h:1 and ftp://[secret]@z!"),
            ("http://shop.example/?mail=a@b.example", "http://shop.example/?mail=a@b.example"),
            ("http://[secret]@h/", "http://[secret]@h/"),
            ("://@", "://[secret]@"),
        ] {
            assert_eq!(scrubber.scrub(text), clean);
            assert_eq!(scrubber.scrub(clean), clean, "twice");
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
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["Accept", "X-Test", "Idempotency-Key", "author", "keyboard", "id_product", "User-Agent"]
        {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
