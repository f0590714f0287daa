//! The way of a buyer: choose a combination, add to the cart, look at it, enter the code, look at the order page.
//! Nothing is ever ordered.

use std::str::FromStr;

use rust_decimal::Decimal;
use url::Url;

use super::checks;
use super::journeys::is_promised;
use super::looks::{look, path_of, pause};
use super::stops::{Stop, Stops};
use super::{CompileOptions, Observed, Tried, Voucher};
use crate::page::{AddToCartForm, CartState, Page, PageKind};
use crate::promotion::{Promotion, PromotionType};
use crate::scenario::{Check, Extract, Fields, Step, Template};
use crate::units::money::Money;

/// The step that enters the code.
pub(super) const VOUCHER: &str = "voucher";

/// The product's page from which visitors buy: the landing page itself, or the product that they come to.
pub(super) fn product_to_buy<'a>(stops: &Stops<'a>) -> Option<&'a Stop> {
    let call = stops.call().filter(|stop| stop.page.kind == PageKind::Product);
    let stop = match stops.landing.page.kind {
        PageKind::Product => Some(stops.landing),
        _ => call.or_else(|| stops.product()),
    };
    stop.filter(|stop| stop.page.add_to_cart.as_ref().is_some_and(|form| form.enabled))
}

/// The fields with which a trial cart should be filled, best first: those that the promotion asks for (as many
/// pieces as its quantity price needs), with another combination than the one that stands on the page, as shoppers
/// choose one. The last is the page's form as it is.
#[must_use]
pub fn forms_to_try(page: &Page, promotions: &[Promotion]) -> Vec<Vec<(String, String)>> {
    let Some(form) = &page.add_to_cart else { return Vec::new() };
    let plain = form.fields.clone();
    let pieces = promotions.iter().filter(|one| one.kind == PromotionType::QuantityPrice);
    let of_product =
        pieces.filter(|one| page.product.as_ref().is_some_and(|product| one.product_id == product.id));
    let quantity = of_product.filter_map(|one| one.from_quantity).min();
    let several = quantity.map(|pieces| with(&plain, "qty", &pieces.to_string()));
    let wanted = several.clone().unwrap_or_else(|| plain.clone());
    let mut tries: Vec<_> = other_combination(form, &wanted).into_iter().chain(several).collect();
    tries.push(plain);
    tries
}

fn with(fields: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    let mut fields = fields.to_vec();
    match fields.iter_mut().find(|(field, _)| field == name) {
        Some((_, old)) => value.clone_into(old),
        None => fields.push((name.to_owned(), value.to_owned())),
    }
    fields
}

/// The same with the next value of the first attribute that has several.
fn other_combination(form: &AddToCartForm, fields: &[(String, String)]) -> Option<Vec<(String, String)>> {
    let choice = form.choices.iter().find(|choice| choice.values.len() > 1)?;
    let shown = form.field(&choice.field);
    let at = choice.values.iter().position(|value| Some(value.as_str()) == shown).unwrap_or(0);
    let next = &choice.values[(at + 1) % choice.values.len()];
    Some(with(fields, &choice.field, next))
}

/// Why nothing goes into a cart from here.
pub(super) fn hindrance(observed: &Observed<'_>) -> &'static str {
    match observed.tried {
        Some(_) => "the shop tells no address of its cart",
        None => "nothing that can be bought was found there",
    }
}

/// What buyers do once they are on the product's page.
pub(super) struct Purchase<'a> {
    pub(super) product: &'a Page,
    form: &'a AddToCartForm,
    /// Where it is posted to.
    action: &'a Url,
    pub(super) tried: &'a Tried,
    pub(super) promotions: &'a [Promotion],
    pub(super) voucher: Option<&'a Voucher>,
    /// Whether a promotion is under test.
    pub(super) promised: bool,
}

impl<'a> Purchase<'a> {
    pub(super) fn of(
        product: &'a Stop,
        observed: &Observed<'a>,
        options: &'a CompileOptions,
    ) -> Option<Self> {
        let form = product.page.add_to_cart.as_ref()?;
        Some(Self {
            product: &product.page,
            form,
            action: form.action.as_ref()?,
            tried: observed.tried?,
            promotions: observed.promotions,
            voucher: options.voucher.as_ref(),
            promised: is_promised(observed, options),
        })
    }

