//! A page as the shop showed it before the load.

use url::Url;

use crate::page::Page;

/// A page that was fetched.
#[derive(Debug, Clone)]
pub struct Stop {
    /// The address as the link or the user gave it; the page may live elsewhere after redirects.
    pub asked: Url,
    /// The page.
    pub page: Page,
    /// Its HTML.
    pub source: String,
    /// Its HTML as the next visitor got it, when it was fetched twice.
    pub again: Option<String>,
}

impl Stop {
    /// Whether the text stands in the page's very bytes, for every visitor who looked.
    #[must_use]
    pub fn says(&self, text: &str) -> bool {
        self.page.encoding.keeps(text)
            && self.source.contains(text)
            && self.again.as_ref().is_none_or(|again| again.contains(text))
    }
}
