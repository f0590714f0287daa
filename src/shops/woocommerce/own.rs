//! The addresses that WooCommerce's and WordPress's own data have in each page: the variables of its scripts
//! (`wc_add_to_cart_params`), the link to the REST API, the links of menus.

use crate::page::{Own, OwnAddresses, OwnData};

/// The last parts of the default addresses of the cart, in the languages of shops. The settings may say anything else.
const CART: &[&str] = &["cart", "panier", "warenkorb", "carrito", "carrello", "winkelwagen"];

/// The same of the order page.
const ORDER: &[&str] =
    &["checkout", "commander", "commande", "kasse", "finalizar-compra", "pagamento", "afrekenen"];

/// Looks for them.
pub(super) fn find(source: &str) -> Own {
    if !source.contains("woocommerce") {
        return Own::Absent;
    }
    let addresses = OwnAddresses {
        cart: script_value(source, "cart_url").or_else(|| linked(source, CART)),
        order: checkout_button(source).or_else(|| linked(source, ORDER)),
        scripts: script_value(source, "wc_ajax_url"),
        interface: interface(source),
        ..OwnAddresses::default()
    };
    let known = [&addresses.cart, &addresses.order, &addresses.scripts, &addresses.interface];
    if known.iter().all(|address| address.is_none()) {
        return Own::Absent;
    }
    Own::Read(Box::new(OwnData { addresses, ..OwnData::default() }))
}

/// A text in the object of a script. Slashes are escaped up to version 10.
fn script_value(source: &str, name: &str) -> Option<String> {
    let key = format!("\"{name}\":");
    let rest = source[source.find(&key)? + key.len()..].trim_start();
    let text: String = serde_json::Deserializer::from_str(rest).into_iter().next()?.ok()?;
    (!text.is_empty()).then_some(text)
}

/// `<link rel="https://api.w.org/" href="…">`, which every page of WordPress has unless it was taken out.
fn interface(source: &str) -> Option<String> {
    let at = source.find("https://api.w.org/")?;
    let tag = source[at..].split('>').next()?;
    attribute(tag, "href")
}

/// The button of the classic cart page.
fn checkout_button(source: &str) -> Option<String> {
    let at = source.find("checkout-button ")?;
    let start = source[..at].rfind('<')?;
    attribute(source[start..].split('>').next()?, "href")
}

/// The first link whose address ends with one of these parts.
fn linked(source: &str, ends: &[&str]) -> Option<String> {
    let links = source.match_indices("<a ").filter_map(|(at, _)| {
        let tag = source[at..].split('>').next()?;
        attribute(tag, "href")
    });
    links.into_iter().find(|link| {
        let path = link.split(['?', '#']).next().unwrap_or_default();
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        ends.contains(&last)
    })
}

/// The value of a tag's attribute, in quotes of either kind.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!("{name}="))? + name.len() + 1;
    let quote = tag[at..].chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let value = tag[at + 1..].split(quote).next()?;
    Some(value.replace("&#038;", "&").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_the_page_s_own() {
        let classic = r#"<body class="woocommerce"><link rel='https://api.w.org/' href='https://s.example/wp-json/' />
            <script>var wc_x_params = {"wc_ajax_url":"\/fr\/?wc-ajax=%%endpoint%%","cart_url":"https:\/\/s.example\/mon-panier\/"};</script>
            <a href="/checkout/" class="checkout-button button">Go</a>"#;
        let own = find(classic);
        let found = &own.read().unwrap().addresses;
        assert_eq!(found.cart.as_deref(), Some("https://s.example/mon-panier/"));
        assert_eq!(found.scripts.as_deref(), Some("/fr/?wc-ajax=%%endpoint%%"));
        assert_eq!(found.interface.as_deref(), Some("https://s.example/wp-json/"));
        assert_eq!(found.order.as_deref(), Some("/checkout/"));

        let blocks = r#"<body class="woocommerce"><nav><a class="x" href="/panier/">Panier</a><a href="/commander?x=1">Commander</a></nav>"#;
        let own = find(blocks);
        let found = &own.read().unwrap().addresses;
        assert_eq!(found.cart.as_deref(), Some("/panier/"));
        assert_eq!(found.order.as_deref(), Some("/commander?x=1"));
        assert_eq!((&found.scripts, &found.interface), (&None, &None));
        for other in
            ["", "<link rel='https://api.w.org/' href='/wp-json/'>", "<body class=woocommerce><a href=x>"]
        {
            assert!(find(other).read().is_none(), "{other}");
        }
    }
}
