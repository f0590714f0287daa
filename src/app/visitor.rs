//! Who looks at the shop before and between loads: as the run's visitors do, with set-up's own time-outs.

use super::failure::Failure;
use super::target::TargetOptions;
use crate::http::{
    ClientSettings, FRAMING_REASON, HeaderName, HeaderValue, HttpVersion, Network, NetworkOptions, Site,
    Timeouts, is_framing,
};
use crate::plan::{Limits, USER_AGENT};
use crate::scenario::Scenario;
use crate::scrape::Scraper;
use crate::shops::{CartProtocol, Shops};
use crate::words::Message;

/// A promotion page is a few hundred kilobytes; far larger ones are something else.
pub(super) const MAX_PAGE: usize = 16_000_000;
const SCRAPE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(15);

/// Who looks at the shop before and between loads, within the limits' cap on requests.
pub(super) fn visitor(
    options: &TargetOptions,
    limits: &Limits,
    network: &NetworkOptions,
    version: HttpVersion,
) -> Result<Scraper, Failure> {
    let settings = scraper_settings(options, limits.site(), network, version)?;
    Ok(Scraper::within(Shops::known(), settings, limits.cap().clone()).at_home(options.base_url.is_some()))
}

/// Refuses to fill carts as a visitor for whom the shop fills none. A header overrides `--user-agent`, a flag overrides the
/// file.
pub(super) fn refuse_visitor(
    protocol: &dyn CartProtocol,
    options: &TargetOptions,
    scenario: Option<&Scenario>,
) -> Result<(), Failure> {
    let named = |headers: &[(String, String)]| {
        let agent = headers.iter().rfind(|(name, _)| name.eq_ignore_ascii_case("user-agent"));
        agent.map(|(_, agent)| agent.clone())
    };
    let agent = named(&options.headers.0)
        .or_else(|| scenario.and_then(|scenario| named(&scenario.http.headers.0)))
        .or_else(|| options.user_agent.clone())
        .or_else(|| scenario.and_then(|scenario| scenario.http.user_agent.clone()));
    let refused = agent.and_then(|agent| protocol.refuses_visitor(&agent));
    refused.map_or(Ok(()), |why| Err(Failure::Target(why)))
}

fn scraper_settings(
    options: &TargetOptions,
    site: &Site,
    network: &NetworkOptions,
    version: HttpVersion,
) -> Result<ClientSettings, Failure> {
    let user_agent = options.user_agent.as_deref().unwrap_or(USER_AGENT);
    let invalid = |what: Message| Failure::Usage(Message::new("error-cannot-be-sent").with("what", what));
    let given: Result<Vec<_>, Failure> = options
        .headers
        .0
        .iter()
        .map(|(name, value)| {
            let known = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| invalid(Message::new("error-what-header-name").exact("name", name)))?;
            if is_framing(&known) {
                return Err(Failure::Usage(
                    Message::new("error-header-cannot-set")
                        .exact("known", known)
                        .with("why", Message::new(FRAMING_REASON)),
                ));
            }
            // The value may be a secret and stays out of the message.
            let text = HeaderValue::from_str(value);
            Ok((
                known,
                text.map_err(|_| invalid(Message::new("error-what-header-value").exact("name", name)))?,
            ))
        })
        .collect();
    Ok(ClientSettings {
        user_agent: HeaderValue::from_str(user_agent)
            .map_err(|_| invalid(Message::new("error-what-user-agent")))?,
        // What a flag says of the same header comes later, and wins.
        headers: [options.run_header().into_iter().collect(), options.own_headers(site.root()), given?]
            .concat(),
        timeouts: Timeouts { connect: SCRAPE_TIMEOUT, first_byte: None, total: SCRAPE_TIMEOUT },
        max_body: MAX_PAGE,
        network: Network::new(site.clone(), network, version),
    })
}
