//! Titled tables as data: a layout chooses which columns it shows, in which order, and how it shows a cell without a value.

use std::collections::BTreeMap;

use serde::Serialize;

/// Rows of text under named columns.
#[derive(Debug, Serialize)]
pub(in crate::report) struct TextTable {
    title: String,
    columns: BTreeMap<&'static str, Column>,
    pub(in crate::report) rows: Vec<Row>,
    /// The sum of the rows, for layouts that show one.
    total: Option<Row>,
}

/// The cells of a row by the names of their columns.
pub(in crate::report) type Row = BTreeMap<&'static str, Cell>;

#[derive(Debug, Serialize)]
pub(in crate::report) struct Column {
    title: String,
    kind: ColumnKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum ColumnKind {
    Text,
    Number,
    /// A number that is 0 where nothing was counted.
    Count,
}

/// A text, absent where nothing was measured.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Cell {
    pub(in crate::report) text: Option<String>,
    /// How it stands out: a class of the page's style sheet.
    class: Option<&'static str>,
}

impl TextTable {
    /// A table whose rows have a cell for each column, in this order.
    pub(super) fn new<const N: usize>(
        title: String,
        columns: [(&'static str, Column); N],
        rows: impl IntoIterator<Item = [Cell; N]>,
    ) -> Self {
        let names = columns.each_ref().map(|(name, _)| *name);
        let rows = rows.into_iter().map(|cells| names.into_iter().zip(cells).collect()).collect();
        Self { title, columns: columns.into_iter().collect(), rows, total: None }
    }

    /// The same table whose last row is the sum of the others.
    pub(super) fn with_total(mut self) -> Self {
        self.total = self.rows.pop();
        self
    }

    /// The title of a column; empty when no column has this name.
    pub(in crate::report) fn title_of(&self, name: &str) -> &str {
        self.columns.get(name).map_or("", |column| &column.title)
    }
}

impl Column {
    pub(super) const fn text(title: String) -> Self {
        Self { title, kind: ColumnKind::Text }
    }

    pub(super) const fn number(title: String) -> Self {
        Self { title, kind: ColumnKind::Number }
    }

    pub(super) const fn count(title: String) -> Self {
        Self { title, kind: ColumnKind::Count }
    }
}

impl Cell {
    /// A text that stands out.
    pub(super) const fn of_class(text: String, class: Option<&'static str>) -> Self {
        Self { text: Some(text), class }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Some(text).into()
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self { text, class: None }
    }
}
