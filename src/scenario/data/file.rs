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
use crate::words::Message;

/// The greatest file, in bytes: all of it is kept in memory while the load runs.
const MOST_BYTES: u64 = 64 << 20;

/// Reads a data file.
pub(super) fn read(path: &Path, delimiter: Option<u8>) -> Result<Table, DataError> {
    Table::parse(path, read_bytes(path)?, delimiter)
}

impl Table {
    /// The rows of a data file: JSON lines when it is called `.jsonl` or `.ndjson`, CSV otherwise. Without a `delimiter`, that
    /// of comma, semicolon and tab of which the first line has most.
    ///
    /// # Errors
    ///
    /// [`DataError`] with the line; `path` only appears there.
    pub fn parse(path: &Path, bytes: Vec<u8>, delimiter: Option<u8>) -> Result<Self, DataError> {
        let text = decode(path, bytes)?;
        let ending =
            path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        let table = match ending.as_str() {
            "jsonl" | "ndjson" if delimiter.is_some() => return Err(DataError::Delimiter),
            "jsonl" | "ndjson" => parse_json_lines(&text),
            "json" => return Err(DataError::JsonDocument(path.to_owned())),
            _ => parse_csv(&text, delimiter),
        };
        let table =
            table.map_err(|(line, problem)| DataError::Row { path: path.to_owned(), line, problem })?;
        if table.rows() == 0 {
            return Err(DataError::NoRows(path.to_owned()));
        }
        Ok(table)
    }
}

/// The line in which a row of a data file begins, both as they are counted by people who look at the file and by [`Table`]: the line
/// from 1, the row from 0. `None` when the file is not what it was.
pub(super) fn line_of(path: &Path, delimiter: Option<u8>, row: usize) -> Option<u64> {
    let text = decode(path, read_bytes(path).ok()?).ok()?;
    if is_json_lines(path) {
        let mut lines = (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty());
        return lines.nth(row).map(|(line, _)| line);
    }
    let (rest, named) = separator_line(&text);
    let delimiter = delimiter.or(named).unwrap_or_else(|| sniff(rest));
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(rest.as_bytes());
    let record = reader.records().nth(row)?.ok()?;
    let before = (text.len() - rest.len()) as u64;
    Some(line_at(&text, before + record.position()?.byte()))
}

fn is_json_lines(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ["jsonl", "ndjson"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Makes sure that a data file lies below the scenario's folder or one of the others, links followed.
pub(super) fn is_within(path: &Path, folder: &Path, others: &[PathBuf]) -> Result<(), DataError> {
    match lies_within(path, folder, others) {
        Ok(None) => Ok(()),
        Ok(Some(folder)) => Err(DataError::Outside { path: path.to_owned(), folder }),
        Err(source) => Err(DataError::Read { path: path.to_owned(), source }),
    }
}

/// The folder of a file that lies neither below the scenario's folder nor one of the others, links followed.
///
/// # Errors
///
/// What kept the file from being found.
pub(in crate::scenario) fn lies_within(
    path: &Path,
    folder: &Path,
    others: &[PathBuf],
) -> io::Result<Option<PathBuf>> {
    let file = path.canonicalize()?;
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut allowed = std::iter::once(here).chain(others.iter().map(PathBuf::as_path));
    if allowed.any(|folder| folder.canonicalize().is_ok_and(|folder| file.starts_with(folder))) {
        return Ok(None);
    }
    Ok(Some(file.parent().unwrap_or(Path::new("/")).to_owned()))
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
    // Pipes and devices do not say their size.
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
    let (rest, named) = separator_line(text);
    let delimiter = delimiter.or(named).unwrap_or_else(|| sniff(rest));
    if let Err((byte, problem)) = check_quotes(rest.as_bytes(), delimiter) {
        return Err((line_at(text, (text.len() - rest.len() + byte) as u64), problem));
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        // Rows of another length are told by their line, below.
        .flexible(true)
        .from_reader(rest.as_bytes());
    let before = (text.len() - rest.len()) as u64;
    let at =
        |position: Option<&csv::Position>| line_at(text, before + position.map_or(0, csv::Position::byte));
    let unreadable = |error: &csv::Error| (at(error.position()), RowError::Csv(error.to_string()));
    let header = reader.headers().map_err(|error| unreadable(&error))?;
    // A spreadsheet writes as many delimiters into each line as its widest has.
    let named = filled(header);
    let named = if named == 0 { header.len() } else { named };
    let mut table = Table::new(header.iter().take(named).map(str::trim))
        .map_err(|problem| (at(header.position()), problem))?;
    table.reserve(rest.len());
    let mut record = csv::StringRecord::new();
    // Rows of nothing but delimiters: those at the end are dropped.
    let mut empty = 0;
    while reader.read_record(&mut record).map_err(|error| unreadable(&error))? {
        let values = filled(&record);
        empty = if values == 0 && record.len() > 1 { empty + 1 } else { 0 };
        let width = if values <= named && record.len() > named { named } else { record.len() };
        table.push(record.iter().take(width)).map_err(|problem| (at(record.position()), problem))?;
    }
    table.drop_last(empty);
    Ok(table)
}

/// How many values a record has up to the last that is not empty.
fn filled(record: &csv::StringRecord) -> usize {
    let is_filled = |place: &usize| record.get(*place).is_some_and(|value| !value.trim().is_empty());
    (0..record.len()).rev().find(is_filled).map_or(0, |last| last + 1)
}

/// What follows a first line `sep=;`, by which spreadsheets tell the delimiter, and that delimiter.
fn separator_line(text: &str) -> (&str, Option<u8>) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = line.trim_end_matches('\r');
    let line = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
    match line.as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter]
            if delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\r') =>
        {
            (rest, Some(*delimiter))
        }
        _ => (text, None),
    }
}

/// Looks whether each value that begins with a quote ends with one: the reader would take all that follows for one value. A
/// problem comes with the byte of the opening quote.
fn check_quotes(text: &[u8], delimiter: u8) -> Result<(), (usize, RowError)> {
    let mut from = 0;
    while let Some(open) = memchr::memchr(b'"', &text[from..]).map(|at| from + at) {
        let begins = open
            .checked_sub(1)
            .is_none_or(|before| text[before] == delimiter || matches!(text[before], b'\n' | b'\r'));
        if !begins {
            // In the middle of a value a quote is a character like others.
            from = open + 1;
            continue;
        }
        let mut close = open + 1;
        loop {
            close += memchr::memchr(b'"', &text[close..]).ok_or((open, RowError::OpenQuote))?;
            if text.get(close + 1) != Some(&b'"') {
                break;
            }
            close += 2;
        }
        let spaces = text[close + 1..].iter().take_while(|byte| **byte == b' ' && delimiter != b' ').count();
        from = close + 1 + spaces;
        let ends = text.get(from).is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'));
        if !ends {
            return Err((open, RowError::StrayQuote));
        }
    }
    Ok(())
}

/// The line of the record that is read from this byte on: empty lines before it do not count.
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
        let why = Message::heard(message);
        RowError::Json(Box::new(
            Message::new("error-at-column").with("why", why).exact("column", error.column()),
        ))
    })?;
    let scalar = |(name, value): (String, &RawValue)| match value.get().as_bytes() {
        [b'"', ..] => serde_json::from_str(value.get())
            .map(|text| (name, text))
            .map_err(|error| RowError::Json(Box::new(Message::heard(&error.to_string())))),
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
