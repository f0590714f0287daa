//! Whether a host may be tested now, by the hours that the command line keeps, too.

use url::Url;

use crate::config::Config;
use crate::desk::store::TargetRow;
use crate::http::{AddressClass, Site};
use crate::plan::{Clock, Limits};

/// Whether a run of this address may begin now. The run's own process asks again.
pub(super) fn are_open(config: &Config, target: &TargetRow, page: &Url) -> bool {
    let class = if target.private { AddressClass::Private } else { AddressClass::Public };
    // An address without a site is refused by the process, with the reason.
    let Ok(site) = Site::of(page, class) else { return true };
    let rules = config.host(page).map(|host| host.rules.clone()).unwrap_or_default();
    let limits = Limits::new(site, target.environment.into(), Clock::system(), None, false).with_rules(rules);
    !limits.must_stop()
}
