//! Which promotions a scenario's checks look at. Only those may be called checked in a report.

use super::Shops;
use crate::promotion::{Promotion, PromotionType};
use crate::scenario::{Check, DataSource, Scenario, Step};
use crate::units::money::Money;

impl Shops {
    /// Whether a check of some step proves this promotion: a reduced price by the text of that product's page or tile, the others by
    /// what a cart answers.
    #[must_use]
    pub fn prove(self, scenario: &Scenario, promotion: &Promotion) -> bool {
        let walked = scenario.journeys.iter().filter(|journey| journey.weight > 0);
        walked.flat_map(|journey| &journey.steps).any(|step| {
            let mut checks = step.checks.iter().filter(|check| check.promotion);
            match promotion.kind {
                PromotionType::StrikeThrough => {
                    checks.any(|check| self.shows_price(scenario, step, check, promotion))
                }
                _ => checks.any(|check| {
                    let mut protocols = self.0.iter().filter_map(|shop| shop.cart());
                    protocols.any(|protocol| protocol.proves(step, check, promotion))
                }),
            }
        })
    }

    fn shows_price(self, scenario: &Scenario, step: &Step, check: &Check, promotion: &Promotion) -> bool {
        let (Some(text), Some(price)) = (&check.body_contains, promotion.current) else { return false };
        let is_its_page = |path: &str| {
            let id = scenario.base_url.join(path).ok().as_ref().and_then(|url| self.id_in(url));
            id.is_none() || promotion.product_id.is_none() || id == promotion.product_id
        };
        match scenario.data.iter().find(|data| text.contains(&format!("${{{}.", data.name))) {
            Some(data) => {
                rows(data, &step.path, text).any(|(path, text)| is_its_page(&path) && states(&text, price))
            }
            None => (is_its_page(&step.path) || is_tile_of(text, promotion)) && states(text, price),
        }
    }
}

/// Whether a text of a list is of this product's tile: it begins with the product's name.
fn is_tile_of(text: &str, promotion: &Promotion) -> bool {
    let name = promotion.name.as_deref().filter(|name| !name.is_empty());
    let rest = name.and_then(|name| text.strip_prefix('>')?.trim_ascii_start().strip_prefix(name));
    rest.is_some_and(|rest| rest.trim_ascii_start().starts_with('<'))
}

/// The step's path and the check's text for each row that stands in the scenario.
fn rows(data: &DataSource, path: &str, text: &str) -> impl Iterator<Item = (String, String)> {
    data.rows.iter().map(move |row| {
        let fill = |template: &str| {
            row.0.iter().fold(template.to_owned(), |filled, (field, value)| {
                filled.replace(&format!("${{{}.{field}}}", data.name), value)
            })
        };
        (fill(path), fill(text))
    })
}

/// Whether the amount stands in the text, as machines or as people write it.
fn states(text: &str, price: Money) -> bool {
    let amounts = [price.amount.normalize().to_string(), price.plain()];
    let digits = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    amounts.iter().flat_map(|amount| [amount.clone(), amount.replace('.', ",")]).any(|amount| {
        text.match_indices(&amount).any(|(at, _)| {
            !digits(text[..at].chars().next_back()) && !digits(text[at + amount.len()..].chars().next())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn scenario() -> Scenario {
        let text = r#"
            schema = 1
            name = "x"
            base_url = "https://shop.example/"
            [[data]]
            name = "product"
            rows = [{ path = "/6-mug.html", shows = 'content="11.42"' }, { path = "/7-mug.html", shows = 'content="9.2"' }]
            [[journey]]
            name = "j"
            [[journey.step]]
            name = "page"
            path = "${product.path}"
            check = [{ name = "price", promotion = true, body_contains = "${product.shows}" }]
            [[journey.step]]
            name = "one"
            path = "/8-mug.html"
            check = [{ name = "price", promotion = true, body_contains = "9,20 €" }]
            [[journey.step]]
            name = "list"
            path = "/8-mugs"
            check = [{ name = "tile", promotion = true, body_contains = ">Mug\n</a><b>14.28</b><i>12.34<" }]
            [[journey.step]]
            name = "add"
            path = "/cart"
            form = { qty = 3 }
            check = [
                { name = "rule", promotion = true, json = "/cart/vouchers/added/17/code", equals = "X" },
                { name = "worth", promotion = true, json = "/cart/totals/total/amount", equals = 30 },
            ]
        "#;
        Scenario::parse(text, Path::new("x.toml")).unwrap()
    }

    #[test]
    fn only_what_is_looked_at_is_checked() {
        let strike = |id, price: &str| Promotion {
            product_id: id,
            current: price.parse().ok(),
            ..Promotion::new(PromotionType::StrikeThrough, "test")
        };
        let rule =
            |id| Promotion { rule_id: Some(id), ..Promotion::new(PromotionType::AutoCartRule, "test") };
        let pieces = |least| Promotion {
            from_quantity: Some(least),
            ..Promotion::new(PromotionType::QuantityPrice, "test")
        };
        for (promotion, proved) in [
            (strike(Some(6), "11.42 EUR"), true),
            (strike(Some(7), "11.42 EUR"), false),
            (strike(Some(7), "9.20 EUR"), true),
            (strike(Some(8), "9.20 EUR"), true),
            (strike(Some(9), "9.20 EUR"), false),
            (strike(None, "9.20 EUR"), true),
            (strike(Some(6), "1.42 EUR"), false),
            (Promotion { name: Some("Mug".into()), ..strike(Some(5), "12.34 EUR") }, true),
            (Promotion { name: Some("Mu".into()), ..strike(Some(5), "12.34 EUR") }, false),
            (strike(Some(5), "12.34 EUR"), false),
            (rule(17), true),
            (rule(1), false),
            (pieces(3), true),
            (pieces(4), false),
        ] {
            assert_eq!(Shops::known().prove(&scenario(), &promotion), proved, "{promotion:?}");
        }
    }
}
