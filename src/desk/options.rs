//! What the desk is asked for.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use url::Url;

use super::outward::OutwardOptions;
use crate::config::Config;
use crate::words::{Lang, Message};

/// What the command line finds out about the arguments of `bench`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedBench {
    /// The addresses that the arguments name: the page, or the page without the promotion. Empty for a scenario file.
    pub addresses: Vec<Url>,
}

/// The command line's own reading of the arguments of `bench`, without the word `bench`: what is wrong with them, in its words.
pub type BenchCheck = fn(&[String]) -> Result<CheckedBench, Message>;

/// What the command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskTask {
    /// Serves until a signal comes.
    Serve,
    /// The same with the demo shop as a target, and one run of it.
    ServeDemo,
    /// Builds the database's list of runs anew from the folders, and ends.
    Reindex,
    /// Writes a copy of the database to this file, and ends.
    Backup(PathBuf),
    /// Replaces the database by the copy in this file, and ends.
    Restore(PathBuf),
}

/// What the desk is asked for.
#[derive(Debug, Clone)]
pub struct DeskOptions {
    /// What to do.
    pub task: DeskTask,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where people reach it, when that is another address than the one where it listens.
    pub public_url: Option<Url>,
    /// The files of its certificate and of the key, where it speaks TLS itself.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Whether every request comes by way of a proxy that speaks TLS.
    pub behind_proxy: bool,
    /// The folder of its database; made when it is not there.
    pub data: PathBuf,
    /// The folder that each run's own folder goes into.
    pub runs: PathBuf,
    /// Runs at once on this machine, each of another host.
    pub at_once: NonZeroUsize,
    /// The configuration that runs read, too.
    pub config: Arc<Config>,
    /// The language of what is said on standard error, and of the runs' reports.
    pub lang: Lang,
    /// Reads the arguments of a run.
    pub check: BenchCheck,
    /// Tells the person who opened the desk of a trouble that does not end it.
    pub warn: fn(&Message),
    /// The world outside.
    pub outward: OutwardOptions,
}
