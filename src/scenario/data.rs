//! Data sources: rows of values that iterations walk with, from a file or from the scenario itself.

mod file;
mod table;

use std::env::VarError;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Fields;
use crate::units::secret::{Secret, VARIABLES};
use crate::words::Message;
pub(super) use file::lies_within;
pub use table::{RowError, Table};

/// Which row an iteration gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Pick {
    /// The next one that no iteration of the run has had; after the last comes the first again.
    #[default]
    Sequential,
    /// Any, drawn by the virtual user: the same seed draws the same rows.
    Random,
    /// Always that of the virtual user's number; no two virtual users share one.
    Unique,
}

impl Pick {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A `[[data]]` table: `${name.field}` is a value of the row that the iteration got.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DataSource {
    /// What comes before the dot.
    pub name: String,
    /// CSV with the names of the fields in its first line, or JSON lines (`.jsonl`, `.ndjson`). Relative to the
    /// scenario's file; absolute once it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// What stands between the values of a CSV file (default: of comma, semicolon and tab what the first line has most).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Which row an iteration gets (default: the next).
    #[serde(default, skip_serializing_if = "Pick::is_default")]
    pub pick: Pick,
    /// The rows themselves, instead of a file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Fields>,
    /// Instead of a file or rows: one row of what these environment variables hold. It is secret. Only variables whose
    /// names begin with `PROMO_LOAD_SECRET_` are read.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub env: Fields,
    /// Whether its values are written nowhere: not to the files of a run, not to scripts, not into messages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// What was read from the file or the environment.
    #[serde(skip)]
    read: FileRows,
}

/// What was read from a file. Not part of the scenario: never written, never compared.
#[derive(Debug, Clone, Default)]
struct FileRows(Option<Arc<Table>>);

impl PartialEq for FileRows {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for FileRows {}

/// A data source without usable rows.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum DataError {
    /// The file cannot be opened.
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It would not fit into memory beside the load.
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size, rounded up.
        megabytes: u64,
    },
    /// Not UTF-8.
    Encoding {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// A line of the file.
    Row {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: u64,
        /// What is wrong there.
        problem: RowError,
    },
    /// A file without rows.
    NoRows(PathBuf),
    /// One JSON document.
    JsonDocument(PathBuf),
    /// A delimiter that CSV cannot have, or for another format.
    Delimiter,
    /// No rows, or rows from two places.
    Source,
    /// A file that the scenario has no business with.
    Outside {
        /// The file.
        path: PathBuf,
        /// Where it is.
        folder: PathBuf,
    },
    /// A variable that the scenario has no business with.
    Variable(String),
    /// A variable that is not there.
    NotSet(String),
    /// A variable that is not UTF-8.
    NoText(String),
    /// A row in the scenario.
    Inline {
        /// Counted from 1.
        row: usize,
        /// What is wrong with it.
        problem: RowError,
    },
    /// A scenario that was not read from a file.
    NotRead(PathBuf),
}

impl From<&DataError> for Message {
    fn from(error: &DataError) -> Self {
        match error {
            DataError::Read { path, source } => Message::new("error-data-read")
                .exact("path", path.display())
                .with("why", Message::from(source)),
            DataError::TooLarge { path, megabytes } => Message::new("error-data-too-large")
                .exact("path", path.display())
                .exact("megabytes", megabytes),
            DataError::Encoding { path, line } => {
                Message::new("error-data-encoding").exact("path", path.display()).exact("line", line)
            }
            DataError::Row { path, line, problem } => Message::new("error-data-row")
                .exact("path", path.display())
                .exact("line", line)
                .with("why", Message::from(problem)),
            DataError::NoRows(path) => Message::new("error-data-no-rows").exact("path", path.display()),
            DataError::JsonDocument(path) => {
                Message::new("error-data-json-document").exact("path", path.display())
            }
            DataError::Delimiter => Message::new("error-data-delimiter"),
            DataError::Source => Message::new("error-data-source"),
            DataError::Outside { path, folder } => Message::new("error-data-outside")
                .exact("path", path.display())
                .exact("folder", folder.display()),
            DataError::Variable(text) => {
                Message::new("error-data-variable").exact("text", text).exact("variables", VARIABLES)
            }
            DataError::NotSet(text) => Message::new("error-data-not-set").exact("text", text),
            DataError::NoText(text) => Message::new("error-data-no-text").exact("text", text),
            DataError::Inline { row, problem } => {
                Message::new("error-data-inline").exact("row", row).with("why", Message::from(problem))
            }
            DataError::NotRead(path) => Message::new("error-data-not-read").exact("path", path.display()),
        }
    }
}

impl DataSource {
    /// Rows that stand in the scenario itself.
    #[must_use]
    pub fn of_rows(name: &str, pick: Pick, rows: Vec<Fields>) -> Self {
        Self { name: name.to_owned(), pick, rows, ..Self::default() }
    }

