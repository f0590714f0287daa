//! The team's desk, `promo-load serve`: an HTTP API over a queue of runs, their history, schedules and the hosts that may be loaded.
//!
//! It never sends load itself. It starts `promo-load bench` as a process of its own, and learns how the run goes from the run's
//! folder alone, so no fault of the desk touches a measurement, and no fault of a run touches the desk. The folders are the truth;
//! the database is an index of them, with what no folder has: the queue, targets, schedules, tokens and the audit log.
//!
//! | room | owns |
//! | --- | --- |
//! | `store` | the database: its file, its two threads, its migrations, and one file of SQL for each table |
//! | `access` | who calls: tokens, sessions, their scopes, what a caller may do and how often |
//! | `signin` | how a person gets a session: by a token, GitHub or OpenID Connect; and how it ends |
//! | `web` | HTTP without any resource of ours: request, reply, problem, router, server |
//! | `folder` | what a run's own folder says about its process |
//! | `control` | what the process of a run is asked and told while it goes on, and by which token |
//! | `health`, `troubles` | whether the desk can work, and what its person is told when it cannot |
//! | `marker` | by what the desk's comments are found again |
//! | `queue` | from queued to done: eligibility, start, adoption, judgement, schedules |
//! | `notify` | who else hears of a run's new state: one trait, a file for each notifier; what goes to others, with its retries |
//! | `outward` | one HTTP exchange with others, which addresses may be asked, signatures |
//! | `github` | pull requests as targets, and the state of their runs on them |
//! | `live` | seconds of a run that goes on, read from its log, for all who listen |
//! | `look` | a look at a page by a process of its own: `inspect` and `compile` |
//! | `pages` | the pages for people: templates, style, script, and the forms, which the API's routes carry out |
//! | `api` | one file for each resource of `/api/v1`, each a table of routes; the OpenAPI document is made of those tables |
//! | `mcp` | the same for assistants: tools over the API, at `/mcp` and on standard input |
//!
//! Not here: flags (`cli`), the process of a run (`app`), what a report looks like (`report`).

mod access;
mod api;
mod bell;
mod control;
mod demo;
mod entrance;
mod error;
mod exchange;
mod folder;
mod github;
mod halt;
mod health;
mod kept_back;
mod live;
mod look;
mod marker;
mod mcp;
mod notify;
mod options;
mod outward;
mod pages;
mod queue;
mod scope;
mod serve;
mod signin;
mod state;
mod store;
mod told;
mod troubles;
mod web;

pub use error::DeskError;
pub use mcp::{AwayDesk, McpOptions, McpPlace, serve_mcp};
pub use options::{BenchCheck, CheckedBench, DeskOptions, DeskTask};
pub use outward::OutwardOptions;
pub use serve::serve;
