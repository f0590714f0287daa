//! One function per command; each reads like the flow of the design: page → promotions → scenario → plan →
//! run → verdict → files. Only here is decided which files are written and what is printed where.

mod about;
mod bench;
#[cfg(all(unix, feature = "serve"))]
mod claim;
mod compare;
mod compile;
mod demo;
mod demo_shop;
mod doctor;
mod documents;
mod experiment;
mod export;
mod export_k8s;
mod failure;
mod generators;
mod given_headers;
#[cfg(unix)]
mod inherited;
mod init;
mod inspect;
mod k6_files;
mod limits;
mod logs;
mod look;
#[cfg(all(unix, feature = "serve"))]
mod mcp;
mod measured;
mod merge;
#[cfg(not(all(unix, feature = "serve")))]
mod no_desk;
mod notes;
mod options;
mod orders;
mod other_hosts;
mod output;
mod ownership;
mod prepare;
mod process;
mod recording;
mod report_run;
mod results;
mod results_store;
mod run_dir;
mod runs;
mod schema;
mod seconds_files;
mod secrets;
mod see;
#[cfg(all(unix, feature = "serve"))]
mod serve;
mod signals;
mod steady;
mod survey;
mod target;
mod tell;
mod visitor;
mod webservice;
mod writable;
mod written;

pub use bench::bench;
#[cfg(all(unix, feature = "serve"))]
pub use claim::in_own_folder;
pub use compare::{CompareForm, CompareOptions, compare};
pub use compile::{CompileFileOptions, compile};
pub use demo_shop::demo_shop;
pub use doctor::{DoctorOptions, doctor};
pub use documents::{Document, print_document, write_documents};
pub use export::{ExportOptions, export};
pub use export_k8s::{ExportK8sOptions, export_k8s};
pub use failure::{Ended, Failure};
pub use given_headers::{GivenHeaders, given_headers};
pub use init::{InitOptions, init};
pub use inspect::{InspectOptions, inspect};
pub use logs::{LogFormat, LogLevel, log_to_stderr};
#[cfg(all(unix, feature = "serve"))]
pub use mcp::{AssistantOptions, mcp};
pub use merge::{MergeOptions, merge};
#[cfg(not(all(unix, feature = "serve")))]
pub use no_desk::no_desk;
pub use options::{BenchOptions, GeneratorOptions, SummaryForm, SummaryJsonForm, Traces};
pub use process::{outlive_full_files, speak, warn};
pub use report_run::{ReportOptions, report};
pub use results_store::ResultsPlace;
pub use runs::{RunsOptions, runs};
pub use schema::{Described, schema};
#[cfg(all(unix, feature = "serve"))]
pub use serve::serve;
pub use target::{EnvironmentChoice, LoadOptions, Rate, Target, TargetOptions, configuration};
pub use tell::{guard_panics, tell};
