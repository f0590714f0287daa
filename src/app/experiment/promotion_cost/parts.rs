//! Which parts of a promotion a page of comparison is without: only of these the comparison tells the cost.

use crate::grade::PromotionPart;
use crate::promotion::{Promotion, PromotionType};
use crate::scenario::{Journey, Mode, Scenario};
use crate::shops::Shops;

/// The parts of the tested promotion that its journey meets, sorted by what the other page has.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// Only the tested page has them.
    pub(super) missing: Vec<PromotionPart>,
    /// The other page, or the cart there, has them as well: in both journeys they cost the same.
    pub(super) shared: Vec<PromotionPart>,
    /// Whether all known parts are shared, so that the comparison would show none of their costs.
    pub(super) is_in_vain: bool,
}

impl Parts {
    /// The parts that the journey `with` of the tested scenario meets, and whether the `other` one has them. Each scenario
    /// has the promotions that its page and its trial cart showed.
    pub(super) fn of(tested: &Scenario, with: &Journey, other: &Scenario) -> Self {
        let mut parts = Self::default();
        let met = tested.promotions.iter().filter(|promotion| promotion.is_usable());
        for promotion in met.filter(|promotion| is_met(promotion, tested, with)) {
            let part = PromotionPart { kind: promotion.kind.to_string(), text: label(promotion) };
            if other.promotions.iter().any(|known| is_shared(promotion, known)) {
                parts.shared.push(part);
            } else {
                parts.missing.push(part);
            }
        }
        parts.is_in_vain = parts.missing.is_empty() && !parts.shared.is_empty();
        parts
    }
}

/// What tells the promotion from others: its code, name and rule.
fn label(promotion: &Promotion) -> String {
    let name = promotion.name.as_ref().map(|name| format!("\"{name}\""));
    let rule = promotion.rule_id.map(|id| format!("(rule {id})"));
    let parts: Vec<String> = promotion.code.clone().into_iter().chain(name).chain(rule).collect();
    parts.join(" ")
}

/// Whether a visit of this journey meets the promotion: prices on the page, and in the cart what applies there.
fn is_met(promotion: &Promotion, tested: &Scenario, with: &Journey) -> bool {
    match promotion.kind {
        PromotionType::StrikeThrough => true,
        PromotionType::QuantityPrice => Shops::known().prove(tested, promotion),
        _ if tested.mode == Mode::ReadOnly => false,
        _ if promotion.needs_code() => enters_code(with, promotion),
        _ => promotion.is_in_cart(),
    }
}

/// Whether a step enters the promotion's code, or one that only the run knows.
fn enters_code(journey: &Journey, promotion: &Promotion) -> bool {
    let mut entered = journey.steps.iter().filter_map(|step| Shops::known().entered_code(step));
    let is_it = |text: &str| promotion.code.as_ref().is_some_and(|code| code.eq_ignore_ascii_case(text));
    entered.any(|text| is_it(text) || text.contains("${"))
}

/// Whether another page's promotion is the same to the shop's work. A price is a page's own, whatever its amount; a code is not
/// entered by the other journey.
fn is_shared(promotion: &Promotion, known: &Promotion) -> bool {
    match promotion.kind {
        PromotionType::StrikeThrough | PromotionType::QuantityPrice => known.kind == promotion.kind,
        _ if promotion.needs_code() || !known.is_in_cart() => false,
        _ if promotion.rule_id.is_some() => promotion.rule_id == known.rule_id,
        _ => promotion.kind == known.kind && promotion.name == known.name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Fields, Step};
    use url::Url;

    fn strike(amount: u32) -> Promotion {
        Promotion {
            percent: Some(amount.into()),
            ..Promotion::new(PromotionType::StrikeThrough, ".regular-price")
        }
    }

    fn rule(id: u64) -> Promotion {
        let kind = PromotionType::AutoCartRule;
        Promotion { rule_id: Some(id), ..Promotion::new(kind, "cart.vouchers.added") }
    }

    fn code(code: &str) -> Promotion {
        let kind = PromotionType::ManualCode;
        Promotion { code: Some(code.into()), ..Promotion::new(kind, "cart.vouchers.added") }
    }

    fn scenario(mode: Mode, promotions: &[Promotion]) -> Scenario {
        let base = Url::parse("https://shop.test/").unwrap();
        Scenario { promotions: promotions.to_vec(), ..Scenario::new("x".into(), base, mode) }
    }

    /// Kinds that are missing and shared, and whether the comparison is in vain.
    fn sorted(mode: Mode, tested: &[Promotion], other: &[Promotion]) -> (String, String, bool) {
        let form = vec![("addDiscount".into(), "1".into()), ("discount_name".into(), "bf2025".into())];
        let enter = Step { name: "voucher".into(), form: Fields(form), ..Step::default() };
        let with = Journey { name: "buy".into(), weight: 1, steps: vec![enter] };
        let parts = Parts::of(&scenario(mode, tested), &with, &scenario(mode, other));
        let kinds = |parts: &[PromotionPart]| {
            parts.iter().map(|part| part.kind.as_str()).collect::<Vec<_>>().join(" ")
        };
        (kinds(&parts.missing), kinds(&parts.shared), parts.is_in_vain)
    }

    #[test]
    fn a_placeholder_elsewhere_in_the_form_is_not_a_code() {
        let fields = [("csrf", "${csrf}"), ("addDiscount", "1"), ("discount_name", "OTHER")];
        let enter = Step { form: fields.into_iter().collect(), ..Step::default() };
        let journey = |step| Journey { name: "buy".into(), weight: 1, steps: vec![step] };
        assert!(!enters_code(&journey(enter.clone()), &code("BF2025")));
        assert!(enters_code(&journey(enter), &code("other")));
        let unknown = Step { form: [("discount_name", "${x}")].into_iter().collect(), ..Step::default() };
        assert!(enters_code(&journey(unknown), &code("BF2025")));
    }

    #[test]
    fn what_the_neighbour_has_too_is_not_compared() {
        use Mode::{Full, ReadOnly};
        let cases = [
            (Full, vec![rule(1)], vec![rule(1)], ("", "auto-cart-rule", true)),
            (Full, vec![rule(1)], vec![rule(2)], ("auto-cart-rule", "", false)),
            (Full, vec![rule(1)], vec![], ("auto-cart-rule", "", false)),
            (Full, vec![strike(20), rule(1)], vec![rule(1)], ("strike-through", "auto-cart-rule", false)),
            (Full, vec![strike(20)], vec![strike(5)], ("", "strike-through", true)),
            // Only the tested journey enters the code, even where both pages show it.
            (
                Full,
                vec![code("BF2025"), rule(1)],
                vec![code("BF2025"), rule(1)],
                ("manual-code", "auto-cart-rule", false),
            ),
            // A code that no step enters is in neither cart.
            (Full, vec![code("MIN50")], vec![], ("", "", false)),
            // Read-only journeys have no cart.
            (ReadOnly, vec![strike(20), rule(1)], vec![rule(1)], ("strike-through", "", false)),
            (ReadOnly, vec![rule(1)], vec![rule(1)], ("", "", false)),
            (Full, vec![], vec![rule(1)], ("", "", false)),
        ];
        for (mode, tested, other, expected) in cases {
            let found = sorted(mode, &tested, &other);
            assert_eq!((found.0.as_str(), found.1.as_str(), found.2), expected, "{tested:?} {other:?}");
        }
    }
}
