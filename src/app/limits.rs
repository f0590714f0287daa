//! The limits of a shop: from its addresses, from what the configuration agrees about it, and from what the user says.

use std::env::VarError;
use std::net::{IpAddr, Ipv4Addr};

use url::{Host as UrlHost, Url};

use super::failure::Failure;
use super::notes::tell_of_k6;
use super::process::spoken;
use super::target::{EnvironmentChoice, TargetOptions};
use crate::http::{AddressClass, NetworkOptions, Site};
use crate::plan::{Clock, Environment, Intensity, Limits};
use crate::words::Message;

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
    let host = base
        .host_str()
        .ok_or_else(|| Failure::Refused(Message::new("error-base-url-no-host").exact("base", base)))?;
    let port = base.port_or_known_default().unwrap_or(80);
    let addresses: Vec<IpAddr> = match network.resolver.resolve(host, port).await {
        Ok(found) => found.into_iter().map(|address| address.ip()).collect(),
        // Behind a proxy names need not be known here; an unknown host is taken for a live shop.
        Err(_) if network.proxy.is_some() => Vec::new(),
        Err(error) => {
            return Err(Failure::Target(
                Message::new("error-at").exact("place", base).with("why", Message::from(&error)),
            ));
        }
    };
    if let Some(private) =
        addresses.iter().find(|address| AddressClass::of(**address) == AddressClass::Private)
        && options.public_only
    {
        return Err(Failure::Refused(
            Message::new("error-private-address").exact("host", host).exact("address", private),
        ));
    }
    let class = AddressClass::of_all(&addresses);
    let site = Site::of(base, class).map_err(|error| {
        Failure::Refused(Message::new("error-base-url").with("why", Message::from(&error)))
    })?;
    // What is allowed now is allowed for where the shop is now.
    network.resolver.keep_to(host, class);
    let host = AskedHost { name: host, addresses: &addresses, options, url: base };
    Ok(limits_of(site, host.environment()?, base, options, intensity))
}

/// The limits of a shop that runs there, with what is agreed about its host and what the user lowers.
fn limits_of(
    site: Site,
    environment: Environment,
    base: &Url,
    options: &TargetOptions,
    intensity: Option<Intensity>,
) -> Limits {
    Limits::new(site, environment, Clock::system(), intensity, options.insecure)
        .with_rules(options.config.host(base).map(|host| host.rules.clone()).unwrap_or_default())
        .at_most(options.max_rps.into_iter().chain(options.config.defaults().max_rps).min())
}

/// What is known of a shop that is not asked for anything now, because a file is made of a file.
pub(super) struct Unasked {
    /// The limits that a run will most likely have: they decide which thresholds and which named load are written down. A host
    /// of which neither its name, nor the configuration, nor `--env` says where it runs, is taken for a live shop.
    pub(super) expected: Limits,
    /// Limits that only look whether a scenario is in order. What may be run is asked when it is run.
    pub(super) open: Limits,
}

impl Unasked {
    /// Looks at what is known of a shop without the network: no name is resolved.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the address names no host, or the environment variable is not an environment.
    pub(super) fn shop(
        base: &Url,
        options: &TargetOptions,
        intensity: Option<Intensity>,
    ) -> Result<Self, Failure> {
        let addresses = known_addresses(base, options);
        let not_a_site =
            |error| Failure::Refused(Message::new("error-base-url").with("why", Message::from(&error)));
        let site = Site::of(base, AddressClass::of_all(&addresses)).map_err(not_a_site)?;
        let rules = options.config.host(base).map(|host| host.rules.clone()).unwrap_or_default();
        let known = rules.environment.unwrap_or_else(|| Environment::of(&addresses));
        let environment = match options.environment {
            Some(EnvironmentChoice::Named(named)) => named,
            Some(EnvironmentChoice::Auto) => known,
            None => variable()?.or(options.config.defaults().env).map_or(known, |named| named.max(known)),
        };
        let expected = Limits::new(site, environment, Clock::system(), intensity, options.insecure)
            .with_rules(rules)
            .for_later();
        let site = Site::of(base, AddressClass::Private).map_err(not_a_site)?;
        let open = Limits::new(site, Environment::Local, Clock::system(), None, false).for_later();
        Ok(Self { expected, open })
    }
}

