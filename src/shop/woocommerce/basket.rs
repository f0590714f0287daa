//! Everything that changes a cart: adds, quantities, removals, coupons. Forms and the Store API find what is meant in ways of
//! their own.

use super::coupons::{WooCouponRefusal, coupon_of};
use super::goods::{self, WooAttribute, WooItem, WooKind};
use super::refusal::{MOST, WooRefusal};
use super::session::{WooLine, WooSession};

/// An item and the slugs that were chosen for it, by field.
pub(super) type WooChoice = (WooItem, Vec<(&'static str, String)>);

/// Pieces left of an item; `None`: they are not counted.
pub(super) type WooLeft<'a> = &'a dyn Fn(WooItem) -> Option<u32>;

/// What the Store API means by an id and pairs of attribute and value.
pub(super) fn meant(id: u32, pairs: &[(String, String)]) -> Result<WooChoice, WooRefusal> {
    let mut item = goods::item(id).ok_or(WooRefusal::UnknownProduct(id))?;
    let product = item.product;
    if !product.is_purchasable() {
        return Err(WooRefusal::NotPurchasable(product.name.clone()));
    }
    let given = |attribute: &WooAttribute| {
        let is_named = |name: &str| {
            [attribute.field, attribute.taxonomy(), attribute.label]
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
        };
        pairs.iter().find(|(name, _)| is_named(name)).map(|(_, value)| slug_of(attribute, value))
    };
    if matches!(product.kind, WooKind::Variable { .. }) && item.variation.is_none() {
        let values: Option<Vec<Option<&str>>> = product.attributes().iter().map(given).collect();
        let values = values.ok_or_else(|| WooRefusal::nothing_chosen(product))?;
        let fits = |fixed: &&'static str, value: &Option<&str>| {
            value.is_some_and(|value| fixed.is_empty() || *fixed == value)
        };
        let variation = product
            .variations()
            .iter()
            .find(|known| known.values.iter().zip(&values).all(|(fixed, value)| fits(fixed, value)))
            .ok_or_else(|| {
                WooRefusal::NoMatch(product.attributes().first().map_or("", |first| first.label))
            })?;
        item = WooItem { product, variation: Some(variation) };
    }
    let mut chosen = Vec::new();
    for (attribute, fixed) in item.fixed() {
        let slug = if fixed.is_empty() {
            given(attribute).flatten().ok_or(WooRefusal::LeftOpen(attribute.label))?
        } else {
            fixed
        };
        chosen.push((attribute.field, slug.to_owned()));
    }
    chosen.sort();
    Ok((item, chosen))
}

/// What a form or a link means by an id, the variation's id, and fields of attributes.
pub(super) fn posted<'f>(
    id: u32,
    variation: u32,
    field: impl Fn(&str) -> Option<&'f str>,
) -> Result<WooChoice, WooRefusal> {
    let mut item = goods::item(id).ok_or(WooRefusal::UnknownProduct(id))?;
    if matches!(item.product.kind, WooKind::Variable { .. }) && item.variation.is_none() {
        let chosen = item.product.variations().iter().find(|known| known.id == variation);
        let chosen = chosen.ok_or_else(|| WooRefusal::nothing_chosen(item.product))?;
        item = WooItem { variation: Some(chosen), ..item };
    }
    let mut chosen = Vec::new();
    for (attribute, fixed) in item.fixed() {
        let slug = match field(attribute.field).filter(|value| !value.is_empty()) {
            Some(value) if fixed == value => fixed,
            Some(value) if fixed.is_empty() => {
                slug_of(attribute, value).ok_or(WooRefusal::NoMatch(attribute.label))?
            }
            Some(_) => return Err(WooRefusal::NoMatch(attribute.label)),
            None if fixed.is_empty() => return Err(WooRefusal::LeftOpen(attribute.label)),
            None => fixed,
        };
        chosen.push((attribute.field, slug.to_owned()));
    }
    Ok((item, chosen))
}

/// The slug of a value that is written as slug or name, in any case.
fn slug_of(attribute: &WooAttribute, value: &str) -> Option<&'static str> {
    let is_it =
        |(slug, name): &&(&str, &str)| slug.eq_ignore_ascii_case(value) || name.eq_ignore_ascii_case(value);
    attribute.choices.iter().find(is_it).map(|(slug, _)| *slug)
}