    /// A source whose rows are in a file, which is not read yet.
    #[must_use]
    pub fn of_file(name: &str, file: &str, pick: Pick) -> Self {
        Self { name: name.to_owned(), file: Some(file.into()), pick, ..Self::default() }
    }

    /// The rows that were read from its file or from the environment.
    pub(super) const fn rows_read(&self) -> Option<&Arc<Table>> {
        self.read.0.as_ref()
    }

    /// The same source with its rows in a file beside the scenario instead of in it.
    pub(super) fn apart(&self) -> Self {
        let file = Some(format!("{}.csv", self.name).into());
        Self { file, rows: Vec::new(), read: FileRows(self.table().ok()), ..self.clone() }
    }

    /// Takes rows that were read elsewhere.
    pub(super) fn take_rows(&mut self, table: Arc<Table>) {
        self.read = FileRows(Some(table));
    }

    /// The same source, whose values are secret.
    #[must_use]
    pub fn kept_secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// Secret values that are taken from environment variables, where a run with the written scenario looks for them, too: fields
    /// with variables and values.
    #[must_use]
    pub fn of_secrets<'s>(
        name: &str,
        fields: impl IntoIterator<Item = (&'s str, &'s str, &'s str)> + Clone,
    ) -> Self {
        let mut table = Table::new(fields.clone().into_iter().map(|(field, ..)| field)).unwrap_or_default();
        let _one_for_one = table.push(fields.clone().into_iter().map(|(.., value)| value));
        let env = fields.into_iter().map(|(field, variable, _)| (field, variable)).collect();
        Self { name: name.to_owned(), env, read: FileRows(Some(Arc::new(table))), ..Self::default() }
    }

    /// Whether nothing of its values may be written.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.secret || !self.env.is_empty()
    }

    /// Its values with their fields, when they are secret. Those from the environment have the variable instead.
    pub(super) fn secrets(&self) -> impl Iterator<Item = (&str, Secret)> {
        let inline =
            self.rows.iter().flat_map(|row| &row.0).map(|(field, value)| (field.as_str(), value.as_str()));
        let read = self.read.0.iter().flat_map(|table| {
            let names = table.fields();
            table.cells().enumerate().map(|(place, cell)| (names[place % names.len()].as_str(), cell))
        });
        let variable =
            |field: &str| self.env.0.iter().find(|(known, _)| known == field).map(|(_, name)| name.as_str());
        inline
            .chain(read)
            .filter(|_| self.is_secret())
            .filter_map(move |(field, value)| Some((variable(field).unwrap_or(field), Secret::new(value)?)))
    }

    /// The value of a field that comes from the environment, once it was read.
    pub(super) fn secret_value(&self, field: &str) -> Option<&str> {
        let table = self.read.0.as_ref()?;
        table.cell(0, table.column(field)?)
    }

    /// The same source for a file that is passed on, when secret rows stand in the scenario itself: a single row comes from the
    /// environment, several from a data file. Neither is there before it is made.
    pub(super) fn hidden(&self) -> Self {
        let Some((first, others)) = self.rows.split_first().filter(|_| self.is_secret()) else {
            return self.clone();
        };
        if others.is_empty() {
            let fields: Vec<(&str, String, &str)> = (first.0.iter())
                .map(|(field, value)| {
                    let name = format!("{}_{field}", self.name);
                    let plain =
                        |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
                    (
                        field.as_str(),
                        format!("{VARIABLES}{}", name.chars().map(plain).collect::<String>()),
                        value.as_str(),
                    )
                })
                .collect();
            return Self {
                pick: self.pick,
                ..Self::of_secrets(
                    &self.name,
                    fields.iter().map(|(field, name, value)| (*field, name.as_str(), *value)),
                )
            };
        }
        self.apart()
    }

    /// Reads its file or the environment; a relative path begins in this folder, and leads to a file below it or below one
    /// of the `others`.
    ///
    /// # Errors
    ///
    /// [`DataError`] with the file and line.
    pub(super) fn read(&mut self, folder: &Path, others: &[PathBuf]) -> Result<(), DataError> {
        if !self.env.is_empty() {
            self.read = FileRows(Some(Arc::new(self.read_env()?)));
        }
        let Some(file) = &self.file else { return Ok(()) };
        let path = folder.join(file);
        file::is_within(&path, folder, others)?;
        let delimiter = self.delimiter_byte()?;
        self.read = FileRows(Some(Arc::new(file::read(&path, delimiter)?)));
        // What is written from here on, a run's copy of the scenario, lies elsewhere.
        self.file = Some(std::path::absolute(&path).unwrap_or(path));
        Ok(())
    }

