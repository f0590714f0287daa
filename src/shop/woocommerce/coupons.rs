//! The shop's coupons: what they take off, what they ask for, and what is said when that is not given.

use super::goods::WooItem;
use super::money::short;
use crate::shop::config::Language;

/// What a coupon takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WooEffect {
    /// Percent of what it is for.
    Percent(i64),
    /// Cents off the cart.
    Cart(i64),
    /// Cents off each piece.
    Piece(i64),
}

/// What a coupon asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WooNeed {
    Nothing,
    AtLeast(i64),
    AtMost(i64),
    Product(u32),
    Shelf(&'static str),
    RegularPrice,
    Email(&'static str),
    /// It was good once.
    Expired,
    UsedUp,
}

/// A coupon.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WooCoupon {
    pub(super) id: u32,
    /// In lower case, as WooCommerce keeps it.
    pub(super) code: &'static str,
    pub(super) effect: WooEffect,
    need: WooNeed,
    /// It stands alone.
    pub(super) is_individual: bool,
    pub(super) ships_free: bool,
}

const fn coupon(id: u32, code: &'static str, effect: WooEffect, need: WooNeed) -> WooCoupon {
    WooCoupon { id, code, effect, need, is_individual: false, ships_free: false }
}

pub(super) static COUPONS: [WooCoupon; 12] = [
    coupon(1, "bf2025", WooEffect::Percent(10), WooNeed::Nothing),
    coupon(2, "fix3", WooEffect::Cart(300), WooNeed::Nothing),
    WooCoupon { ships_free: true, ..coupon(3, "freeship", WooEffect::Percent(0), WooNeed::Nothing) },
    coupon(4, "expired", WooEffect::Percent(10), WooNeed::Expired),
    coupon(5, "min50", WooEffect::Cart(500), WooNeed::AtLeast(5000)),
    coupon(6, "max20", WooEffect::Cart(200), WooNeed::AtMost(2000)),
    coupon(7, "usedup", WooEffect::Percent(10), WooNeed::UsedUp),
    WooCoupon { is_individual: true, ..coupon(8, "solo25", WooEffect::Percent(25), WooNeed::Nothing) },
    coupon(9, "shirt30", WooEffect::Percent(30), WooNeed::Product(21)),
    coupon(10, "nosale10", WooEffect::Percent(10), WooNeed::RegularPrice),
    coupon(11, "onlyme", WooEffect::Percent(10), WooNeed::Email("me@example.com")),
    coupon(12, "mug2", WooEffect::Piece(200), WooNeed::Shelf("mugs")),
];

/// The coupon of a code, however it is written.
pub(super) fn coupon_of(code: &str) -> Option<&'static WooCoupon> {
    let code = code.trim().to_lowercase();
    COUPONS.iter().find(|coupon| coupon.code == code)
}

