//! A misbehaviour as it is written in a flag.

use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as RouteError, StrDeserializer};

use super::{Misbehaviour, Moment, Quirk, Scope, Share};
use crate::shop::config::Fault;
use crate::shop::routes::Route;
use crate::units::{duration, money};
use crate::words::Message;

/// Why a text is not a misbehaviour, or a misbehaviour cannot happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum MisbehaviourError {
    /// Only routes.
    NoQuirk(String),
    /// Not a route.
    Route {
        /// What stands in its place.
        text: String,
        /// Which routes there are.
        reason: String,
    },
    /// Not a quirk.
    Quirk(String),
    /// A quirk whose value is missing, too much, or not of its kind.
    Value {
        /// The quirk with what stands behind it.
        text: String,
        /// How it is written.
        form: &'static str,
    },
    /// Not an option.
    Option(String),
    /// The same option again.
    Twice(String),
    /// No error.
    Status(u16),
    /// Not a share.
    Range,
    /// A reduction of more than everything, or a price below nothing.
    Percent,
    /// A limiter that lets nothing pass.
    NoRate,
    /// A time that ends before it begins.
    Backwards,
    /// A pause that never ends.
    EndlessPause,
}

impl From<&MisbehaviourError> for Message {
    fn from(error: &MisbehaviourError) -> Self {
        match error {
            MisbehaviourError::NoQuirk(text) => {
                Message::new("error-misbehaviour-no-quirk").exact("text", text)
            }
            MisbehaviourError::Route { text, reason } => {
                Message::new("error-misbehaviour-route").exact("text", text).exact("reason", reason)
            }
            MisbehaviourError::Quirk(text) => Message::new("error-misbehaviour-quirk")
                .exact("text", text)
                .exact("names", names().join(", ")),
            MisbehaviourError::Value { text, form } => {
                Message::new("error-misbehaviour-value").exact("text", text).exact("form", form)
            }
            MisbehaviourError::Option(text) => Message::new("error-misbehaviour-option").exact("text", text),
            MisbehaviourError::Twice(text) => Message::new("error-misbehaviour-twice").exact("text", text),
            MisbehaviourError::Status(value) => {
                Message::new("error-misbehaviour-status").exact("value", value)
            }
            MisbehaviourError::Range => Message::new("error-misbehaviour-range"),
            MisbehaviourError::Percent => Message::new("error-misbehaviour-percent"),
            MisbehaviourError::NoRate => Message::new("error-misbehaviour-no-rate"),
            MisbehaviourError::Backwards => Message::new("error-misbehaviour-backwards"),
            MisbehaviourError::EndlessPause => Message::new("error-misbehaviour-endless-pause"),
        }
    }
}

/// How each quirk but the statuses is written, by its name.
const FORMS: &[(&str, &str)] = &[
    ("error-page", "error-page"),
    ("maintenance", "maintenance"),
    ("limit", "limit=20/s"),
    ("hang", "hang"),
    ("loop", "loop"),
    ("hops", "hops=3x900ms, or hops=2x0>500 when the last address answers 500"),
    ("delay", "delay=7s or delay=100ms..2s"),
    ("rise", "rise=50ms for so much each second"),
    ("pause", "pause, with until=TIME"),
    ("empty-cart", "empty-cart"),
    ("total", "total=14.28"),
    ("no-voucher", "no-voucher"),
    ("lose-voucher", "lose-voucher"),
    ("refuse", "refuse"),
    ("visible-price", "visible-price=+10%"),
    ("price", "price=+10%"),
    ("no-old-price", "no-old-price"),
    ("reduction", "reduction=10%"),
    ("no-token", "no-token"),
];

/// Faults of the wire that can be aimed; an error is a status.
const DAMAGES: [Fault; 7] = [
    Fault::Reset,
    Fault::Stall,
    Fault::Truncate,
    Fault::Slow,
    Fault::BadJson,
    Fault::Block,
    Fault::BadEncoding,
];

