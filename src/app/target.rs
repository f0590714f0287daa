//! What the user points at, and the limits that follow from where it is.

use std::collections::BTreeSet;
use std::env::VarError;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::failure::Failure;
use super::notes::tell;
use super::process::spoken;
use super::secrets::{know, know_headers};
use crate::config::Config;
use crate::http::{
    HeaderName, HeaderValue, HttpVersion, Identity, NetworkOptions, Proxy, Resolver, TlsOptions,
    read_authorities,
};
use crate::page::{PageKind, changing_part};
use crate::plan::{Environment, EnvironmentError, Intensity, Limits, MOST_VUS, Overrides};
use crate::scenario::{Executor, Fields, Journey, Load, Mode, Spacing, Stage, ThinkTime, Voucher};
use crate::threshold::Threshold;
use crate::words::Message;

/// The environment variable that names a proxy; the only place for its credentials.
pub(super) const PROXY_VARIABLE: &str = "PROMO_LOAD_PROXY";

/// What a command works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page of a shop.
    Url(Url),
    /// A file: a scenario, or a saved page.
    File(PathBuf),
}

impl Target {
    /// What it is called: its address, without what must not be passed on, or its path.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Url(url) => super::secrets::scrub(url.as_str()).into_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("http://") || lower.starts_with("https://") {
            return Url::parse(text).map(Self::Url).map_err(|error| {
                let why = Message::heard(&error.to_string());
                Message::new("error-no-url").exact("text", text).with("why", why).to_string()
            });
        }
        if lower.ends_with(".js") {
            return Err(Message::new("error-is-javascript").exact("text", text).to_string());
        }
        let path = PathBuf::from(text);
        if path.exists() || [".toml", ".html", ".htm", ".har"].iter().any(|ending| lower.ends_with(ending)) {
            Ok(Self::File(path))
        } else {
            Err(meant(text).exact("text", text).to_string())
        }
    }
}

/// The sentence with the address that was probably meant, as a question, when the text looks like a host.
fn meant(text: &str) -> Message {
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let looks_like_a_host = (name.contains('.') || name == "localhost")
        && name.chars().all(|character| character.is_alphanumeric() || matches!(character, '.' | '-'))
        && !name.starts_with(['.', '-']);
    if !looks_like_a_host {
        return Message::new("error-neither-url-nor-file");
    }
    let scheme = if name == "localhost" || name.parse::<IpAddr>().is_ok() { "http" } else { "https" };
    Message::new("error-neither-url-nor-file-meant").exact("scheme", scheme)
}

/// `--env`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvironmentChoice {
    /// As the configuration lists the host, or else by its addresses: private ones are local, all others prod.
    Auto,
    /// As the user says.
    Named(Environment),
}

impl FromStr for EnvironmentChoice {
    type Err = EnvironmentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "auto" { Ok(Self::Auto) } else { text.parse().map(Self::Named) }
    }
}

/// How to reach the target and what may be done there.
#[derive(Debug, Clone, Default)]
pub struct TargetOptions {
    /// What is decided once for all runs, and what is agreed about each shop.
    pub config: Arc<Config>,
    /// Where the shop runs; absent: as the configuration says.
    pub environment: Option<EnvironmentChoice>,
    /// The shop's own address, in place of the base URL that its pages declare, or of a saved page or a recording.
    pub base_url: Option<Url>,
    /// The most requests per second; it only lowers what is allowed.
    pub max_rps: Option<NonZeroU32>,
    /// Whether carts may be touched; absent: read-only, or what the scenario says.
    pub mode: Option<Mode>,
    /// A voucher code to apply in every cart.
    pub voucher: Option<Voucher>,
    /// `User-Agent`.
    pub user_agent: Option<String>,
    /// Headers of every request.
    pub headers: Fields,
    /// The names of those that are secret whatever they are called, in small letters.
    pub secret_headers: BTreeSet<String>,
    /// Accept any certificate.
    pub insecure: bool,
    /// Refuse a shop that has a private address.
    pub public_only: bool,
    /// Hosts with the addresses to use for them.
    pub resolve: Vec<(String, IpAddr)>,
    /// Which HTTP is spoken; absent: what the scenario says.
    pub version: Option<HttpVersion>,
    /// PEM files with authorities that are trusted beside the system's.
    pub ca_certificates: Vec<PathBuf>,
    /// A PEM file with the certificate that we show to the shop.
    pub certificate: Option<PathBuf>,
    /// A PEM file with its key; absent: in the certificate's file.
    pub key: Option<PathBuf>,
    /// What every connection goes through; absent: what the environment says, or else the configuration.
    pub proxy: Option<String>,
    /// Replaces every think time.
    pub think_time: Option<ThinkTime>,
    /// What kind of page the target is; absent: what the page says.
    pub page_type: Option<PageKind>,
    /// The run that every request names in `X-Promo-Load-Run`; absent: none.
    pub run_id: Option<String>,
    /// Folders that a scenario's data files may lie in, beside its own.
    pub data_folders: Vec<PathBuf>,
}

