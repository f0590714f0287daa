//! The products that visitors of a listing open: not all of them the same, or the shop would answer from its caches.

use super::checks::{self, PriceTexts};
use crate::scenario::{Check, DataSource, Fields, Pick, Step};
use crate::shops::Stop;
use crate::shops::draft::{look, path_of};

/// What the rows are called in placeholders.
const NAME: &str = "product";

/// Several products' pages as a step with its rows. Each row stands for a page that was read.
pub(super) struct Products<'a> {
    read: Vec<ProductRow<'a>>,
    /// Whether their prices are a promotion's.
    promised: bool,
}

/// A product's page with the texts that state its prices.
struct ProductRow<'a> {
    stop: &'a Stop,
    texts: PriceTexts,
    was: Option<String>,
}

impl<'a> ProductRow<'a> {
    fn of(stop: &'a Stop) -> Self {
        let was = checks::old_price_text(stop);
        let mut texts = PriceTexts::of(stop);
        texts.stated = texts.stated.or_else(|| checks::variant_text(stop));
        Self { stop, texts, was }
    }

    fn is_reduced(&self) -> bool {
        let price = self.stop.page.product.as_ref().and_then(|product| product.price.as_ref());
        let is_reduced = match price {
            Some(price) => price.regular.is_some(),
            None => checks::carries_promotion(self.stop),
        };
        is_reduced && self.texts.stated.is_some()
    }

    /// The text for a column.
    fn text(&self, column: &TextColumn) -> Option<&str> {
        match column {
            TextColumn::Stated => self.texts.stated.as_deref(),
            TextColumn::Visible => self.texts.visible.as_ref().map(|(literal, _)| literal.as_str()),
            TextColumn::Was => self.was.as_deref(),
        }
    }
}

/// The columns beside the path. Each is there, and has its check, when every row has a text for it.
enum TextColumn {
    /// The price for machines.
    Stated,
    /// The price that shoppers read beside it.
    Visible,
    /// The old price.
    Was,
}

impl TextColumn {
    const ALL: [Self; 3] = [Self::Stated, Self::Visible, Self::Was];

    fn name(&self) -> &'static str {
        match self {
            Self::Stated => "shows",
            Self::Visible => "visible",
            Self::Was => "was",
        }
    }
}

impl<'a> Products<'a> {
    /// The reduced ones, for which shoppers come; all, when fewer than two are. `None`: there are not two. `promised`: a
    /// promotion is under test.
    pub(super) fn of(read: Vec<&'a Stop>, promised: bool) -> Option<Self> {
        let rows: Vec<ProductRow<'_>> = read.into_iter().map(ProductRow::of).collect();
        let promised = promised || rows.iter().any(|row| checks::carries_promotion(row.stop));
        let several = rows.iter().filter(|row| row.is_reduced()).count() > 1;
        let read: Vec<ProductRow<'_>> = rows.into_iter().filter(|row| !several || row.is_reduced()).collect();
        (read.len() > 1).then_some(Self { read, promised })
    }

    /// The page of one of them, drawn anew in each visit. A price is checked when every row has one.
    pub(super) fn step(&self) -> Option<Step> {
        let first = self.read.first()?.stop;
        let mut step = look("product_page", &first.asked);
        step.path = format!("${{{NAME}.path}}");
        let everywhere = |check: &Check| {
            let text = check.body_contains.as_deref().unwrap_or_default();
            self.read.iter().all(|row| row.stop.says(text))
        };
        step.checks.extend(checks::identity(first).filter(everywhere));
        step.checks.extend(checks::end(first).filter(everywhere));
        let all_reduced = self.read.iter().all(ProductRow::is_reduced);
        step.checks.extend(self.columns().map(|column| {
            Check {
                name: match column {
                    TextColumn::Stated if all_reduced => "the reduced price is right",
                    TextColumn::Stated => "the price is right",
                    TextColumn::Visible => "the visible price is right",
                    TextColumn::Was => "the old price is shown",
                }
                .to_owned(),
                promotion: self.promised,
                body_contains: Some(format!("${{{NAME}.{}}}", column.name())),
                ..Check::default()
            }
        }));
        Some(step)
    }

    /// The rows. `shows` and `visible` are the texts of the page that state its price, `was` is that of the old one.
    pub(super) fn data(&self) -> DataSource {
        let row = |row: &ProductRow<'_>| {
            let path = ("path".to_owned(), path_of(&row.stop.asked));
            let texts = self
                .columns()
                .filter_map(|column| Some((column.name().to_owned(), row.text(column)?.to_owned())));
            Fields([path].into_iter().chain(texts).collect())
        };
        DataSource::of_rows(NAME, Pick::Random, self.read.iter().map(row).collect())
    }

    /// Whether a step opens one of them.
    pub(super) fn opens(step: &Step) -> bool {
        step.path == format!("${{{NAME}.path}}")
    }

    /// The addresses in the rows.
    pub(super) fn paths(data: &[DataSource]) -> impl Iterator<Item = &str> {
        let fields = rows(data).iter().flat_map(|row| &row.0);
        fields.filter(|(name, _)| name == "path").map(|(_, path)| path.as_str())
    }

    /// Adds a column with these values, one for each row, unless it is there already; its placeholder.
    pub(super) fn add_column(data: &mut [DataSource], name: &str, values: Vec<String>) -> String {
        let sources = data.iter_mut().filter(|source| source.name == NAME);
        for (Fields(row), value) in sources.flat_map(|source| &mut source.rows).zip(values) {
            if row.iter().all(|(known, _)| known != name) {
                row.push((name.to_owned(), value));
            }
        }
        format!("${{{NAME}.{name}}}")
    }

    fn columns(&self) -> impl Iterator<Item = &'static TextColumn> {
        const ALL: &[TextColumn] = &TextColumn::ALL;
        ALL.iter().filter(|column| self.read.iter().all(|row| row.text(column).is_some()))
    }
}

/// The rows of the products.
fn rows(data: &[DataSource]) -> &[Fields] {
    data.iter().find(|source| source.name == NAME).map_or(&[], |source| &source.rows)
}
