//! `promo-load.toml`: what the user decides once for all runs, and the agreements about each shop.
//!
//! An error names file, line and key. Not here: the flags, and whether a run is allowed (`plan`).

use crate::words::Message;

mod defaults;
mod desk;
mod host;
mod pattern;
mod read;
#[cfg(test)]
mod schema;

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;

pub use defaults::Defaults;
pub use desk::{DeskLimits, DeskTable, RoleScope, RoleTable, SignInTable};
pub use host::Host;

use self::pattern::HostPattern;
use crate::scenario::TomlProblem;
use crate::units::secret::{Secret, is_open_header};

/// The version of the file format that this program reads.
const SCHEMA: u32 = 1;
/// The address of the released JSON Schema of this format.
pub const SCHEMA_ADDRESS: &str =
    concat!(env!("CARGO_PKG_REPOSITORY"), "/releases/latest/download/config-1.schema.json");
/// The JSON Schema of the file.
pub const JSON_SCHEMA: &str = include_str!("config.schema.json");
/// The name of the configuration file.
pub const FILE_NAME: &str = "promo-load.toml";

/// Why a configuration file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum ConfigError {
    /// The file cannot be read.
    Read {
        /// The path of the file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The file is not valid.
    Parse {
        /// The path of the file.
        path: PathBuf,
        /// The line, the key and the problem.
        problem: TomlProblem,
    },
    /// The file has a version that this program does not know.
    Schema {
        /// The path of the file.
        path: PathBuf,
        /// The version that the file states.
        found: u32,
    },
}

impl From<&ConfigError> for Message {
    fn from(error: &ConfigError) -> Self {
        match error {
            ConfigError::Read { path, source } => Message::new("error-config-read")
                .exact("path", path.display())
                .with("why", Message::from(source)),
            ConfigError::Parse { path, problem: TomlProblem { line, key, message } } => {
                Message::new("error-toml")
                    .exact("path", path.display())
                    .exact("line", line)
                    .exact("key", key)
                    .with("why", message.clone())
            }
            ConfigError::Schema { path, found } => Message::new("error-file-schema")
                .exact("path", path.display())
                .exact("found", found)
                .exact("schema", SCHEMA),
        }
    }
}

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct ConfigFile {
    /// The version of the format: 1.
    #[cfg_attr(test, schemars(extend("const" = SCHEMA)))]
    schema: u32,
    /// Values for flags and environment variables that are not given.
    #[serde(default)]
    defaults: Defaults,
    /// What is agreed about each shop, by its host's name: `[host."www.shop.example"]`, or `[host."*.shop.example"]` for all
    /// hosts below it.
    #[serde(rename = "host", default, deserialize_with = "pattern::distinct")]
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, host::HostTable>"))]
    hosts: Vec<(HostPattern, Host)>,
    /// The team's desk, which `serve` opens.
    #[serde(default)]
    desk: DeskTable,
}

/// The configuration; empty when no file exists.
#[derive(Debug, Clone, Default)]
pub struct Config {
    path: Option<PathBuf>,
    defaults: Defaults,
    /// The tables in order of precision, exact names before patterns.
    hosts: Vec<(HostPattern, Host)>,
    desk: DeskTable,
}

impl Config {
    /// Reads the file that the user names, otherwise the first that exists: in the current folder, then in the user's
    /// configuration folder (`$XDG_CONFIG_HOME/promo-load`, or `~/.config/promo-load`). Without any file the configuration is
    /// empty.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when the named file does not exist, or the file found is not valid.
    pub fn find(named: Option<&Path>) -> Result<Self, ConfigError> {
        if let Some(path) = named {
            return Self::read(path);
        }
        let found =
            [Some(PathBuf::from(FILE_NAME)), users_own()].into_iter().flatten().find(|path| path.is_file());
        found.map_or_else(|| Ok(Self::default()), |path| Self::read(&path))
    }

    fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        Self::parse(&text, path)
    }

    /// Parses the text of a file. Relative paths in it start from the file's own folder.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] with the line and the key that is wrong.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let file: ConfigFile = toml::from_str(text).map_err(|error| ConfigError::Parse {
            path: path.to_owned(),
            problem: TomlProblem::of(&error, text),
        })?;
        if file.schema != SCHEMA {
            return Err(ConfigError::Schema { path: path.to_owned(), found: file.schema });
        }
        let ConfigFile { mut defaults, mut hosts, desk, .. } = file;
        defaults.start_from(path.parent().unwrap_or(Path::new("")));
        hosts.sort_by_key(|(pattern, _)| Reverse(pattern.precision()));
        Ok(Self { path: Some(path.to_owned()), defaults, hosts, desk })
    }

    /// The defaults for flags and environment variables.
    #[must_use]
    pub const fn defaults(&self) -> &Defaults {
        &self.defaults
    }

    /// The table of the team's desk.
    #[must_use]
    pub const fn desk(&self) -> &DeskTable {
        &self.desk
    }

    /// The table of a shop's host: the one with its name, otherwise the one with the longest pattern that matches it.
    #[must_use]
    pub fn host(&self, shop: &Url) -> Option<&Host> {
        let name = shop.host_str()?;
        self.hosts.iter().find(|(pattern, _)| pattern.fits(name)).map(|(_, host)| host)
    }

    /// Whether a file was read.
    #[must_use]
    pub const fn is_read(&self) -> bool {
        self.path.is_some()
    }

    /// The file that was read.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether the file holds something that others must not read.
    #[must_use]
    pub fn holds_secrets(&self) -> bool {
        self.defaults.holds_secrets() || self.hosts.iter().any(|(_, host)| host.holds_secrets())
    }

    /// The path of the file, for messages.
    #[must_use]
    pub fn place(&self) -> String {
        self.path.as_deref().unwrap_or(Path::new(FILE_NAME)).display().to_string()
    }

    /// Every secret of the hosts: the values of their headers but a browser's usual ones, and the keys of their webservices.
    pub fn secrets(&self) -> impl Iterator<Item = Secret> + '_ {
        self.hosts.iter().flat_map(|(_, host)| {
            let secret = host.headers.iter().filter(|(name, _)| !is_open_header(name.as_str()));
            let values = secret.map(|(_, value)| String::from_utf8_lossy(value.as_bytes()));
            values.filter_map(|value| Secret::new(&value)).chain(host.webservice_key.clone())
        })
    }

    /// A warning when the file holds secrets and other users of this machine can read it.
    #[must_use]
    pub fn exposure(&self) -> Option<Message> {
        let path = self.path.as_deref()?;
        (self.holds_secrets() && others_read(path))
            .then(|| Message::new("note-config-exposed").exact("path", path.display()))
    }
}

fn users_own() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // The XDG base directory specification says to ignore a path that is not absolute.
    let base = set("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let base = base.or_else(|| set("HOME").map(|home| home.join(".config")))?;
    Some(base.join("promo-load").join(FILE_NAME))
}

#[cfg(unix)]
fn others_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_read(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests;
