//! Tries a throw-away cart: only there do automatic cart rules show, and only there does a code prove itself.

use hyper::header::ACCEPT;
use url::{Url, form_urlencoded};

use super::Scraper;
use crate::http::{HeaderName, HeaderValue, Payload};
use crate::page::{AddToCartForm, CartAnswer, CartState};
use crate::promotion::{self, Promotion};

/// What a throw-away cart showed.
#[derive(Debug, Clone, Default)]
pub struct CartTrial {
    /// Whether the product went into the cart.
    pub filled: bool,
    /// Promotions of the cart.
    pub promotions: Vec<Promotion>,
    /// What could not be seen, and why; sentences for the report.
    pub notes: Vec<String>,
    /// Why the voucher was refused, in the shop's words.
    pub voucher_refused: Option<String>,
}

impl Scraper {
    /// Adds the form's product to a new cart, reads the rules that applied, tries the voucher, and empties the
    /// cart again. What goes wrong is a note: a page without a working cart can still be read.
    pub async fn try_cart(&mut self, form: &AddToCartForm, voucher: Option<&str>) -> CartTrial {
        let mut trial = CartTrial::default();
        let mut fields = form.fields.clone();
        fields.extend([("add", "1"), ("action", "update")].map(|(name, value)| (name.into(), value.into())));
        let mut cart = match self.post_cart(&form.action, &fields).await {
            Ok(CartAnswer { success: true, cart: Some(cart), .. }) if cart.products_count > 0 => cart,
            Ok(answer) => {
                trial.notes.push(unfilled(&answer));
                return trial;
            }
            Err(problem) => {
                trial.notes.push(format!("the cart could not be tried: {problem}"));
                return trial;
            }
        };
        trial.filled = true;
        let token = form.field("token").unwrap_or_default().to_owned();
        if let Some(code) = voucher {
            let fields = [
                ("token", token.as_str()),
                ("addDiscount", "1"),
                ("discount_name", code),
                ("ajax", "1"),
                ("action", "update"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
            match self.post_cart(&form.action, &fields).await {
                Ok(CartAnswer { success: true, cart: Some(with_voucher), .. }) => cart = with_voucher,
                Ok(answer) => trial.voucher_refused = Some(answer.errors.join(" ")),
                Err(problem) => trial.notes.push(format!("the voucher could not be tried: {problem}")),
            }
        }
        trial.promotions = promotion::from_cart(&cart);
        self.empty_cart(&form.action, &cart, &token, &mut trial.notes).await;
        trial
    }

    async fn empty_cart(&mut self, cart_url: &Url, cart: &CartState, token: &str, notes: &mut Vec<String>) {
        for line in &cart.lines {
            let mut url = cart_url.clone();
            url.query_pairs_mut()
                .append_pair("delete", "1")
                .append_pair("id_product", &line.product_id.to_string())
                .append_pair("id_product_attribute", &line.attribute_id.unwrap_or(0).to_string())
                .append_pair("token", token);
            let fields =
                [("ajax", "1"), ("action", "update")].map(|(name, value)| (name.into(), value.into()));
            if let Err(problem) = self.post_cart(&url, &fields).await {
                notes.push(format!("the trial cart could not be emptied again: {problem}"));
                return;
            }
        }
    }

    async fn post_cart(&mut self, url: &Url, fields: &[(String, String)]) -> Result<CartAnswer, String> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let payload = Payload {
            content_type: HeaderValue::from_static("application/x-www-form-urlencoded"),
            bytes: form.finish().into(),
        };
        let headers = [
            (ACCEPT, HeaderValue::from_static("application/json, text/javascript, */*; q=0.01")),
            (HeaderName::from_static("x-requested-with"), HeaderValue::from_static("XMLHttpRequest")),
        ];
        let exchange = self.send(url, &headers, Some(payload)).await;
        let answer = exchange.result.map_err(|failure| failure.to_string())?;
        if answer.status != 200 {
            return Err(format!("{url} answered {}", answer.status));
        }
        CartAnswer::parse(&String::from_utf8_lossy(&answer.body)).map_err(|error| error.to_string())
    }
}

/// Why a cart stayed empty. PrestaShop says `success: true` to visitors it takes for robots, and adds nothing.
fn unfilled(answer: &CartAnswer) -> String {
    if answer.errors.is_empty() {
        "the shop said the product was added, but the cart stayed empty: it may take this user agent for a robot; \
         automatic cart rules could not be seen"
            .to_owned()
    } else {
        format!(
            "the shop refused to add the product ({}); automatic cart rules could not be seen",
            answer.errors.join(" ")
        )
    }
}
