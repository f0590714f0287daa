//! Looking at a shop: a visitor's right, at any hour.

use url::Url;

use super::failure::Failure;
use super::target::TargetOptions;
use super::visitor::visitor;
use crate::http::{AddressClass, HttpVersion, NetworkOptions};
use crate::plan::Limits;
use crate::scrape::Scraper;
use crate::words::Message;

/// Pages that a look fetches at most outside the allowed hours: what a compiled scenario of a page needs.
const MOST_PAGES: u32 = 10;

/// A visitor who only looks: within the allowed hours as any set-up traffic, outside of them at a few pages of a shop whose
/// `robots.txt` does not close it.
///
/// # Errors
///
/// [`Failure::Refused`] outside the hours of a shop that is closed to robots.
pub(super) async fn looker(
    url: &Url,
    options: &TargetOptions,
    limits: &Limits,
    network: &NetworkOptions,
    version: HttpVersion,
) -> Result<Scraper, Failure> {
    let scraper = visitor(options, limits, network, version)?;
    if !limits.must_stop() {
        return Ok(scraper);
    }
    let mut scraper = scraper.at_most(MOST_PAGES);
    if limits.site().class() == AddressClass::Public && scraper.is_closed_to_robots(url).await {
        let host = url.host_str().unwrap_or_default();
        return Err(Failure::Refused(
            Message::new("error-closed-to-robots")
                .exact("host", host)
                .with("hours", limits.hours().as_ref().map_or_else(|| Message::verbatim(""), Message::from)),
        ));
    }
    Ok(scraper)
}
