//! Where the shop's scripts send what they ask: `wc-ajax` and the Store API.

use url::Url;

use crate::page::Page;

/// What stands for the action in the address that pages have.
const ACTION: &str = "%%endpoint%%";

/// Where WooCommerce's own interface lies within that of WordPress.
const STORE: &str = "wc/store/v1/";

/// The name in a query by which an address of the REST API is written without pretty permalinks.
const ROUTE: &str = "rest_route";

/// The address of an action of `wc-ajax`.
pub(super) fn action(page: &Page, name: &str) -> Url {
    let known = page.urls.scripts.as_ref().filter(|url| url.as_str().contains(ACTION));
    let named = known.and_then(|url| Url::parse(&url.as_str().replace(ACTION, name)).ok());
    named.unwrap_or_else(|| {
        let mut url = page.root.clone();
        url.set_query(Some(&format!("wc-ajax={name}")));
        url
    })
}

/// The address of a route of the Store API.
pub(super) fn store(page: &Page, route: &str) -> Url {
    let mut url = page.urls.interface.clone().unwrap_or_else(|| {
        let mut url = page.root.clone();
        url.set_path(&format!("{}wp-json/", page.root.path()));
        url
    });
    let begun = url.query_pairs().find(|(name, _)| name == ROUTE).map(|(_, value)| value.into_owned());
    match begun {
        Some(begun) => {
            let whole = format!("{}/{STORE}{route}", begun.trim_end_matches('/'));
            url.set_query(Some(&format!("{ROUTE}={whole}")));
        }
        None => {
            let path = format!("{}/{STORE}{route}", url.path().trim_end_matches('/'));
            url.set_path(&path);
        }
    }
    url
}

/// The action of `wc-ajax` that a path asks for.
pub(super) fn action_of(path: &str) -> Option<&str> {
    let (_, query) = path.split_once('?')?;
    query.split(['&', '#']).find_map(|pair| pair.strip_prefix("wc-ajax="))
}

/// The route of the Store API that a path asks for: `cart/add-item`. Its version may be left out.
pub(super) fn route_of(path: &str) -> Option<&str> {
    let plain = match path.split_once("rest_route=") {
        Some((_, route)) => route.split('&').next()?,
        None => path.split(['?', '#']).next()?,
    };
    let (_, route) = plain.split_once("wc/store/")?;
    Some(route.strip_prefix("v1/").unwrap_or(route).trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shops::Shops;

    #[test]
    fn addresses_begin_where_the_page_says() {
        let page = |html: &str| Shops::known().parse(html, &Url::parse("https://s.example/shop/x/").unwrap());
        let plain = page("<body class=woocommerce>");
        assert_eq!(action(&plain, "get_x").as_str(), "https://s.example/?wc-ajax=get_x");
        assert_eq!(store(&plain, "cart").as_str(), "https://s.example/wp-json/wc/store/v1/cart");
        let told = page(
            r#"<body class=woocommerce><link rel="https://api.w.org/" href="https://s.example/shop/index.php?rest_route=/" />
            <script>{"wc_ajax_url":"/shop/?wc-ajax=%%endpoint%%"}</script>"#,
        );
        assert_eq!(action(&told, "get_x").as_str(), "https://s.example/shop/?wc-ajax=get_x");
        let route = store(&told, "cart/add-item");
        assert_eq!(route.as_str(), "https://s.example/shop/index.php?rest_route=/wc/store/v1/cart/add-item");
    }

    #[test]
    fn requests_are_known_by_their_addresses() {
        for (path, route) in [
            ("/wp-json/wc/store/v1/cart/add-item", Some("cart/add-item")),
            ("/shop/wp-json/wc/store/cart?x=1", Some("cart")),
            ("/index.php?a=b&rest_route=/wc/store/v1/checkout/7&c=d", Some("checkout/7")),
            ("/wp-json/wp/v2/pages", None),
            ("/cart/", None),
        ] {
            assert_eq!(route_of(path), route, "{path}");
        }
        assert_eq!(action_of("/fr/?lang=fr&wc-ajax=apply_coupon"), Some("apply_coupon"));
        assert_eq!(action_of("/wc-ajax/apply_coupon"), None);
    }
}
