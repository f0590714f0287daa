//! A visitor of a WooCommerce: keeps cookies, knows the nonce of the Store API, and follows nothing.

use std::collections::BTreeMap;

use promo_load::shop::{DemoPlatform, DemoShop, Language, ShopConfig, Theme, WooSettings};
use serde_json::Value;

use crate::shop::client::{Answer, Client, shop_with};

/// The mug at -20 %.
pub(crate) const MUG: &str = "/product/mug-the-best/";

/// A WooCommerce as it comes.
pub(crate) fn config() -> ShopConfig {
    ShopConfig { platform: DemoPlatform::WooCommerce, languages: vec![Language::En], ..ShopConfig::default() }
}

pub(crate) fn woo() -> DemoShop {
    shop_with(config())
}

/// With a block theme.
pub(crate) fn blocks() -> DemoShop {
    shop_with(ShopConfig { theme: Theme::Blocks, ..config() })
}

/// With settings of its own.
pub(crate) fn set(woo: WooSettings) -> DemoShop {
    shop_with(ShopConfig { woo, ..config() })
}

/// A visitor.
pub(crate) struct Shopper {
    client: Client,
    pub(crate) cookies: BTreeMap<String, String>,
    /// Of the Store API; empty: none is sent.
    pub(crate) nonce: String,
    /// Sent with each request, empty values excepted.
    pub(crate) referer: String,
}

impl Shopper {
    /// A newcomer who has asked for the nonce.
    pub(crate) fn new(shop: &DemoShop) -> Shopper {
        let mut client = Client::new(shop);
        let nonce = client.get("/wp-json/wc/store/v1/cart", &[]).header("nonce").to_owned();
        Shopper { client, cookies: BTreeMap::new(), nonce, referer: String::new() }
    }

    fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let cookie: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookie = cookie.join("; ");
        let mut all = headers.to_vec();
        if !cookie.is_empty() {
            all.push(("cookie", &cookie));
        }
        if !self.referer.is_empty() {
            all.push(("referer", &self.referer));
        }
        let answer = self.client.try_send(method, path, &all, body).unwrap();
        for (_, value) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, rest) = value.split_once('=').unwrap();
            if value.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
            }
        }
        answer
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], "")
    }

    /// A form. The nonce is for the Store API, which reads forms, too.
    pub(crate) fn post(&mut self, path: &str, form: &str) -> Answer {
        let nonce = self.nonce.clone();
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("nonce", nonce.as_str())];
        self.send("POST", path, &headers, form)
    }

    /// A form of several parts.
    pub(crate) fn parts(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = String::new();
        for (name, value) in fields {
            body += &format!("--XyZ\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        self.send(
            "POST",
            path,
            &[("content-type", "multipart/form-data; boundary=XyZ")],
            &(body + "--XyZ--\r\n"),
        )
    }

    /// `/?wc-ajax=ACTION`.
    pub(crate) fn ajax(&mut self, action: &str, form: &str) -> Answer {
        self.post(&format!("/?wc-ajax={action}"), form)
    }

    /// A request to the Store API, with JSON when there is a body.
    pub(crate) fn store(&mut self, method: &str, route: &str, body: &str) -> Answer {
        self.api(method, &format!("/wp-json/wc/store/v1/{route}"), body)
    }

    /// The same at any address.
    pub(crate) fn api(&mut self, method: &str, path: &str, body: &str) -> Answer {
        let nonce = self.nonce.clone();
        let mut headers = Vec::new();
        if !nonce.is_empty() {
            headers.push(("nonce", nonce.as_str()));
        }
        if !body.is_empty() {
            headers.push(("content-type", "application/json"));
        }
        self.send(method, path, &headers, body)
    }

    /// With a cart token in place of everything else.
    pub(crate) fn by_token(&mut self, token: &str, method: &str, route: &str, body: &str) -> Answer {
        let headers = [("cart-token", token), ("content-type", "application/json")];
        self.client.try_send(method, &format!("/wp-json/wc/store/v1/{route}"), &headers, body).unwrap()
    }

    /// Adds pieces by the Store API.
    pub(crate) fn add(&mut self, id: u32, quantity: u32) -> Answer {
        self.store("POST", "cart/add-item", &format!("{{\"id\":{id},\"quantity\":{quantity}}}"))
    }

    /// The same visitor over another connection.
    pub(crate) fn twin(&self, shop: &DemoShop) -> Shopper {
        Shopper {
            client: Client::new(shop),
            cookies: self.cookies.clone(),
            nonce: self.nonce.clone(),
            referer: String::new(),
        }
    }

    /// Sends an add and does not wait for the answer.
    pub(crate) fn begin_add(&mut self, id: u32) {
        let cookie: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookie = cookie.join("; ");
        let headers = [
            ("cookie", cookie.as_str()),
            ("nonce", self.nonce.as_str()),
            ("content-type", "application/json"),
        ];
        self.client
            .send("POST", "/wp-json/wc/store/v1/cart/add-item", &headers, &format!("{{\"id\":{id}}}"))
            .unwrap();
    }

    /// The status of the add that was sent.
    pub(crate) fn end_add(&mut self) -> u16 {
        self.client.receive().unwrap().status
    }

    /// Enters a code by the Store API.
    pub(crate) fn code(&mut self, code: &str) -> Answer {
        self.store("POST", "cart/apply-coupon", &format!("{{\"code\":\"{code}\"}}"))
    }

    /// What the cart holds: ids with quantities, codes, and the total.
    pub(crate) fn cart(&mut self) -> String {
        seen(&self.store("GET", "cart", "").json())
    }
}

/// A cart of the Store API in a line: `17x2 bf2025 20.56`.
pub(crate) fn seen(cart: &Value) -> String {
    let items =
        cart["items"].as_array().unwrap().iter().map(|item| format!("{}x{}", item["id"], item["quantity"]));
    let codes =
        cart["coupons"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned());
    let total = cart["totals"]["total_price"].as_str().unwrap();
    items.chain(codes).chain([total.to_owned()]).collect::<Vec<_>>().join(" ")
}

/// The value of a hidden field or of a script's data.
pub(crate) fn found(html: &str, before: &str) -> String {
    let (_, rest) = html.split_once(before).unwrap_or_else(|| panic!("no {before} in {html}"));
    rest.split(['"', '\'']).next().unwrap().to_owned()
}

/// What the page says in its notices: `+` before a message, `-` before an error.
pub(crate) fn notices(html: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(html);
    let all = scraper::Selector::parse(".woocommerce-message, ul.woocommerce-error li").unwrap();
    page.select(&all)
        .map(|element| {
            let text: Vec<_> =
                element.text().collect::<String>().split_whitespace().map(str::to_owned).collect();
            let sign = if element.value().name() == "li" { '-' } else { '+' };
            format!("{sign}{}", text.join(" "))
        })
        .collect()
}
