//! What a page's own scripts ask the shop besides the page, as far as its platform knows it from the page's mark-up.
//!
//! Only reads are known here: what orders a change by its address is refused, as are other origins.

use url::Url;

use super::base::Base;
use super::changing::orders_a_change;
use super::platform::{BackgroundFound, BackgroundMoment};

/// A request that a page's own scripts send to the shop, which reads and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackgroundRequest {
    /// What is asked for, in a word or two; the end of a step's name.
    pub name: String,
    /// Its address, of the page's own origin.
    pub url: Url,
    /// The headers that the script sets.
    pub headers: &'static [(&'static str, &'static str)],
    /// The fields of a form that is posted, as templates; empty for a `GET`.
    pub form: &'static [(&'static str, &'static str)],
    /// When it is sent.
    pub moment: BackgroundMoment,
}

impl BackgroundRequest {
    /// `GET`, or `POST` where there is a form.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        if self.form.is_empty() { "GET" } else { "POST" }
    }

    /// Keeps what leads to the page's own origin and orders no change, each name and each address once.
    pub(super) fn read(found: impl IntoIterator<Item = BackgroundFound>, base: &Base) -> Vec<Self> {
        let mut kept: Vec<Self> = Vec::new();
        for BackgroundFound { name, address, headers, form, moment } in found {
            let Some(mut url) = base.join(&address).filter(|url| !changes(url)) else { continue };
            url.set_fragment(None);
            if kept.iter().all(|known| known.name != name && known.url != url) {
                kept.push(Self { name, url, headers, form, moment });
            }
        }
        kept
    }
}

/// Whether an address orders a change: by a name in its query, or by the action that it names.
fn changes(url: &Url) -> bool {
    url.query_pairs()
        .any(|(name, value)| orders_a_change(&name) || (name == "action" && orders_a_change(&value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Dom, PageNaming};

    #[test]
    fn only_reads_of_the_pages_own_origin_are_kept() {
        let page = Url::parse("https://shop.example/en/3-x").unwrap();
        let base = Base::of_page(&Dom::new(""), &[], &page, PageNaming::default(), false);
        let found = |name: &str, address: &str| BackgroundFound {
            name: name.to_owned(),
            address: address.to_owned(),
            headers: &[],
            form: &[],
            moment: BackgroundMoment::EveryPage,
        };
        let kept = BackgroundRequest::read(
            [
                found("a", "//shop.example/m?action=getAll#x"),
                found("again", "/m?action=getAll"),
                found("a", "/other"),
                found("b", "https://other.example/m?action=getAll"),
                found("c", "http://shop.example/m"),
                found("d", "/m?action=deleteList"),
                found("e", "/m?action=addProductToCart"),
                found("f", "/m?add-to-cart=7"),
                found("g", "javascript:x()"),
                found("h", "/m?ids%5B%5D=1"),
            ],
            &base,
        );
        let kept: Vec<_> = kept.iter().map(|kept| (kept.name.as_str(), kept.url.as_str())).collect();
        assert_eq!(
            kept,
            [("a", "https://shop.example/m?action=getAll"), ("h", "https://shop.example/m?ids%5B%5D=1"),]
        );
    }
}
