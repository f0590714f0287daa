//! A scenario for another process: its text, and what was read from files and from the environment beside it. It has every secret
//! of the scenario, so it is for a process of the same run alone and never for a file.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::data::Table;
use super::multipart::Content;
use super::{DataError, FileError, Scenario};

/// A scenario with all that it needs, in a form to be sent.
#[derive(Serialize, Deserialize)]
pub struct Parcel {
    text: String,
    /// The names of the headers that are secret because of where they came from.
    secret_headers: BTreeSet<String>,
    /// The rows of each data source that do not stand in the text.
    tables: Vec<Option<Rows>>,
    /// The files that forms send, in the order of the steps.
    contents: Vec<Option<Vec<u8>>>,
}

/// Rows of a data source.
#[derive(Serialize, Deserialize)]
struct Rows {
    fields: Vec<String>,
    cells: Vec<String>,
    /// The numbers of these rows, ascending, and how many there are in all; `None` when these are all.
    part: Option<(Vec<u32>, usize)>,
}

/// A scenario from which parcels for several processes are made.
pub struct ParcelMaker {
    text: String,
    secret_headers: BTreeSet<String>,
    tables: Vec<Option<Arc<Table>>>,
    contents: Vec<Option<Bytes>>,
}

impl Scenario {
    /// Gets ready to pack the scenario with the rows and files that were read for it. Of the data sources for which `is_dealt` is
    /// true, by their place in the scenario, each process may get other rows.
    ///
    /// # Errors
    ///
    /// [`FileError::Format`] when a value has no TOML form.
    pub fn parcels(&self, is_dealt: impl Fn(usize) -> bool) -> Result<ParcelMaker, FileError> {
        let mut scenario = self.clone();
        let mut tables = Vec::new();
        for (place, source) in scenario.data.iter_mut().enumerate() {
            if is_dealt(place) && !source.rows.is_empty() {
                // Rows in the text would go to all.
                *source = source.apart();
            }
            tables.push(source.rows_read().map(Arc::clone));
        }
        let steps = self.journeys.iter().flat_map(|journey| &journey.steps);
        let parts = steps.flat_map(|step| &step.multipart);
        let contents = parts.map(|part| part.content().cloned()).collect();
        Ok(ParcelMaker {
            text: scenario.to_toml()?,
            secret_headers: scenario.http.secret_headers,
            tables,
            contents,
        })
    }
}

/// What the scenario is called where it is unpacked.
const LEADERS: &str = "the leader's scenario";

impl ParcelMaker {
    /// The parcel for a process that needs these rows, in ascending order, of the data source at a place; `None` for all.
    pub fn parcel(&self, rows: impl Fn(usize) -> Option<Vec<u32>>) -> Parcel {
        let tables = self.tables.iter().enumerate();
        let packed = tables.map(|(place, table)| Some(Rows::of(table.as_ref()?, rows(place))));
        Parcel {
            text: self.text.clone(),
            secret_headers: self.secret_headers.clone(),
            tables: packed.collect(),
            contents: self
                .contents
                .iter()
                .map(|content| content.as_ref().map(|bytes| bytes.to_vec()))
                .collect(),
        }
    }
}

impl Parcel {
    /// The scenario that was packed.
    ///
    /// # Errors
    ///
    /// [`FileError`] when the parcel is not one.
    pub fn unpack(self) -> Result<Scenario, FileError> {
        let path = Path::new(LEADERS);
        let mut scenario = Scenario::parse(&self.text, path)?;
        scenario.http.secret_headers = self.secret_headers;
        for (source, rows) in scenario.data.iter_mut().zip(self.tables) {
            let Some(rows) = rows else { continue };
            let table = rows.table().map_err(|problem| FileError::Data {
                path: path.to_owned(),
                name: source.name.clone(),
                source: problem,
            })?;
            source.take_rows(Arc::new(table));
        }
        let steps = scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps);
        for (part, content) in steps.flat_map(|step| &mut step.multipart).zip(self.contents) {
            part.read = Content::of(content.map(Bytes::from));
        }
        Ok(scenario)
    }
}

impl Rows {
    /// The rows of these numbers, or all.
    fn of(table: &Table, numbers: Option<Vec<u32>>) -> Self {
        let fields = table.fields().to_vec();
        let Some(numbers) = numbers else {
            return Self { fields, cells: table.cells().map(str::to_owned).collect(), part: None };
        };
        let cells = numbers.iter().flat_map(|number| table.row(*number as usize)).map(str::to_owned);
        Self { fields, cells: cells.collect(), part: Some((numbers, table.rows())) }
    }