/// Adds pieces and says how many those were: of what is sold individually one, however many were asked for.
pub(super) fn add(
    session: &mut WooSession,
    choice: WooChoice,
    quantity: u32,
    left: WooLeft<'_>,
) -> Result<u32, WooRefusal> {
    let (item, chosen) = choice;
    if !item.product.is_purchasable() {
        return Err(WooRefusal::NotPurchasable(item.product.name.clone()));
    }
    let pieces = |line: &WooLine| line.item.id() == item.id();
    let there: u32 = session.lines.iter().filter(|line| pieces(line)).map(|line| line.quantity).sum();
    let quantity = if item.product.is_single { 1 } else { quantity };
    if item.product.is_single && there > 0 {
        return Err(WooRefusal::OnlyOne(item.product.name.clone()));
    }
    let wanted = there.saturating_add(quantity);
    if let Some(refusal) = WooRefusal::of_stock(item, left(item), wanted) {
        return Err(refusal);
    }
    if wanted > MOST {
        return Err(WooRefusal::TooMany(item.product.name.clone()));
    }
    let line = WooLine { item, chosen, quantity };
    let key = line.key();
    match session.lines.iter_mut().find(|known| known.key() == key) {
        Some(known) => known.quantity += quantity,
        None => session.lines.push(line),
    }
    Ok(quantity)
}

/// Sets the quantity of a line; 0 removes it.
pub(super) fn set(
    session: &mut WooSession,
    key: &str,
    quantity: u32,
    left: WooLeft<'_>,
) -> Result<(), WooRefusal> {
    let line = session.lines.iter_mut().find(|line| line.key() == key).ok_or(WooRefusal::NoSuchKey)?;
    let product = line.item.product;
    if quantity > MOST {
        return Err(WooRefusal::TooMany(product.name.clone()));
    }
    if product.is_single && quantity > 1 {
        return Err(WooRefusal::OnlyOne(product.name.clone()));
    }
    if let Some(refusal) = WooRefusal::of_stock(line.item, left(line.item), quantity) {
        return Err(refusal);
    }
    line.quantity = quantity;
    session.lines.retain(|line| line.quantity > 0);
    Ok(())
}

/// Takes a line out and returns it.
pub(super) fn remove(session: &mut WooSession, key: &str) -> Result<WooLine, WooRefusal> {
    let place = session.lines.iter().position(|line| line.key() == key).ok_or(WooRefusal::NoSuchItem)?;
    Ok(session.lines.remove(place))
}

/// Applies a coupon. One that stands alone throws the others out.
pub(super) fn apply(session: &mut WooSession, code: &str) -> Result<(), WooCouponRefusal> {
    let lower = code.trim().to_lowercase();
    // WooCommerce asks whether the cart has the coupon "", and any coupon says yes.
    let has = session.coupons.iter().any(|known| known.code == lower);
    if has || lower.is_empty() && !session.coupons.is_empty() {
        return Err(WooCouponRefusal::Already(lower));
    }
    let coupon = coupon_of(&lower).ok_or(WooCouponRefusal::Unknown(lower))?;
    coupon.check(&items(session), worth(session), &session.email)?;
    if let Some(alone) = session.coupons.iter().find(|known| known.is_individual) {
        return Err(WooCouponRefusal::Individual(alone.code));
    }
    let could_ship_free = session.may_ship_free();
    if coupon.is_individual {
        session.coupons.clear();
    }
    session.coupons.push(coupon);
    forget_shipping(session, could_ship_free);
    Ok(())
}

/// Takes a coupon off; says whether it was there.
pub(super) fn take_off(session: &mut WooSession, code: &str) -> bool {
    let lower = code.trim().to_lowercase();
    let could_ship_free = session.may_ship_free();
    let before = session.coupons.len();
    session.coupons.retain(|known| known.code != lower);
    forget_shipping(session, could_ship_free);
    session.coupons.len() < before
}

/// Takes off the coupons that the cart may no longer have, and says why.
pub(super) fn look_over(session: &mut WooSession) -> Vec<(&'static str, WooCouponRefusal)> {
    let (items, worth) = (items(session), worth(session));
    let mut lost = Vec::new();
    for coupon in session.coupons.clone() {
        if let Err(refusal) = coupon.check(&items, worth, &session.email) {
            take_off(session, coupon.code);
            lost.push((coupon.code, refusal));
        }
    }
    lost
}

