//! The add-to-cart form, as a browser would submit it untouched.

use rust_decimal::Decimal;
use scraper::ElementRef;
use url::Url;

use super::base::Base;
use super::dom::{self, Dom, selector};
use super::price::Price;
use crate::units::money::{Currency, Money};

/// A form and what it submits by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddToCartForm {
    /// Where it is posted to: the cart's address; `None` when that is on another origin.
    pub action: Option<Url>,
    /// The fields in document order, with the names that the platform gives them and the selected values. The button is among
    /// them, at the end, on platforms whose carts need it.
    pub fields: Vec<(String, String)>,
    /// The product's attributes that a shopper chooses, with the values on offer, in document order.
    pub choices: Vec<FormChoice>,
    /// The variants that can be bought, where the form lists them.
    pub variants: Option<Vec<FormVariant>>,
    /// Whether its button can be pressed: the product is in stock and orderable.
    pub enabled: bool,
}

/// A variant of the product that the form lists as one that can be bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormVariant {
    /// Its id.
    pub id: u64,
    /// The fields that choose it; an empty value leaves the choice to the shopper.
    pub fields: Vec<(String, String)>,
    /// What it costs.
    pub price: Option<Decimal>,
    /// What it cost before, where that was more.
    pub before: Option<Decimal>,
    /// The part of the form's data that states these prices, with what tells them from those of other variants where that stays
    /// the same for every visitor.
    pub stated: Option<String>,
}

impl FormVariant {
    /// Whether it costs less than before.
    #[must_use]
    pub fn is_reduced(&self) -> bool {
        self.before.is_some()
    }

    /// Its price with the one before; `None` where it costs what it always did.
    #[must_use]
    pub fn reduced_price(&self, currency: Option<Currency>) -> Option<Price> {
        let seen = |amount| ("a variant of the form".to_owned(), Money::new(amount, currency));
        Some(Price::new(seen(self.price?), Some(seen(self.before?)), None))
    }
}

/// An attribute of the product, such as its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormChoice {
    /// The field.
    pub field: String,
    /// Its values; not all of them need go together with the other attributes' values.
    pub values: Vec<String>,
}

impl AddToCartForm {
    /// Reads the form; `is_choice` tells the fields that choose between variants, `button` is what its button adds.
    pub(super) fn read(
        form: ElementRef<'_>,
        dom: &Dom,
        base: &Base,
        is_choice: impl Fn(&str) -> bool,
        button: Vec<(String, String)>,
        variants: Option<Vec<FormVariant>>,
    ) -> Self {
        let controls = selector!("input[name], select[name], textarea[name]");
        let mut fields: Vec<_> =
            controls.into_iter().flat_map(|css| form.select(css)).filter_map(field).flatten().collect();
        if let Some(id) = form.value().id() {
            // HTML lets a control stand outside the form it belongs to.
            let outside = dom
                .all(selector!("input[name][form], select[name][form], textarea[name][form]"))
                .filter(|control| control.attr("form") == Some(id) && !inside_form(*control));
            fields.extend(outside.filter_map(field).flatten());
        }
        fields.extend(button);
        Self {
            choices: choices(form, is_choice),
            variants,
            action: base.join(dom::attribute(form, "action").unwrap_or_default()),
            fields,
            enabled: is_enabled(form),
        }
    }

    /// The variant that shoppers come for: the first that is reduced, or else the first.
    #[must_use]
    pub fn wanted_variant(&self) -> Option<&FormVariant> {
        let variants = self.variants.as_ref()?;
        variants.iter().find(|variant| variant.is_reduced()).or_else(|| variants.first())
    }

