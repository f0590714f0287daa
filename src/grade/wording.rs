//! Phrases that several parts of a verdict share.

use crate::words::{Message, Value};

/// Says `16 of 160 requests (10 %)`.
pub(super) fn of_requests(times: u64, of: u64) -> Message {
    let told = Message::new("of-requests").with("times", times).with("total", of);
    told.with("share", Value::Share(times as f64 / of as f64))
}
