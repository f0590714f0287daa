//! What the scripts of the visitors' pages ask besides, as steps after those pages.
//!
//! A step opens a page that was read; what that page's scripts ask follows it. Products that visitors draw by chance have addresses of
//! their own, which become a column of the rows.

use super::rows::Products;
use super::{CompileOptions, Observed};
use crate::page::{BackgroundMoment, BackgroundRequest};
use crate::scenario::{DataSource, Journey, Mode, Step, StepRole};
use crate::shops::Stop;
use crate::shops::draft::{look, path_of, pause};

/// Adds the steps to the journeys, and tells what the pages' scripts ask, whether a step asks it or not.
pub(super) fn add(
    journeys: &mut [Journey],
    data: &mut [DataSource],
    observed: &Observed<'_>,
    options: &CompileOptions,
) -> Vec<String> {
    let mut pages = OpenedPages { read: stops(observed), known: Vec::new(), data, options };
    for journey in journeys.iter_mut() {
        let (mut first, mut changed) = (true, false);
        let mut steps = Vec::new();
        for step in std::mem::take(&mut journey.steps) {
            changed |= step.role == Some(StepRole::Adds);
            let follow = if is_view(&step) { pages.asked_after(&step, first, changed) } else { Vec::new() };
            first &= !is_view(&step);
            if step.background {
                pages.know(&step.name);
            }
            steps.push(step);
            steps.extend(follow);
        }
        journey.steps = steps;
    }
    pages.known
}

/// Every page that was read.
fn stops<'a>(observed: &Observed<'a>) -> Vec<&'a Stop> {
    let tried = observed.tried.into_iter();
    let of_cart = tried.flat_map(|tried| [&tried.cart_page, &tried.code_page, &tried.order_page]).flatten();
    std::iter::once(observed.landing).chain(observed.around).chain(of_cart).collect()
}

/// Whether a step opens a page, as a browser's address bar does.
fn is_view(step: &Step) -> bool {
    let is_script = |(name, _): &(String, String)| name.eq_ignore_ascii_case("x-requested-with");
    step.method() == "GET" && !step.background && !step.headers.0.iter().any(is_script)
}

/// The pages that journeys open.
struct OpenedPages<'a, 'd> {
    read: Vec<&'a Stop>,
    /// What their scripts ask, in a word each.
    known: Vec<String>,
    data: &'d mut [DataSource],
    options: &'a CompileOptions,
}

impl<'a> OpenedPages<'a, '_> {
    fn know(&mut self, name: &str) {
        if !self.known.iter().any(|known| known == name) {
            self.known.push(name.to_owned());
        }
    }

    /// The steps that follow the one that opens a page.
    fn asked_after(&mut self, step: &Step, first: bool, changed: bool) -> Vec<Step> {
        let due = |request: &&BackgroundRequest| match request.moment {
            BackgroundMoment::EveryPage => true,
            BackgroundMoment::FirstPage => first,
            BackgroundMoment::AfterChange => changed,
        };
        let pages = self.opened_by(step);
        let mut requests: Vec<&BackgroundRequest> = Vec::new();
        for request in pages.iter().flatten().flat_map(|stop| &stop.page.background).filter(due) {
            if requests.iter().all(|known| known.name != request.name) {
                requests.push(request);
            }
        }
        let mut steps = Vec::new();
        for request in requests {
            self.know(&request.name);
            if self.options.mode == Mode::ReadOnly && !request.form.is_empty() {
                continue;
            }
            let name = match request.moment {
                BackgroundMoment::FirstPage => request.name.clone(),
                _ => format!("{} {}", step.name, request.name),
            };
            let asked = Step { promotion: step.promotion, ..draft(&name, request) };
            let asks_the_same = |page: &Option<&Stop>| {
                page.is_some_and(|stop| address(stop, request) == path_of(&request.url))
            };
            steps.push(if pages.iter().all(asks_the_same) {
                asked
            } else {
                Step { path: self.column(request, &pages), ..asked }
            });
        }
        steps
    }

    /// The page that a step opens, or, for each of the rows that it draws from, its page.
    fn opened_by(&self, step: &Step) -> Vec<Option<&'a Stop>> {
        let at = |path: &str| {
            let is_there = |stop: &&&Stop| path_of(&stop.asked) == path || path_of(&stop.page.url) == path;
            self.read.iter().find(is_there).copied()
        };
        if Products::opens(step) {
            Products::paths(self.data).map(at).collect()
        } else {
            vec![at(&step.path)]
        }
    }

    /// Writes a request's addresses into the rows, none for a page whose scripts do not send it; returns their placeholder.
    fn column(&mut self, request: &BackgroundRequest, pages: &[Option<&Stop>]) -> String {
        let of_row = |page: &Option<&Stop>| page.map_or_else(String::new, |stop| address(stop, request));
        let addresses = pages.iter().map(of_row).collect();
        Products::add_column(self.data, &request.name.replace(' ', "_"), addresses)
    }
}

/// Where a page's scripts send a request of this name; empty: nowhere.
fn address(stop: &Stop, request: &BackgroundRequest) -> String {
    let own = stop.page.background.iter().find(|own| own.name == request.name);
    own.map_or_else(String::new, |own| path_of(&own.url))
}

fn draft(name: &str, request: &BackgroundRequest) -> Step {
    Step {
        background: true,
        headers: request.headers.iter().copied().collect(),
        form: request.form.iter().copied().collect(),
        think_time: pause(0, 0),
        ..look(name, &request.url)
    }
}
