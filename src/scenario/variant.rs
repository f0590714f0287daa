//! Journeys without the promotion: what a measured cost is compared with.

use super::{Journey, Scenario, Step, StepRole};

/// The end of the names of a comparison's journeys and checks.
const WITHOUT: &str = "without promotion";

/// A journey and the same without the steps that only the promotion needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The journey with everything.
    pub with: String,
    /// The same without; no load walks it.
    pub without: Journey,
    /// The steps left out.
    pub left_out: Vec<String>,
}

impl Step {
    /// Whether only the promotion needs this step: it says so, or it enters a voucher.
    #[must_use]
    pub fn serves_promotion(&self) -> bool {
        self.promotion || self.role == Some(StepRole::AppliesCode)
    }
}

impl Journey {
    /// The journey as a comparison walks it on another page, which is without the tested promotion: its checks get names of
    /// their own and prove no promotion. So they cannot make a name ambiguous that a threshold of the scenario refers to, and
    /// are not counted with the checks of the tested page.
    #[must_use]
    pub fn on_another_page(mut self) -> Self {
        for check in self.steps.iter_mut().flat_map(|step| &mut step.checks) {
            check.name = format!("{} ({WITHOUT})", check.name);
            check.promotion = false;
        }
        Self { name: format!("{} {WITHOUT}", self.name), ..self }
    }
}

impl Scenario {
    /// Adds a journey that only a comparison walks, without weight, and returns its name: that of the journey, or with a
    /// number when the scenario has such a journey already, as the copy of an earlier run has.
    pub fn add_comparison(&mut self, mut journey: Journey) -> String {
        let taken = |name: &str| self.journeys.iter().any(|known| known.name == name);
        let numbered = (2_u32..).map(|number| format!("{} ({number})", journey.name));
        let free = std::iter::once(journey.name.clone()).chain(numbered).find(|name| !taken(name));
        journey.name = free.unwrap_or_default();
        journey.weight = 0;
        let name = journey.name.clone();
        self.journeys.push(journey);
        name
    }

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
    fn a_comparison_s_journey_takes_no_name() {
        let step = "[[journey.step]]\nname = 'page'\npath = '/'\n[[journey.step.check]]\nname = 'reduced'\n\
                    body_contains = '-20 %'\npromotion = true\n";
        let text = format!(
            "schema = 1\nname = 'x'\nbase_url = 'https://shop.test/'\n[[journey]]\nname = 'look'\n{step}"
        );
        let mut scenario = Scenario::parse(&text, Path::new("x.toml")).unwrap();
        let other = scenario.journeys[0].clone().on_another_page();
        let check = &other.steps[0].checks[0];
        assert_eq!((check.name.as_str(), check.promotion), ("reduced (without promotion)", false));
        for name in ["look without promotion", "look without promotion (2)", "look without promotion (3)"] {
            assert_eq!(scenario.add_comparison(other.clone()), name);
        }
        let weights: Vec<_> = scenario.journeys.iter().map(|journey| journey.weight).collect();
        assert_eq!(weights, [1, 0, 0, 0]);
    }

    #[test]
    fn leaves_out_what_only_the_promotion_needs() {
        let text = "schema = 1\nname = 'x'\nbase_url = 'https://shop.test/'\nmode = 'full'\n\
            [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\npath = '/'\n\
            [[journey]]\nname = 'buy'\n\
            [[journey.step]]\nname = 'page'\npath = '/'\n\
            [[journey.step.check]]\nname = 'reduced'\nbody_contains = '-20 %'\npromotion = true\n\
            [[journey.step]]\nname = 'code'\npath = '/cart'\nrole = 'applies-code'\nform = { code = 'X' }\n\
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