/// The limits that a script is written within. Another program runs it, perhaps elsewhere and at another time, so no name is
/// resolved; what the user says of a host counts.
///
/// Where nothing says what a host is, the script still keeps the cap and the hours of a live shop, but nothing is refused: it may
/// be a copy that only the machine of the run can see.
///
/// # Errors
///
/// [`Failure`] when the address names no host, or what the user says about it cannot be.
pub(super) fn limits_for_script(
    base: &Url,
    options: &TargetOptions,
    intensity: Option<Intensity>,
) -> Result<Limits, Failure> {
    let addresses = known_addresses(base, options);
    let name = base.host_str().unwrap_or_default();
    let host = AskedHost { name, addresses: &addresses, options, url: base };
    let said = if addresses.is_empty() { host.said()? } else { Some(host.environment()?) };
    let class = match said {
        Some(Environment::Local | Environment::Preprod) if addresses.is_empty() => AddressClass::Private,
        _ => AddressClass::of_all(&addresses),
    };
    let site = Site::of(base, class).map_err(|error| {
        Failure::Refused(Message::new("error-base-url").with("why", Message::from(&error)))
    })?;
    let environment = said.unwrap_or(Environment::Prod);
    let limits = limits_of(site, environment, base, options, intensity).for_later();
    if said.is_some() {
        return Ok(limits);
    }
    let message = match limits.max_requests_per_second() {
        Some(cap) => Message::new("k6-perhaps-live-cap").with("cap", u64::from(cap.get())),
        None => Message::new("k6-perhaps-live"),
    };
    tell_of_k6(message.exact("name", name), spoken());
    Ok(limits.guessed())
}

/// The addresses of a host that are known without asking: those that were given, and those that stand in the name.
fn known_addresses(base: &Url, options: &TargetOptions) -> Vec<IpAddr> {
    let name = base.host_str().unwrap_or_default();
    let given = options.resolve.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
    let given: Vec<IpAddr> = given.map(|(_, address)| *address).collect();
    match base.host() {
        _ if !given.is_empty() => given,
        Some(UrlHost::Ipv4(address)) => vec![address.into()],
        Some(UrlHost::Ipv6(address)) => vec![address.into()],
        // RFC 6761, section 6.3.
        Some(UrlHost::Domain(name)) if name == "localhost" || name.ends_with(".localhost") => {
            vec![Ipv4Addr::LOCALHOST.into()]
        }
        Some(UrlHost::Domain(_)) | None => Vec::new(),
    }
}

/// A host whose environment is to be told.
struct AskedHost<'a> {
    name: &'a str,
    /// None when this machine cannot resolve it.
    addresses: &'a [IpAddr],
    options: &'a TargetOptions,
    url: &'a Url,
}

impl AskedHost<'_> {
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

    /// Where a shop runs whose name is not resolved, as far as the configuration, the flag or the variable says it.
    fn said(&self) -> Result<Option<Environment>, Failure> {
        let listed = self.options.config.host(self.url).and_then(|host| host.rules.environment);
        match self.options.environment {
            Some(EnvironmentChoice::Named(named)) if listed == Some(Environment::Prod) => {
                self.flag(named, listed).map(Some)
            }
            Some(EnvironmentChoice::Named(named)) => Ok(Some(named)),
            Some(EnvironmentChoice::Auto) => Ok(listed),
            None => {
                let usual = variable()?.or(self.options.config.defaults().env.filter(|_| listed.is_none()));
                // Set once and forgotten, they make nothing laxer.
                let usual = usual.filter(|named| listed.is_some() || *named == Environment::Prod);
                Ok(listed.into_iter().chain(usual).max())
            }
        }
    }

    fn flag(&self, named: Environment, listed: Option<Environment>) -> Result<Environment, Failure> {
        let Self { name, addresses, options, .. } = self;
        if listed == Some(Environment::Prod) && named != Environment::Prod {
            return Err(Failure::Refused(
                Message::new("error-env-listed")
                    .exact("named", named)
                    .exact("place", options.config.place())
                    .exact("name", name),
            ));
        }
        let is_unknown = addresses.is_empty() && listed.is_none();
        if addresses.is_empty() && (named == Environment::Local || (is_unknown && named != Environment::Prod))
        {
            return Err(Failure::Refused(
                Message::new("error-env-unresolved").exact("named", named).exact("name", name),
            ));
        }
        Ok(named.named(addresses)?)
    }

    fn stricter(&self, named: Environment, known: Environment, source: &str) -> Result<Environment, Failure> {
        if named >= known {
            return Ok(named);
        }
        let name = self.name;
        Err(Failure::Refused(
            Message::new("error-env-stricter")
                .exact("source", source)
                .exact("named", named)
                .exact("name", name)
                .exact("known", known),
        ))
    }
}

/// What the environment variable says; `auto` and nothing are the same.
fn variable() -> Result<Option<Environment>, Failure> {
    let text = match std::env::var(VARIABLE) {
        Ok(text) => text,
        Err(VarError::NotPresent) => return Ok(None),
        Err(VarError::NotUnicode(_)) => {
            return Err(Failure::Usage(Message::new("error-not-text").exact("variable", VARIABLE)));
        }
    };
    match text.trim().parse() {
        Ok(EnvironmentChoice::Named(named)) => Ok(Some(named)),
        Ok(EnvironmentChoice::Auto) => Ok(None),
        Err(_) if text.trim().is_empty() => Ok(None),
        Err(error) => Err(Failure::Usage(
            Message::new("error-at").exact("place", VARIABLE).with("why", Message::from(&error)),
        )),
    }
}
