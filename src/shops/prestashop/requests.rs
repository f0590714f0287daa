//! The requests that the theme's scripts send to the cart: one description for the trial and the load.
//!
//! `POST /cart` takes the product's form with `add=1` or `addDiscount=1` and `action=update`, and changes by a query
//! (`delete=1`, `deleteDiscount=`). With `Accept: */*` it answers the whole cart page (`CartController`, PrestaShop 8).

use url::Url;

use crate::page::{AddToCartForm, CartState, Page};
use crate::promotion::{Promotion, PromotionType};
use crate::scenario::{Fields, Step, StepRole, Template};
use crate::shops::draft::{look, pause};
use crate::shops::{CartPages, CartSight, Purchase};

/// The step that enters the code.
pub(super) const VOUCHER: &str = "voucher";

/// The form's field for the number of pieces.
pub(super) const QUANTITY: &str = "qty";
const TOKEN: &str = "token";
const PRODUCT: &str = "id_product";
const COMBINATION: &str = "id_product_attribute";
const CODE: &str = "addDiscount";
const CODE_TEXT: &str = "discount_name";

/// A listing's first products may be sold out; beyond so many the shop has other worries.
const MOST_TRIES: usize = 3;

pub(super) fn purchases(page: &Page, promotions: &[Promotion]) -> Vec<Purchase> {
    match &page.add_to_cart {
        Some(form) => of_form(page, form, promotions),
        None => of_listing(page),
    }
}

/// The form as the promotion asks for it (as many pieces as its quantity price needs), with another combination than the one
/// that stands on the page, as shoppers choose one. The last is the form as it is.
fn of_form(page: &Page, form: &AddToCartForm, promotions: &[Promotion]) -> Vec<Purchase> {
    let Some(action) = &form.action else { return Vec::new() };
    let number = |name: &str| form.field(name).and_then(|value| value.parse().ok());
    let token = page.static_token.iter().filter(|_| form.field(TOKEN).is_none());
    let fields = token.map(|token| (TOKEN.to_owned(), token.clone())).chain(form.fields.iter().cloned());
    let plain = Purchase {
        action: action.clone(),
        fields: fields.collect(),
        product: form.field(PRODUCT).and_then(|id| id.parse().ok()),
        quantity: number(QUANTITY).unwrap_or(1),
    };
    let pieces = promotions.iter().filter(|one| one.kind == PromotionType::QuantityPrice);
    let of_product =
        pieces.filter(|one| page.product.as_ref().is_some_and(|product| one.product_id == product.id));
    let quantity = of_product.filter_map(|one| one.from_quantity).min();
    let several =
        quantity.map(|quantity| Purchase { quantity, ..plain.clone() }.with(QUANTITY, &quantity.to_string()));
    let wanted = several.clone().unwrap_or_else(|| plain.clone());
    let mut ways: Vec<_> = other_combination(form, &wanted).into_iter().chain(several).collect();
    ways.push(plain);
    ways
}

/// The same with the next value of the first attribute that has several.
fn other_combination(form: &AddToCartForm, purchase: &Purchase) -> Option<Purchase> {
    let choice = form.choices.iter().find(|choice| choice.values.len() > 1)?;
    let shown = form.field(&choice.field);
    let at = choice.values.iter().position(|value| Some(value.as_str()) == shown).unwrap_or(0);
    let next = &choice.values[(at + 1) % choice.values.len()];
    Some(purchase.clone().with(&choice.field, next))
}

/// The first products of a list, one piece each.
fn of_listing(page: &Page) -> Vec<Purchase> {
    let Some(action) = &page.urls.cart else { return Vec::new() };
    let token = page.static_token.clone().unwrap_or_default();
    let listed = page.listing.iter().filter_map(|tile| Some((tile.id?, tile.attribute_id.unwrap_or(0))));
    listed
        .take(MOST_TRIES)
        .map(|(product, combination)| {
            let (id, combination) = (product.to_string(), combination.to_string());
            let fields =
                [(TOKEN, token.as_str()), (PRODUCT, &id), (COMBINATION, &combination), (QUANTITY, "1")];
            Purchase {
                action: action.clone(),
                fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
                product: Some(product),
                quantity: 1,
            }
        })
        .collect()
}

/// The fields as a template: with the token that the page before gave, if it gave one; then the page's own is left out.
pub(super) fn submitted(page: &Page, purchase: &Purchase) -> Vec<(String, String)> {
    let keeps = |name: &str| name != TOKEN || page.token_literals.is_some();
    let fields = purchase.fields.iter().filter(|(name, _)| keeps(name));
    fields
        .map(|(name, value)| {
            let value = if name == TOKEN { "${token}".to_owned() } else { Template::escape(value) };
            (name.clone(), value)
        })
        .collect()
}

/// What the theme's script sends.
pub(super) fn ajax_headers() -> Fields {
    [("Accept", "application/json, text/javascript, */*; q=0.01"), ("X-Requested-With", "XMLHttpRequest")]
        .into_iter()
        .collect()
}

pub(super) fn add(page: &Page, purchase: &Purchase) -> Step {
    let mut form = submitted(page, purchase);
    form.extend([("add", "1"), ("action", "update")].map(|(name, value)| (name.into(), value.into())));
    Step {
        role: Some(StepRole::Adds),
        headers: ajax_headers(),
        form: Fields(form),
        think_time: pause(1, 2),
        ..look("add_to_cart", &purchase.action)
    }
}

