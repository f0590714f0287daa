//! The arguments of `serve`.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use url::Url;

use super::values;
use crate::words::Lang;

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// Where to listen
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:7170", value_parser = values::listen)]
    pub(super) listen: SocketAddr,
    /// Where people reach the desk, when that is another address: the proxy's in front of it
    #[arg(long, value_name = "URL", env = "PROMO_LOAD_PUBLIC_URL", value_parser = values::site)]
    pub(super) public_url: Option<Url>,
    /// The file of the desk's certificate in PEM, with its chain, to speak TLS
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(super) tls_cert: Option<PathBuf>,
    /// The file of the certificate's key in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(super) tls_key: Option<PathBuf>,
    /// Every request comes by way of a proxy that speaks TLS and sets X-Forwarded-For
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_key"])]
    pub(super) behind_proxy: bool,
    /// The folder of the desk's own data; promo-load in the user's folder for data when nothing is said
    #[arg(long, value_name = "DIR", env = "PROMO_LOAD_DATA")]
    pub(super) data: Option<PathBuf>,
    /// The folder that each run's own folder goes into; runs in the folder of --data when nothing is said
    #[arg(long, short, alias = "out", value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Runs at once on this machine, each of another host; more than one disturb each other on a small machine
    #[arg(long, value_name = "N", default_value = "1")]
    pub(super) at_once: NonZeroUsize,
    /// Also start the demo shop, with one run of it to look at
    #[arg(long, conflicts_with_all = ["reindex", "backup", "restore"])]
    pub(super) demo: bool,
    /// Build the list of runs anew from their folders, and end
    #[arg(long, conflicts_with_all = ["backup", "restore"])]
    pub(super) reindex: bool,
    /// Write a copy of the desk's database to a new file, and end; also while the desk is open
    #[arg(long, value_name = "FILE", conflicts_with = "restore")]
    pub(super) backup: Option<PathBuf>,
    /// Replace the desk's database by such a copy, and end
    #[arg(long, value_name = "FILE")]
    pub(super) restore: Option<PathBuf>,
    /// The address of a pull request's preview, with {number} and {sha}, where its repository has none of its own
    #[arg(long, value_name = "PATTERN")]
    pub(super) preview_url: Option<String>,
    /// The root of GitHub's API; another one for GitHub Enterprise
    #[arg(long, value_name = "URL", default_value = "https://api.github.com")]
    pub(super) github_api: Url,
    /// The language of what is said here and of the runs' reports: en (when nothing is said) or fr
    #[arg(long, value_name = "LANG")]
    pub(super) lang: Option<Lang>,
}
