//! What can be put into a cart from a page, and why nothing can.

use super::marks::ADD;
use super::routes;
use crate::page::{AddToCartForm, FormVariant, Page, PageKind};
use crate::shops::Purchase;
use crate::words::Message;

/// The form's field for the number of pieces.
pub(super) const QUANTITY: &str = "quantity";
/// The field with the chosen variation's id.
pub(super) const VARIATION: &str = "variation_id";
/// The route of the Store API that puts a product into the cart.
pub(super) const ADD_ITEM: &str = "cart/add-item";
/// The field with the product's id, of forms with variations and of lists.
pub(super) const PRODUCT: &str = "product_id";

/// A list's first products may be sold out, and a form's first choices no variation.
const MOST_TRIES: usize = 3;

pub(super) fn of_page(page: &Page) -> Vec<Purchase> {
    match &page.add_to_cart {
        Some(form) => of_form(page, form),
        // On a product's page the list is of other products.
        None if page.kind == PageKind::Product => Vec::new(),
        None => of_list(page),
    }
}

/// Why the page's product cannot be bought.
pub(super) fn unbuyable(page: &Page) -> Option<Message> {
    if page.kind != PageKind::Product {
        return None;
    }
    let stock = page.product.as_ref().and_then(|product| product.stock);
    Some(match &page.add_to_cart {
        Some(form) if is_grouped(form) => Message::new("woocommerce-grouped"),
        Some(form) if form.field(ADD).is_none() => Message::new("woocommerce-elsewhere"),
        Some(_) => Message::new("woocommerce-no-variant"),
        None if stock == Some(0) => Message::new("woocommerce-sold-out"),
        None => Message::new("woocommerce-no-form"),
    })
}

/// A form for several products has a number of pieces for each.
fn is_grouped(form: &AddToCartForm) -> bool {
    form.fields.iter().any(|(name, _)| name.starts_with("quantity["))
}

fn of_form(page: &Page, form: &AddToCartForm) -> Vec<Purchase> {
    let product = form.field(ADD).and_then(|id| id.parse().ok());
    let (Some(product), true) = (product, form.enabled && !is_grouped(form)) else { return Vec::new() };
    let quantity = form.field(QUANTITY).and_then(|pieces| pieces.parse().ok()).unwrap_or(1).max(1);
    let plain = Purchase {
        action: form.action.clone().unwrap_or_else(|| page.url.clone()),
        fields: form.fields.clone(),
        product: Some(product),
        quantity,
    };
    let plain = plain.with(QUANTITY, &quantity.to_string());
    if form.field(VARIATION).is_none() {
        return vec![plain];
    }
    match &form.variants {
        Some(variants) => {
            let (reduced, others): (Vec<_>, Vec<_>) =
                variants.iter().partition(|variant| variant.is_reduced());
            let chosen = reduced.into_iter().chain(others).take(MOST_TRIES);
            chosen.filter_map(|variant| of_variant(form, &plain, variant)).collect()
        }
        None => unlisted(form, &plain),
    }
}

/// A variation, with the first value of what it leaves to the shopper.
fn of_variant(form: &AddToCartForm, plain: &Purchase, variant: &FormVariant) -> Option<Purchase> {
    let mut purchase = Purchase { product: Some(variant.id), ..plain.clone() };
    for (name, value) in &variant.fields {
        let value = if value.is_empty() { values(form, name).first().copied()? } else { value };
        purchase = purchase.with(name, value);
    }
    Some(purchase.with(VARIATION, &variant.id.to_string()))
}

/// The first choices of a form that does not list its variations; the shop is asked which variation they are.
fn unlisted(form: &AddToCartForm, plain: &Purchase) -> Vec<Purchase> {
    let choose = |place: usize| {
        let mut purchase = Purchase { product: None, ..plain.clone() };
        for choice in &form.choices {
            let values = values(form, &choice.field);
            purchase = purchase.with(&choice.field, values.get(place % values.len().max(1))?);
        }
        Some(purchase)
    };
    (0..MOST_TRIES).filter_map(choose).collect()
}

/// The values on offer for an attribute; the first option of its list is none.
fn values<'f>(form: &'f AddToCartForm, field: &str) -> Vec<&'f str> {
    let choice = form.choices.iter().find(|choice| choice.field == field);
    let values = choice.into_iter().flat_map(|choice| &choice.values);
    values.map(String::as_str).filter(|value| !value.is_empty()).collect()
}

/// Whether the shop has to be asked which variation was chosen.
pub(super) fn is_unlisted(purchase: &Purchase) -> bool {
    purchase.field(VARIATION).is_some_and(|id| id.is_empty() || id == "0")
}

/// The first products of a list, one piece each, as the theme's own button puts them in.
fn of_list(page: &Page) -> Vec<Purchase> {
    let products = page.one_click.iter().take(MOST_TRIES);
    let purchase = |product: &u64| {
        let (action, name) = match page.urls.scripts {
            Some(_) => (routes::action(page, "add_to_cart"), PRODUCT),
            None => (routes::store(page, ADD_ITEM), "id"),
        };
        let fields = [(name, product.to_string()), (QUANTITY, "1".to_owned())];
        Purchase {
            action,
            fields: fields.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            product: Some(*product),
            quantity: 1,
        }
    };
    products.map(purchase).collect()
}
