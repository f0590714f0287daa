//! The `[defaults]` table: what flags and environment variables may leave out.

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

/// What the flags of the same names say. The first group is only taken for pages: a scenario file says these itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Defaults {
    /// Whether carts may be touched.
    pub mode: Option<Mode>,
    /// A named load.
    #[serde(deserialize_with = "from_text")]
    pub intensity: Option<Intensity>,
    /// Virtual users.
    pub vus: Option<u32>,
    /// How long.
    #[serde(with = "units::duration::optional")]
    pub duration: Option<Duration>,
    /// Replaces every think time.
    pub think_time: Option<ThinkTime>,
    /// `User-Agent`.
    pub user_agent: Option<String>,

    /// Where shops run of which nothing else is known.
    #[serde(deserialize_with = "from_text")]
    pub env: Option<Environment>,
    /// The most requests per second; it only lowers what is allowed.
    pub max_rps: Option<NonZeroU32>,
    /// Seed of think times and journey choice.
    pub seed: Option<u64>,
    /// Folder that each run's own folder goes into.
    pub out: Option<PathBuf>,
    /// The language of reports.
    #[serde(deserialize_with = "from_text")]
    pub lang: Option<Lang>,
    /// Shoppers at once that are expected.
    pub expect_shoppers: Option<NonZeroU64>,
    /// Where the control API listens.
    pub control: Option<SocketAddr>,
    /// What every connection goes through; may carry a name and a password.
    #[serde(deserialize_with = "secret")]
    pub proxy: Option<Secret>,
    /// PEM files with authorities that are trusted beside the system's.
    pub cacert: Vec<PathBuf>,
}

impl Defaults {
    /// Makes paths start from this folder.
    pub(super) fn start_from(&mut self, folder: &Path) {
        self.out.iter_mut().chain(&mut self.cacert).for_each(|path| *path = folder.join(&path));
    }

    pub(super) fn holds_secrets(&self) -> bool {
        // Without a name and a password an address is no secret.
        self.proxy.as_ref().is_some_and(|proxy| proxy.expose().contains('@'))
    }
}
