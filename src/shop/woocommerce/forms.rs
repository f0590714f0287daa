//! What forms and links of any page do: adds, coupons, quantities, removals. Whatever came of it is printed on the page.

use super::ajax::say_applied;
use super::basket::{self, WooChoice};
use super::effort::WooWork;
use super::goods::{self, WooItem, WooKind};
use super::refusal::WooRefusal;
use super::seals::WooNonce;
use super::visit::{NO_STORE, WooReply, WooVisit};
use super::words::word;
use crate::shop::config::Language;
use crate::shop::stats::ServedAs;

/// What a form did before its page is shown.
pub(super) struct FormDone {
    pub(super) outcome: ServedAs,
    pub(super) work: WooWork,
    /// The page may not be stored.
    pub(super) is_add: bool,
    /// Where the visitor is sent instead of the page.
    pub(super) redirect: Option<WooReply>,
}

impl FormDone {
    fn new(outcome: ServedAs, work: WooWork) -> FormDone {
        FormDone { outcome, work, is_add: false, redirect: None }
    }
}

/// Does what the parameters say, if they say anything. `referer` is where the visitor comes from.
pub(super) fn act(visit: &mut WooVisit<'_>) -> Option<FormDone> {
    let ask = visit.ask;
    if ask.has("add-to-cart") {
        return add(visit);
    }
    let posts = |name: &str| ask.method == "POST" && ask.has(name);
    if posts("apply_coupon") || posts("update_cart") {
        return Some(update(visit));
    }
    if posts("calc_shipping") {
        return Some(calculate_shipping(visit));
    }
    if let Some(code) = ask.param("remove_coupon") {
        basket::take_off(&mut visit.session, code);
        return Some(FormDone::new(ServedAs::Removed, WooWork::CouponForm));
    }
    if let Some(key) = ask.param("remove_item") {
        return Some(remove(visit, key));
    }
    None
}

/// A form or a link that adds. An unknown product is not worth a word.
fn add(visit: &mut WooVisit<'_>) -> Option<FormDone> {
    let ask = visit.ask;
    let id = ask.number("add-to-cart");
    let item = goods::item(id)?;
    let added = if let WooKind::Grouped(children) = item.product.kind {
        add_group(visit, children)
    } else {
        let quantity = ask.number("quantity").max(1);
        let choice = basket::posted(id, ask.number("variation_id"), |field| ask.param(field));
        choice.and_then(|choice| {
            // A link to a variation says its whole name, a form only the product's.
            let name = if item.variation.is_some() {
                item.full_name(" &#8211; ")
            } else {
                item.product.name.clone()
            };
            visit.add(choice, quantity).map(|count| vec![(name, count)])
        })
    };
    let language = visit.language();
    let mut done = FormDone { is_add: true, ..FormDone::new(ServedAs::Added, WooWork::FormAdd) };
    match added {
        Ok(added) => {
            let cart = visit.pages.site.place("cart");
            let view = word("view_cart", language);
            let link = format!("<a href=\"{cart}\" class=\"button wc-forward\">{view}</a>");
            visit.session.say(false, format!("{} {link}", said(&added, language)));
            if visit.shop.settings.redirects_to_cart {
                let reply = WooReply::redirect(302, &cart, ServedAs::Added, WooWork::FormAdd);
                done.redirect = Some(reply.with("cache-control", NO_STORE));
            }
        }
        Err(refusal) => {
            let notice = refusal.notice(language, visit.base());
            visit.session.say(true, notice);
            done.outcome = ServedAs::Refused;
        }
    }
    Some(done)
}

/// Fields `quantity[ID]`.
fn add_group(visit: &mut WooVisit<'_>, children: &[u32]) -> Result<Vec<(String, u32)>, WooRefusal> {
    let mut added = Vec::new();
    for id in children {
        let quantity = visit.ask.number(&format!("quantity[{id}]"));
        let Some(item) = goods::item(*id).filter(|_| quantity > 0) else { continue };
        let choice: WooChoice = (WooItem { variation: None, ..item }, Vec::new());
        visit.add(choice, quantity)?;
        // Of a group no counts are said.
        added.push((item.product.name.clone(), 1));
    }
    if added.is_empty() { Err(WooRefusal::NothingOfTheGroup) } else { Ok(added) }
}