/// The header that names the run, so that a shop's own logs can be matched with its report.
pub(super) const RUN_HEADER: &str = "x-promo-load-run";

impl TargetOptions {
    /// How connections are made.
    ///
    /// # Errors
    ///
    /// [`Failure::Usage`] when a certificate or key cannot be read.
    pub(super) fn network(&self) -> Result<NetworkOptions, Failure> {
        let mut tls = TlsOptions { insecure: self.insecure, ..TlsOptions::default() };
        for file in &self.ca_certificates {
            tls.authorities.extend(read_authorities(file)?);
        }
        if let Some(certificate) = &self.certificate {
            tls.identity = Some(Identity::read(certificate, self.key.as_ref().unwrap_or(certificate))?);
        }
        let resolver = Resolver::with_overrides(self.resolve.clone());
        Ok(NetworkOptions { tls, resolver, proxy: self.proxy()?, ..NetworkOptions::default() })
    }

    /// What tells the shop which run a request belongs to.
    pub(super) fn run_header(&self) -> Option<(HeaderName, HeaderValue)> {
        // An id is made of letters, digits, dots and hyphens.
        let value = HeaderValue::from_str(self.run_id.as_deref()?).ok()?;
        Some((HeaderName::from_static(RUN_HEADER), value))
    }

    /// Makes all that is secret in these options known.
    pub(super) fn keep_secrets(&self) {
        know_headers(&self.headers);
        know(Voucher::VARIABLE, self.voucher.as_ref().and_then(Voucher::secret));
    }

    fn proxy(&self) -> Result<Option<Proxy>, Failure> {
        let (text, source) = match (&self.proxy, std::env::var(PROXY_VARIABLE)) {
            (Some(text), _) => (text.clone(), "--proxy".to_owned()),
            (None, Ok(text)) if !text.is_empty() => (text, PROXY_VARIABLE.to_owned()),
            (None, Ok(_) | Err(VarError::NotPresent)) => match &self.config.defaults().proxy {
                Some(text) => (text.expose().to_owned(), format!("{}: proxy", self.config.place())),
                None => return Ok(None),
            },
            (None, Err(VarError::NotUnicode(_))) => {
                return Err(Failure::Usage(Message::new("error-no-text").exact("variable", PROXY_VARIABLE)));
            }
        };
        know("proxy", Proxy::password(&text));
        let proxy = text.parse::<Proxy>().map_err(|error| {
            Failure::Usage(
                Message::new("error-at").exact("place", &source).with("why", Message::from(&error)),
            )
        })?;
        if proxy.has_credentials() && self.proxy.is_some() {
            return Err(Failure::Usage(
                Message::new("error-proxy-password").exact("variable", PROXY_VARIABLE),
            ));
        }
        Ok(Some(proxy))
    }
}

impl TargetOptions {
    /// Refuses a base URL that is not the target's own: what a page says is read here or not at all.
    pub(super) fn check_base_url(&self, target: &Url) -> Result<(), Failure> {
        match &self.base_url {
            Some(base) if base.origin() != target.origin() => Err(Failure::Usage(
                Message::new("error-base-url-elsewhere").exact("base", base).exact("target", target),
            )),
            _ => Ok(()),
        }
    }

    /// The headers that only this shop gets; they stand in no file.
    pub(super) fn own_headers(&self, shop: &Url) -> Vec<(HeaderName, HeaderValue)> {
        self.config.host(shop).map(|host| host.headers.clone()).unwrap_or_default()
    }
}

