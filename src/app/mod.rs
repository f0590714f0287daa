//! One function per command; each reads like the flow of the design: page → promotions → scenario → plan →
//! run → verdict → files. Only here is decided which files are written and what is printed where.

mod about;
mod bench;
mod compile;
mod demo_shop;
mod export;
mod failure;
mod inspect;
mod interval_log;
mod k6_files;
mod prepare;
mod process;
mod progress;
mod recording;
mod report_run;
mod run_dir;
mod see;
mod signals;
mod steady;
mod survey;
mod target;
mod webservice;

pub use bench::{BenchOptions, SummaryForm, bench};
pub use compile::{CompileFileOptions, compile};
pub use demo_shop::demo_shop;
pub use export::{ExportOptions, export};
pub use failure::{Ended, Failure};
pub use inspect::{InspectOptions, inspect};
pub use report_run::{ReportOptions, report};
pub use target::{EnvironmentChoice, LoadOptions, Rate, Target, TargetOptions};
