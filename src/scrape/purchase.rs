//! What a trial puts into its cart.

use url::Url;

use super::cart_answers::Fields;
use crate::page::Page;

/// A listing's first products may be sold out; beyond so many the shop has other worries.
const MOST_TRIES: usize = 3;

/// What is put into the cart, and where.
#[derive(Debug, Clone)]
pub(super) struct Purchase {
    pub(super) cart: Url,
    pub(super) fields: Fields,
    pub(super) product: Option<u64>,
    pub(super) quantity: u32,
}

impl Purchase {
    fn of_form(cart: &Url, fields: &Fields) -> Self {
        let value = |name| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value);
        Self {
            cart: cart.clone(),
            fields: fields.clone(),
            product: value("id_product").and_then(|id| id.parse().ok()),
            quantity: value("qty").and_then(|quantity| quantity.parse().ok()).unwrap_or(1),
        }
    }

    /// What the page lets a shopper add: its own product, in these ways, or those of its listing.
    pub(super) fn of_page(page: &Page, ways: &[Fields]) -> Vec<Self> {
        if let Some(form) = &page.add_to_cart {
            let cart = form.action.iter();
            return cart.flat_map(|cart| ways.iter().map(|way| Self::of_form(cart, way))).collect();
        }
        let Some(cart) = &page.urls.cart else { return Vec::new() };
        let token = page.static_token.clone().unwrap_or_default();
        let listed = page.listing.iter().filter_map(|tile| Some((tile.id?, tile.attribute_id.unwrap_or(0))));
        listed
            .take(MOST_TRIES)
            .map(|(product, attribute)| {
                let (id, combination) = (product.to_string(), attribute.to_string());
                let fields = [
                    ("token", token.as_str()),
                    ("id_product", &id),
                    ("id_product_attribute", &combination),
                    ("qty", "1"),
                ];
                let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
                Self { cart: cart.clone(), fields, product: Some(product), quantity: 1 }
            })
            .collect()
    }

    pub(super) fn with_quantity(mut self, quantity: u32) -> Self {
        self.quantity = quantity;
        for (_, value) in self.fields.iter_mut().filter(|(name, _)| name == "qty") {
            *value = quantity.to_string();
        }
        self
    }
}
