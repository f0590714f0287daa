//! What the desk sends to others: one HTTP exchange, what became of it, and the signatures of both directions.
//!
//! Secrets are named by environment variables and read when they are needed, so none is in the database or in a reply. Not here:
//! what is sent, when it is sent again (`notify`), and GitHub (`github`).

mod call;
mod fault;
mod settings;
mod signature;

pub(super) use call::{OutCall, OutReach, send};
pub(super) use fault::{OutFault, check};
pub use settings::OutwardOptions;
pub(super) use settings::{
    GithubApp, GithubSettings, OWN_VARIABLES, OutwardSettings, WEBHOOK_VARIABLES, variable,
};
pub(super) use signature::{SigningSecret, github_digest};
