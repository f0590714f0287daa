//! What the markers of the desk's comments are derived from.

use sha2::{Digest as _, Sha256};

/// What the markers of the desk's comments are derived from. It is kept in the database: a comment is found again after a restart.
#[derive(Clone)]
pub(super) struct MarkerKey([u8; 32]);

impl MarkerKey {
    pub(super) const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The marker of this text: 64 hexadecimal digits.
    pub(super) fn of(&self, text: &str) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.0);
        hasher.update(text.as_bytes());
        const_hex::encode(hasher.finalize())
    }
}

impl std::fmt::Debug for MarkerKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("MarkerKey")
    }
}
