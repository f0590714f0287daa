//! The products that visitors of a listing open: not all of them the same, or the shop would answer from its caches.

use super::super::{Check, DataSource, Fields, Pick, Step};
use super::checks;
use super::looks::{look, path_of};
use super::stops::Stop;

/// What the rows are called in placeholders.
const NAME: &str = "product";

/// Several products' pages as a step with its rows. Each row stands for a page that was read.
pub(super) struct Products<'a> {
    read: Vec<&'a Stop>,
    /// The text that states the old price, of each, when all have one.
    was: Option<Vec<String>>,
}

impl<'a> Products<'a> {
    /// The reduced ones, for which shoppers come; all, when fewer than two are. `None`: there are not two.
    pub(super) fn of(read: Vec<&'a Stop>) -> Option<Self> {
        let reduced: Vec<&Stop> = read.iter().copied().filter(|stop| is_reduced(stop)).collect();
        let read = if reduced.len() > 1 { reduced } else { read };
        let was = read.iter().map(|stop| was(stop)).collect();
        (read.len() > 1).then_some(Self { read, was })
    }

    /// The page of one of them, drawn anew in each visit. Its price is checked when every row has one.
    pub(super) fn step(&self) -> Option<Step> {
        let first = self.read.first()?;
        let mut step = look("product_page", &first.asked);
        step.path = format!("${{{NAME}.path}}");
        let everywhere = |check: &Check| {
            let text = check.body_contains.as_deref().unwrap_or_default();
            self.read.iter().all(|stop| stop.says(text))
        };
        step.checks.extend(checks::identity(first).filter(everywhere));
        if self.has_prices() {
            let promised = self.read.iter().all(|stop| is_reduced(stop));
            step.checks.push(Check {
                name: if promised { "the reduced price is right" } else { "the price is right" }.to_owned(),
                promotion: promised,
                body_contains: Some(format!("${{{NAME}.shows}}")),
                ..Check::default()
            });
        }
        if self.was.is_some() {
            step.checks.push(Check {
                name: "the old price is shown".to_owned(),
                promotion: true,
                body_contains: Some(format!("${{{NAME}.was}}")),
                ..Check::default()
            });
        }
        Some(step)
    }

    /// The rows. `shows` is the text of the page that states its price.
    pub(super) fn data(&self) -> DataSource {
        let row = |(at, stop): (usize, &&Stop)| {
            let mut fields = vec![("path".to_owned(), path_of(&stop.asked))];
            if let Some(literal) = stop.page.price_literal.clone().filter(|_| self.has_prices()) {
                fields.push(("shows".to_owned(), literal));
            }
            let was = self.was.as_ref().and_then(|all| all.get(at));
            fields.extend(was.map(|literal| ("was".to_owned(), literal.clone())));
            Fields(fields)
        };
        DataSource::of_rows(NAME, Pick::Random, self.read.iter().enumerate().map(row).collect())
    }

    fn has_prices(&self) -> bool {
        self.read.iter().all(|stop| stop.page.price_literal.is_some())
    }
}

/// The text that states the old price.
fn was(stop: &Stop) -> Option<String> {
    let price = stop.page.product.as_ref()?.price.as_ref()?;
    stop.page.old_price_literal(&stop.source, price)
}

fn is_reduced(stop: &Stop) -> bool {
    let price = stop.page.product.as_ref().and_then(|product| product.price.as_ref());
    price.is_some_and(|price| price.regular.is_some()) && stop.page.price_literal.is_some()
}