/// Reads the configuration file, and warns when others can read its secrets.
///
/// # Errors
///
/// [`Failure`] when it is wrong, or the one that is named is not there.
pub fn configuration(named: Option<&Path>) -> Result<Arc<Config>, Failure> {
    let config = Config::find(named)?;
    know("config", config.secrets());
    if let Some(warning) = config.exposure() {
        tell(&warning, spoken());
    }
    Ok(Arc::new(config))
}

/// `--rate`: arrivals per time unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Arrivals.
    pub count: u32,
    /// In this time.
    pub per: Duration,
}

/// The time in which each page comes when as many virtual users as a rate needs are counted.
const PAGE_S: f64 = 2.0;

/// The virtual users that `per_second` visits need: by Little's law as many as visits begin during one visit, and three standard
/// deviations more for visits that come or last longer than the mean. Never more than a generator can hold.
fn vus_for(per_second: f64, journeys: &[Journey]) -> u32 {
    let visit_s = Journey::mean(journeys, |journey| {
        let pages = journey.each_visit().iter().filter(|step| !step.background).count();
        journey.think_time().as_secs_f64() + PAGE_S * pages as f64
    });
    let mean = per_second * visit_s;
    ((mean + 3.0 * mean.sqrt()).ceil().max(1.0) as u32).min(MOST_VUS)
}

/// How much load.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// A named load.
    pub intensity: Option<Intensity>,
    /// Virtual users.
    pub vus: Option<u32>,
    /// How long.
    pub duration: Option<Duration>,
    /// Stages of a ramp.
    pub stages: Vec<Stage>,
    /// Arrivals per time unit.
    pub rate: Option<Rate>,
    /// The most virtual users that an arrival rate may use.
    pub max_vus: Option<u32>,
    /// Arrivals as a Poisson process.
    pub poisson: bool,
    /// Iterations that all virtual users share.
    pub iterations: Option<u64>,
    /// Iterations of each virtual user.
    pub per_vu_iterations: Option<u64>,
    /// Whether the files that pages need are loaded with them; otherwise as the scenario says.
    pub assets: bool,
    /// Whether what the pages' scripts ask besides is left out.
    pub no_background: bool,
    /// Thresholds beside the defaults.
    pub thresholds: Vec<Threshold>,
    /// Seed of think times and journey choice.
    pub seed: u64,
}

impl LoadOptions {
    /// All that the flags change in a scenario.
    pub(super) fn overrides(&self, limits: &Limits, journeys: &[Journey]) -> Overrides {
        Overrides {
            loads: self.loads(limits, journeys),
            thresholds: self.thresholds.clone(),
            seed: self.seed,
        }
    }

    /// The flags that say what stands at a place of a plan (`load.vus`), as far as they replace what a scenario file says there;
    /// `None` when it is the file's.
    pub(super) fn flags_of(&self, place: &str) -> Option<String> {
        if place.starts_with("--") {
            return Some(place.to_owned());
        }
        let given: [(bool, &str, &[&str]); 8] = [
            (self.intensity.is_some(), "--intensity", &["intensity"]),
            (self.vus.is_some(), "--vus", &["vus", "start_vus"]),
            (self.duration.is_some(), "--duration", &["duration", "max_duration"]),
            (!self.stages.is_empty(), "--stage", &["stages"]),
            (self.rate.is_some(), "--rate", &["rate", "start_rate", "time_unit"]),
            (self.max_vus.is_some(), "--max-vus", &["max_vus"]),
            (self.iterations.is_some(), "--iterations", &["iterations"]),
            (self.per_vu_iterations.is_some(), "--per-vu-iterations", &["iterations"]),
        ];
        let key = place.strip_prefix("load.").unwrap_or(place);
        let named = |all: bool| -> Vec<&str> {
            let said = given.iter().filter(|(is_given, _, keys)| *is_given && (all || keys.contains(&key)));
            said.map(|(_, flag, _)| *flag).collect()
        };
        let mut flags = named(false);
        if flags.is_empty() && (place == "load" || key != place) {
            // What is derived from the flags, such as the stages of a named load.
            flags = named(true);
        }
        (!flags.is_empty()).then(|| flags.join(", "))
    }

