//! The journey without its promotion: what a measured cost is compared with.

use super::{Journey, Scenario, Step};

/// A journey and the same without the steps that only the promotion needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The journey with everything.
    pub with: String,
    /// The same without; it has a name of its own.
    pub without: Journey,
    /// The steps left out.
    pub left_out: Vec<String>,
}

impl Step {
    /// Whether only the promotion needs this step: it says so, or it enters a voucher (PrestaShop's `addDiscount`).
    #[must_use]
    pub fn serves_promotion(&self) -> bool {
        let enters = self.form.0.iter().any(|(name, _)| name == "addDiscount")
            || self.path.split_once('?').is_some_and(|(_, query)| query.contains("addDiscount="));
        self.promotion || enters
    }
}

impl Scenario {
    /// The longest journey with steps that only the promotion needs, and the same without them; `None` when there is none.
    /// Checks that prove a promotion go with the steps: without it they must fail.
    #[must_use]
    pub fn without_promotion(&self) -> Option<Variant> {
        let walked = self.journeys.iter().filter(|journey| journey.weight > 0);
        let serving = walked.filter(|journey| journey.steps.iter().any(Step::serves_promotion));
        let with = serving.max_by_key(|journey| journey.steps.len())?;
        let (left_out, rest): (Vec<&Step>, Vec<&Step>) =
            with.steps.iter().partition(|step| step.serves_promotion());
        let first = with.steps.iter().position(Step::serves_promotion).unwrap_or_default();
        let before: Vec<&str> = with.steps[..first].iter().map(|step| step.name.as_str()).collect();
        let steps = rest
            .into_iter()
            .map(|step| {
                let mut step = step.clone();
                // What was proven before the first step of the promotion is still true without it.
                if !before.contains(&step.name.as_str()) {
                    step.checks.retain(|check| !check.promotion);
                }
                step
            })
            .collect();
        Some(Variant {
            with: with.name.clone(),
            without: Journey { name: format!("{} without its promotion", with.name), weight: 0, steps },
            left_out: left_out.into_iter().map(|step| step.name.clone()).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn leaves_out_what_only_the_promotion_needs() {
        let text = "schema = 1\nname = 'x'\nbase_url = 'https://shop.test/'\nmode = 'full'\n\
            [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\npath = '/'\n\
            [[journey]]\nname = 'buy'\n\
            [[journey.step]]\nname = 'page'\npath = '/'\n\
            [[journey.step.check]]\nname = 'reduced'\nbody_contains = '-20 %'\npromotion = true\n\
            [[journey.step]]\nname = 'code'\npath = '/cart'\nform = { addDiscount = '1', discount_name = 'X' }\n\
            [[journey.step]]\nname = 'banner'\npath = '/banner'\npromotion = true\n\
            [[journey.step]]\nname = 'order'\npath = '/order'\n\
            [[journey.step.check]]\nname = 'less'\nbody_contains = '-10 %'\npromotion = true\n\
            [[journey.step.check]]\nname = 'order'\nbody_contains = 'order'\n";
        let scenario = Scenario::parse(text, Path::new("x.toml")).unwrap();
        let variant = scenario.without_promotion().unwrap();
        assert_eq!((variant.with.as_str(), variant.left_out), ("buy", vec!["code".into(), "banner".into()]));
        let kept: Vec<_> = variant
            .without
            .steps
            .iter()
            .map(|step| {
                (step.name.as_str(), step.checks.iter().map(|check| check.name.as_str()).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(kept, [("page", vec!["reduced"]), ("order", vec!["order"])]);
        let mut plain = scenario.clone();
        plain.journeys.pop();
        assert_eq!(plain.without_promotion(), None);
        let again = Scenario::parse(&scenario.to_toml().unwrap(), Path::new("x.toml")).unwrap();
        assert_eq!(again, scenario, "the mark stays in the file");
    }
}
