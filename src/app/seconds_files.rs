//! `--csv` and `--json-lines`: a run second by second, for other programs.

use std::fs;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::run_dir::{RunDir, all, write_whole};
use super::writable::writable;
use crate::record::RunRecord;
use crate::record::log::{self, SecondLine};
use crate::words::Message;

/// Where the seconds go. Both paths lead to files that could be written when they were named.
#[derive(Debug, Default)]
pub(super) struct SecondsFiles {
    csv: Option<PathBuf>,
    json_lines: Option<PathBuf>,
}

impl SecondsFiles {
    /// Makes sure that the files can be written. Nothing of what is there is touched.
    pub(super) fn new(csv: Option<&Path>, json_lines: Option<&Path>) -> Result<Self, Failure> {
        let files = Self {
            csv: csv.map(|path| writable("--csv", path)).transpose()?,
            json_lines: json_lines.map(|path| writable("--json-lines", path)).transpose()?,
        };
        match (&files.csv, &files.json_lines) {
            (Some(one), Some(other)) if one == other => {
                Err(Failure::Usage(Message::new("error-same-seconds").exact("one", one.display())))
            }
            _ => Ok(files),
        }
    }

    /// Writes what was asked for, of the run's interval log, or of the record where that cannot be read.
    pub(super) fn write(&self, run_dir: &RunDir, record: &RunRecord) -> Result<(), Failure> {
        if self.csv.is_none() && self.json_lines.is_none() {
            return Ok(());
        }
        let logged = fs::read(run_dir.file(log::FILE)).ok().and_then(|bytes| log::seconds(&bytes).ok());
        let of_record =
            || record.timeline.iter().map(|point| SecondLine::of_point(point, record.started)).collect();
        let lines = logged.unwrap_or_else(of_record);
        all([
            self.csv.as_deref().map_or(Ok(()), |path| write_whole(path, &csv(&lines)?)),
            self.json_lines.as_deref().map_or(Ok(()), |path| write_whole(path, &json_lines(&lines)?)),
        ])
    }
}

/// A header, then a line for each second (RFC 4180, with plain line feeds).
fn csv(lines: &[SecondLine]) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.serialize(line).map_err(Failure::unforeseen)?;
    }
    let bytes = writer.into_inner().map_err(Failure::unforeseen)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// An object for each second, in a line of its own.
fn json_lines(lines: &[SecondLine]) -> Result<String, Failure> {
    let lines = lines.iter().map(|line| Ok(serde_json::to_string(line)? + "\n"));
    Ok(lines.collect::<Result<String, serde_json::Error>>()?)
}
