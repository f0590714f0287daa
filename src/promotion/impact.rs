//! How much work promotions are to the shop: a class and a number, both estimates from what was found. Nobody has
//! measured anything for them; a run does.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Promotion, PromotionType};

/// How much work the promotions make the shop do together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Complexity {
    /// No cart rule: prices only.
    Low,
    /// One automatic rule, or vouchers.
    Medium,
    /// Several automatic rules, or an automatic rule together with vouchers.
    High,
}

impl std::fmt::Display for Complexity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        })
    }
}

/// The complexity of the promotions together: high with two automatic rules or with one and a code, medium
/// with one of either, else low.
#[must_use]
pub fn complexity(promotions: &[Promotion]) -> Complexity {
    let automatic = usable(promotions).filter(|promotion| promotion.is_automatic_rule()).count();
    let codes = usable(promotions).any(Promotion::needs_code);
    match (automatic, codes) {
        (2.., _) | (1, true) => Complexity::High,
        (1, false) | (0, true) => Complexity::Medium,
        (0, false) => Complexity::Low,
    }
}

/// The promotions' share of the shop's work, from 0 to 1: 0.05 for struck-through prices, 0.15 for each automatic
/// rule, 0.25 for codes, at most 1.
#[must_use]
pub fn server_impact(promotions: &[Promotion]) -> Decimal {
    let hundredths = |count| Decimal::new(count, 2);
    let has = |wanted: fn(&Promotion) -> bool| usable(promotions).any(wanted);
    let automatic = usable(promotions).filter(|promotion| promotion.is_automatic_rule()).count();
    let mut impact = hundredths(15) * Decimal::from(automatic);
    if has(|promotion| promotion.kind == PromotionType::StrikeThrough) {
        impact += hundredths(5);
    }
    if has(Promotion::needs_code) {
        impact += hundredths(25);
    }
    impact.min(hundredths(100))
}

/// Those that can be used; the shop is done at once with a code that it refuses.
fn usable(promotions: &[Promotion]) -> impl Iterator<Item = &Promotion> {
    promotions.iter().filter(|promotion| promotion.is_usable())
}

#[cfg(test)]
mod tests {
    use super::super::Availability;
    use super::*;
    use PromotionType::{AutoCartRule, FreeShipping, ManualCode, StrikeThrough};

    fn rule(kind: PromotionType, code: Option<&str>) -> Promotion {
        Promotion { code: code.map(str::to_owned), ..Promotion::new(kind, "test") }
    }

    #[test]
    fn complexity_and_impact_follow_the_rules() {
        let auto = rule(AutoCartRule, None);
        let shipping = rule(FreeShipping, None);
        let code = rule(ManualCode, Some("X"));
        let dead = Promotion { state: Some(Availability::Expired), ..code.clone() };
        let strike = rule(StrikeThrough, None);
        for (promotions, complexity_is, impact) in [
            (vec![], Complexity::Low, "0"),
            (vec![strike.clone()], Complexity::Low, "0.05"),
            (vec![strike.clone(), strike.clone()], Complexity::Low, "0.05"),
            (vec![auto.clone()], Complexity::Medium, "0.15"),
            (vec![auto.clone(); 3], Complexity::High, "0.45"),
            (vec![code.clone(), code.clone()], Complexity::Medium, "0.25"),
            (vec![strike.clone(), code.clone()], Complexity::Medium, "0.3"),
            (vec![auto.clone(), shipping], Complexity::High, "0.3"),
            (vec![auto.clone(), code.clone(), strike.clone()], Complexity::High, "0.45"),
            (vec![strike.clone(), auto.clone(), auto.clone(), code.clone()], Complexity::High, "0.6"),
            ([vec![auto; 10], vec![code, strike]].concat(), Complexity::High, "1"),
            (vec![dead], Complexity::Low, "0"),
        ] {
            assert_eq!(complexity(&promotions), complexity_is, "{promotions:?}");
            assert_eq!(server_impact(&promotions).normalize().to_string(), impact, "{promotions:?}");
        }
    }
}
