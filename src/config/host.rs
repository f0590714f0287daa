//! A `[host."…"]` table: the agreements about one shop, and the secrets that only this shop receives.

use std::num::NonZeroU32;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::read::{hidden_text, secret};
use crate::http::{FRAMING_REASON, HeaderName, HeaderValue, is_framing};
use crate::plan::{Confirmation, Environment, HostRules, Hours};
use crate::units::secret::{Secret, VARIABLES};
use crate::words::Message;

/// The configuration of one shop.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "HostTable")]
pub struct Host {
    /// The agreed environment, hours and limits.
    pub rules: HostRules,
    /// Headers that only this host receives. Their values are marked as sensitive and do not appear in debug output.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The key of the shop's webservice.
    pub webservice_key: Option<Secret>,
    /// The names of the variables `PROMO_LOAD_SECRET_…` that runs of the team's desk may send to it.
    pub secrets: Vec<String>,
}

impl Host {
    pub(super) fn holds_secrets(&self) -> bool {
        !self.headers.is_empty() || self.webservice_key.is_some()
    }
}

/// The table as the file has it.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct HostTable {
    /// What the shop is: `preprod`, a public copy for tests, or `prod`, which has real customers.
    environment: Option<ListedHost>,
    /// The shop's time zone, by its name of the IANA database.
    #[serde(default, deserialize_with = "zone")]
    #[cfg_attr(test, schemars(schema_with = "super::schema::time_zone"))]
    time_zone: Option<TimeZone>,
    /// The hours in which a run is allowed, in the shop's time zone: one window or several.
    hours: Option<Hours>,
    /// Whether the CDN or firewall in front of the shop lets this machine pass.
    #[serde(default)]
    cdn_allowlisted: bool,
    /// Whether carts may be filled on a shop with real customers.
    #[serde(default)]
    allow_full: bool,
    /// The most requests per second.
    max_requests_per_second: Option<NonZeroU32>,
    /// The most virtual users.
    max_vus: Option<NonZeroU32>,
    /// Who said that this shop may be tested; with `confirmed_on`.
    confirmed_by: Option<String>,
    /// The day of that, without quotes.
    #[serde(default, deserialize_with = "date")]
    #[cfg_attr(test, schemars(schema_with = "super::schema::date"))]
    confirmed_on: Option<Date>,
    /// Headers that only this host receives; their values are secret.
    #[serde(default)]
    #[cfg_attr(test, schemars(schema_with = "super::schema::headers"))]
    headers: SecretHeaders,
    /// The key of the shop's webservice, which is secret.
    #[serde(default, deserialize_with = "secret")]
    #[cfg_attr(test, schemars(with = "String"))]
    webservice_key: Option<Secret>,
    /// The variables `PROMO_LOAD_SECRET_…` of the team's desk whose values its runs may send to this host, by their names.
    #[serde(default)]
    secrets: Vec<String>,
}

/// The environments that a table can declare. Whether a shop is local follows from its addresses.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum ListedHost {
    Preprod,
    Prod,
}

impl TryFrom<HostTable> for Host {
    type Error = &'static str;

    fn try_from(table: HostTable) -> Result<Self, Self::Error> {
        let confirmation = match (table.confirmed_by, table.confirmed_on) {
            (Some(by), Some(on)) if !by.trim().is_empty() => {
                Some(Confirmation { by: by.trim().to_owned(), on })
            }
            (None, None) => None,
            _ => {
                return Err(
                    "confirmed_by and confirmed_on belong together: who said that this shop may be tested, and \
                            when (confirmed_on = 2026-11-20)",
                );
            }
        };
        if table.secrets.iter().any(|name| !name.starts_with(VARIABLES)) {
            return Err("secrets are names of environment variables that begin with PROMO_LOAD_SECRET_");
        }
        Ok(Self {
            rules: HostRules {
                environment: table.environment.map(|listed| match listed {
                    ListedHost::Preprod => Environment::Preprod,
                    ListedHost::Prod => Environment::Prod,
                }),
                zone: table.time_zone,
                hours: table.hours,
                cdn_allowlisted: table.cdn_allowlisted,
                allow_full: table.allow_full,
                max_requests_per_second: table.max_requests_per_second,
                max_vus: table.max_vus,
                confirmation,
            },
            headers: table.headers.0,
            webservice_key: table.webservice_key,
            secrets: table.secrets,
        })
    }
}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<TimeZone>, D::Error> {
    let name = String::deserialize(deserializer)?;
    TimeZone::get(&name)
        .map(Some)
        .map_err(|_| D::Error::custom(Message::new("error-time-zone").exact("name", name)))
}

/// Reads a TOML date, which has no quotes.
fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let malformed = || D::Error::custom(Message::new("error-date"));
    let toml::Value::Datetime(written) = toml::Value::deserialize(deserializer)? else {
        return Err(malformed());
    };
    if written.time.is_some() {
        return Err(malformed());
    }
    written.to_string().parse().map(Some).map_err(|_| malformed())
}

/// Headers with secret values.
#[derive(Debug, Default)]
struct SecretHeaders(Vec<(HeaderName, HeaderValue)>);

impl<'de> Deserialize<'de> for SecretHeaders {
    /// Written by hand, because a derived implementation repeats the wrong value in its error.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let toml::Value::Table(table) = toml::Value::deserialize(deserializer)? else {
            return Err(D::Error::custom(Message::new("error-table-of-headers")));
        };
        let headers = table.into_iter().map(|(name, value)| {
            let value = hidden_text(value)?;
            header(&name, &value).map_err(D::Error::custom)
        });
        headers.collect::<Result<_, _>>().map(Self)
    }
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Message> {
    let known = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Message::new("error-no-header-name").exact("name", name))?;
    if is_framing(&known) {
        return Err(Message::new("error-plan-cannot-set")
            .exact("name", known)
            .with("why", Message::new(FRAMING_REASON)));
    }
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| Message::new("error-no-header-value").exact("name", &known))?;
    value.set_sensitive(true);
    Ok((known, value))
}
