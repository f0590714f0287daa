//! Lists in pages.

use schemars::JsonSchema;
use serde::Serialize;

use crate::desk::store::RowPage;

/// A page of a list, the newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ListPage<T> {
    /// The items.
    pub(super) items: Vec<T>,
    /// The `cursor` of the next page; `null` on the last.
    pub(super) next: Option<i64>,
}

impl<T> ListPage<T> {
    /// The page of rows that were fetched for it: one more than are wanted, when there are more.
    pub(super) fn of<R>(
        page: RowPage,
        mut rows: Vec<R>,
        id: impl Fn(&R) -> i64,
        item: impl Fn(R) -> T,
    ) -> Self {
        let more = rows.len() > page.limit;
        rows.truncate(page.limit);
        let next = rows.last().filter(|_| more).map(id);
        Self { items: rows.into_iter().map(item).collect(), next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_has_no_next() {
        let page = RowPage { before: None, limit: 2 };
        let list = |rows: Vec<i64>| ListPage::of(page, rows, |row| *row, |row| row);
        assert_eq!((list(vec![9, 8, 7]).items, list(vec![9, 8, 7]).next), (vec![9, 8], Some(8)));
        assert_eq!((list(vec![9, 8]).items, list(vec![9, 8]).next), (vec![9, 8], None));
        assert_eq!(list(vec![]).next, None);
    }
}
