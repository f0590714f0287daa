//! The text a person sees at the end of a run.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use console::Style;

use super::record::{RunRecord, StepRecord};
use super::text::{shorten, wrap};
use super::wording::{self, GeneratorNumbers};
use crate::grade::{Finding, Letter};
use crate::metric::Ending;
use crate::units::line::{plain, visible};
use crate::units::{count, share};

/// Left margin: the verdict's letter and the findings' marks stand in it.
const MARGIN: usize = 6;
/// Width of the labels in front of the verdict's lines.
const LABEL: usize = 16;
/// Below this width the table drops p50 and p99.
const WIDE: usize = 80;
/// More findings are left to the report.
const FINDINGS: usize = 5;
/// Narrower terminals get lines of this width all the same.
const NARROWEST: usize = 40;

/// Renders the end of a run for a terminal of `width` columns (40 at least, readable from 60), ending with
/// `report_path`. With `colour` it contains escape sequences; without, none at all, whatever the shop sent.
#[must_use]
pub fn render(record: &RunRecord, report_path: &str, width: usize, colour: bool) -> String {
    let page = Page { width: width.max(NARROWEST), colour };
    let mut lines = vec![String::new()];
    lines.extend(page.headline(record));
    lines.push(String::new());
    lines.extend(page.verdict_lines(record));
    lines.push(String::new());
    lines.extend(page.step_table(&record.steps));
    lines.push(String::new());
    for finding in record.verdict.findings.iter().take(FINDINGS) {
        lines.extend(page.finding(finding));
    }
    let rest = record.verdict.findings.len().saturating_sub(FINDINGS);
    if rest > 0 {
        lines.push(format!("{:MARGIN$}and {rest} more in the report", ""));
    }
    for note in &record.notes {
        lines.extend(page.marked("·", &plain(note)));
    }
    lines.push(String::new());
    lines.push(format!("  {}", plain(report_path)));
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// One line for whoever reads another form of the summary: the verdict in short, why the load stopped when it did not
/// come to its end, and where the report is.
#[must_use]
pub fn closing(record: &RunRecord, report_path: &str) -> String {
    let mut parts = vec![record.verdict.headline.clone()];
    if record.ending != Ending::Completed {
        parts.push(wording::ending(record));
    }
    let verdict = plain(&parts.join("; "));
    format!("  promo-load {}: {verdict}; report: {}\n", wording::letter(record), plain(report_path))
}

struct Page {
    width: usize,
    colour: bool,
}

impl Page {
    fn style(&self, style: Style, text: &str) -> String {
        style.force_styling(self.colour).apply_to(text).to_string()
    }

    fn letter_style(letter: Option<Letter>) -> Style {
        let style = Style::new().bold();
        match letter {
            Some(Letter::A | Letter::B) => style.green(),
            Some(Letter::C) | None => style.yellow(),
            Some(Letter::D | Letter::F) => style.red(),
        }
    }

    fn headline(&self, record: &RunRecord) -> Vec<String> {
        let style = Self::letter_style(record.verdict.grade.map(|grade| grade.letter));
        let text = format!("{} — {}", plain(wording::title(record)), plain(&record.verdict.headline));
        let mut lines = Vec::new();
        for (position, line) in wrap(&text, self.width - MARGIN).into_iter().enumerate() {
            let letter = if position == 0 { wording::letter(record) } else { " ".to_owned() };
            let line = self.style(Style::new().bold(), &line);
            lines.push(format!("  {}   {line}", self.style(style.clone(), &letter)));
        }
        lines
    }

    fn verdict_lines(&self, record: &RunRecord) -> Vec<String> {
        let grade = record.verdict.grade;
        let graded = |text: String, component| match grade {
            Some(_) => format!("{text}   {}", wording::component(component)),
            None => text,
        };
        let mut lines = self.labelled(
            "response time",
            &graded(wording::percentiles(record, "   "), grade.and_then(|grade| grade.response_time)),
        );
        lines.extend(self.labelled(
            "failures",
            &graded(wording::failures(record), grade.and_then(|grade| grade.failures)),
        ));
        for text in wording::page_loads(record, "   ") {
            lines.extend(self.labelled("whole page", &text));
        }
        lines.extend(self.labelled("judged on", &record.verdict.basis));
        for promotion in &record.promotions {
            let tried = if promotion.checked { "" } else { ", not tried in this run" };
            let text = format!("{}: {} — {}{tried}", promotion.kind, promotion.text, promotion.seen);
            lines.extend(self.labelled("promotion", &text));
        }
        if let Some(text) = wording::promotion_under_load(record) {
            lines.extend(self.labelled("under load", &format!("promotion {text}")));
        }
        lines.extend(self.labelled("thresholds", &wording::thresholds(record)));
        lines.extend(self.labelled("capacity", &record.verdict.capacity));
        if let Some(text) = wording::planned(&record.iterations) {
            lines.extend(self.labelled("iterations", &text));
        }
        for executor in &record.executors {
            lines.extend(self.labelled("executor", &wording::executor(executor)));
        }
        lines.extend(self.labelled("ended", &wording::ending(record)));
        lines.extend(self.labelled("generator", &wording::generator(record)));
        let GeneratorNumbers { late_by, cpu, run_queue, descriptors, ports } =
            GeneratorNumbers::of(&record.generator, false);
        lines.extend(
            self.labelled("", &format!("late by {late_by} · CPU {cpu} · waited for one {run_queue}")),
        );
        lines.extend(self.labelled("", &format!("descriptors {descriptors} · local ports {ports}")));
        lines
    }

    fn labelled(&self, label: &str, text: &str) -> Vec<String> {
        // Wrapping splits at single spaces; the wider gaps between numbers stay where the line is short enough.
        let room = self.width - MARGIN - LABEL;
        let text = visible(text);
        let lines =
            if console::measure_text_width(&text) <= room { vec![text] } else { wrap(&plain(&text), room) };
        let mut shown = Vec::new();
        for (position, line) in lines.into_iter().enumerate() {
            let label = if position == 0 { label } else { "" };
            let label = self.style(Style::new().dim(), &format!("{label:LABEL$}"));
            shown.push(format!("{:MARGIN$}{label}{line}", ""));
        }
        shown
    }

    fn step_table(&self, steps: &[StepRecord]) -> Vec<String> {
        let wide = self.width >= WIDE;
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        let head: &[&str] = if wide {
            &["step", "sent", "ok", "p50", "p95", "p99", "max"]
        } else {
            &["step", "sent", "ok", "p95", "max"]
        };
        table.set_header(head);
        for step in steps {
            table.add_row(row(step, wide));
        }
        for (position, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, 3));
            column.set_cell_alignment(if position == 0 { CellAlignment::Left } else { CellAlignment::Right });
        }
        let text = table.to_string();
        text.lines()
            .enumerate()
            .map(|(position, line)| {
                let style = if position == 0 { Style::new().dim() } else { Style::new() };
                format!("{:MARGIN$}{}", "", self.style(style, line.trim_end()))
            })
            .collect()
    }

    fn finding(&self, finding: &Finding) -> Vec<String> {
        let what = format!("{} — {}", plain(&finding.what), plain(&finding.evidence));
        let mut lines = self.marked(&self.style(Style::new().yellow(), "▲"), &what);
        for (position, line) in wrap(&plain(&finding.remedy), self.width - MARGIN - 2).into_iter().enumerate()
        {
            let arrow = if position == 0 { "→" } else { " " };
            lines.push(format!("{:MARGIN$}{arrow} {line}", ""));
        }
        lines
    }

    fn marked(&self, mark: &str, text: &str) -> Vec<String> {
        let mut lines = Vec::new();
        for (position, line) in wrap(text, self.width - MARGIN).into_iter().enumerate() {
            lines.push(if position == 0 {
                format!("  {mark}   {line}")
            } else {
                format!("{:MARGIN$}{line}", "")
            });
        }
        lines
    }
}