    /// From the choice of a combination to the cart, with the voucher in it.
    pub(super) fn fill_cart(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = self.choose_step().into_iter().collect();
        let popup = self.popup_step();
        let mut add = self.add_step();
        if popup.is_some() {
            // The theme's script asks for the pop-up as soon as the add is answered.
            add.think_time = pause(0, 0);
            add.extracts.push(Extract {
                name: "combination".into(),
                json: Some("/id_product_attribute".into()),
                ..Extract::default()
            });
        }
        steps.push(add);
        steps.extend(popup);
        steps.extend(self.cart_page_step());
        steps.extend(self.voucher_step());
        steps
    }

    /// The fields with the token that the page before gave, if it gave one; then the page's own is left out.
    fn submitted(&self) -> Vec<(String, String)> {
        let keeps = |name: &str| name != "token" || self.product.token_literals.is_some();
        let fields = self.tried.fields.iter().filter(|(name, _)| keeps(name));
        fields
            .map(|(name, value)| {
                let value = if name == "token" { "${token}".to_owned() } else { Template::escape(value) };
                (name.clone(), value)
            })
            .collect()
    }

    /// A shopper who picks another size: the theme's script asks for that combination's price.
    fn choose_step(&self) -> Option<Step> {
        let chosen = |field: &str| self.tried.fields.iter().find(|(name, _)| name == field);
        let changed = |(name, value): &(String, String)| {
            name.starts_with("group[") && chosen(name).is_some_and(|(_, tried)| tried != value)
        };
        if !self.form.fields.iter().any(changed) {
            return None;
        }
        let mut url = self.product.urls.product.clone()?;
        let fields = self.submitted();
        let templated = |(name, value): &(String, String)| format!("{}={value}", encoded(name));
        let rest: Vec<String> = fields.iter().map(templated).collect();
        // The token is a placeholder, which encoding would destroy; the other values are ids and numbers.
        url.set_fragment(None);
        let joint = if url.query().is_some() { '&' } else { '?' };
        Some(Step {
            path: format!("{}{joint}{}", path_of(&url), rest.join("&")),
            headers: ajax_headers(),
            form: [("quickview", "0"), ("ajax", "1"), ("action", "refresh"), ("quantity_wanted", "1")]
                .into_iter()
                .collect(),
            checks: vec![Check {
                name: "the combination exists".into(),
                json: Some("/id_product_attribute".into()),
                at_least: Some(1.0),
                ..Check::default()
            }],
            ..look("choose_combination", &url)
        })
    }

    fn add_step(&self) -> Step {
        let mut form = self.submitted();
        form.extend([("add", "1"), ("action", "update")].map(|(name, value)| (name.into(), value.into())));
        let mut checks = vec![
            // PrestaShop answers `success: true` even when it added nothing; only the count proves it.
            Check {
                name: checks::IN_CART.into(),
                json: Some("/cart/products_count".into()),
                at_least: Some(1.0),
                ..Check::default()
            },
            no_error("no error message"),
        ];
        let automatic = self.promotions.iter().filter(|promotion| promotion.is_automatic_rule());
        let ids = automatic.filter_map(|rule| rule.rule_id).filter(|id| applied(&self.tried.added, *id));
        checks.extend(ids.map(|id| rule_check(&format!("rule {id} is applied"), id)));
        checks.extend(self.worth("the cart", &self.tried.added));
        Step {
            path: path_of(self.action),
            headers: ajax_headers(),
            form: Fields(form),
            think_time: pause(1, 2),
            checks,
            ..look("add_to_cart", self.action)
        }
    }

    /// What the theme asks for after an add. It renders the pop-up, and never adds anything.
    fn popup_step(&self) -> Option<Step> {
        let url = self.product.urls.cart_popup.as_ref()?;
        let id = self.tried.fields.iter().find(|(name, _)| name == "id_product")?.1.clone();
        Some(Step {
            headers: ajax_headers(),
            form: [
                ("id_customization", "0".to_owned()),
                ("id_product_attribute", "${combination}".to_owned()),
                ("id_product", Template::escape(&id)),
                ("action", "add-to-cart".to_owned()),
            ]
            .into_iter()
            .collect(),
            checks: vec![Check {
                name: "shows the pop-up".into(),
                json: Some("/modal".into()),
                ..Check::default()
            }],
            ..look("cart_popup", url)
        })
    }

