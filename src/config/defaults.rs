//! The `[defaults]` table: values for flags and environment variables that are not given.

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroU64};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::read::{from_text, secret};
use crate::plan::{Environment, Intensity};
use crate::scenario::{Mode, ThinkTime};
use crate::units;
use crate::units::secret::Secret;
use crate::words::Lang;

/// Defaults for the flags of the same names. The first group applies to pages only: a scenario file has its own values.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Defaults {
    /// Whether carts may be changed.
    pub mode: Option<Mode>,
    /// A named load, such as `light`.
    #[serde(deserialize_with = "from_text")]
    #[cfg_attr(test, schemars(schema_with = "super::schema::intensity"))]
    pub intensity: Option<Intensity>,
    /// The number of virtual users.
    pub vus: Option<u32>,
    /// The duration of the load.
    #[serde(with = "units::duration::optional")]
    #[cfg_attr(test, schemars(schema_with = "units::duration::schema"))]
    pub duration: Option<Duration>,
    /// The think time that replaces every other.
    pub think_time: Option<ThinkTime>,
    /// The value of the `User-Agent` header.
    pub user_agent: Option<String>,

    /// The environment of shops that no `[host]` table lists.
    #[serde(deserialize_with = "from_text")]
    #[cfg_attr(test, schemars(schema_with = "super::schema::environment"))]
    pub env: Option<Environment>,
    /// The most requests per second; it can only lower the limit.
    pub max_rps: Option<NonZeroU32>,
    /// The seed of think times and journey choice.
    pub seed: Option<u64>,
    /// The folder in which each run gets its own folder.
    pub out: Option<PathBuf>,
    /// The language of reports.
    #[serde(deserialize_with = "from_text")]
    #[cfg_attr(test, schemars(schema_with = "super::schema::lang"))]
    pub lang: Option<Lang>,
    /// The number of simultaneous shoppers that the campaign is expected to bring.
    pub expect_shoppers: Option<NonZeroU64>,
    /// The address on which the control API listens.
    pub control: Option<SocketAddr>,
    /// The proxy of every connection; its address may contain a name and a password.
    #[serde(deserialize_with = "secret")]
    #[cfg_attr(test, schemars(schema_with = "super::schema::proxy"))]
    pub proxy: Option<Secret>,
    /// PEM files with certificate authorities that are trusted in addition to the system's.
    pub cacert: Vec<PathBuf>,
}

impl Defaults {
    /// Resolves relative paths against this folder.
    pub(super) fn start_from(&mut self, folder: &Path) {
        self.out.iter_mut().chain(&mut self.cacert).for_each(|path| *path = folder.join(&path));
    }

    pub(super) fn holds_secrets(&self) -> bool {
        // An address without a name and a password is not secret.
        self.proxy.as_ref().is_some_and(|proxy| proxy.expose().contains('@'))
    }
}
