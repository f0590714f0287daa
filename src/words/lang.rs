//! The languages of reports.

use std::fmt;
use std::str::FromStr;

use crate::words::Message;

/// A language that reports are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English, the language of the source texts.
    #[default]
    En,
    /// French, with the number and date forms of France.
    Fr,
}

/// The code of a language that has no catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub struct LangError {
    text: String,
}

impl From<&LangError> for Message {
    fn from(error: &LangError) -> Self {
        Message::new("error-lang").exact("text", &error.text)
    }
}

impl Lang {
    /// All languages, in the order of [`Lang`].
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// The two-letter code of ISO 639-1, as flags and HTML use it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Reads the code, whatever its letter case.
impl FromStr for Lang {
    type Err = LangError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|lang| lang.code().eq_ignore_ascii_case(text))
            .ok_or_else(|| LangError { text: text.to_owned() })
    }
}
