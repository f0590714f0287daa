//! The limits of a shop: from its addresses, from what the configuration agrees about it, and from what the user says.

use std::env::VarError;
use std::net::IpAddr;

use url::Url;

use super::failure::Failure;
use super::target::{EnvironmentChoice, TargetOptions};
use crate::http::{AddressClass, NetworkOptions, Site};
use crate::plan::{Clock, Environment, Intensity, Limits};

/// The environment variable beside `--env`.
const VARIABLE: &str = "PROMO_LOAD_ENV";

/// Makes the limits of a shop. From now on it is only reached at addresses of the class that it has now; behind a proxy, where
/// names are resolved by others, that is not watched.
///
/// # Errors
///
/// [`Failure`] when the shop has no address, or what the user says about it cannot be.
pub(super) async fn limits_for(
    base: &Url,
    network: &NetworkOptions,
    options: &TargetOptions,
    intensity: Option<Intensity>,
) -> Result<Limits, Failure> {
    let host = base.host_str().ok_or_else(|| Failure::Refused(format!("base_url: {base} names no host")))?;
    let port = base.port_or_known_default().unwrap_or(80);
    let addresses: Vec<IpAddr> = match network.resolver.resolve(host, port).await {
        Ok(found) => found.into_iter().map(|address| address.ip()).collect(),
        // Behind a proxy names need not be known here; an unknown host is taken for a live shop.
        Err(_) if network.proxy.is_some() => Vec::new(),
        Err(error) => return Err(Failure::Target(format!("{base}: {error}"))),
    };
    let class = AddressClass::of_all(&addresses);
    let site = Site::of(base, class).map_err(|error| Failure::Refused(format!("base_url: {error}")))?;
    // What is allowed now is allowed for where the shop is now.
    network.resolver.keep_to(host, class);
    let host = Host { name: host, addresses: &addresses, options, url: base };
    Ok(Limits::new(site, host.environment()?, Clock::system(), intensity, options.insecure)
        .with_rules(options.config.host(base).map(|host| host.rules.clone()).unwrap_or_default())
        .at_most(options.max_rps.into_iter().chain(options.config.defaults().max_rps).min()))
}

/// A host whose environment is to be told.
struct Host<'a> {
    name: &'a str,
    /// None when this machine cannot resolve it.
    addresses: &'a [IpAddr],
    options: &'a TargetOptions,
    url: &'a Url,
}

impl Host<'_> {
    /// Where the shop runs. The configuration's entry of the host speaks first, then its addresses. The flag may call a
    /// public host a copy; the environment variable and `[defaults]` can only make a run stricter, because they are set once and
    /// forgotten.
    fn environment(&self) -> Result<Environment, Failure> {
        let listed = self.options.config.host(self.url).and_then(|host| host.rules.environment);
        let known = listed.unwrap_or_else(|| Environment::of(self.addresses));
        match self.options.environment {
            Some(EnvironmentChoice::Auto) => return Ok(known),
            Some(EnvironmentChoice::Named(named)) => return self.flag(named, listed),
            None => {}
        }
        if let Some(named) = variable()? {
            return self.stricter(named, known, VARIABLE);
        }
        match (listed, self.options.config.defaults().env) {
            (None, Some(named)) => {
                self.stricter(named, known, &format!("{}: [defaults] env", self.options.config.place()))
            }
            _ => Ok(known),
        }
    }

    fn flag(&self, named: Environment, listed: Option<Environment>) -> Result<Environment, Failure> {
        let Self { name, addresses, options, .. } = self;
        if listed == Some(Environment::Prod) && named != Environment::Prod {
            return Err(Failure::Refused(format!(
                "--env {named}: {} lists {name} as prod, and a flag cannot change that; test another host, or change the file",
                options.config.place(),
            )));
        }
        let is_unknown = addresses.is_empty() && listed.is_none();
        if addresses.is_empty() && (named == Environment::Local || (is_unknown && named != Environment::Prod))
        {
            return Err(Failure::Refused(format!(
                "--env {named}: this machine cannot resolve {name}, so nothing shows that it is not a live shop; if it is a copy that \
                 no customer uses, say so in promo-load.toml ([host.\"{name}\"] environment = \"preprod\")"
            )));
        }
        Ok(named.named(addresses)?)
    }

    fn stricter(&self, named: Environment, known: Environment, source: &str) -> Result<Environment, Failure> {
        if named >= known {
            return Ok(named);
        }
        let name = self.name;
        Err(Failure::Refused(format!(
            "{source} = {named}: {name} is taken for {known}, and that can only be made stricter there; if it is a copy that no \
             customer uses, say so in promo-load.toml ([host.\"{name}\"] environment = \"preprod\") or with --env {named}"
        )))
    }
}

/// What the environment variable says; `auto` and nothing are the same.
fn variable() -> Result<Option<Environment>, Failure> {
    let text = match std::env::var(VARIABLE) {
        Ok(text) => text,
        Err(VarError::NotPresent) => return Ok(None),
        Err(VarError::NotUnicode(_)) => return Err(Failure::Usage(format!("{VARIABLE} is not text"))),
    };
    match text.trim().parse() {
        Ok(EnvironmentChoice::Named(named)) => Ok(Some(named)),
        Ok(EnvironmentChoice::Auto) => Ok(None),
        Err(_) if text.trim().is_empty() => Ok(None),
        Err(error) => Err(Failure::Usage(format!("{VARIABLE}: {error}"))),
    }
}