/// A choice between ways of shipping holds only as long as there are the same.
fn forget_shipping(session: &mut WooSession, could_ship_free: bool) {
    if session.may_ship_free() != could_ship_free {
        session.ships_free = None;
    }
}

fn items(session: &WooSession) -> Vec<WooItem> {
    session.lines.iter().map(|line| line.item).collect()
}

fn worth(session: &WooSession) -> i64 {
    session.lines.iter().map(|line| line.item.price() * i64::from(line.quantity)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::stats::RequestPhase;

    fn pairs(text: &str) -> Vec<(String, String)> {
        text.split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    #[test]
    fn the_store_api_knows_an_attribute_by_all_its_names() {
        for (id, given, expected) in [
            (17, "", Ok(17)),
            (21, "pa_size=m&pa_color=black", Ok(25)),
            (21, "attribute_pa_size=M&Color=Black", Ok(25)),
            (27, "", Ok(27)),
            (31, "Paper=matt", Ok(31)),
            (29, "Dimension=60x90cm&Paper=Matt", Ok(31)),
            (21, "", Err("woocommerce_rest_missing_attributes")),
            (21, "pa_size=m", Err("woocommerce_rest_missing_attributes")),
            (21, "pa_size=zz&pa_color=black", Err("woocommerce_rest_variation_id_from_variation_data")),
            (30, "", Err("woocommerce_rest_missing_variation_data")),
            (81, "", Err("woocommerce_rest_product_not_purchasable")),
            (999_999, "", Err("woocommerce_rest_cart_invalid_product")),
        ] {
            let found =
                meant(id, &pairs(given)).map(|(item, _)| item.id()).map_err(|refusal| refusal.code().0);
            assert_eq!(found, expected, "{id} {given}");
        }
    }

    #[test]
    fn forms_need_the_id_of_the_variation() {
        for (id, variation, given, expected) in [
            (17, 0, "", Ok(17)),
            (21, 25, "attribute_pa_size=m&attribute_pa_color=black", Ok(25)),
            (27, 0, "", Ok(27)),
            (29, 31, "attribute_dimension=60x90cm&attribute_paper=Matt", Ok(31)),
            (
                21,
                0,
                "attribute_pa_size=m&attribute_pa_color=black",
                Err("woocommerce_rest_missing_attributes"),
            ),
            (21, 25, "attribute_pa_size=s", Err("woocommerce_rest_variation_id_from_variation_data")),
            (30, 0, "", Err("woocommerce_rest_missing_variation_data")),
        ] {
            let fields = pairs(given);
            let field =
                |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
            let found = posted(id, variation, field).map(|(item, _)| item.id());
            assert_eq!(found.map_err(|refusal| refusal.code().0), expected, "{id} {variation} {given}");
        }
    }

    #[test]
    fn coupons_come_and_go_as_the_cart_does() {
        let mut session = WooSession::new(RequestPhase::Load);
        let codes = |session: &WooSession| session.coupons.iter().map(|one| one.code).collect::<Vec<_>>();
        add(&mut session, meant(17, &[]).unwrap(), 6, &|_| None).unwrap();
        for code in ["BF2025", "min50", "FREESHIP"] {
            apply(&mut session, code).unwrap();
        }
        session.ships_free = Some(false);
        assert_eq!(apply(&mut session, "bf2025"), Err(WooCouponRefusal::Already("bf2025".to_owned())));
        assert_eq!(apply(&mut session, ""), Err(WooCouponRefusal::Already(String::new())));
        let key = session.lines[0].key();
        set(&mut session, &key, 1, &|_| None).unwrap();
        assert_eq!(look_over(&mut session), [("min50", WooCouponRefusal::Minimum("min50", 5000))]);
        assert_eq!((codes(&session), session.ships_free), (vec!["bf2025", "freeship"], Some(false)));
        apply(&mut session, "SOLO25").unwrap();
        assert_eq!((codes(&session), session.ships_free), (vec!["solo25"], None));
        assert_eq!(apply(&mut session, "FIX3"), Err(WooCouponRefusal::Individual("solo25")));
        assert!(take_off(&mut session, "SOLO25"));
        assert!(!take_off(&mut session, "SOLO25"));
    }
}
