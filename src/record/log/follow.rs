//! Reads a log while it is written.

use super::read::{LogReader, start};
use super::{Entry, LogError, Second, frame};
use crate::metric::{Measurements, Summary};
use crate::units::json;

/// Reads a log while it is written: bytes go in as they come, seconds come out as they close.
#[derive(Default)]
pub struct LogFollower {
    /// The beginning of a record whose end has not come.
    rest: Vec<u8>,
    reader: Option<LogReader>,
    over: bool,
}

/// A second that has closed.
#[derive(Debug, Clone, Copy)]
pub struct FollowedSecond<'a> {
    /// The second as the log has it.
    pub second: &'a Second,
    /// What was measured in it.
    pub measured: &'a Measurements,
    /// What was measured until its end.
    pub summary: &'a Summary,
}

impl std::fmt::Debug for LogFollower {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("LogFollower").field("over", &self.over).finish_non_exhaustive()
    }
}

impl LogFollower {
    /// Adds the bytes that follow those before, and hands on each second that they complete.
    ///
    /// # Errors
    ///
    /// [`LogError`] when the log has no beginning that this program can read.
    pub fn add(&mut self, bytes: &[u8], mut each: impl FnMut(FollowedSecond<'_>)) -> Result<(), LogError> {
        self.rest.extend_from_slice(bytes);
        let Some(end) = self.rest.iter().rposition(|byte| *byte == b'\n') else { return Ok(()) };
        let left = self.rest.split_off(end + 1);
        let whole = std::mem::replace(&mut self.rest, left);
        for record in whole.split(|byte| *byte == b'\n').filter_map(frame::json) {
            let Some(reader) = &mut self.reader else {
                self.reader = Some(LogReader::new(start(record)?)?);
                continue;
            };
            match json::from_slice(record) {
                Ok(Entry::Second(second)) => {
                    if let Some(measured) = reader.second(&second) {
                        let summary = reader.summary();
                        each(FollowedSecond { second: &second, measured: &measured, summary });
                    }
                }
                Ok(Entry::End(_)) => self.over = true,
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether the log states the end of the run.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.over
    }
}

#[cfg(test)]
mod tests {
    use super::super::{read, seconds};
    use super::*;

    /// A whole log of a run.
    const LOG: &[u8] = include_bytes!("../../../tests/fixtures/intervals.log");

    #[test]
    fn bytes_that_come_in_pieces_make_the_same_seconds() {
        let expected = seconds(LOG).unwrap();
        let summary = read(LOG).unwrap().summary;
        assert!(expected.len() > 2, "{}", expected.len());
        for piece in [1, 77, 4_096, LOG.len()] {
            let mut follower = LogFollower::default();
            let (mut numbers, mut requests) = (Vec::new(), 0);
            for bytes in LOG.chunks(piece) {
                let each = |followed: FollowedSecond<'_>| {
                    numbers.push(followed.measured.requests());
                    requests = followed.summary.total.requests();
                };
                follower.add(bytes, each).unwrap();
            }
            assert_eq!(numbers, expected.iter().map(|line| line.requests).collect::<Vec<_>>(), "{piece}");
            assert_eq!(requests, summary.total.requests());
            assert!(follower.is_over());
        }
    }

    #[test]
    fn what_is_not_a_log_is_refused() {
        let mut follower = LogFollower::default();
        follower.add(b"anything\n", |_| unreachable!()).unwrap();
        let line = super::super::line(&Entry::Unknown).unwrap_or_default();
        assert!(line.is_empty() || follower.add(line.as_bytes(), |_| {}).is_err());
        assert!(!follower.is_over());
    }
}
