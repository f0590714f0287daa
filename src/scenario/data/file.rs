//! Data files: CSV, or JSON lines.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::DataError;
use super::table::{RowError, Table};

/// The greatest file, in bytes: all of it is kept in memory while the load runs.
const MOST_BYTES: u64 = 64 << 20;

/// Reads a data file.
pub(super) fn read(path: &Path, delimiter: Option<u8>) -> Result<Table, DataError> {
    parse(path, read_bytes(path)?, delimiter)
}

/// Reads what a data file of this name holds; what it is follows from its ending.
pub(super) fn parse(path: &Path, bytes: Vec<u8>, delimiter: Option<u8>) -> Result<Table, DataError> {
    let text = decode(path, bytes)?;
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let table = match ending.as_str() {
        "jsonl" | "ndjson" if delimiter.is_some() => return Err(DataError::Delimiter),
        "jsonl" | "ndjson" => parse_json_lines(&text),
        "json" => return Err(DataError::JsonDocument(path.to_owned())),
        _ => parse_csv(&text, delimiter),
    };
    let table = table.map_err(|(line, problem)| DataError::Row { path: path.to_owned(), line, problem })?;
    if table.rows() == 0 {
        return Err(DataError::NoRows(path.to_owned()));
    }
    Ok(table)
}

/// Makes sure that a data file lies below the scenario's folder or one of the others, links followed.
pub(super) fn is_within(path: &Path, folder: &Path, others: &[PathBuf]) -> Result<(), DataError> {
    let cannot = |source: io::Error| DataError::Read { path: path.to_owned(), source };
    let file = path.canonicalize().map_err(cannot)?;
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut allowed = std::iter::once(here).chain(others.iter().map(PathBuf::as_path));
    if allowed.any(|folder| folder.canonicalize().is_ok_and(|folder| file.starts_with(folder))) {
        return Ok(());
    }
    let folder = file.parent().unwrap_or(Path::new("/")).to_owned();
    Err(DataError::Outside { path: path.to_owned(), folder })
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, DataError> {
    let cannot = |source: io::Error| DataError::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(cannot)?;
    let too_large =
        |size: u64| DataError::TooLarge { path: path.to_owned(), megabytes: size.div_ceil(1 << 20) };
    let size = file.metadata().map_err(cannot)?.len();
    if size > MOST_BYTES {
        return Err(too_large(size));
    }
    let mut bytes = Vec::new();
    // What is no plain file does not say its size.
    let read = file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if read as u64 > MOST_BYTES {
        return Err(too_large(read as u64));
    }
    Ok(bytes)
}

fn decode(path: &Path, bytes: Vec<u8>) -> Result<String, DataError> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        DataError::Encoding { path: path.to_owned(), line: 1 + memchr::memchr_iter(b'\n', good).count() }
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// A problem with the number of its line.
type AtLine = (u64, RowError);

fn parse_csv(text: &str, delimiter: Option<u8>) -> Result<Table, AtLine> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or_else(|| sniff(text)))
        // Rows of another length are told by their line, below.
        .flexible(true)
        .from_reader(text.as_bytes());
    let at = |position: Option<&csv::Position>| line_at(text, position.map_or(0, csv::Position::byte));
    let unreadable = |error: &csv::Error| (at(error.position()), RowError::Csv(error.to_string()));
    let header = reader.headers().map_err(|error| unreadable(&error))?;
    let mut table =
        Table::new(header.iter().map(str::trim)).map_err(|problem| (at(header.position()), problem))?;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unreadable(&error))? {
        table.push(record.iter()).map_err(|problem| (at(record.position()), problem))?;
    }
    Ok(table)
}

/// The line of the record that is read from this byte on: empty lines before it are none.
fn line_at(text: &str, byte: u64) -> u64 {
    let bytes = text.as_bytes();
    let from = usize::try_from(byte).unwrap_or(usize::MAX).min(bytes.len());
    let empty = bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    1 + memchr::memchr_iter(b'\n', &bytes[..from + empty]).count() as u64
}

/// The delimiter of which the first line has most outside quotes; a comma when it has none.
fn sniff(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => {
                counts
                    .iter_mut()
                    .filter(|(delimiter, _)| *delimiter == byte)
                    .for_each(|(_, count)| *count += 1);
            }
            _ => {}
        }
    }
    // Of equals the first wins.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

fn parse_json_lines(text: &str) -> Result<Table, AtLine> {
    let mut table = None;
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let row = parse_object(text).map_err(|problem| (line, problem))?;
        if table.is_none() {
            let names = row.iter().map(|(name, _)| name);
            table = Some(Table::new(names).map_err(|problem| (line, problem))?);
        }
        if let Some(table) = &mut table {
            table.push_named(&row).map_err(|problem| (line, problem))?;
        }
    }
    Ok(table.unwrap_or_default())
}

fn parse_object(text: &str) -> Result<Vec<(String, String)>, RowError> {
    let Object(members) = serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        RowError::Json(format!("{message}, at column {}", error.column()))
    })?;
    let scalar = |(name, value): (String, &RawValue)| match value.get().as_bytes() {
        [b'"', ..] => serde_json::from_str(value.get())
            .map(|text| (name, text))
            .map_err(|error| RowError::Json(error.to_string())),
        [b'{' | b'[' | b'n', ..] => Err(RowError::NoScalar(name)),
        _ => Ok((name, value.get().to_owned())),
    };
    members.into_iter().map(scalar).collect()
}

/// The members of a JSON object in their order, each value as it is written: 1.50 stays 1.50.
struct Object<'t>(Vec<(String, &'t RawValue)>);

impl<'de: 't, 't> Deserialize<'de> for Object<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object, such as {\"id\": 1}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Members).map(Object)
    }
}

#[cfg(test)]
mod tests;
