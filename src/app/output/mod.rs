//! Who hears of a command's runs while they go on: each is a [`Listener`].
//!
//! | listener | hears | and |
//! | --- | --- | --- |
//! | [`IntervalLog`] | seconds, end | writes each second to the disk |
//! | [`Signals`] | begin | Ctrl-C stops the run |
//! | [`ControlApi`] | begin, seconds | others watch, pause and stop the run |
//! | [`Audience`] | begin, seconds, end | shows progress on standard error, and the run as a page ([`LivePage`]) |

mod audience;
mod control;
mod interval_log;
mod live_page;
mod progress;
mod seen;

use std::time::Duration;

pub(super) use control::listen;
pub(super) use interval_log::{IntervalLog, is_being_written, start};
pub(super) use live_page::LivePage;
pub(super) use progress::View;

use super::measured::Role;
use super::signals::Signals;
use crate::run::{ControlApi, Listener};
use audience::Audience;
use control::ControlListener;

/// A listener of all runs of a command.
pub(super) trait Follower: Listener {
    /// The next run has this role, and begins so long after the first one did.
    fn expect(&mut self, _role: Role, _begin: Duration) {}
}

impl Follower for &Signals {}

/// The listeners of all runs of a command, beside its log, in the order in which they are told.
pub(super) fn listeners<'a>(
    signals: &'a Signals,
    control: Option<&'a ControlApi>,
    run_id: &'a str,
    page: Option<&'a LivePage>,
    view: View,
) -> Vec<Box<dyn Follower + 'a>> {
    let audience = Audience::new(view, page);
    let mut listeners: Vec<Box<dyn Follower>> = vec![Box::new(signals), Box::new(audience)];
    if let Some(control) = control {
        listeners.push(Box::new(ControlListener { control, run_id }));
    }
    listeners
}
