//! Steps that only look at pages.

use super::checks;
use crate::page::PageKind;
use crate::scenario::{Extract, Step};
use crate::shops::Stop;
use crate::shops::draft::{contains, look};

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
        step.checks.push(contains(checks::TOKEN, before));
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