/// The whole run of one step. Requests that the end of the run cut off are sent, but neither ok nor failed.
fn row(step: &StepRecord, wide: bool) -> Vec<String> {
    let judged = step.ok + step.failures;
    let ok = if judged > 0 { share::display(step.ok as f64 / judged as f64) } else { "–".to_owned() };
    let time = |pick: fn(&super::Trend) -> f64| match step.response_time {
        Some(_) => wording::time(step.response_time, pick),
        None => "–".to_owned(),
    };
    let name = shorten(&plain(&step.name), if wide { 28 } else { 16 });
    let (p50, p95, p99, max) = (time(|t| t.med), time(|t| t.p95), time(|t| t.p99), time(|t| t.max));
    let sent = count::display(step.requests);
    if wide { vec![name, sent, ok, p50, p95, p99, max] } else { vec![name, sent, ok, p95, max] }
}

#[cfg(test)]
mod tests {
    use super::super::record::{ExecutorRecord, IterationRecord};
    use super::super::sample;
    use super::*;
    use crate::grade::sample_run::Course;
    use crate::metric::GeneratorHealth;

    const PATH: &str = "promo-load-runs/2026-11-20T031502Z-shop.example-7f3a/report.md";

    #[test]
    fn wide() {
        insta::assert_snapshot!(render(&sample::record(), PATH, 100, false));
    }

