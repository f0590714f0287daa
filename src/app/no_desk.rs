//! `promo-load serve` in a program without the team's desk.

use super::failure::Failure;
use crate::words::Message;

/// Says how to get a program that has it.
#[must_use]
pub fn no_desk() -> Failure {
    Failure::Usage(Message::new(if cfg!(unix) { "error-no-desk" } else { "error-no-desk-here" }))
}
