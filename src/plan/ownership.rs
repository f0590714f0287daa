//! The proof that the user may test a public shop, and the instructions for providing it.

use jiff::Span;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use url::Url;

use crate::words::Message;

/// The path of the proof on the shop. Names under `/.well-known/` are for such purposes (RFC 8615).
pub const PROOF_PATH: &str = "/.well-known/promo-load.txt";

/// The proof that this user may test a shop.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Ownership {
    /// The proof is missing.
    #[default]
    Unproven,
    /// The shop is on this machine or in a private network, where no foreign shop can be reached.
    Private,
    /// The shop has the file with the token, so the user can write to the shop.
    File,
    /// A person has put their name to it in the configuration.
    Confirmed(Confirmation),
}

/// A person's statement that a shop may be tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The name of the person.
    pub by: String,
    /// The date of the statement.
    pub on: Date,
}

/// Why a confirmation does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum ConfirmationError {
    /// Its date is in the future.
    Future(Date),
    /// Its date is more than a year ago.
    Old(Date),
}

impl From<&ConfirmationError> for Message {
    fn from(error: &ConfirmationError) -> Self {
        match error {
            ConfirmationError::Future(value) => {
                Message::new("error-confirmation-future").exact("value", value)
            }
            ConfirmationError::Old(value) => Message::new("error-confirmation-old").exact("value", value),
        }
    }
}

impl Confirmation {
    /// Checks that the confirmation counts today, by the calendar of the shop. It counts for a year.
    ///
    /// # Errors
    ///
    /// [`ConfirmationError`] when it does not.
    pub(super) fn check(&self, today: Date) -> Result<(), ConfirmationError> {
        if self.on > today {
            return Err(ConfirmationError::Future(self.on));
        }
        // Only a date in the last year of the calendar has no sum; it counts.
        match self.on.checked_add(Span::new().years(1)) {
            Ok(expires) if expires < today => Err(ConfirmationError::Old(self.on)),
            _ => Ok(()),
        }
    }
}

/// The token of a shop. It depends on the host, and on the port when that is not the default, but not on the scheme. It is not a
/// secret; only a person who may write to the shop can put it there.
#[must_use]
pub fn ownership_token(shop: &Url) -> String {
    let host = shop.host_str().unwrap_or_default();
    let port = shop.port().map(|port| format!(":{port}")).unwrap_or_default();
    const_hex::encode(Sha256::digest(format!("promo-load ownership 1\n{host}{port}")))
}

/// Whether the content of the file has this token on a line of its own, so that several addresses can share a file.
#[must_use]
pub fn proves(content: &str, token: &str) -> bool {
    content.trim_start_matches('\u{feff}').lines().any(|line| line.trim() == token)
}

/// Instructions for a user who wants more than the `vus` virtual users and `rate` requests per second without a proof.
#[must_use]
pub fn how_to_prove(shop: &Url, today: Date, vus: u32, rate: u32) -> Message {
    let address = shop.join(PROOF_PATH).map_or_else(|_| PROOF_PATH.to_owned(), |address| address.to_string());
    let host = shop.host_str().unwrap_or_default();
    Message::new("how-to-prove")
        .with("token", ownership_token(shop))
        .with("address", address)
        .with("host", host)
        .with("today", today)
        .with("vus", u64::from(vus))
        .with("rate", u64::from(rate))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_token_belongs_to_a_host_and_port() {
        // printf 'promo-load ownership 1\nshop.example' | sha256sum
        let token = ownership_token(&url("https://shop.example/en/6-mug.html"));
        assert_eq!(token, "b8796763702510fb77e76a94fa301eadae0a9e105da2afc1a7bff75ffa038b8d");
        assert_eq!(token, ownership_token(&url("http://SHOP.example:80/")));
        // printf 'promo-load ownership 1\nshop.example:8443' | sha256sum
        assert_eq!(
            ownership_token(&url("https://shop.example:8443/")),
            "b02121b0f546ce91c28e08c2ce04ee158aa51c1da5d96ab9113d675bb131e697"
        );
    }

    #[test]
    fn the_token_stands_alone_in_a_line() {
        for (content, proven) in [
            ("abc", true),
            ("\u{feff}abc\r\n", true),
            ("other\n  abc \n", true),
            ("", false),
            ("abcd", false),
            ("token: abc", false),
            ("ABC", false),
        ] {
            assert_eq!(proves(content, "abc"), proven, "{content:?}");
        }
    }

    #[test]
    fn a_confirmation_counts_for_a_year() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let (old, future) = (ConfirmationError::Old, ConfirmationError::Future);
        for (on, today, expected) in [
            ("2026-11-20", "2026-11-20", Ok(())),
            ("2026-11-20", "2027-11-20", Ok(())),
            ("2026-11-20", "2027-11-21", Err(old(date("2026-11-20")))),
            ("2026-11-20", "2026-11-19", Err(future(date("2026-11-20")))),
            ("2028-02-29", "2029-02-28", Ok(())),
            ("2028-02-29", "2029-03-01", Err(old(date("2028-02-29")))),
        ] {
            let confirmation = Confirmation { by: "Ada Lovelace".into(), on: date(on) };
            assert_eq!(confirmation.check(date(today)), expected, "{on} seen on {today}");
        }
    }

    #[test]
    fn what_to_do_names_path_token_and_lines() {
        let text =
            how_to_prove(&url("https://shop.example/en/"), "2026-11-20".parse().unwrap(), 50, 20).to_string();
        for part in [
            "https://shop.example/.well-known/promo-load.txt",
            "b8796763702510fb77e76a94fa301eadae0a9e105da2afc1a7bff75ffa038b8d",
            "[host.\"shop.example\"]",
            "confirmed_by = \"NAME\"",
            "confirmed_on = 2026-11-20",
            "at most 50 VUs and 20 requests per second",
        ] {
            assert!(text.contains(part), "`{part}` is not in: {text}");
        }
    }
}