/// Enters the code as the form on the cart's page does, where a theme or module has one of its own.
pub(super) fn apply_code(page: &Page, purchase: &Purchase, cart: Option<CartSight<'_>>, code: &str) -> Step {
    let shown = cart.and_then(|cart| cart.page.form_with(cart.source, CODE_TEXT));
    let url =
        shown.as_ref().and_then(|form| form.action.as_ref()).unwrap_or_else(|| cart_url(page, purchase));
    let token = page.token_literals.is_some().then(|| (TOKEN.to_owned(), "${token}".to_owned()));
    let entered = [(CODE, "1"), (CODE_TEXT, code), ("ajax", "1"), ("action", "update")];
    let is_ours = |name: &str| name == TOKEN || entered.iter().any(|(known, _)| *known == name);
    let further = shown.iter().flat_map(|form| &form.fields).filter(|(name, _)| !is_ours(name));
    let further = further.map(|(name, value)| (name.clone(), Template::escape(value)));
    let entered = entered.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Step {
        role: Some(StepRole::AppliesCode),
        promotion: true,
        headers: ajax_headers(),
        form: token.into_iter().chain(further).chain(entered).collect(),
        think_time: pause(1, 2),
        ..look(VOUCHER, url)
    }
}

pub(super) fn ask(page: &Page, purchase: &Purchase) -> Step {
    changing(page, purchase, "ask", "")
}

pub(super) fn remove_codes(page: &Page, purchase: &Purchase, cart: &CartState) -> Vec<Step> {
    let codes = cart.vouchers_added.iter().filter(|voucher| voucher.code.is_some());
    codes
        .filter_map(|voucher| voucher.id)
        .map(|id| changing(page, purchase, "remove_code", &format!("deleteDiscount={id}&token=${{token}}")))
        .collect()
}

pub(super) fn remove_products(page: &Page, purchase: &Purchase, cart: &CartState) -> Vec<Step> {
    let lines = cart.lines.iter().filter(|line| !line.is_gift);
    lines
        .map(|line| {
            let (product, combination) = (line.product_id, line.attribute_id.unwrap_or(0));
            let query = format!("delete=1&{PRODUCT}={product}&{COMBINATION}={combination}&token=${{token}}");
            changing(page, purchase, "remove_product", &query)
        })
        .collect()
}

/// A request that changes the cart by its query alone.
fn changing(page: &Page, purchase: &Purchase, name: &str, query: &str) -> Step {
    let url = cart_url(page, purchase);
    let mut step = look(name, url);
    if !query.is_empty() {
        step.path.push(if url.query().is_some() { '&' } else { '?' });
        step.path.push_str(query);
    }
    Step {
        headers: ajax_headers(),
        form: [("ajax", "1"), ("action", "update")].into_iter().collect(),
        ..step
    }
}

/// Where the cart is asked and shown.
fn cart_url<'a>(page: &'a Page, purchase: &'a Purchase) -> &'a Url {
    page.urls.cart.as_ref().unwrap_or(&purchase.action)
}

pub(super) fn pages(page: &Page) -> CartPages {
    let form = page.add_to_cart.as_ref();
    let cart = form.and_then(|form| page.urls.cart.as_ref().or(form.action.as_ref())).map(|url| {
        let mut url = url.clone();
        url.query_pairs_mut().append_pair("action", "show");
        url
    });
    CartPages { cart, with_code: None, order: page.urls.order.clone() }
}

pub(super) fn entered_code(step: &Step) -> Option<&str> {
    step.form.0.iter().find(|(name, _)| name == CODE_TEXT).map(|(_, text)| text.as_str())
}

/// By the fields of its form, and a code's also by its query.
pub(super) fn role(step: &Step) -> Option<StepRole> {
    let has = |wanted: &str| step.form.0.iter().any(|(name, _)| name == wanted);
    let asks = || step.path.split_once('?').is_some_and(|(_, query)| query.contains("addDiscount="));
    if has(CODE) || asks() {
        return Some(StepRole::AppliesCode);
    }
    // 1.6's scripts add with other fields beside these.
    let is_old = step.form.0.iter().any(|(name, value)| name == "ajax" && value == "true");
    (has(PRODUCT) && has("add") && !is_old).then_some(StepRole::Adds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(path: &str, form: &[(&str, &str)]) -> Step {
        Step { path: path.to_owned(), form: form.iter().copied().collect(), ..Step::default() }
    }

    #[test]
    fn steps_of_a_file_are_known_by_what_they_send() {
        for (path, form, expected) in [
            ("/cart", &[("id_product", "6"), ("add", "1")][..], Some(StepRole::Adds)),
            ("/cart", &[("addDiscount", "1"), ("discount_name", "X")], Some(StepRole::AppliesCode)),
            ("/cart?addDiscount=1&discount_name=X", &[], Some(StepRole::AppliesCode)),
            ("/module/ps_shoppingcart/ajax", &[("id_product", "6"), ("action", "add-to-cart")], None),
            ("/6-mug.html", &[], None),
        ] {
            assert_eq!(role(&step(path, form)), expected, "{path} {form:?}");
        }
    }
}
