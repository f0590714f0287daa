//! Who hears of a command's runs while they go on: each is a [`Listener`].
//!
//! | listener | hears | and |
//! | --- | --- | --- |
//! | [`IntervalLog`] | seconds, end | writes each second to the disk |
//! | [`Signals`] | begin | Ctrl-C stops the run |
//! | [`ControlApi`] | begin, seconds | others watch, pause and stop the run |
//! | [`View`] | begin, seconds, end | shows progress on standard error |

mod control;
mod interval_log;
mod progress;

pub(super) use control::listen;
pub(super) use interval_log::{IntervalLog, is_being_written, start};
pub(super) use progress::View;

use super::signals::Signals;
use crate::run::{ControlApi, Listener};
use control::Watched;

/// The listeners of all runs of a command, beside its log, in the order in which they are told.
pub(super) fn listeners<'a>(
    signals: &'a Signals,
    control: Option<&'a ControlApi>,
    run_id: &'a str,
    quiet: bool,
) -> Vec<Box<dyn Listener + 'a>> {
    let mut listeners: Vec<Box<dyn Listener>> = vec![Box::new(signals), Box::new(View::new(quiet))];
    if let Some(control) = control {
        listeners.push(Box::new(Watched { control, run_id }));
    }
    listeners
}