fn names() -> Vec<&'static str> {
    FORMS.iter().map(|(name, _)| *name).chain(DAMAGES.map(Fault::name)).collect()
}

impl Misbehaviour {
    /// How it is written, for a command's help.
    pub const GRAMMAR: &str = "\
What goes wrong: ROUTES:QUIRK[:SHARE][:from=WHEN][:until=WHEN][:backends=K]
  ROUTES  all, or names of /__shop/stats joined by +: order, cart_page, cart_add, voucher_add,
          product, category, home, search ...; `all` is every page and request to the cart
  QUIRK   in the shop's place: 500, 503+30s (with Retry-After), error-page (with status 200),
          maintenance, limit=20/s, hang, loop, hops=3x900ms (redirects), hops=2x0>500
          late:        delay=7s, delay=100ms..2s, rise=50ms (more each second), pause (to its end)
          wrong carts: empty-cart, total=14.28, no-voucher, lose-voucher, refuse
          wrong pages: visible-price=+10%, price=+10%, no-old-price, reduction=10%, no-token
          damaged:     reset, stall, truncate, slow, bad-json, block, bad-encoding
  SHARE   1/12 (evenly spread), 5% (at random), 3x (the first three); without it all
  WHEN    10s after the load's first request, or #100 for its hundredth request
  K       the first K of --backends
A request is hurt by the first rule that fits. Requests before a load are spared.";
}

impl FromStr for Misbehaviour {
    type Err = MisbehaviourError;

    fn from_str(text: &str) -> Result<Misbehaviour, MisbehaviourError> {
        let mut fields = text.split(':').map(str::trim);
        let routes = routes(fields.next().unwrap_or_default())?;
        let quirk = fields.next().filter(|field| !field.is_empty());
        let quirk = quirk.ok_or_else(|| MisbehaviourError::NoQuirk(text.to_owned()))?;
        let mut misbehaviour =
            Misbehaviour { scope: Scope { routes, ..Scope::default() }, quirk: quirk.parse()? };
        let mut has_share = false;
        for field in fields {
            let scope = &mut misbehaviour.scope;
            let is_new = match field.split_once('=') {
                Some(("from", when)) => scope.from.replace(moment(field, when)?).is_none(),
                Some(("until", when)) => scope.until.replace(moment(field, when)?).is_none(),
                Some(("backends", count)) => {
                    let count = count.parse().map_err(|_| MisbehaviourError::Option(field.to_owned()))?;
                    scope.backends.replace(count).is_none()
                }
                _ => {
                    scope.share = share(field)?;
                    !std::mem::replace(&mut has_share, true)
                }
            };
            if !is_new {
                return Err(MisbehaviourError::Twice(field.to_owned()));
            }
        }
        misbehaviour.check()?;
        Ok(misbehaviour)
    }
}

fn routes(text: &str) -> Result<Vec<Route>, MisbehaviourError> {
    if text == "all" {
        return Ok(Vec::new());
    }
    let route = |name: &str| {
        let reader: StrDeserializer<'_, RouteError> = name.into_deserializer();
        Route::deserialize(reader)
            .map_err(|error| MisbehaviourError::Route { text: name.to_owned(), reason: error.to_string() })
    };
    text.split('+').map(str::trim).map(route).collect()
}

fn moment(field: &str, text: &str) -> Result<Moment, MisbehaviourError> {
    let moment = match text.strip_prefix('#') {
        Some(number) => number.parse().ok().map(Moment::Request),
        None => duration::parse(text).ok().map(Moment::After),
    };
    moment.ok_or_else(|| MisbehaviourError::Option(field.to_owned()))
}

fn share(field: &str) -> Result<Share, MisbehaviourError> {
    let of = |(hurt, of): (&str, &str)| Some(Share::Every { hurt: hurt.parse().ok()?, of: of.parse().ok()? });
    let percent = |text: &str| Some(Share::Random(text.trim_end().parse::<f64>().ok()? / 100.0));
    field
        .split_once('/')
        .and_then(of)
        .or_else(|| field.strip_suffix('%').and_then(percent))
        .or_else(|| field.strip_suffix('x').and_then(|count| Some(Share::First(count.parse().ok()?))))
        .ok_or_else(|| MisbehaviourError::Option(field.to_owned()))
}

