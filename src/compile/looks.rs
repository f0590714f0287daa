//! Steps that only look at pages.

use std::time::Duration;

use url::{Position, Url};

use super::checks;
use super::stops::Stop;
use crate::page::PageKind;
use crate::scenario::{Check, Extract, Step, Template, ThinkTime};

/// Path and query of a URL, as a template that stands for just that.
pub(super) fn path_of(url: &Url) -> String {
    Template::escape(&url[Position::BeforePath..Position::AfterQuery])
}

pub(super) fn pause(min: u64, max: u64) -> ThinkTime {
    ThinkTime::between(Duration::from_secs(min), Duration::from_secs(max))
}

/// A step that opens an address about which nothing else is known.
pub(super) fn look(name: &str, url: &Url) -> Step {
    Step { name: name.to_owned(), path: path_of(url), think_time: pause(1, 3), ..Step::default() }
}

/// A step that opens a page that was read, with the checks that it bears. `promised`: a promotion is under test.
pub(super) fn visit(name: &str, stop: &Stop, promised: bool) -> Step {
    Step { checks: checks::of_page(stop, promised), ..look(name, &stop.asked) }
}

/// The page that the campaign leads to, at the address where it lives: shoppers come by an advertisement, not by
/// the shop's own links.
pub(super) fn landing(stop: &Stop, promised: bool) -> Step {
    let name = format!("{}_page", stop.page.kind);
    Step { checks: checks::of_page(stop, promised), ..look(&name, &stop.page.url) }
}

/// The step that takes the token along, when the page has one.
pub(super) fn with_token(mut step: Step, stop: &Stop) -> Step {
    if let Some((before, after)) = &stop.page.token_literals {
        step.checks.push(checks::contains(checks::TOKEN, before));
        step.extracts.push(Extract::between("token", before, after));
    }
    step
}

/// What a page behind a link is called: by its kind, unless that is the landing page's own.
pub(super) fn name_of(stop: &Stop, landing: &Stop) -> String {
    match stop.page.kind {
        PageKind::Cms | PageKind::Landing | PageKind::Other => "call_to_action".to_owned(),
        kind if kind == landing.page.kind => format!("next_{kind}_page"),
        kind => format!("{kind}_page"),
    }
}

/// A check that a page of PrestaShop's is the one it should be, by the name it gives itself.
pub(super) fn is_page(name: &str, page_name: &str) -> Check {
    Check {
        name: name.to_owned(),
        body_contains: Some(format!("\"page_name\":\"{page_name}\"")),
        ..Check::default()
    }
}
