//! `promo-load init`: a promo-load.toml to begin with.

use std::path::PathBuf;

use super::failure::{Ended, Failure};
use super::process::say;
use super::run_dir::{refuse_existing, write_whole};
use crate::config;
use crate::words::Message;

/// Every setting with an example, all of them switched off.
const TEMPLATE: &str = include_str!("init.toml");

/// What `init` is asked for.
#[derive(Debug, Clone)]
pub struct InitOptions {
    /// Where to write; absent: promo-load.toml in the current folder.
    pub output: Option<PathBuf>,
    /// Whether a file that is there already is replaced.
    pub force: bool,
}

/// Writes a configuration with every setting, explained and switched off.
///
/// # Errors
///
/// [`Failure::Usage`] when the file is there already, [`Failure::Unexpected`] when it cannot be written.
pub fn init(options: &InitOptions) -> Result<Ended, Failure> {
    let path = options.output.clone().unwrap_or_else(|| config::FILE_NAME.into());
    refuse_existing(&path, options.force)?;
    write_whole(&path, &text())?;
    let written = match options.output {
        Some(_) => Message::new("init-written-elsewhere"),
        None => Message::new("init-written"),
    };
    say(&written.exact("path", path.display()))?;
    Ok(Ended::Held)
}

/// The file, with the line by which editors find its schema.
fn text() -> String {
    format!("#:schema {}\n{TEMPLATE}", config::SCHEMA_ADDRESS)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::config::Config;
    use serde_json::Value;

    /// The file with every setting switched on.
    fn switched_on() -> String {
        let is_setting = |line: &&str| {
            line.strip_prefix('#').is_some_and(|rest| {
                rest.starts_with('[') || rest.starts_with(|c: char| c.is_ascii_lowercase())
            })
        };
        let on = |line: &str| if is_setting(&line) { line[1..].to_owned() } else { line.to_owned() };
        text().lines().map(|line| on(line) + "\n").collect()
    }

    fn keys(value: &Value) -> BTreeSet<&str> {
        value.as_object().unwrap().keys().map(String::as_str).collect()
    }

    #[test]
    fn as_it_stands_it_changes_nothing() {
        let config = Config::parse(&text(), Path::new("promo-load.toml")).unwrap();
        assert_eq!(format!("{:?}", config.defaults()), format!("{:?}", Config::default().defaults()));
        assert!(config.host(&"https://www.shop.example/".parse().unwrap()).is_none());
        assert!(config.exposure().is_none());
    }

    #[test]
    fn every_setting_is_in_it_and_its_example_is_read() {
        let text = switched_on();
        let config = Config::parse(&text, Path::new("promo-load.toml"))
            .unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert!(config.host(&"https://www.shop.example/".parse().unwrap()).is_some());
        let file: Value =
            toml::from_str::<toml::Table>(&text).map(|table| serde_json::to_value(table).unwrap()).unwrap();
        let schema: Value = serde_json::from_str(config::JSON_SCHEMA).unwrap();
        assert_eq!(keys(&file), keys(&schema["properties"]));
        assert_eq!(keys(&file["defaults"]), keys(&schema["$defs"]["Defaults"]["properties"]));
        let host = &file["host"]["www.shop.example"];
        assert_eq!(keys(host), keys(&schema["$defs"]["HostTable"]["properties"]));
    }
}