impl FromStr for Quirk {
    type Err = MisbehaviourError;

    fn from_str(text: &str) -> Result<Quirk, MisbehaviourError> {
        if text.starts_with(|first: char| first.is_ascii_digit()) {
            return status(text).ok_or_else(|| MisbehaviourError::Quirk(text.to_owned()));
        }
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        if let Some(fault) = DAMAGES.into_iter().find(|fault| fault.name() == text) {
            return Ok(Quirk::Damage(fault));
        }
        let form = FORMS.iter().find(|(known, _)| *known == name).map(|(_, form)| *form);
        let form = form.ok_or_else(|| MisbehaviourError::Quirk(text.to_owned()))?;
        let quirk = match value {
            None => bare(name),
            Some(value) => valued(name, value),
        };
        quirk.ok_or_else(|| MisbehaviourError::Value { text: text.to_owned(), form })
    }
}

fn status(text: &str) -> Option<Quirk> {
    let (code, wait) = text.split_once('+').map_or((text, None), |(code, wait)| (code, Some(wait)));
    let retry_after = match wait {
        Some(wait) => Some(duration::parse(wait).ok()?),
        None => None,
    };
    Some(Quirk::Status { code: code.parse().ok()?, retry_after })
}

/// A quirk that needs no value.
fn bare(name: &str) -> Option<Quirk> {
    Some(match name {
        "error-page" => Quirk::ErrorPage,
        "maintenance" => Quirk::Maintenance,
        "hang" => Quirk::Hang,
        "loop" => Quirk::RedirectLoop,
        "pause" => Quirk::Pause,
        "empty-cart" => Quirk::EmptyCart,
        "no-voucher" => Quirk::NoVoucher,
        "lose-voucher" => Quirk::LoseVoucher,
        "refuse" => Quirk::Refuse,
        "no-old-price" => Quirk::NoOldPrice,
        "no-token" => Quirk::NoToken,
        _ => return None,
    })
}

fn valued(name: &str, value: &str) -> Option<Quirk> {
    let time = |text: &str| duration::parse(text).ok();
    let percent = || value.strip_suffix('%')?.trim_start_matches('+').parse::<i32>().ok();
    Some(match name {
        "limit" => Quirk::Limit(value.strip_suffix("/s")?.parse().ok()?),
        "hops" => hops(value)?,
        "delay" => {
            let (least, most) = value.split_once("..").unwrap_or((value, value));
            Quirk::Delay { least: time(least)?, most: time(most)? }
        }
        "rise" => Quirk::Rise(time(value)?),
        "total" => Quirk::Total(money::decimal(value).ok()?),
        "visible-price" => Quirk::VisiblePrice(percent()?),
        "price" => Quirk::Price(percent()?),
        "reduction" => Quirk::Reduction(value.strip_suffix('%')?.parse().ok()?),
        _ => return None,
    })
}

