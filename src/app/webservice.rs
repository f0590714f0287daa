//! The optional look into the back office: whether there is a key, whether it may be sent, and what it brings.

use std::env::VarError;

use url::Url;

use super::failure::Failure;
use super::notes::{KeyUnused, Note};
use super::secrets::know;
use super::target::TargetOptions;
use crate::grade::Finding;
use crate::http::AddressClass;
use crate::page::{CartState, Page};
use crate::plan::Limits;
use crate::promotion::{self, Promotion};
use crate::scrape::Scraper;
use crate::shops::{RuleSource, Shop, Shops};
use crate::units::secret::Secret;
use crate::words::Message;

/// The way into a shop's back office.
#[derive(Debug, Clone)]
pub(super) struct WebserviceAccess {
    /// One for each platform that has a key.
    keys: Vec<Key>,
    /// Whether the host is this machine or in a private network.
    is_local: bool,
    /// Whether the allowed hours are over or have not begun.
    is_closed: bool,
}

/// Promotions, and what the back office has to say of them.
pub(super) struct WebserviceSays {
    pub(super) promotions: Vec<Promotion>,
    /// What the rules are known to cost.
    pub(super) known: Vec<Finding>,
    pub(super) notes: Vec<Note>,
}

/// A key, as it would be sent to a platform's back office.
#[derive(Debug, Clone)]
struct Key {
    platform: &'static dyn Shop,
    rules: &'static dyn RuleSource,
    secret: Secret,
    /// Where it was found.
    source: String,
}

impl WebserviceAccess {
    /// Takes the key from the environment, or else from the configuration of this host, for a page at this address.
    pub(super) fn of(url: &Url, options: &TargetOptions, limits: &Limits) -> Result<Self, Failure> {
        let mut keys = Vec::new();
        for (platform, rules) in Shops::known().back_offices() {
            // The place beside the configuration file: flags are seen by everybody on the machine.
            let variable = rules.key_variable();
            let given = match std::env::var(variable) {
                Ok(text) => Secret::new(&text),
                Err(VarError::NotPresent) => None,
                Err(VarError::NotUnicode(_)) => {
                    return Err(Failure::Usage(Message::new("error-no-text").exact("variable", variable)));
                }
            };
            let listed = || options.config.host(url)?.webservice_key.clone();
            let (secret, source) = match given {
                Some(secret) => (Some(secret), variable.to_owned()),
                None => (listed(), options.config.place()),
            };
            know(rules.key_name(), secret.clone());
            keys.extend(secret.map(|secret| Key { platform, rules, secret, source }));
        }
        let is_local = limits.site().class() == AddressClass::Private;
        Ok(Self { keys, is_local, is_closed: limits.must_stop() })
    }

    /// The key for a page: that of its platform, or else the first, which [`WebserviceAccess::refusal`] keeps here.
    fn key_for(&self, page: &Page) -> Option<&Key> {
        let of_platform = self.keys.iter().find(|key| Some(key.platform.name()) == page.platform_name());
        of_platform.or(self.keys.first())
    }

    /// Completes what was seen of a page with what the back office says, looks up the `voucher`, too, and says what the rules are
    /// known to cost; `cart` is the trial's. Without a key nothing is sent and nothing changes.
    pub(super) async fn complete(
        &self,
        scraper: &mut Scraper,
        page: &Page,
        seen: Vec<Promotion>,
        voucher: Option<&str>,
        cart: Option<&CartState>,
    ) -> WebserviceSays {
        let told = |promotions, notes| WebserviceSays { promotions, known: Vec::new(), notes };
        let said = |notes: Vec<Message>| notes.into_iter().map(Note::BackOffice);
        let Some(key) = self.key_for(page) else { return told(seen, Vec::new()) };
        if let Some(why) = self.refusal(key, page) {
            return told(seen, vec![Note::KeyUnused { place: key.source.clone(), why }]);
        }
        let advertised = promotion::codes_of(&seen);
        let other = voucher.filter(|code| !advertised.iter().any(|known| known.eq_ignore_ascii_case(code)));
        let codes: Vec<String> = other.map(str::to_owned).into_iter().chain(advertised).collect();
        let reading = scraper.read_cart_rules(key.rules, page, &key.secret, &codes).await;
        let Some(office) = reading.told else { return told(seen, said(reading.notes).collect()) };
        let census = scraper.read_census(key.rules, page, &key.secret, &office).await;
        let costs = key.rules.known_costs(page, &office, &census, cart);
        let mut enriched = promotion::enrich(page, seen, cart.is_some(), &office);
        enriched.notes.extend(other.and_then(|code| office.against(code, page)));
        enriched.notes.extend(reading.notes);
        WebserviceSays {
            known: costs.into_iter().map(Finding::from).collect(),
            ..told(enriched.promotions, said(enriched.notes).collect())
        }
    }

    /// What the back office says against a code that the shop has refused, as the end of that sentence.
    pub(super) async fn against(&self, scraper: &mut Scraper, page: &Page, code: &str) -> Option<Message> {
        let key = self.key_for(page).filter(|key| self.refusal(key, page).is_none())?;
        let reading = scraper.read_cart_rules(key.rules, page, &key.secret, &[code.to_owned()]).await;
        reading.told.and_then(|told| told.against(code, page))
    }

    /// Why a key stays here.
    fn refusal(&self, key: &Key, page: &Page) -> Option<KeyUnused> {
        if page.platform_name() != Some(key.platform.name()) {
            Some(KeyUnused::AnotherPlatform(key.platform.name()))
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
            let page = Shops::known().parse(html, &Url::parse(address).unwrap());
            let (platform, rules) = Shops::known().back_offices().next().unwrap();
            let source = rules.key_variable().to_owned();
            let key = Key { platform, rules, secret: Secret::new("SESAME").unwrap(), source };
            let webservice = WebserviceAccess { keys: vec![key], is_local, is_closed: false };
            let key = webservice.key_for(&page).unwrap();
            assert_eq!(webservice.refusal(key, &page).is_none(), sent, "{address} {is_local}");
            assert!(!format!("{webservice:?}").contains("SESAME"));
        }
    }
}
