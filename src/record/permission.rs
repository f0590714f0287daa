//! The permission of a test.

use serde::{Deserialize, Serialize};

use crate::plan::Ownership;

/// The proof that a shop may be tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Permission {
    /// No proof is needed: a private network, or few visitors.
    NotNeeded,
    /// A file on the shop.
    File,
    /// A person's confirmation in the configuration.
    Confirmed {
        /// The name of the person.
        by: String,
        /// The date of the confirmation.
        on: jiff::civil::Date,
    },
}

impl From<&Ownership> for Permission {
    fn from(ownership: &Ownership) -> Self {
        match ownership {
            Ownership::Unproven | Ownership::Private => Self::NotNeeded,
            Ownership::File => Self::File,
            Ownership::Confirmed(confirmation) => {
                Self::Confirmed { by: confirmation.by.clone(), on: confirmation.on }
            }
        }
    }
}