    #[test]
    fn narrow() {
        insta::assert_snapshot!(render(&sample::record(), PATH, 60, false));
    }

    #[test]
    fn inconclusive() {
        let sick = GeneratorHealth { own_failures: 12, ..sample::health() };
        let record = sample::record_of(&Course::default(), Ending::Completed, sick);
        insta::assert_snapshot!(render(&record, PATH, 100, false));
    }

    #[test]
    fn nothing_measured() {
        let course = Course { ramp_s: 0, hold_s: 0, ..Course::default() };
        let record = sample::record_of(&course, Ending::Interrupted, sample::health());
        insta::assert_snapshot!(render(&record, PATH, 100, false));
    }

    #[test]
    fn the_closing_line_names_doubt_and_an_early_end() {
        let sick = GeneratorHealth { own_failures: 12, ..sample::health() };
        let record = sample::record_of(&Course::default(), Ending::Interrupted, sick);
        let text = closing(&record, PATH);
        assert!(
            text.starts_with("  promo-load ?: inconclusive: ") && text.ends_with("/report.md\n"),
            "{text}"
        );
        assert!(text.contains("; interrupted after 16.0 s; report: "), "{text}");
        assert_eq!(text.lines().count(), 1);
    }

    #[test]
    fn several_executors_are_told_apart() {
        let mut record = sample::record();
        let walks = |started, planned| IterationRecord { started, planned, ..record.iterations };
        record.executors = vec![
            ExecutorRecord { name: "background".into(), iterations: walks(1_234, None) },
            ExecutorRecord { name: "wave".into(), iterations: walks(800, Some(800)) },
        ];
        let text = render(&record, PATH, 100, false);
        assert!(text.contains("executor        background: 1,234 started\n"), "{text}");
        let planned = "executor        wave: 800 planned = 800 started + 0 dropped + 0 not reached\n";
        assert!(text.contains(planned), "{text}");
    }

    #[test]
    fn lines_fit_and_only_our_own_colours_are_in_them() {
        for width in [60, 80, 100] {
            let text = render(&sample::record(), PATH, width, false);
            assert!(!text.contains('\u{1b}'));
            for line in text.lines().filter(|line| !line.contains(PATH)) {
                assert!(console::measure_text_width(line) <= width, "{width}: {line}");
            }
            let coloured = render(&sample::record(), PATH, width, true);
            assert!(coloured.contains('\u{1b}'));
            assert_eq!(console::strip_ansi_codes(&coloured), text);
        }
    }
}
