//! `var prestashop = {…};`, the object that every PrestaShop page (1.7 and later) carries inline: page name,
//! token, addresses, currency, cart.

use std::collections::HashMap;

use memchr::memmem;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::json;
use crate::units::money::Currency;

/// The parts of the object that the readers use. Each part is read on its own: one odd part loses only
/// itself.
#[derive(Debug, Default)]
pub(super) struct ShopObject {
    pub(super) page_name: Option<String>,
    pub(super) static_token: Option<String>,
    pub(super) currency: Option<Currency>,
    /// PrestaShop's id of that currency, which the amounts of cart rules refer to.
    pub(super) currency_id: Option<u64>,
    pub(super) language: Option<String>,
    pub(super) language_id: Option<u64>,
    pub(super) current_url: Option<Url>,
    /// The shop's root, with its folder where it lives in one.
    pub(super) base_url: Option<Url>,
    pages: HashMap<String, String>,
    pub(super) cart: Option<Value>,
}

/// What became of the search for the object.
#[derive(Debug)]
pub(super) enum Found {
    /// It was read.
    Read(Box<ShopObject>),
    /// It begins and is cut off or damaged.
    Broken,
    /// The page has none.
    Absent,
}

impl Found {
    pub(super) fn read(&self) -> Option<&ShopObject> {
        match self {
            Self::Read(object) => Some(object),
            Self::Broken | Self::Absent => None,
        }
    }
}

/// Only these keys are built into values; serde skips the rest, among it the long list of password hints.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw {
    cart: Option<Value>,
    currency: Option<Value>,
    language: Option<Value>,
    page: Option<RawPage>,
    urls: Option<RawUrls>,
    static_token: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawPage {
    page_name: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawUrls {
    current_url: Option<Value>,
    base_url: Option<Value>,
    pages: Option<Value>,
}

impl ShopObject {
    /// Cuts the object out of the page's source. The JSON reader finds its end, so that a `};` inside a
    /// string does no harm.
    pub(super) fn find(source: &str) -> Found {
        let mut broken = false;
        let raw = memmem::find_iter(source.as_bytes(), "prestashop").find_map(|at| {
            let rest = source.get(at + "prestashop".len()..)?.trim_start().strip_prefix('=')?.trim_start();
            if !rest.starts_with('{') {
                return None;
            }
            let raw = first_json::<Raw>(rest);
            // Themes' scripts that begin an empty object of that name do not count.
            broken |= raw.is_none() && source[..at].trim_end().ends_with("var");
            raw
        });
        match raw {
            Some(raw) => Found::Read(Box::new(Self::from_raw(raw))),
            None if broken => Found::Broken,
            None => Found::Absent,
        }
    }

    fn from_raw(raw: Raw) -> Self {
        let urls = raw.urls.unwrap_or_default();
        let pages = match urls.pages {
            Some(Value::Object(pages)) => {
                pages.into_iter().filter_map(|(name, url)| Some((name, url.as_str()?.to_owned()))).collect()
            }
            _ => HashMap::new(),
        };
        let currency = raw.currency.unwrap_or_default();
        let language = raw.language.unwrap_or_default();
        let address =
            |value: Option<Value>| value.as_ref().and_then(Value::as_str).and_then(|url| url.parse().ok());
        Self {
            page_name: raw.page.unwrap_or_default().page_name.as_ref().and_then(json::text),
            static_token: raw.static_token.as_ref().and_then(json::text),
            currency: json::text(&currency["iso_code"]).and_then(|code| code.parse().ok()),
            currency_id: json::id(&currency["id"]),
            language: json::text(&language["iso_code"]),
            language_id: json::id(&language["id"]),
            current_url: address(urls.current_url),
            base_url: address(urls.base_url),
            pages,
            cart: raw.cart.filter(Value::is_object),
        }
    }

    /// What the page says is the address of one of the shop's pages, by PrestaShop's name for it (`urls.pages.cart`).
    pub(super) fn page(&self, name: &str) -> Option<&str> {
        self.pages.get(name).map(String::as_str)
    }
}

/// The first JSON value at the start of a text, whatever follows it.
fn first_json<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    serde_json::Deserializer::from_str(text).into_iter::<T>().next()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_cut_out_whatever_stands_in_its_strings() {
        let source = r#"<script>var prestashopOld = 1; var prestashop = {"cart":{"a":"};</x>"},"currency":{"id":1,
            "iso_code":"EUR"},"language":{"id":"2","iso_code":"fr"},"page":{"page_name":"product"},"urls":{"base_url":"https:\/\/s.example\/","current_url":"https:\/\/s.example\/en\/",
            "pages":{"cart":"https:\/\/s.example\/en\/cart","odd":5}},"static_token":"abc"}; var x = {};</script>"#;
        let object = ShopObject::find(source);
        let object = object.read().unwrap();
        assert_eq!(object.page_name.as_deref(), Some("product"));
        assert_eq!(object.static_token.as_deref(), Some("abc"));
        assert_eq!((object.currency_id, object.language_id), (Some(1), Some(2)));
        assert_eq!(object.language.as_deref(), Some("fr"));
        assert_eq!(object.base_url.as_ref().unwrap().as_str(), "https://s.example/");
        assert_eq!(object.current_url.as_ref().unwrap().as_str(), "https://s.example/en/");
        assert_eq!(object.page("cart"), Some("https://s.example/en/cart"));
        assert_eq!(object.page("odd"), None);
    }

    #[test]
    fn broken_objects_are_no_objects() {
        for source in
            ["", "var prestashop", "var prestashop = ", "prestashop = 5", "window.prestashop = {}.x"]
        {
            let found = ShopObject::find(source);
            assert!(!matches!(found, Found::Broken), "{source}");
        }
        for source in ["var prestashop = {\"a\":", "<script>var prestashop={\"cart\":{]}}"] {
            assert!(matches!(ShopObject::find(source), Found::Broken), "{source}");
        }
        // PHP writes an empty object as a list.
        assert!(ShopObject::find(r#"prestashop={"cart":[],"urls":{"pages":[]}}"#).read().is_some());
    }
}
