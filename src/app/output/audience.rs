//! Who watches a command's runs: the terminal, and the page in the browser. Both see the same.

use std::time::Duration;

use super::Follower;
use super::progress::View;
use super::seen::Look;
use crate::app::measured::Role;
use crate::run::{Controller, Finished, Listener, Tick};

/// The terminal, which shows what is looked at once for all who watch.
pub(super) struct Audience {
    view: View,
    look: Look,
}

impl Audience {
    pub(super) const fn new(view: View) -> Self {
        Self { view, look: Look::new() }
    }
}

impl Listener for Audience {
    fn begin(&mut self, _: &Controller) {
        self.view.begin();
    }

    fn second(&mut self, tick: &Tick<'_>) {
        let seen = self.view.is_live().then(|| self.look.at(tick));
        self.view.show(tick.progress, seen);
    }

    fn end(&mut self, _: &Finished) {
        self.view.end();
    }
}

impl Follower for Audience {
    fn expect(&mut self, role: Role, _: Duration) {
        self.look.expect(role);
    }
}
