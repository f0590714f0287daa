//! What the command said: its text, its code, and the letter in its record.

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command as Process;

use promo_load::shop::DemoShop;
use regex::Regex;
use serde_json::Value;

use super::bands::Letter;
use super::row::{Command, Row};

/// Words of the headline that a line shows.
const HEADLINE: usize = 6;

/// The end of one command.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// `None` for a run without a grade, or without a record.
    pub(super) letter: Option<Letter>,
    /// `None` when a signal ended it.
    pub(super) exit: Option<i32>,
    /// The run says that its own generator was late, so nothing is known of the shop.
    pub(super) is_generator_late: bool,
    headline: String,
    /// Standard output and error, with plain spaces.
    text: String,
}

impl Said {
    /// Types the row's command against this shop.
    pub(super) fn listen(row: &Row, shop: &DemoShop, seed: u64) -> Said {
        let folder = tempfile::tempdir().expect("a folder");
        let base = shop.base_url();
        let (target, flags) = match &row.command {
            Command::Page { path, flags } => (format!("{base}{path}"), flags),
            Command::Scenario { write, flags, .. } => {
                let file = folder.path().join("scenario.toml");
                fs::write(&file, write(&base)).expect("written");
                (file.display().to_string(), flags)
            }
        };
        let out = folder.path().join("runs");
        let output = Process::new(env!("CARGO_BIN_EXE_promo-load"))
            .args(["bench", &target])
            .args(once_each(flags))
            .args(["--quiet", "--seed", &seed.to_string(), "--out"])
            .arg(&out)
            .output()
            .expect("promo-load starts");
        let text =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let record = record(&out).unwrap_or_default();
        let verdict = &record["verdict"];
        let first_line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
        Said {
            letter: verdict["grade"]["letter"].as_str().and_then(Letter::parse),
            exit: output.status.code(),
            is_generator_late: verdict["inconclusive"].to_string().contains("generator"),
            headline: verdict["headline"]["text"].as_str().map_or(first_line, str::to_owned),
            text: text.replace(['\u{a0}', '\u{202f}'], " "),
        }
    }

    /// Whether an expression is found in the text; letters may be large or small.
    pub(super) fn has(&self, expression: &str) -> bool {
        Regex::new(&format!("(?i){expression}"))
            .expect("an expression of the table is readable")
            .is_match(&self.text)
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = self.letter.map_or_else(|| "-".to_owned(), |letter| letter.to_string());
        let exit = self.exit.map_or_else(|| "killed".to_owned(), |exit| exit.to_string());
        let words: Vec<_> = self.headline.split_whitespace().take(HEADLINE).collect();
        write!(f, "{letter} {exit} {}", words.join(" "))
    }
}

/// The record of the only run in this folder.
fn record(out: &Path) -> Option<Value> {
    let run = fs::read_dir(out).ok()?.flatten().find(|entry| entry.path().is_dir())?;
    serde_json::from_str(&fs::read_to_string(run.path().join("run.json")).ok()?).ok()
}

/// A flag that stands twice has its last value, so that a row can differ from its kind in one.
fn once_each<'a>(flags: &[&'a str]) -> Vec<&'a str> {
    let mut pairs: Vec<Vec<&str>> = Vec::new();
    for word in flags {
        match pairs.last_mut() {
            Some(pair) if !word.starts_with("--") => pair.push(word),
            _ => pairs.push(vec![word]),
        }
    }
    let is_last = |index: usize| pairs[index + 1..].iter().all(|later| later[0] != pairs[index][0]);
    (0..pairs.len()).filter(|index| is_last(*index)).flat_map(|index| pairs[index].clone()).collect()
}
