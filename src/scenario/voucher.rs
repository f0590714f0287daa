//! The voucher code that journeys enter, and where they take it from.

use std::fmt;

use super::written::SECRET;
use super::{DataSource, Template};
use crate::units::secret::{HIDDEN, Secret};

/// The column of a secret code.
const VOUCHER: &str = "voucher";

/// A voucher code, which may be for few eyes only.
#[derive(Clone, PartialEq, Eq)]
pub struct Voucher {
    code: String,
    secret: bool,
}

impl Voucher {
    /// The environment variable of a secret code, at the time of compiling and at that of a run.
    pub const VARIABLE: &str = "PROMO_LOAD_SECRET_VOUCHER";

    /// A code that may be read by everybody.
    #[must_use]
    pub fn public(code: &str) -> Self {
        Self { code: code.to_owned(), secret: false }
    }

    /// A code that stands in no file: the journeys take it from [`Voucher::VARIABLE`].
    #[must_use]
    pub fn of_secret(code: &Secret) -> Self {
        Self { code: code.expose().to_owned(), secret: true }
    }

    /// The code, to try it.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The code, when it is secret.
    #[must_use]
    pub fn secret(&self) -> Option<Secret> {
        Secret::new(&self.code).filter(|_| self.secret)
    }

    /// Whether it has line breaks, tabs or other characters that no shopper can type into a field.
    #[must_use]
    pub fn has_controls(&self) -> bool {
        self.code.chars().any(|letter| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}'))
    }

    /// What the journeys send, as a template.
    #[must_use]
    pub fn template(&self) -> String {
        if self.secret { format!("${{{SECRET}.{}}}", VOUCHER) } else { Template::escape(&self.code) }
    }

    /// Where the journeys take it from, when it does not stand in them.
    #[must_use]
    pub fn source(&self) -> Option<DataSource> {
        self.secret().map(|code| DataSource::of_secrets(SECRET, [(VOUCHER, Self::VARIABLE, code.expose())]))
    }
}

impl fmt::Debug for Voucher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.secret { HIDDEN } else { &self.code })
    }
}
