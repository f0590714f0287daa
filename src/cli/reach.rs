//! Flags about the target: its address, the connection to it, and the permitted actions.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use url::{Host, Url};

use super::values;
use crate::app::{EnvironmentChoice, GivenHeaders, Target, TargetOptions, given_headers};
use crate::config::Config;
use crate::http::HttpVersion;
use crate::page::PageKind;
use crate::scenario::{Mode, ThinkTime, Voucher};
use crate::units::secret::Secret;
use crate::words::Message;

#[derive(Debug, Args)]
#[command(next_help_heading = "Target")]
pub(super) struct ReachArgs {
    /// Where the shop runs: auto (when nothing is said), local, preprod or prod
    ///
    /// auto takes every public host for prod that promo-load.toml does not list. PROMO_LOAD_ENV can only make a run stricter.
    #[arg(long = "env", value_name = "NAME")]
    environment: Option<EnvironmentChoice>,
    /// The shop's own address, where a page, a recording or a scenario names another
    ///
    /// A copy whose pages name another host as their base URL is read as if they named this one; of a saved page, it is where
    /// that came from; of a recording (.har), which of its hosts is the shop; of a scenario file, another copy of the shop to
    /// walk it on.
    #[arg(long, value_name = "URL")]
    base_url: Option<Url>,
    /// The most requests per second; it only lowers what is allowed
    #[arg(long, value_name = "N", env = "PROMO_LOAD_MAX_RPS", value_parser = values::count::<u32>, allow_negative_numbers = true)]
    max_rps: Option<u32>,
    /// read-only (default) only looks; full adds to real carts, but never orders
    #[arg(long, value_name = "MODE", env = "PROMO_LOAD_MODE")]
    mode: Option<Mode>,
    /// A voucher code to apply in every cart
    ///
    /// A secret one is given in PROMO_LOAD_SECRET_VOUCHER.
    #[arg(long, value_name = "CODE", env = "PROMO_LOAD_VOUCHER", value_parser = voucher)]
    voucher: Option<String>,
    /// What kind of page it is, instead of what the page says
    ///
    /// One of home, category, product, catalog, search, cms, cart, checkout, landing or other.
    #[arg(long, value_name = "KIND")]
    page_type: Option<PageKind>,
    /// Replace every think time, such as 0, 2s or 1s..3s
    #[arg(long, value_name = "TIME", env = "PROMO_LOAD_THINK_TIME")]
    think_time: Option<ThinkTime>,
    /// User-Agent header
    #[arg(long, value_name = "TEXT", env = "PROMO_LOAD_USER_AGENT")]
    user_agent: Option<String>,
    /// A header of every request, such as 'X-Test: 1'; repeatable
    ///
    /// X-Key=env:VARIABLE takes the value from the environment, and @FILE takes headers from a file, one a line.
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE")]
    headers: Vec<GivenHeaders>,
    /// Accept any TLS certificate (never on a live shop)
    #[arg(long)]
    insecure: bool,
    /// Use this address for a host, such as shop.example:10.0.0.7; repeatable
    #[arg(long, value_name = "HOST:ADDRESS", value_parser = resolve)]
    resolve: Vec<(String, IpAddr)>,
    /// Speak HTTP/1.1 only
    #[arg(long, conflicts_with = "http2")]
    http1: bool,
    /// Speak HTTP/2 only; to an http:// address by prior knowledge
    #[arg(long)]
    http2: bool,
    /// Trust the authorities in this PEM file too; repeatable
    #[arg(long, value_name = "FILE")]
    cacert: Vec<PathBuf>,
    /// Show the client certificate in this PEM file
    #[arg(long, value_name = "FILE")]
    cert: Option<PathBuf>,
    /// Its private key, when it is in a file of its own
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Go through this HTTP proxy, such as http://proxy.example:3128
    ///
    /// One with a name and a password is given in PROMO_LOAD_PROXY.
    #[arg(long, value_name = "URL")]
    proxy: Option<String>,
    /// Let a scenario's data files lie in this folder, too; repeatable
    #[arg(long, value_name = "DIR")]
    data_folder: Vec<PathBuf>,
    /// Refuse a shop that has a private address.
    #[cfg(all(unix, feature = "serve"))]
    #[arg(long, hide = true)]
    public_only: bool,
}

impl ReachArgs {
    /// The shop's own address that a flag names.
    #[cfg(all(unix, feature = "serve"))]
    pub(super) const fn base_url(&self) -> Option<&Url> {
        self.base_url.as_ref()
    }

    /// Turns the flags into options. The configuration fills in the flags that are not given; a scenario file has its own values.
    pub(super) fn options(self, config: &Arc<Config>, target: Option<&Target>) -> TargetOptions {
        let args = self;
        let defaults = config.defaults();
        let of_page = (!matches!(target, Some(Target::File(_)))).then_some(defaults);
        let (headers, secret_headers) = given_headers(args.headers);
        let cacert = if args.cacert.is_empty() { defaults.cacert.clone() } else { args.cacert };
        TargetOptions {
            config: Arc::clone(config),
            environment: args.environment,
            base_url: args.base_url,
            max_rps: args.max_rps.and_then(NonZeroU32::new),
            mode: args.mode.or(of_page.and_then(|defaults| defaults.mode)),
            voucher: args.voucher.as_deref().map(Voucher::public).or_else(secret_voucher),
            user_agent: args.user_agent.or_else(|| of_page?.user_agent.clone()),
            headers,
            secret_headers,
            insecure: args.insecure,
            #[cfg(all(unix, feature = "serve"))]
            public_only: args.public_only,
            #[cfg(not(all(unix, feature = "serve")))]
            public_only: false,
            resolve: args.resolve,
            version: match (args.http1, args.http2) {
                (true, _) => Some(HttpVersion::Http1),
                (false, true) => Some(HttpVersion::Http2),
                (false, false) => None,
            },
            ca_certificates: cacert,
            certificate: args.cert,
            key: args.key,
            proxy: args.proxy,
            think_time: args.think_time.or(of_page.and_then(|defaults| defaults.think_time)),
            page_type: args.page_type,
            run_id: None,
            data_folders: args.data_folder,
        }
    }
}

/// The voucher code that must not be in a flag, because every user of the machine can see flags.
pub(super) fn secret_voucher() -> Option<Voucher> {
    let code = std::env::var_os(Voucher::VARIABLE)?;
    Secret::new(&code.to_string_lossy()).map(|code| Voucher::of_secret(&code))
}

fn voucher(text: &str) -> Result<String, String> {
    let code = text.trim();
    let problem = match code {
        "" => "error-value-voucher",
        code if Voucher::public(code).has_controls() => "error-value-voucher-controls",
        code => return Ok(code.to_owned()),
    };
    Err(Message::new(problem).to_string())
}

fn resolve(text: &str) -> Result<(String, IpAddr), String> {
    let malformed = || Message::new("error-value-resolve").exact("text", text).to_string();
    let (host, address) = text.split_once(':').ok_or_else(malformed)?;
    // An address may be written as in a URL: [::1].
    let address = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
    let host = Host::parse(host).map_err(|_| malformed())?.to_string();
    Ok((host, address.parse().map_err(|_| malformed())?))
}