    fn table(self) -> Result<Table, DataError> {
        let inline = |problem| DataError::Inline { row: 1, problem };
        let mut table = Table::new(&self.fields).map_err(inline)?;
        for row in self.cells.chunks(self.fields.len().max(1)) {
            table.push(row.iter().map(String::as_str)).map_err(inline)?;
        }
        match self.part {
            None => Ok(table),
            Some((numbers, of)) => table.with_numbers(numbers, of).ok_or(DataError::Source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_arrives_with_the_text() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("users.csv"), "name,word\nann,\"a,b\"\nbob,\n").unwrap();
        std::fs::write(folder.path().join("photo.bin"), [0, 159, 146, 150]).unwrap();
        let path = folder.path().join("s.toml");
        let text = r#"
            schema = 1
            name = "x"
            base_url = "http://127.0.0.1:1/"
            mode = "full"
            [[data]]
            name = "user"
            file = "users.csv"
            pick = "unique"
            [[data]]
            name = "code"
            rows = [{ text = "BF" }]
            [[journey]]
            name = "j"
            [[journey.step]]
            name = "upload"
            method = "POST"
            path = "/x?u=${user.name}"
            [[journey.step.multipart]]
            name = "word"
            value = "${user.word}"
            [[journey.step.multipart]]
            name = "photo"
            file = "photo.bin"
        "#;
        std::fs::write(&path, text).unwrap();
        let mut read = Scenario::read(&path).unwrap();
        read.http.secret_headers.insert("x-gate".to_owned());
        let sent = serde_json::to_string(&read.parcels(|_| false).unwrap().parcel(|_| None)).unwrap();
        drop(folder);
        let parcel: Parcel = serde_json::from_str(&sent).unwrap();
        let arrived = parcel.unpack().unwrap();
        assert_eq!(arrived, read);
        for (here, there) in arrived.data.iter().zip(&read.data) {
            assert_eq!(here.table().unwrap(), there.table().unwrap());
        }
        let contents = |scenario: &Scenario| {
            scenario.uploads().map(|(_, part)| part.content().cloned()).collect::<Vec<_>>()
        };
        assert_eq!(contents(&arrived), contents(&read));
        assert_eq!(contents(&arrived)[0].as_deref(), Some(&[0, 159, 146, 150][..]));
    }
    #[test]
    fn each_gets_the_rows_that_it_needs() {
        let text = "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1:1/'\n[[data]]\nname = 'user'\nsecret = true\n\
            rows = [{ word = 'first-word' }, { word = 'second-word' }, { word = 'third-word' }]\n\
            [[journey]]\nname = 'j'\n[[journey.step]]\nname = 's'\npath = '/'\n";
        let maker = Scenario::parse(text, Path::new("s.toml")).unwrap().parcels(|_| true).unwrap();
        for (numbers, held) in [
            (Some(vec![0, 2]), &["first-word", "third-word"][..]),
            (Some(vec![1]), &["second-word"]),
            (Some(vec![]), &[]),
            (None, &["first-word", "second-word", "third-word"]),
        ] {
            let sent = serde_json::to_string(&maker.parcel(|_| numbers.clone())).unwrap();
            for word in ["first-word", "second-word", "third-word"] {
                assert_eq!(sent.contains(word), held.contains(&word), "{word}: {sent}");
            }
            let arrived = serde_json::from_str::<Parcel>(&sent).unwrap().unpack().unwrap();
            let table = arrived.data[0].table().unwrap();
            assert_eq!(table.rows(), 3, "the others have their numbers");
            assert_eq!((0..4).filter_map(|row| table.cell(row, 0)).collect::<Vec<_>>(), held);
            assert_eq!(arrived.secrets().count(), held.len(), "each is known to be secret");
        }
    }

    #[test]
    fn numbers_that_cannot_be_are_refused() {
        let cells = || vec!["a".to_owned(), "b".to_owned()];
        for part in [(vec![0, 3], 3), (vec![1, 1], 3), (vec![2, 0], 3), (vec![0], 3)] {
            let rows = Rows { fields: vec!["x".to_owned()], cells: cells(), part: Some(part.clone()) };
            assert!(rows.table().is_err(), "{part:?}");
        }
    }
}
