//! Where days are written in a text, with their years or without.

use std::ops::Range;

use super::sentences::MOST_DAYS;
use super::{days_of_year, ends};

/// The places of a text's days.
pub(super) fn of_days(text: &str) -> Vec<Range<usize>> {
    let with_year = ends::days(text).map(|(_, place)| place);
    with_year.chain(days_of_year::places(text)).take(2 * MOST_DAYS).collect()
}

/// Whether a day is written in a text.
pub(in crate::page) fn has_day(text: &str) -> bool {
    !of_days(text).is_empty()
}

/// Whether a day is written at this place of a text, with its year or without.
pub(in crate::page) fn is_day(text: &str, at: usize) -> bool {
    of_days(text).iter().any(|place| place.start == at)
}
