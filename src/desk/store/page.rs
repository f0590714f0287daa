//! A page of a list: rows in descending order of their number.

/// Which rows of a list are wanted: the newest, or those before one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) struct RowPage {
    /// Only rows with a smaller number; `None` for the newest.
    pub(in crate::desk) before: Option<i64>,
    /// The most rows, from 1.
    pub(in crate::desk) limit: usize,
}

impl RowPage {
    /// The bound for SQL: every number is smaller than the largest.
    pub(super) fn bound(self) -> i64 {
        self.before.unwrap_or(i64::MAX)
    }

    /// One row more than is wanted, by which the caller knows that there are more.
    pub(super) fn fetched(self) -> i64 {
        i64::try_from(self.limit).unwrap_or(i64::MAX).saturating_add(1)
    }
}
