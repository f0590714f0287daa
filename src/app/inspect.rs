//! `promo-load inspect`: what a page is, which promotions it carries, and why we think so.

use std::io::Read as _;
use std::path::Path;

use jiff::Timestamp;
use url::Url;

use super::failure::{Ended, Failure};
use super::limits::limits_for;
use super::look::looker;
use super::notes::{Note, messages};
use super::prepare::voucher_mode;
use super::process::{in_runtime, print, print_data};
use super::secrets::{know_address, scrub_json};
use super::see::Purpose;
use super::signals::Signals;
use super::survey::{Inquiry, Surveyed, survey};
use super::target::{Target, TargetOptions, refuse_change, refuse_credentials};
use super::visitor::MAX_PAGE;
use crate::compile::PriceSight;
use crate::grade::Finding;
use crate::http::is_challenge;
use crate::page::{Blind, Page, PageEncoding, PageKind, PageSource, Reading, SourceError};
use crate::promotion::{self, Promotion};
use crate::report;
use crate::scenario::Mode;
use crate::shops::{Shops, Stop};
use crate::units::json;
use crate::words::{Lang, Message};

/// What `inspect` is asked for.
#[derive(Debug, Clone)]
pub struct InspectOptions {
    /// The page.
    pub target: Target,
    /// How to reach it.
    pub reach: TargetOptions,
    /// JSON instead of text.
    pub json: bool,
    /// The language of the text.
    pub lang: Lang,
}

/// A page, and what is said of it.
struct Looked {
    page: Page,
    promotions: Vec<Promotion>,
    /// What the shop's rules are known to cost.
    known: Vec<Finding>,
    notes: Vec<Note>,
}

/// Prints what a page is.
///
/// # Errors
///
/// [`Failure`] when the page cannot be read.
pub fn inspect(options: &InspectOptions) -> Result<Ended, Failure> {
    let seen = match &options.target {
        Target::Url(url) => {
            let signals = Signals::install()?;
            in_runtime(signals.unless_received(fetched(url, &options.reach)))?
        }
        Target::File(path) => saved(path, options.reach.base_url.as_ref(), options.reach.page_type)?,
    };
    let notes: Vec<Message> = messages(&seen.notes).collect();
    if options.json {
        let mut value = report::inspect::json(&seen.page, &seen.promotions, &notes);
        if !seen.known.is_empty() {
            value["known_costs"] = json::to_value(&report::inspect::known_costs(&seen.known, Lang::En))?;
        }
        scrub_json(&mut value);
        print_data(&(serde_json::to_string_pretty(&value)? + "\n"))?;
    } else {
        let text = report::inspect::text(&seen.page, &seen.promotions, &notes, options.lang);
        print(&(text + &report::inspect::known_costs_text(&seen.known, options.lang)))?;
    }
    Ok(Ended::Held)
}

/// Looks at a page where it is.
async fn fetched(url: &Url, reach: &TargetOptions) -> Result<Looked, Failure> {
    reach.keep_secrets();
    let network = reach.network()?;
    refuse_credentials(url)?;
    refuse_change(url)?;
    know_address(url);
    let mode = voucher_mode(reach)?;
    reach.check_base_url(url)?;
    let limits = limits_for(url, &network, reach, None).await?;
    match mode {
        // What fills a cart is held to the same limits as a run.
        Mode::Full => limits.preflight(url, mode, Some(crate::plan::Intensity::Smoke.load()))?,
        Mode::ReadOnly => limits.may_look()?,
    }
    let version = reach.version.unwrap_or_default();
    let mut scraper = looker(url, reach, &limits, &network, version).await?;
    let inquiry = Inquiry { url, options: reach, mode, purpose: Purpose::Show };
    let surveyed = survey(&mut scraper, &limits, inquiry, None).await?;
    let Surveyed { landing, promotions, known, notes, .. } = surveyed;
    Ok(Looked { page: landing.page, promotions, known, notes })
}

fn saved(path: &Path, base_url: Option<&Url>, kind: Option<PageKind>) -> Result<Looked, Failure> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
        return Err(Failure::Usage(Message::new("error-is-a-scenario").exact("path", path.display())));
    }
    let source = match PageSource::decode(&bytes_of(path)?, None) {
        Ok(source) => source,
        // That it is empty is all there is to say of an empty page.
        Err(SourceError::Empty) => PageSource { text: String::new(), encoding: PageEncoding::default() },
        Err(error) => {
            return Err(Failure::Usage(
                Message::new("error-not-a-page")
                    .exact("path", path.display())
                    .with("why", Message::from(&error)),
            ));
        }
    };
    let known = base_url.cloned().or_else(|| Shops::known().base_url_from(&source.text));
    // Not `/`, which would speak for a home page.
    let unknown = Url::parse("http://localhost/saved-page").map_err(Failure::unforeseen)?;
    let mut page = Shops::known().parse_source(
        &source,
        known.as_ref().unwrap_or(&unknown),
        Reading { kind, at_home: false },
    );
    if is_challenge(source.text.as_bytes()) {
        page.blind.push(Blind::Challenge);
    }
    let promotions = promotion::detect_on(&page, promotion::day_of_all(Timestamp::now()));
    let mut notes: Vec<Note> = page.notes.iter().cloned().map(Note::from).collect();
    let stop = Stop { asked: page.url.clone(), page, source: source.text, again: None };
    if PriceSight::of(&stop) == Some(PriceSight::DataOnly) {
        notes.push(Note::PriceInDataOnly);
    }
    if known.is_none() {
        notes.push(Note::Homeless);
    }
    Ok(Looked { page: stop.page, promotions, known: Vec::new(), notes })
}

/// A saved page's bytes, as many as a fetched page may have.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    let unread = |error| {
        Failure::Usage(
            Message::new("error-cannot-read")
                .exact("path", path.display())
                .with("why", Message::from(&error)),
        )
    };
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_PAGE).unwrap_or(u64::MAX);
    std::fs::File::open(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(unread)?;
    if bytes.len() > MAX_PAGE {
        return Err(Failure::Usage(
            Message::new("error-page-too-large")
                .exact("path", path.display())
                .exact("most", MAX_PAGE / 1_000_000),
        ));
    }
    Ok(bytes)
}
