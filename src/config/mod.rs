//! `promo-load.toml`: what the user decides once for all runs, and what is agreed about each shop.
//!
//! Everything in it is data with a place: a mistake names file, line and key. Not here: what the flags say, and whether a run
//! is allowed (`plan`).

mod defaults;
mod host;
mod pattern;
mod read;

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;

pub use defaults::Defaults;
pub use host::Host;
pub use pattern::{HostPattern, PatternError};

use crate::scenario::TomlProblem;
use crate::units::secret::Secret;

/// The version of the format that this program reads.
const SCHEMA: u32 = 1;
/// How the file is called.
pub const FILE_NAME: &str = "promo-load.toml";

/// A configuration file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("cannot read {}: {source}; give another file with --config, or none", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is wrong.
    #[error("{}:{}: {}{}", path.display(), .problem.line, .problem.key, .problem.message)]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and what.
        problem: TomlProblem,
    },
    /// A format this program does not know.
    #[error("{}: schema {found} is not known to this version, which reads schema {SCHEMA}; use a newer promo-load", path.display())]
    Schema {
        /// The file.
        path: PathBuf,
        /// The version in the file.
        found: u32,
    },
}

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    #[serde(default)]
    defaults: Defaults,
    #[serde(rename = "host", default, deserialize_with = "pattern::distinct")]
    hosts: Vec<(HostPattern, Host)>,
}

/// What the configuration file says; without a file, nothing.
#[derive(Debug, Clone, Default)]
pub struct Config {
    path: Option<PathBuf>,
    defaults: Defaults,
    /// The most particular first.
    hosts: Vec<(HostPattern, Host)>,
}

impl Config {
    /// Reads the file that the user names, or else the first that there is: in the current folder, then in the user's own
    /// (`$XDG_CONFIG_HOME/promo-load`, or `~/.config/promo-load`). That there is none is no mistake.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] when the file that is named is not there, or the one that was found is wrong.
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

    /// Reads the text of a file. Paths in it start from the file's own folder.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] with the line and the key that is wrong.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let file: File = toml::from_str(text).map_err(|error| ConfigError::Parse {
            path: path.to_owned(),
            problem: TomlProblem::of(&error, text),
        })?;
        if file.schema != SCHEMA {
            return Err(ConfigError::Schema { path: path.to_owned(), found: file.schema });
        }
        let File { mut defaults, mut hosts, .. } = file;
        defaults.start_from(path.parent().unwrap_or(Path::new("")));
        hosts.sort_by_key(|(pattern, _)| Reverse(pattern.precision()));
        Ok(Self { path: Some(path.to_owned()), defaults, hosts })
    }

    /// What the flags and the environment variables may leave out.
    #[must_use]
    pub const fn defaults(&self) -> &Defaults {
        &self.defaults
    }

    /// What is said of a shop's host: by its name, or else by the longest pattern that it fits.
    #[must_use]
    pub fn host(&self, shop: &Url) -> Option<&Host> {
        let name = shop.host_str()?;
        self.hosts.iter().find(|(pattern, _)| pattern.fits(name)).map(|(_, host)| host)
    }

    /// The file, for messages.
    #[must_use]
    pub fn place(&self) -> String {
        self.path.as_deref().unwrap_or(Path::new(FILE_NAME)).display().to_string()
    }

    /// Every secret in it: the values of hosts' headers, and keys of webservices.
    pub fn secrets(&self) -> impl Iterator<Item = Secret> + '_ {
        self.hosts.iter().flat_map(|(_, host)| {
            let values = host.headers.iter().map(|(_, value)| String::from_utf8_lossy(value.as_bytes()));
            values.filter_map(|value| Secret::new(&value)).chain(host.webservice_key.clone())
        })
    }

    /// A warning when the file holds secrets and others on this machine can read it.
    #[must_use]
    pub fn exposure(&self) -> Option<String> {
        let path = self.path.as_deref()?;
        let holds_secrets =
            self.defaults.holds_secrets() || self.hosts.iter().any(|(_, host)| host.holds_secrets());
        (holds_secrets && others_read(path)).then(|| {
            let path = path.display();
            format!("{path} holds secrets, and others on this machine can read it; chmod 600 {path}")
        })
    }
}

fn users_own() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // The specification of the XDG base directories: a path that is not absolute is to be ignored.
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
