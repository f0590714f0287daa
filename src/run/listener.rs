//! Who hears of a run while it goes on.

use super::control::Controller;
use super::finished::Finished;
use super::progress::Tick;

/// Hears how a run begins, of each of its seconds, and how it ends. The thread that merges the seconds calls one listener after
/// the other, once a second at most; nothing that a virtual user does waits for them.
pub trait Listener {
    /// The run begins; the controller pauses and stops it.
    fn begin(&mut self, _controller: &Controller) {}

    /// A second has closed.
    fn second(&mut self, _tick: &Tick<'_>) {}

    /// The run has ended. A run that fails has no such end.
    fn end(&mut self, _finished: &Finished) {}
}

/// A closure hears of the seconds.
impl<F: FnMut(&Tick<'_>)> Listener for F {
    fn second(&mut self, tick: &Tick<'_>) {
        self(tick);
    }
}