fn hops(value: &str) -> Option<Quirk> {
    let (hops, then) =
        value.split_once('>').map_or((value, None), |(hops, status)| (hops, Some(status.parse::<u16>())));
    let (count, each): (&str, &str) = hops.split_once('x')?;
    let each: Duration = duration::parse(each).ok()?;
    Some(Quirk::Hops { count: count.parse().ok()?, each, then: then.transpose().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn quirk(text: &str) -> Result<Quirk, String> {
        text.parse().map_err(|error: MisbehaviourError| error.to_string())
    }

    #[test]
    fn each_quirk_is_written_in_one_way() {
        for (text, expected) in [
            ("500", Quirk::Status { code: 500, retry_after: None }),
            ("503+30s", Quirk::Status { code: 503, retry_after: Some(secs(30)) }),
            ("error-page", Quirk::ErrorPage),
            ("maintenance", Quirk::Maintenance),
            ("limit=20/s", Quirk::Limit(20)),
            ("hang", Quirk::Hang),
            ("loop", Quirk::RedirectLoop),
            ("hops=3x900ms", Quirk::Hops { count: 3, each: Duration::from_millis(900), then: None }),
            ("hops=2x0>500", Quirk::Hops { count: 2, each: secs(0), then: Some(500) }),
            ("delay=7s", Quirk::Delay { least: secs(7), most: secs(7) }),
            ("delay=1s..2s", Quirk::Delay { least: secs(1), most: secs(2) }),
            ("rise=50ms", Quirk::Rise(Duration::from_millis(50))),
            ("pause", Quirk::Pause),
            ("empty-cart", Quirk::EmptyCart),
            ("total=14.28", Quirk::Total(rust_decimal::Decimal::new(1428, 2))),
            ("no-voucher", Quirk::NoVoucher),
            ("lose-voucher", Quirk::LoseVoucher),
            ("refuse", Quirk::Refuse),
            ("visible-price=+10%", Quirk::VisiblePrice(10)),
            ("price=-5%", Quirk::Price(-5)),
            ("no-old-price", Quirk::NoOldPrice),
            ("reduction=10%", Quirk::Reduction(10)),
            ("no-token", Quirk::NoToken),
            ("truncate", Quirk::Damage(Fault::Truncate)),
        ] {
            assert_eq!(quirk(text), Ok(expected), "{text}");
        }
        // Each name that an error lists is one that is read, or whose value is asked for.
        for name in names() {
            assert!(!quirk(name).is_err_and(|error| error.contains("is not a quirk")), "{name}");
        }
    }

    #[test]
    fn a_scope_is_read_in_any_order() {
        let scope = |text: &str| text.parse::<Misbehaviour>().map(|read| read.scope);
        for (text, expected) in [
            ("all:hang", Scope::default()),
            (
                "order+cart_page:500:1/12",
                Scope {
                    routes: vec![Route::Order, Route::CartPage],
                    share: Share::Every { hurt: 1, of: 12 },
                    ..Scope::default()
                },
            ),
            ("all:500:5%", Scope { share: Share::Random(0.05), ..Scope::default() }),
            (
                "all:hang:from=#100:3x:until=1m",
                Scope {
                    share: Share::First(3),
                    from: Some(Moment::Request(100)),
                    until: Some(Moment::After(secs(60))),
                    ..Scope::default()
                },
            ),
            ("all:delay=7s:backends=1", Scope { backends: Some(1), ..Scope::default() }),
        ] {
            assert_eq!(scope(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn an_error_says_what_would_be_read() {
        for (text, says) in [
            ("", "`` is not a route: "),
            ("order", "`order` does not say what goes wrong; write ROUTES:QUIRK, such as order:500:1/12"),
            ("orders:500", "`orders` is not a route: unknown variant `orders`, expected one of `home`, "),
            ("order:slowly", "`slowly` is not a quirk; there are a status from 400 to 599, error-page, "),
            ("order:200", "200 is not a status from 400 to 599"),
            ("order:50x", "`50x` is not a quirk"),
            ("order:delay", "`delay` is not complete or not readable; write delay=7s or delay=100ms..2s"),
            ("order:delay=2s..1s", "the shortest delay is longer than the longest"),
            ("order:hang=3", "`hang=3` is not complete or not readable; write hang"),
            ("order:limit=20", "write limit=20/s"),
            ("order:total=x", "write total=14.28"),
            ("order:500:half", "`half` is not a share (1/12, 5%, 3x) nor one of from=WHEN"),
            ("order:500:13/12", "a share is from 1 in N to N in N"),
            ("order:500:from=x", "`from=x` is not a share"),
            ("order:500:1/2:1/3", "`1/3` says the same a second time"),
            ("order:pause", "a pause needs until=TIME"),
        ] {
            let error = text.parse::<Misbehaviour>().unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
            assert!(!error.contains('\n'), "{error}");
        }
    }
}
