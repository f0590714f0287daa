//! The lines of a script that bring rows or bytes from elsewhere.

use serde::Serialize;

/// A constant with its literal apart: rows may be a million, and are not looked through for calls.
#[derive(Debug, Serialize)]
pub(super) struct RowsView {
    /// The code before the literal.
    pub(super) code: String,
    /// The rows as a literal, when they are part of the script.
    pub(super) literal: String,
    /// The code behind the literal.
    pub(super) end: &'static str,
}

impl RowsView {
    pub(super) const fn of_code(code: String) -> Self {
        Self { code, literal: String::new(), end: "" }
    }
}
