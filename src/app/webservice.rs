//! The optional look into the back office: whether there is a key, whether it may be sent, and what it brings.

use std::env::VarError;

use url::Url;

use super::failure::Failure;
use super::notes::{KeyUnused, Note};
use super::secrets::know;
use super::target::TargetOptions;
use crate::http::AddressClass;
use crate::page::{Page, Platform};
use crate::plan::Limits;
use crate::promotion::{self, Promotion};
use crate::scrape::Scraper;
use crate::units::secret::Secret;
use crate::words::Message;

/// The place for the key beside the configuration file: flags are seen by everybody on the machine.
const KEY_VARIABLE: &str = "PROMO_LOAD_PRESTASHOP_KEY";

/// The way into a shop's back office.
#[derive(Debug, Clone)]
pub(super) struct Webservice {
    key: Option<Secret>,
    /// Where the key was found.
    source: String,
    /// Whether the host is this machine or in a private network.
    is_local: bool,
    /// Whether the allowed hours are over or have not begun.
    is_closed: bool,
}

/// Promotions, and what the back office has to say of them.
pub(super) struct Told {
    pub(super) promotions: Vec<Promotion>,
    pub(super) notes: Vec<Note>,
}

impl Webservice {
    /// Takes the key from the environment, or else from the configuration of this host, for a page at this address.
    pub(super) fn of(url: &Url, options: &TargetOptions, limits: &Limits) -> Result<Self, Failure> {
        let given = match std::env::var(KEY_VARIABLE) {
            Ok(text) => Secret::new(&text),
            Err(VarError::NotPresent) => None,
            Err(VarError::NotUnicode(_)) => return Err(Failure::Usage(format!("{KEY_VARIABLE} is no text"))),
        };
        let listed = || options.config.host(url)?.webservice_key.clone();
        let (key, source) = match given {
            Some(key) => (Some(key), KEY_VARIABLE.to_owned()),
            None => (listed(), options.config.place()),
        };
        know("prestashop_key", key.clone());
        let is_local = limits.site().class() == AddressClass::Private;
        Ok(Self { key, source, is_local, is_closed: limits.must_stop() })
    }

    /// Completes what was seen of a page with what the back office says, and looks up the `voucher`, too. Without a key
    /// nothing is sent and nothing changes.
    pub(super) async fn complete(
        &self,
        scraper: &mut Scraper,
        page: &Page,
        seen: Vec<Promotion>,
        voucher: Option<&str>,
        cart_filled: bool,
    ) -> Told {
        let told = |promotions, notes| Told { promotions, notes };
        let said = |notes: Vec<Message>| notes.into_iter().map(Note::BackOffice);
        let Some(key) = &self.key else { return told(seen, Vec::new()) };
        if let Some(why) = self.refusal(page) {
            return told(seen, vec![Note::KeyUnused { place: self.source.clone(), why }]);
        }
        let advertised = promotion::codes_of(&seen);
        let other = voucher.filter(|code| !advertised.iter().any(|known| known.eq_ignore_ascii_case(code)));
        let codes: Vec<String> = other.map(str::to_owned).into_iter().chain(advertised).collect();
        let reading = scraper.read_cart_rules(page, key, &codes).await;
        let Some(office) = reading.told else { return told(seen, said(reading.notes).collect()) };
        let mut enriched = promotion::enrich(page, seen, cart_filled, &office);
        enriched.notes.extend(other.and_then(|code| office.against(code, page)));
        enriched.notes.extend(reading.notes);
        told(enriched.promotions, said(enriched.notes).collect())
    }

    /// What the back office says against a code that the shop has refused, as the end of that sentence.
    pub(super) async fn against(&self, scraper: &mut Scraper, page: &Page, code: &str) -> String {
        let Some(key) = self.key.as_ref().filter(|_| self.refusal(page).is_none()) else {
            return String::new();
        };
        let reading = scraper.read_cart_rules(page, key, &[code.to_owned()]).await;
        let reason = reading.told.and_then(|told| told.against(code, page));
        reason.map(|reason| format!(" ({reason})")).unwrap_or_default()
    }

    /// Why the key stays here.
    fn refusal(&self, page: &Page) -> Option<KeyUnused> {
        if page.platform != Platform::PrestaShop {
            Some(KeyUnused::NotPrestaShop)
        } else if self.is_closed {
            Some(KeyUnused::OutsideHours)
        } else if page.url.scheme() != "https" && !self.is_local {
            Some(KeyUnused::PlainHttp)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_only_sent_where_nobody_else_reads_it() {
        let html = r#"<script>var prestashop = {"page":{"page_name":"product"}};</script>"#;
        for (address, is_local, html, sent) in [
            ("https://shop.example/en/", false, html, true),
            ("http://shop.example/en/", false, html, false),
            ("http://shop.test/en/", true, html, true),
            ("https://shop.example/en/", false, "<html>", false),
        ] {
            let page = Page::parse(html, &Url::parse(address).unwrap());
            let webservice = Webservice {
                key: Secret::new("SESAME"),
                source: KEY_VARIABLE.to_owned(),
                is_local,
                is_closed: false,
            };
            assert_eq!(webservice.refusal(&page).is_none(), sent, "{address} {is_local}");
            assert!(!format!("{webservice:?}").contains("SESAME"));
        }
    }
}