/// “X” has been added to your cart.
fn said(added: &[(String, u32)], language: Language) -> String {
    let (open, close) = match language {
        Language::En => ("&ldquo;", "&rdquo;"),
        Language::Fr => ("&laquo;", "&raquo;"),
    };
    let names: Vec<_> = added
        .iter()
        .map(|(name, count)| match count {
            1 => format!("{open}{name}{close}"),
            _ => format!("{count} &times; {open}{name}{close}"),
        })
        .collect();
    let pieces: u32 = added.iter().map(|(_, count)| count).sum();
    let (and, one, several) = match language {
        Language::En => (" and ", "has been added to your cart.", "have been added to your cart."),
        Language::Fr => (" et ", "a été ajouté à votre panier.", "ont été ajoutés à votre panier."),
    };
    format!("{} {}", names.join(and), if pieces == 1 { one } else { several })
}

/// The cart's form: a coupon needs no nonce, quantities need the session's own; without it nothing happens and nothing is
/// said.
fn update(visit: &mut WooVisit<'_>) -> FormDone {
    let ask = visit.ask;
    let code = ask.param("coupon_code").unwrap_or_default().trim();
    let is_coupon = ask.has("apply_coupon");
    let mut outcome = ServedAs::Ok;
    if is_coupon && !code.is_empty() && !visit.shop.settings.no_coupons {
        let applied = visit.apply(code);
        outcome = say_applied(visit, applied);
    }
    let mut done = FormDone::new(outcome, WooWork::CouponForm);
    if ask.param("woocommerce-cart-nonce") != Some(visit.nonce(WooNonce::Cart).as_str()) {
        return done;
    }
    for (name, value) in &ask.form {
        let key = name.strip_prefix("cart[").and_then(|rest| rest.strip_suffix("][qty]"));
        let (Some(key), Ok(quantity)) = (key, value.trim().parse()) else { continue };
        if let Err(refusal) = visit.set(key, quantity)
            && refusal != WooRefusal::NoSuchKey
        {
            let notice = refusal.notice(visit.language(), visit.base());
            visit.session.say(true, notice);
        }
    }
    if ask.has("update_cart") {
        visit.session.say(false, word("cart_updated", visit.language()).to_owned());
        done.outcome = ServedAs::Updated;
        done.redirect = elsewhere(visit).map(|to| back(&to, ServedAs::Updated));
    }
    done
}

/// Where to, for the price of shipping.
fn calculate_shipping(visit: &mut WooVisit<'_>) -> FormDone {
    let nonce = visit.nonce(WooNonce::ShippingCalculator);
    if visit.ask.param("woocommerce-shipping-calculator-nonce") != Some(nonce.as_str()) {
        return FormDone::new(ServedAs::Ok, WooWork::CouponForm);
    }
    let given = |field| visit.ask.param(field).unwrap_or_default().to_owned();
    let (country, postcode) = (given("calc_shipping_country"), given("calc_shipping_postcode"));
    visit.session.country = country;
    visit.session.postcode = postcode;
    FormDone::new(ServedAs::Updated, WooWork::CouponForm)
}

fn back(to: &str, outcome: ServedAs) -> WooReply {
    WooReply::redirect(302, to, outcome, WooWork::CouponForm).with("cache-control", NO_STORE)
}

/// The page of this shop that the visitor comes from, when it is another one than this.
fn elsewhere(visit: &WooVisit<'_>) -> Option<String> {
    let path = visit.ask.referer.strip_prefix(visit.base())?;
    let is_here = path.split('?').next() == Some(visit.ask.path.as_str());
    (!is_here).then(|| visit.ask.referer.clone())
}

/// A link with the session's own nonce; without it nothing happens.
fn remove(visit: &mut WooVisit<'_>, key: &str) -> FormDone {
    let mut done = FormDone::new(ServedAs::Ok, WooWork::CouponForm);
    if visit.ask.param("_wpnonce") != Some(visit.nonce(WooNonce::Cart).as_str()) {
        return done;
    }
    let Ok(line) = basket::remove(&mut visit.session, key) else { return done };
    done.outcome = ServedAs::Removed;
    let name = &line.item.product.name;
    let notice = match visit.language() {
        Language::En => format!("&ldquo;{name}&rdquo; removed."),
        Language::Fr => format!("&laquo;{name}&raquo; supprimé."),
    };
    visit.session.say(false, notice);
    if visit.ask.referer.starts_with(visit.base()) {
        let referer = visit.ask.referer.split('?').next().unwrap_or_default();
        done.redirect = Some(back(&format!("{referer}?removed_item=1"), ServedAs::Removed));
    }
    done
}