    fn read_env(&self) -> Result<Table, DataError> {
        let inline = |problem| DataError::Inline { row: 1, problem };
        let mut table = Table::new(self.env.0.iter().map(|(field, _)| field)).map_err(inline)?;
        let value = |(_, variable): &(String, String)| {
            if !variable.starts_with(VARIABLES) {
                return Err(DataError::Variable(variable.clone()));
            }
            match std::env::var(variable) {
                Ok(value) if !value.trim().is_empty() => Ok(value.trim().to_owned()),
                Ok(_) | Err(VarError::NotPresent) => Err(DataError::NotSet(variable.clone())),
                Err(VarError::NotUnicode(_)) => Err(DataError::NoText(variable.clone())),
            }
        };
        let values: Vec<String> = self.env.0.iter().map(value).collect::<Result<_, _>>()?;
        table.push(values.iter().map(String::as_str)).map_err(inline)?;
        Ok(table)
    }

    /// The rows.
    ///
    /// # Errors
    ///
    /// [`DataError`] when there are none, or one is not like the others.
    pub fn table(&self) -> Result<Arc<Table>, DataError> {
        self.delimiter_byte()?;
        if !self.env.is_empty() && (self.file.is_some() || !self.rows.is_empty()) {
            return Err(DataError::Source);
        }
        match (&self.file, self.rows.split_first()) {
            (None, None) if !self.env.is_empty() => match &self.read.0 {
                Some(table) => Ok(Arc::clone(table)),
                None => Err(DataError::NotSet(self.env.0[0].1.clone())),
            },
            (Some(file), None) => self.read.0.clone().ok_or_else(|| DataError::NotRead(file.clone())),
            (None, Some((first, _))) => {
                let names = first.0.iter().map(|(name, _)| name);
                let mut table = Table::new(names).map_err(|problem| DataError::Inline { row: 1, problem })?;
                for (row, values) in (1..).zip(&self.rows) {
                    table.push_named(&values.0).map_err(|problem| DataError::Inline { row, problem })?;
                }
                Ok(Arc::new(table))
            }
            _ => Err(DataError::Source),
        }
    }

    /// Says what is wrong with a row, counted from 0, and where it stands: the file and its line, or the number of the row.
    #[must_use]
    pub fn at_row(&self, row: usize, why: Message) -> Message {
        let delimiter = self.delimiter_byte().ok().flatten();
        let line = self.file.as_ref().and_then(|path| Some((path, file::line_of(path, delimiter, row)?)));
        match line {
            Some((path, line)) => Message::new("error-data-row")
                .exact("path", path.display())
                .exact("line", line)
                .with("why", why),
            None => Message::new("error-plan-row-data")
                .exact("row", row + 1)
                .exact("name", &self.name)
                .with("why", why),
        }
    }

    fn delimiter_byte(&self) -> Result<Option<u8>, DataError> {
        let byte = self.delimiter.map(|delimiter| u8::try_from(delimiter).map_err(|_| DataError::Delimiter));
        match byte.transpose()? {
            Some(byte) if !byte.is_ascii() || matches!(byte, b'"' | b'\n' | b'\r') => {
                Err(DataError::Delimiter)
            }
            Some(_) if self.file.is_none() => Err(DataError::Delimiter),
            byte => Ok(byte),
        }
    }
}

/// A data source ready for use.
#[derive(Debug, Clone)]
pub struct Source {
    /// What comes before the dot.
    pub name: String,
    /// Whether nothing of its values may be written.
    pub secret: bool,
    /// The environment variables that its one row comes from: fields with variables.
    pub env: Fields,
    /// Which row an iteration gets.
    pub pick: Pick,
    /// Its rows.
    pub table: Arc<Table>,
}

/// All data sources of a plan; a clone shares the rows.
#[derive(Debug, Clone, Default)]
pub struct DataSet(Arc<[Source]>);

impl DataSet {
    /// The sources in the order of the scenario.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.0
    }

    /// The source and column that a placeholder's name means.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<(usize, usize)> {
        let (source, field) = name.split_once('.')?;
        let place = self.0.iter().position(|known| known.name == source)?;
        Some((place, self.0[place].table.column(field)?))
    }

    /// The source whose name a placeholder begins with.
    #[must_use]
    pub fn source_of(&self, name: &str) -> Option<&Source> {
        let (source, _) = name.split_once('.')?;
        self.0.iter().find(|known| known.name == source)
    }

    /// One value of a row.
    #[must_use]
    pub fn cell(&self, source: usize, row: usize, column: usize) -> Option<&str> {
        self.0.get(source)?.table.cell(row, column)
    }
}

impl FromIterator<Source> for DataSet {
    fn from_iter<I: IntoIterator<Item = Source>>(sources: I) -> Self {
        Self(sources.into_iter().collect())
    }
}
