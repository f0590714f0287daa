//! One function per command; each reads like the flow of the design: page → promotions → scenario → plan →
//! run → verdict → files. Only here is decided which files are written and what is printed where.

mod about;
mod bench;
mod capacity;
mod compare;
mod compile;
mod demo_shop;
mod export;
mod failure;
mod inherited;
mod inspect;
mod interval_log;
mod k6_files;
mod logs;
mod ownership;
mod prepare;
mod process;
mod progress;
mod promo_cost;
mod recording;
mod recovery;
mod report_run;
mod results;
mod run_dir;
mod secrets;
mod see;
mod session;
mod signals;
mod steady;
mod survey;
mod target;
mod visitor;
mod webservice;

pub use bench::{BenchOptions, SummaryForm, bench};
pub use compare::{CompareForm, CompareOptions, compare};
pub use compile::{CompileFileOptions, compile};
pub use demo_shop::demo_shop;
pub use export::{ExportOptions, export};
pub use failure::{Ended, Failure};
pub use inspect::{InspectOptions, inspect};
pub use logs::{LogFormat, LogLevel, log_to_stderr};
pub use process::outlive_full_files;
pub use report_run::{ReportOptions, report};
pub use secrets::{guard_panics, tell};
pub use target::{EnvironmentChoice, LoadOptions, Rate, Target, TargetOptions, configuration};
