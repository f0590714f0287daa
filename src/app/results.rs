//! What a finished run leaves: its files, what is printed, and the exit that it deserves.

use std::path::PathBuf;

use url::Url;

use super::demo;
use super::failure::{Ended, Failure};
use super::options::{BenchOptions, SummaryForm};
use super::process::{print_data, print_page};
use super::run_dir::{RUN_FILE, RunDir, all};
use crate::grade::SearchEnd;
use crate::k6::summary::{K6Summary, Streams, render};
use crate::metric::Ending;
use crate::record::RunRecord;
use crate::report;
use crate::report::terminal::Closing;
use crate::words::{Lang, Message};

/// Writes the files of a run.
pub(super) fn write_all(run_dir: &RunDir, record: &RunRecord, options: &BenchOptions) -> Result<(), Failure> {
    let junit = || run_dir.write("junit.xml", &report::junit::render(record)?);
    all([
        write_record(run_dir, record),
        write_reports(run_dir, record, options.lang),
        if options.junit { junit() } else { Ok(()) },
    ])
}

/// Writes the record, from which the reports can be made again.
pub(super) fn write_record(run_dir: &RunDir, record: &RunRecord) -> Result<(), Failure> {
    run_dir.write(RUN_FILE, &crate::record::json::render(record)?)
}

/// Writes everything that is made of the record.
pub(super) fn write_reports(run_dir: &RunDir, record: &RunRecord, lang: Lang) -> Result<(), Failure> {
    let write = |name: &str, text: Result<String, report::ReportError>| run_dir.write(name, &text?);
    all([
        write("timeline.svg", report::timeline::svg(&record.timeline, lang)),
        write("report.md", report::markdown::render(record, lang)),
        write(report::html::FILE, report::html::render(record, lang)),
    ])
}

/// The verdict in the log.
pub(super) fn tell_verdict(record: &RunRecord) {
    let grade =
        record.verdict.grade.as_ref().map_or_else(|| "none".to_owned(), |grade| grade.letter.to_string());
    let folder = record.run_id.as_str();
    tracing::info!(grade, folder, "{}", record.verdict.headline.say(Lang::En));
}

/// Prints the run in the form that is asked for.
pub(super) fn show(
    options: &BenchOptions,
    record: &RunRecord,
    k6: &K6Summary,
    run_dir: &RunDir,
) -> Result<(), Failure> {
    match options.summary {
        SummaryForm::K6 if !options.json => {
            let closing = report::terminal::closing(record, &report_line(run_dir, Lang::En));
            print_page(&format!("{}{closing}\n", render(k6, in_colour())))
        }
        _ => {
            let next = if options.demo { demo::next(options.lang) } else { Vec::new() };
            show_record(options.json, options.show_failures, record, run_dir, next, options.lang)
        }
    }
}

/// Prints the record: as JSON, or as our own page, with what broke visits when `failures` asks for it, and what to do `next`.
pub(super) fn show_record(
    json: bool,
    failures: bool,
    record: &RunRecord,
    run_dir: &RunDir,
    next: Vec<String>,
    lang: Lang,
) -> Result<(), Failure> {
    if json {
        return print_data(&crate::record::json::render(record)?);
    }
    let columns = console::Term::stdout().size_checked();
    let width = columns.map_or(100, |(_, columns)| usize::from(columns));
    let closing = Closing { next, report: report_line(run_dir, lang), link: report_link(run_dir) };
    print_page(&report::terminal::render(record, closing, width, in_colour(), failures, lang))
}

/// The best report that is there. A disk without room may have kept back any.
fn best_report(run_dir: &RunDir) -> Option<PathBuf> {
    let files = [report::html::FILE, "report.md", RUN_FILE].map(|name| run_dir.file(name));
    files.into_iter().find(|file| file.is_file())
}

/// The address of the best report.
fn report_link(run_dir: &RunDir) -> Option<Url> {
    let file = std::path::absolute(best_report(run_dir)?).ok()?;
    Url::from_file_path(file).ok()
}

/// Where to read more: the best report that is there, or what one can be made of.
pub(super) fn report_line(run_dir: &RunDir, lang: Lang) -> String {
    if let Some(file) = best_report(run_dir) {
        return file.display().to_string();
    }
    let folder = run_dir.file("").display().to_string();
    let told = if run_dir.has_log() {
        Message::new("terminal-only-log")
    } else {
        Message::new("terminal-no-report")
    };
    told.with("folder", folder.trim_end_matches('/')).say(lang)
}

fn in_colour() -> bool {
    console::Term::stdout().is_term() && console::colors_enabled()
}

/// Where the program's outputs go, as k6's data say it.
pub(super) fn streams() -> Streams {
    Streams {
        stdout_terminal: console::Term::stdout().is_term(),
        stderr_terminal: console::Term::stderr().is_term(),
        no_colour: std::env::var_os("NO_COLOR").is_some(),
    }
}

/// The exit that a finished run deserves. A stop that was asked for comes first, then doubt about the
/// generator, then the thresholds, then a capacity that is nothing or below what is expected, then the letter.
pub(super) fn ended(record: &RunRecord) -> Ended {
    match record.ending {
        Ending::Interrupted | Ending::WindowClosed | Ending::Killed => Ended::Interrupted,
        Ending::Stopped => Ended::Stopped,
        _ if record.verdict.inconclusive.is_some() => Ended::Inconclusive,
        Ending::Blocked { .. } | Ending::GeneratorLost { .. } => Ended::Inconclusive,
        Ending::Aborted { .. } | Ending::Silent { .. } => Ended::ThresholdCrossed,
        Ending::Completed if record.thresholds.iter().any(|threshold| !threshold.ok) => {
            Ended::ThresholdCrossed
        }
        Ending::Completed if is_too_little(record) || record.letter_fails() => Ended::ThresholdCrossed,
        Ending::Completed => Ended::Held,
    }
}

/// Whether the capacity was searched to its end, and no load held or fewer shoppers than are expected.
fn is_too_little(record: &RunRecord) -> bool {
    record.capacity.as_ref().is_some_and(|capacity| match (capacity.end, record.expected_shoppers) {
        (SearchEnd::LowestBroke, _) => true,
        (SearchEnd::Found, Some(expected)) => capacity.held_shoppers().is_none_or(|held| held < expected),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn the_last_line_names_the_best_that_is_there() {
        let place = tempfile::tempdir().unwrap();
        let run_dir = RunDir::create(place.path(), Timestamp::UNIX_EPOCH, "shop").unwrap();
        let line = || report_line(&run_dir, Lang::En);
        let folder = place.path().join(run_dir.id()).display().to_string();
        let nothing = format!("no report: nothing could be written to {folder}");
        assert_eq!(line(), nothing);
        run_dir.write(crate::record::log::FILE, "").unwrap();
        assert_eq!(line(), nothing, "nothing can be made of an empty log");
        run_dir.write(crate::record::log::FILE, "x").unwrap();
        assert_eq!(line(), format!("no report for want of room; to make it: promo-load report {folder}"));
        for name in [RUN_FILE, "report.md", report::html::FILE] {
            run_dir.write(name, "x").unwrap();
            assert_eq!(line(), format!("{folder}/{name}"));
            let link = report_link(&run_dir).unwrap();
            assert_eq!(link.to_file_path().unwrap(), run_dir.file(name));
        }
    }
}