    fn voucher_step(&self) -> Option<Step> {
        let voucher = self.voucher?;
        let mut form = vec![("addDiscount", "1".to_owned()), ("discount_name", voucher.template())];
        if self.product.token_literals.is_some() {
            form.insert(0, ("token", "${token}".to_owned()));
        }
        form.extend([("ajax", "1".to_owned()), ("action", "update".to_owned())]);
        let mut checks = vec![Check { promotion: true, ..no_error("voucher is accepted") }];
        if let Some(id) = self.voucher_id(voucher) {
            checks.push(rule_check("voucher is in the cart", id));
        }
        checks.extend(
            self.tried.with_voucher.iter().flat_map(|cart| self.worth("the cart with the voucher", cart)),
        );
        Some(Step {
            promotion: true,
            headers: ajax_headers(),
            form: form.into_iter().collect(),
            think_time: pause(1, 2),
            checks,
            ..look(VOUCHER, cart_url(self.product, self.form).unwrap_or(self.action))
        })
    }

    /// What the trial cart was worth, and what the rules took off it. The shop must reckon the same under load.
    fn worth(&self, what: &str, cart: &CartState) -> Vec<Check> {
        let check = |name: String, pointer: &str, money: Money| {
            Some(Check {
                name,
                promotion: self.promised,
                json: Some(pointer.to_owned()),
                equals: Some(number(money.amount)?),
                ..Check::default()
            })
        };
        let discount = cart.discount.and_then(|money| {
            check(format!("{what} is reduced by {money}"), "/cart/subtotals/discounts/amount", money)
        });
        let total = cart
            .total
            .and_then(|money| check(format!("{what} costs {money}"), "/cart/totals/total/amount", money));
        discount.into_iter().chain(total).collect()
    }
}

fn encoded(name: &str) -> String {
    url::form_urlencoded::byte_serialize(name.as_bytes()).collect()
}

/// Where the cart is asked and shown.
fn cart_url<'a>(product: &'a Page, form: &'a AddToCartForm) -> Option<&'a Url> {
    product.urls.cart.as_ref().or(form.action.as_ref())
}

/// The pages on which buyers look at their cart: the cart's own, and the order page.
#[must_use]
pub fn cart_pages(product: &Page) -> (Option<Url>, Option<Url>) {
    let cart = product.add_to_cart.as_ref().and_then(|form| {
        let mut url = cart_url(product, form)?.clone();
        url.query_pairs_mut().append_pair("action", "show");
        Some(url)
    });
    (cart, product.urls.order.clone())
}

fn applied(cart: &CartState, rule: u64) -> bool {
    cart.vouchers_added.iter().any(|voucher| voucher.id == Some(rule))
}

/// An amount as TOML writes it: 8.42, or 8 without decimals, as the shop's JSON does.
pub(super) fn number(amount: Decimal) -> Option<toml::Value> {
    let amount = amount.normalize();
    if amount.is_integer() {
        i64::try_from(amount).ok().map(toml::Value::Integer)
    } else {
        f64::from_str(&amount.to_string()).ok().map(toml::Value::Float)
    }
}

fn no_error(name: &str) -> Check {
    Check { name: name.to_owned(), body_lacks: Some("\"hasError\":true".into()), ..Check::default() }
}

/// The cart answer lists the rule among those that are applied.
fn rule_check(name: &str, rule: u64) -> Check {
    Check {
        name: name.to_owned(),
        promotion: true,
        json: Some(format!("/cart/vouchers/added/{rule}")),
        ..Check::default()
    }
}

/// What the theme's script sends: with `Accept: */*` the shop would answer the whole cart page.
fn ajax_headers() -> Fields {
    [("Accept", "application/json, text/javascript, */*; q=0.01"), ("X-Requested-With", "XMLHttpRequest")]
        .into_iter()
        .collect()
}
