//! The rows of a data source, packed: one text and where each cell ends in it.

use std::fmt;

use crate::words::Message;

/// What is wrong with the names of a table's fields, or with one of its rows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum RowError {
    /// A field without a name.
    NamelessField(usize),
    /// Two fields of one name.
    SameName(String),
    /// A row that is shorter or longer than the others.
    Ragged {
        /// Values in this row.
        found: usize,
        /// Fields of the table.
        expected: usize,
        /// Their names.
        fields: String,
    },
    /// A field that other rows have.
    Missing(String),
    /// A field that the first row has not.
    Surplus(String),
    /// An object or a list.
    NoScalar(String),
    /// Not one JSON object.
    Json(Box<Message>),
    /// A quoted value without its end.
    OpenQuote,
    /// Something between the end of a quoted value and the delimiter.
    StrayQuote,
    /// Not what the CSV reader understands.
    Csv(String),
}

impl From<&RowError> for Message {
    fn from(error: &RowError) -> Self {
        match error {
            RowError::NamelessField(value) => Message::new("error-row-nameless-field").exact("value", value),
            RowError::SameName(text) => Message::new("error-row-same-name").exact("text", text),
            RowError::Ragged { found, expected, fields } => Message::new("error-row-ragged")
                .exact("found", found)
                .exact("expected", expected)
                .exact("fields", fields),
            RowError::Missing(text) => Message::new("error-row-missing").exact("text", text),
            RowError::Surplus(text) => Message::new("error-row-surplus").exact("text", text),
            RowError::NoScalar(text) => Message::new("error-row-no-scalar").exact("text", text),
            RowError::Json(why) => Message::new("error-row-json").with("why", Message::clone(why)),
            RowError::OpenQuote => Message::new("error-row-open-quote"),
            RowError::StrayQuote => Message::new("error-row-stray-quote"),
            RowError::Csv(text) => Message::new("error-row-csv").exact("text", text),
        }
    }
}

/// Rows of named texts. Its `Debug` form holds no value: rows may be accounts.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Table {
    fields: Vec<String>,
    text: String,
    /// Where each cell ends in the text, row after row.
    ends: Vec<u32>,
    /// Which rows are here; `None` when all are.
    part: Option<TablePart>,
}

/// The rows of a table that a process has.
#[derive(Clone, PartialEq, Eq)]
struct TablePart {
    /// Their numbers in the whole table, ascending.
    numbers: Vec<u32>,
    /// The number of rows of the whole table.
    of: usize,
}

impl Table {
    /// A table of these fields, still without rows.
    ///
    /// # Errors
    ///
    /// [`RowError`] when a name is missing or there twice.
    pub(in crate::scenario) fn new(
        names: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Result<Self, RowError> {
        let mut fields: Vec<String> = Vec::new();
        for name in names {
            let name = name.as_ref();
            if name.trim().is_empty() {
                return Err(RowError::NamelessField(fields.len() + 1));
            }
            if fields.iter().any(|known| known == name) {
                return Err(RowError::SameName(name.to_owned()));
            }
            fields.push(name.to_owned());
        }
        Ok(Self { fields, ..Self::default() })
    }

    /// Makes room for the values of a file of so many bytes.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.text.reserve_exact(bytes);
    }

    /// Takes away so many of the last rows.
    pub(super) fn drop_last(&mut self, rows: usize) {
        let cells = self.ends.len().saturating_sub(rows * self.fields.len());
        self.ends.truncate(cells);
        self.text.truncate(self.ends.last().map_or(0, |end| *end as usize));
    }

    /// Adds a row of as many values as there are fields.
    pub(in crate::scenario) fn push<'v>(
        &mut self,
        values: impl Iterator<Item = &'v str>,
    ) -> Result<(), RowError> {
        let before = self.ends.len();
        for value in values {
            self.text.push_str(value);
            // Files of more than 64 MB are refused, and TOML files are smaller still.
            self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        }
        let found = self.ends.len() - before;
        if found == self.fields.len() {
            return Ok(());
        }
        Err(RowError::Ragged { found, expected: self.fields.len(), fields: self.fields.join(", ") })
    }

    /// Adds a row of named values in any order.
    pub(super) fn push_named(&mut self, row: &[(String, String)]) -> Result<(), RowError> {
        if let Some((name, _)) = row.iter().find(|(name, _)| self.column(name).is_none()) {
            return Err(RowError::Surplus(name.clone()));
        }
        if let Some(place) =
            (1..row.len()).find(|place| row[..*place].iter().any(|(name, _)| *name == row[*place].0))
        {
            return Err(RowError::SameName(row[place].0.clone()));
        }
        let mut values = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            let Some((_, value)) = row.iter().find(|(name, _)| name == field) else {
                return Err(RowError::Missing(field.clone()));
            };
            values.push(value.as_str());
        }
        self.push(values.into_iter())
    }

    /// The names of its fields.
    #[must_use]
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// How many rows there are, here or not.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.part.as_ref().map_or_else(|| self.held(), |part| part.of)
    }

    /// How many rows are here.
    fn held(&self) -> usize {
        self.ends.len().checked_div(self.fields.len()).unwrap_or(0)
    }

    /// The place of a field.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field == name)
    }

    /// One value; `None` beyond the last row or field, and of a row that is not here.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let Some(part) = &self.part else { return self.held_cell(row, column) };
        let place = part.numbers.binary_search(&u32::try_from(row).ok()?).ok()?;
        self.held_cell(place, column)
    }

    fn held_cell(&self, row: usize, column: usize) -> Option<&str> {
        if column >= self.fields.len() {
            return None;
        }
        let place = row.checked_mul(self.fields.len())?.checked_add(column)?;
        let end = *self.ends.get(place)? as usize;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

impl Table {
    /// All values that are here, row after row.
    pub(in crate::scenario) fn cells(&self) -> impl Iterator<Item = &str> {
        let cell = |place: usize| self.held_cell(place / self.fields.len(), place % self.fields.len());
        (0..self.ends.len()).filter_map(cell)
    }

    /// The values of one row, which is here.
    pub(in crate::scenario) fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        (0..self.fields.len()).filter_map(move |column| self.cell(row, column))
    }

    /// Says that its rows are those of a table of `of` rows that have these numbers; `None` when they cannot be.
    pub(in crate::scenario) fn with_numbers(self, numbers: Vec<u32>, of: usize) -> Option<Self> {
        let ascends = numbers.is_sorted_by(|one, next| one < next);
        let fits = numbers.len() == self.held() && numbers.last().is_none_or(|last| (*last as usize) < of);
        (ascends && fits).then_some(Self { part: Some(TablePart { numbers, of }), ..self })
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} rows of {:?}", self.rows(), self.fields)
    }
}