    /// The load as flags give it, for these journeys. A smoke test has as many visitors as there are journeys: drawn
    /// by weight, a single one would leave most of the shop untried.
    pub(super) fn loads(&self, limits: &Limits, journeys: &[Journey]) -> Vec<Load> {
        let Some(load) = self.load_for(limits, journeys) else { return Vec::new() };
        let walked: Vec<&Journey> = journeys.iter().filter(|journey| journey.weight > 0).collect();
        if load != Intensity::Smoke.load() || walked.len() < 2 {
            return vec![load];
        }
        let each = walked.iter().zip(1..).map(|(journey, number)| Load {
            name: Some(format!("smoke-{number}")),
            journeys: Some(vec![journey.name.clone()]),
            ..load.clone()
        });
        each.collect()
    }

    /// The load that the flags ask for on these journeys: a rate without `--max-vus` gets as many virtual users as it needs, and
    /// the least as long as no journey is known.
    pub(super) fn load_for(&self, limits: &Limits, journeys: &[Journey]) -> Option<Load> {
        let mut load = self.load(limits)?;
        if let (Some(rate), None) = (self.rate, load.max_vus) {
            let highest = self.stages.iter().map(|stage| stage.target).fold(rate.count, u32::max);
            let needed = vus_for(f64::from(highest) / rate.per.as_secs_f64(), journeys);
            load.max_vus = Some(limits.max_vus().map_or(needed, |allowed| allowed.min(needed)));
        }
        Some(load)
    }

    /// With stages, the rate is where the first one begins.
    fn arrivals(&self, rate: Rate) -> Load {
        let shape = if self.stages.is_empty() {
            Load {
                rate: Some(rate.count),
                duration: self.duration,
                ..Load::new(Executor::ConstantArrivalRate)
            }
        } else {
            let stages = self.stages.clone();
            Load { start_rate: Some(rate.count), stages, ..Load::new(Executor::RampingArrivalRate) }
        };
        Load {
            time_unit: Some(rate.per),
            max_vus: self.max_vus,
            spacing: self.poisson.then_some(Spacing::Poisson),
            ..shape
        }
    }

    /// The load that the flags ask for; `None` when they say nothing about it. As in k6, iterations are
    /// shared, a duration alone keeps the virtual users constant, and stages ramp. A named load is cut down to what
    /// the limits allow; numbers are taken as they are given.
    #[must_use]
    pub fn load(&self, limits: &Limits) -> Option<Load> {
        let vus = self.vus;
        if let Some(rate) = self.rate {
            return Some(self.arrivals(rate));
        }
        if !self.stages.is_empty() {
            let stages = self.stages.clone();
            return Some(Load { start_vus: vus, stages, ..Load::new(Executor::RampingVus) });
        }
        if let Some(iterations) = self.per_vu_iterations {
            let iterations = Some(iterations);
            return Some(Load {
                vus,
                iterations,
                max_duration: self.duration,
                ..Load::new(Executor::PerVuIterations)
            });
        }
        if let Some(iterations) = self.iterations {
            let iterations = Some(iterations);
            return Some(Load {
                vus,
                iterations,
                max_duration: self.duration,
                ..Load::new(Executor::SharedIterations)
            });
        }
        match (self.intensity, vus, self.duration) {
            (None, None, None) => None,
            (None, vus, Some(duration)) => {
                Some(Load { vus, duration: Some(duration), ..Load::new(Executor::ConstantVus) })
            }
            (intensity, vus, duration) => {
                Some(limits.load(intensity.unwrap_or(Intensity::Medium), vus, duration))
            }
        }
    }
}

/// Refuses an address with credentials, without repeating them: they would reach files and messages, and no
/// request would carry them. Not clap's business, which repeats what it refuses.
pub(super) fn refuse_credentials(url: &Url) -> Result<(), Failure> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(());
    }
    Err(Failure::Usage(Message::new("error-address-password")))
}

/// Refuses an address that changes a cart when it is opened: set-up would, before anything is known of the shop.
pub(super) fn refuse_change(url: &Url) -> Result<(), Failure> {
    match changing_part(url) {
        Some(name) => Err(Failure::Refused(Message::new("error-target-changes-cart").exact("name", name))),
        None => Ok(()),
    }
}
