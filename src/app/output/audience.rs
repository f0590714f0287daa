//! Who watches a command's runs: the terminal, and the page in the browser. What is to be seen is looked at once for both.

use std::time::Duration;

use super::Follower;
use super::live_page::{Before, LivePage};
use super::progress::View;
use super::seen::Glance;
use crate::app::measured::Role;
use crate::run::{Controller, Finished, Listener, Tick};

/// All who watch.
pub(super) struct Audience<'a> {
    view: View,
    page: Option<&'a LivePage>,
    look: Glance,
    before: Before,
}

impl<'a> Audience<'a> {
    pub(super) fn new(view: View, page: Option<&'a LivePage>) -> Self {
        Self { view, page, look: Glance::new(), before: Before::default() }
    }
}

impl Listener for Audience<'_> {
    fn begin(&mut self, _: &Controller) {
        self.view.begin();
    }

    fn second(&mut self, tick: &Tick<'_>) {
        let is_watched = self.view.is_live() || self.page.is_some();
        let seen = is_watched.then(|| self.look.at(tick));
        if let (Some(page), Some(seen)) = (self.page, seen) {
            page.second(self.before, tick, seen);
        }
        self.view.show(tick.progress, seen);
    }

    fn end(&mut self, finished: &Finished) {
        self.view.end();
        self.before.add(finished);
        self.page.into_iter().for_each(LivePage::between);
    }
}

impl Follower for Audience<'_> {
    fn expect(&mut self, role: Role, begin: Duration) {
        self.look.expect(role);
        self.before.expect(begin);
    }
}
