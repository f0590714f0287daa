//! `var prestashop = {…};`, the object that every PrestaShop page (1.7 and later) carries inline: page name,
//! token, addresses, currency, cart.

use memchr::memmem;
use serde::Deserialize;
use serde_json::Value;

use crate::page::{Own, OwnAddresses, OwnData, json};

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

/// Cuts the object out of the page's source. The JSON reader finds its end, so that a `};` inside a string does no harm.
pub(super) fn find(source: &str) -> Own {
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
        Some(raw) => Own::Read(Box::new(read(raw))),
        None if broken => Own::Broken("prestashop"),
        None => Own::Absent,
    }
}

/// Each part is read on its own: one odd part loses only itself.
fn read(raw: Raw) -> OwnData {
    let urls = raw.urls.unwrap_or_default();
    let pages = urls.pages.unwrap_or_default();
    // By PrestaShop's names for its pages.
    let page = |name: &str| pages[name].as_str().map(str::to_owned);
    let currency = raw.currency.unwrap_or_default();
    let language = raw.language.unwrap_or_default();
    let address =
        |value: Option<Value>| value.as_ref().and_then(Value::as_str).and_then(|url| url.parse().ok());
    OwnData {
        page_name: raw.page.unwrap_or_default().page_name.as_ref().and_then(json::text),
        token: raw.static_token.as_ref().and_then(json::text),
        currency: json::text(&currency["iso_code"]).and_then(|code| code.parse().ok()),
        currency_id: json::id(&currency["id"]),
        language: json::text(&language["iso_code"]),
        language_id: json::id(&language["id"]),
        current_url: address(urls.current_url),
        base_url: address(urls.base_url),
        addresses: OwnAddresses {
            cart: page("cart"),
            order: page("order"),
            index: page("index"),
            search: page("search"),
            product: page("product"),
            prices_drop: page("prices_drop"),
            ..OwnAddresses::default()
        },
        cart: raw.cart.filter(Value::is_object),
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
            "pages":{"cart":"https:\/\/s.example\/en\/cart","order":5}},"static_token":"abc"}; var x = {};</script>"#;
        let object = find(source);
        let object = object.read().unwrap();
        assert_eq!(object.page_name.as_deref(), Some("product"));
        assert_eq!(object.token.as_deref(), Some("abc"));
        assert_eq!((object.currency_id, object.language_id), (Some(1), Some(2)));
        assert_eq!(object.language.as_deref(), Some("fr"));
        assert_eq!(object.base_url.as_ref().unwrap().as_str(), "https://s.example/");
        assert_eq!(object.current_url.as_ref().unwrap().as_str(), "https://s.example/en/");
        assert_eq!(object.addresses.cart.as_deref(), Some("https://s.example/en/cart"));
        assert_eq!(object.addresses.order, None);
    }

    #[test]
    fn broken_objects_are_no_objects() {
        for source in
            ["", "var prestashop", "var prestashop = ", "prestashop = 5", "window.prestashop = {}.x"]
        {
            let found = find(source);
            assert!(!matches!(found, Own::Broken(_)), "{source}");
        }
        for source in ["var prestashop = {\"a\":", "<script>var prestashop={\"cart\":{]}}"] {
            assert!(matches!(find(source), Own::Broken(_)), "{source}");
        }
        // PHP writes an empty object as a list.
        assert!(find(r#"prestashop={"cart":[],"urls":{"pages":[]}}"#).read().is_some());
    }
}