    /// A field's value.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// What the page's only form that adds to a cart says of itself: where it is sent, or its name. `None` on pages with several
/// of them, which are lists, and on pages without a heading.
pub(super) fn sole_purchase(dom: &Dom) -> Option<&str> {
    dom.heading()?;
    let mut found =
        dom.all(selector!("form")).filter(|form| !dom.is_of_other_product(*form)).filter_map(|form| {
            let names = [form.attr("action"), form.value().id(), form.attr("name"), form.attr("class")];
            names.into_iter().flatten().find(|name| adds_to_cart(name))
        });
    found.next().filter(|_| found.next().is_none())
}

/// `/cart/add`, `addToCartForm`, `add_to_cart_form`, `product_addtocart_form`, `/warenkorb/hinzufuegen`.
fn adds_to_cart(name: &str) -> bool {
    let letters: String = name.chars().filter(|c| c.is_ascii_alphabetic() || *c == '/').collect();
    let letters = letters.to_ascii_lowercase();
    [
        "addtocart",
        "cart/add",
        "addtobasket",
        "basket/add",
        "addtobag",
        "cartadd",
        "basketadd",
        "warenkorb/hinzu",
    ]
    .iter()
    .any(|part| letters.contains(part))
}

/// Whether the page has a field for a code, by the names that carts give it.
pub(super) fn takes_codes(dom: &Dom) -> bool {
    const WORDS: &[&str] =
        &["coupon", "voucher", "promo", "discount", "gutschein", "rabatt", "reduction_code", "kupon"];
    dom.all(selector!("input[name], input[id]")).any(|input| {
        let kind = dom::attribute(input, "type").unwrap_or("text");
        let mut names = [input.attr("name"), input.value().id()].into_iter().flatten();
        kind.eq_ignore_ascii_case("text")
            && names.any(|name| {
                let name = name.to_ascii_lowercase();
                WORDS.iter().any(|word| name.contains(word))
            })
    })
}

/// Drop-downs and radio buttons that choose between variants.
fn choices(form: ElementRef<'_>, is_choice: impl Fn(&str) -> bool) -> Vec<FormChoice> {
    let mut choices: Vec<FormChoice> = Vec::new();
    let controls = selector!("select[name] option[value], input[type=radio][name][value]");
    for control in controls.into_iter().flat_map(|css| form.select(css)) {
        let owner = if control.value().name() == "option" {
            control.ancestors().filter_map(ElementRef::wrap).find(|above| above.value().name() == "select")
        } else {
            Some(control)
        };
        let field = owner.and_then(|owner| dom::attribute(owner, "name")).filter(|field| is_choice(field));
        let value = dom::attribute(control, "value").filter(|_| control.attr("disabled").is_none());
        let Some((field, value)) = field.zip(value) else { continue };
        match choices.iter_mut().find(|choice| choice.field == field) {
            Some(choice) => choice.values.push(value.to_owned()),
            None => choices.push(FormChoice { field: field.to_owned(), values: vec![value.to_owned()] }),
        }
    }
    choices
}

fn inside_form(control: ElementRef<'_>) -> bool {
    dom::within_tag(control, &["form"])
}

/// By the button of known themes, or else by what other themes have in its place.
fn is_enabled(form: ElementRef<'_>) -> bool {
    let button = dom::below(
        form,
        selector!(
            "[data-button-action=add-to-cart], button.add-to-cart, button[type=submit], button[name=add]"
        ),
    );
    let other = || {
        let css =
            selector!("input[type=submit], [class*=add-to-cart], [class*=add_to_cart], button:not([type])");
        dom::below(form, css).filter(|button| !button.value().classes().any(|class| class == "disabled"))
    };
    button
        .or_else(other)
        .is_some_and(|button| button.attr("disabled").is_none() && !dom::inside(button, &["unvisible"]))
}

/// What one control adds to the submission (HTML, "constructing the entry list"): nothing when it is
/// disabled, unchecked, or a button.
fn field(control: ElementRef<'_>) -> Option<Vec<(String, String)>> {
    let name = dom::attribute(control, "name")?;
    let entry = |value: &str| Some(vec![(name.to_owned(), value.to_owned())]);
    if control.attr("disabled").is_some() || in_disabled_fieldset(control) {
        return None;
    }
    match control.value().name() {
        "select" => Some(selected(control).into_iter().map(|value| (name.to_owned(), value)).collect()),
        "textarea" => entry(&control.text().collect::<String>()),
        _ => {
            let kind = control.attr("type").unwrap_or("text").to_ascii_lowercase();
            match kind.as_str() {
                "submit" | "button" | "image" | "reset" | "file" => None,
                "checkbox" | "radio" => {
                    control.attr("checked").and_then(|_| entry(control.attr("value").unwrap_or("on")))
                }
                // A browser does not send less than the least.
                "number" => {
                    let number =
                        |name| control.attr(name).and_then(|number| number.trim().parse::<u32>().ok());
                    match (number("value"), number("min")) {
                        (value, Some(min)) if value.is_none_or(|value| value < min) => {
                            entry(&min.to_string())
                        }
                        _ => entry(control.attr("value").unwrap_or_default()),
                    }
                }
                _ => entry(control.attr("value").unwrap_or_default()),
            }
        }
    }
}

fn in_disabled_fieldset(control: ElementRef<'_>) -> bool {
    control
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|ancestor| ancestor.value().name() == "fieldset" && ancestor.attr("disabled").is_some())
}

/// The selected options; a drop-down with none selected submits its first enabled one, and of several the
/// last.
fn selected(select: ElementRef<'_>) -> Vec<String> {
    let options: Vec<_> = selector!("option")
        .into_iter()
        .flat_map(|css| select.select(css))
        .filter(|option| option.attr("disabled").is_none())
        .collect();
    let value = |option: &ElementRef<'_>| match option.attr("value") {
        Some(value) => value.to_owned(),
        None => dom::text(*option),
    };
    let marked: Vec<String> =
        options.iter().filter(|option| option.attr("selected").is_some()).map(value).collect();
    if select.attr("multiple").is_some() {
        return marked;
    }
    marked.into_iter().next_back().or_else(|| options.first().map(value)).into_iter().collect()
}
