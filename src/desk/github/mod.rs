//! GitHub: a pull request as a run's target, and the run's state on the pull request.
//!
//! | file | does |
//! | --- | --- |
//! | `address.rs` | reads the addresses of pull requests and the names of repositories |
//! | `client.rs`, `app.rs` | asks GitHub's API, with a token or as an app |
//! | `ask.rs` | adds a run of a pull request to the queue |
//! | `hook.rs` | what a webhook of GitHub leads to |
//! | `page.rs` | finds the preview of a pull request; the run waits meanwhile |
//! | `report.rs`, `comment.rs` | the check run or commit status, and the one comment |
//!
//! Whatever is asked of GitHub is a delivery (`store/deliveries.rs`), tried again by `notify`. Not here: HTTP (`outward`).

mod address;
mod app;
mod ask;
mod client;
mod comment;
mod hook;
mod page;
mod report;

pub(super) use address::{PullAddress, repository_name};
pub(super) use ask::{AskedPull, add};
pub(super) use client::GithubClient;
pub(super) use hook::{GithubEvent, take as take_hook};
pub(super) use page::{find as find_page, never as no_page};
pub(super) use report::report;
