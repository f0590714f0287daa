//! A scenario for another process: its text, and what was read from files and from the environment beside it. It has every secret
//! of the scenario, so it is for a process of the same run alone and never for a file.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::data::{RowError, Table};
use super::multipart::Content;
use super::{FileError, Scenario};

/// A scenario with all that it needs, in a form to be sent.
#[derive(Serialize, Deserialize)]
pub struct Parcel {
    text: String,
    /// The rows of each data source that reads a file or the environment.
    tables: Vec<Option<Rows>>,
    /// The files that forms send, in the order of the steps.
    contents: Vec<Option<Vec<u8>>>,
}

#[derive(Serialize, Deserialize)]
struct Rows {
    fields: Vec<String>,
    cells: Vec<String>,
}

impl Scenario {
    /// Packs the scenario with the rows and files that were read for it.
    ///
    /// # Errors
    ///
    /// [`FileError::Format`] when a value has no TOML form.
    pub fn pack(&self) -> Result<Parcel, FileError> {
        let rows = |table: &Table| Rows {
            fields: table.fields().to_vec(),
            cells: table.cells().map(str::to_owned).collect(),
        };
        let steps = self.journeys.iter().flat_map(|journey| &journey.steps);
        let parts = steps.flat_map(|step| &step.multipart);
        Ok(Parcel {
            text: self.to_toml()?,
            tables: self.data.iter().map(|source| source.rows_read().map(rows)).collect(),
            contents: parts.map(|part| part.content().map(|bytes| bytes.to_vec())).collect(),
        })
    }
}

impl Parcel {
    /// The scenario that was packed.
    ///
    /// # Errors
    ///
    /// [`FileError`] when the parcel is not one.
    pub fn unpack(self) -> Result<Scenario, FileError> {
        let path = Path::new("the leader's scenario");
        let mut scenario = Scenario::parse(&self.text, path)?;
        for (source, rows) in scenario.data.iter_mut().zip(self.tables) {
            let Some(rows) = rows else { continue };
            let table = rows.table().map_err(|problem| FileError::Data {
                path: path.to_owned(),
                name: source.name.clone(),
                source: super::DataError::Inline { row: 1, problem },
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
    fn table(self) -> Result<Table, RowError> {
        let mut table = Table::new(&self.fields)?;
        for row in self.cells.chunks(self.fields.len().max(1)) {
            table.push(row.iter().map(String::as_str))?;
        }
        Ok(table)
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
        let read = Scenario::read(&path).unwrap();
        let sent = serde_json::to_string(&read.pack().unwrap()).unwrap();
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
}