/// Why a coupon is not applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WooCouponRefusal {
    Unknown(String),
    Already(String),
    /// This one, which is applied, stands alone.
    Individual(&'static str),
    Expired(&'static str),
    Minimum(&'static str, i64),
    Maximum(&'static str, i64),
    UsedUp(&'static str),
    NotApplicable(&'static str),
    Email(&'static str),
    /// Nothing was entered.
    Empty,
}

impl WooCoupon {
    /// WooCommerce's word for what it does.
    pub(super) fn type_name(&self) -> &'static str {
        match self.effect {
            WooEffect::Percent(_) => "percent",
            WooEffect::Cart(_) => "fixed_cart",
            WooEffect::Piece(_) => "fixed_product",
        }
    }

    /// Whether it takes anything off this item.
    pub(super) fn covers(&self, item: WooItem) -> bool {
        match self.need {
            WooNeed::Product(id) => item.product.id == id,
            WooNeed::Shelf(slug) => item.product.shelf.slug == slug,
            WooNeed::RegularPrice => !item.is_on_sale(),
            _ => true,
        }
    }

    /// Whether a cart with these items, worth so much, may have it. `email` is the visitor's, if it is known.
    pub(super) fn check(&self, items: &[WooItem], worth: i64, email: &str) -> Result<(), WooCouponRefusal> {
        let code = self.code;
        let refusal = match self.need {
            WooNeed::Expired => Some(WooCouponRefusal::Expired(code)),
            WooNeed::UsedUp => Some(WooCouponRefusal::UsedUp(code)),
            WooNeed::AtLeast(least) if worth < least => Some(WooCouponRefusal::Minimum(code, least)),
            WooNeed::AtMost(most) if worth > most => Some(WooCouponRefusal::Maximum(code, most)),
            WooNeed::Product(_) | WooNeed::Shelf(_) | WooNeed::RegularPrice
                if !items.iter().any(|item| self.covers(*item)) =>
            {
                Some(WooCouponRefusal::NotApplicable(code))
            }
            WooNeed::Email(mine) if mine != email => Some(WooCouponRefusal::Email(code)),
            _ => None,
        };
        refusal.map_or(Ok(()), Err)
    }
}

impl WooCouponRefusal {
    /// The sentence as HTML. Its amounts are written by `amount`: the classic shop puts mark-up around them.
    pub(super) fn say(
        &self,
        language: Language,
        is_classic: bool,
        amount: fn(i64, Language) -> String,
    ) -> String {
        let french = language == Language::Fr;
        match self {
            WooCouponRefusal::Unknown(code) => {
                format!("Coupon &quot;{code}&quot; cannot be applied because it does not exist.")
            }
            WooCouponRefusal::Already(code) if is_classic => {
                format!("Coupon code &quot;{code}&quot; already applied!")
            }
            WooCouponRefusal::Already(code) if french => {
                format!("Le code promo «\u{a0}{code}\u{a0}» a déjà été appliqué.")
            }
            WooCouponRefusal::Already(code) => {
                format!("Coupon code &quot;{code}&quot; has already been applied.")
            }
            WooCouponRefusal::Individual(code) if french => format!(
                "«\u{a0}{code}\u{a0}» a déjà été appliqué et ne peut pas être utilisé avec d’autres codes promo."
            ),
            WooCouponRefusal::Individual(code) => format!(
                "&quot;{code}&quot; has already been applied and cannot be used in conjunction with other coupons."
            ),
            WooCouponRefusal::Expired(code) => format!("Coupon &quot;{code}&quot; has expired."),
            WooCouponRefusal::Minimum(code, least) => {
                format!("The minimum spend for coupon &quot;{code}&quot; is {}.", amount(*least, language))
            }
            WooCouponRefusal::Maximum(code, most) => {
                format!("The maximum spend for coupon &quot;{code}&quot; is {}.", amount(*most, language))
            }
            WooCouponRefusal::UsedUp(code) => format!(
                "Usage limit for coupon &quot;{code}&quot; has been reached. Please try again after some time, or \
                 contact us for help."
            ),
            WooCouponRefusal::NotApplicable(code) => {
                format!("Sorry, coupon &quot;{code}&quot; is not applicable to selected products.")
            }
            WooCouponRefusal::Email(code) if french => format!(
                "Veuillez saisir une adresse e-mail valide lors de la validation de la commande pour utiliser le \
                 code promo «\u{a0}{code}\u{a0}»."
            ),
            WooCouponRefusal::Email(code) => {
                format!("Please enter a valid email at checkout to use coupon code &quot;{code}&quot;.")
            }
            WooCouponRefusal::Empty => "Please enter a coupon code.".to_owned(),
        }
    }

    /// The sentence of the Store API.
    pub(super) fn plain(&self, language: Language) -> String {
        self.say(language, false, short)
    }

    /// What the Store API tells apart about an e-mail address: the sentence of the cart and that of the checkout.
    pub(super) fn details(&self, language: Language) -> Option<[String; 2]> {
        let WooCouponRefusal::Email(code) = self else { return None };
        let checkout = match language {
            Language::En => format!("Please enter a valid email to use coupon code &quot;{code}&quot;."),
            Language::Fr => format!(
                "Veuillez saisir une adresse e-mail valide pour utiliser le code promo «\u{a0}{code}\u{a0}»."
            ),
        };
        Some([self.plain(language), checkout])
    }
}

#[cfg(test)]
mod tests {
    use super::super::goods::item;
    use super::*;

    #[test]
    fn coupons_ask_for_what_the_contract_says() {
        let mug = [item(17).unwrap()];
        let shirt = [item(21).unwrap()];
        for (code, items, worth, email, expected) in [
            ("BF2025", &mug, 0, "", Ok(())),
            (" bf2025 ", &mug, 0, "", Ok(())),
            ("EXPIRED", &mug, 9999, "", Err(WooCouponRefusal::Expired("expired"))),
            ("MIN50", &mug, 4999, "", Err(WooCouponRefusal::Minimum("min50", 5000))),
            ("MIN50", &mug, 5000, "", Ok(())),
            ("MAX20", &mug, 2001, "", Err(WooCouponRefusal::Maximum("max20", 2000))),
            ("MAX20", &mug, 2000, "", Ok(())),
            ("USEDUP", &mug, 2000, "", Err(WooCouponRefusal::UsedUp("usedup"))),
            ("SHIRT30", &mug, 2000, "", Err(WooCouponRefusal::NotApplicable("shirt30"))),
            ("SHIRT30", &shirt, 2000, "", Ok(())),
            ("NOSALE10", &mug, 2000, "", Err(WooCouponRefusal::NotApplicable("nosale10"))),
            ("MUG2", &shirt, 2000, "", Err(WooCouponRefusal::NotApplicable("mug2"))),
            ("ONLYME", &mug, 2000, "you@example.com", Err(WooCouponRefusal::Email("onlyme"))),
            ("ONLYME", &mug, 2000, "me@example.com", Ok(())),
        ] {
            assert_eq!(coupon_of(code).unwrap().check(items, worth, email), expected, "{code} {worth}");
        }
        assert_eq!(coupon_of("NOPE"), None);
    }
}
