//! Whether a host may be tested now, by the hours that the command line keeps, too.

use jiff::tz::TimeZone;
use url::Url;

use crate::config::Config;
use crate::desk::store::TargetRow;
use crate::http::{AddressClass, Site};
use crate::plan::{Clock, Limits};
use crate::words::{Lang, Message};

/// For which hours a run of this address has to wait; `None` when it may begin now. The run's own process asks again.
pub(super) fn awaited(config: &Config, target: &TargetRow, page: &Url) -> Option<Message> {
    let class = if target.private { AddressClass::Private } else { AddressClass::Public };
    // An address without a site is refused by the process, with the reason.
    let site = Site::of(page, class).ok()?;
    let rules = config.host(page).map(|host| host.rules.clone()).unwrap_or_default();
    let zone = rules.zone.clone();
    let limits = Limits::new(site, target.environment.into(), Clock::system(), None, false).with_rules(rules);
    let hours = limits.hours().filter(|_| limits.must_stop())?;
    // Without a zone of the shop's both the machine's hours and those of UTC have to be right.
    let place = zone.unwrap_or_else(TimeZone::system).iana_name().unwrap_or("UTC").to_owned();
    let hours = format!("{} ({place})", Message::from(&hours).say(Lang::En));
    Some(Message::new("desk-run-waits-hours").exact("hours", hours))
}
