//! The text a person sees at the end of a run.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use console::Style;

use super::permission::Permission;
use super::record::{RunRecord, StepRecord};
use super::text::{shorten, wrap};
use super::wording::{self, GeneratorNumbers, say};
use crate::grade::{Capacity, Finding, Letter};
use crate::metric::Ending;
use crate::units::line::{plain, visible};
use crate::words::{self, Lang, Message};

/// Left margin: the verdict's letter and the findings' marks stand in it.
const MARGIN: usize = 6;
/// Below this width the table drops p50 and p99.
const WIDE: usize = 80;
/// More findings are left to the report.
const FINDINGS: usize = 5;
/// Narrower terminals get lines of this width all the same.
const NARROWEST: usize = 40;

/// Renders the end of a run for a terminal of `width` columns (40 at least, readable from 60), ending with
/// `report_path`. With `colour` it contains escape sequences; without, none at all, whatever the shop sent.
#[must_use]
pub fn render(record: &RunRecord, report_path: &str, width: usize, colour: bool, lang: Lang) -> String {
    let page = Page { width: width.max(NARROWEST), colour, lang };
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
        let more = Message::new("more-in-report").with("more", rest as u64).say(lang);
        lines.push(format!("{:MARGIN$}{more}", ""));
    }
    for note in &record.notes {
        lines.extend(page.marked("·", &plain(note)));
    }
    if matches!(record.permission, Some(Permission::File | Permission::Confirmed { .. })) {
        let said = Message::new("terminal-permission").with("permission", wording::permission(record));
        lines.extend(page.marked("·", &plain(&said.say(lang))));
    }
    lines.push(String::new());
    lines.push(format!("  {}", plain(report_path)));
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// One line, in English, for whoever reads another form of the summary: the verdict in short, why the load stopped when it did not
/// come to its end, and where the report is.
#[must_use]
pub fn closing(record: &RunRecord, report_path: &str) -> String {
    let mut parts = vec![record.verdict.headline.say(Lang::En)];
    if record.ending != Ending::Completed {
        parts.push(wording::ending(record).say(Lang::En));
    }
    let verdict = plain(&parts.join("; "));
    format!("  promo-load {}: {verdict}; report: {}\n", wording::letter(record), plain(report_path))
}

/// Width of the labels in front of the verdict's lines.
const fn label_width(lang: Lang) -> usize {
    match lang {
        Lang::En => 16,
        Lang::Fr => 18,
    }
}

struct Page {
    width: usize,
    colour: bool,
    lang: Lang,
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
        let text =
            format!("{} — {}", plain(wording::title(record)), plain(&record.verdict.headline.say(self.lang)));
        let mut lines = Vec::new();
        for (position, line) in wrap(&text, self.width - MARGIN).into_iter().enumerate() {
            let letter = if position == 0 { wording::letter(record) } else { " ".to_owned() };
            let line = self.style(Style::new().bold(), &line);
            lines.push(format!("  {}   {line}", self.style(style.clone(), &letter)));
        }
        lines
    }

    fn verdict_lines(&self, record: &RunRecord) -> Vec<String> {
        let lang = self.lang;
        let grade = record.verdict.grade;
        let graded = |text: String, component| match grade {
            Some(_) => format!("{text}   {}", wording::component(component, lang)),
            None => text,
        };
        let mut lines = self.labelled(
            &say("label-response-time", lang),
            &graded(wording::percentiles(record, "   ", lang), grade.and_then(|grade| grade.response_time)),
        );
        lines.extend(self.labelled(
            &say("label-failures", lang),
            &graded(wording::failures(record, lang), grade.and_then(|grade| grade.failures)),
        ));
        for text in wording::page_loads(record, "   ", lang) {
            lines.extend(self.labelled(&say("label-whole-page", lang), &text));
        }
        lines.extend(self.labelled(&say("label-judged-on", lang), &record.verdict.basis.say(lang)));
        lines.extend(self.promotion_lines(record));
        lines.extend(self.labelled(&say("label-thresholds", lang), &wording::thresholds(record, lang)));
        lines.extend(self.labelled(&say("label-capacity", lang), &record.verdict.capacity.say(lang)));
        if let Some(arithmetic) = record.capacity.as_ref().and_then(Capacity::arithmetic) {
            lines.extend(self.labelled(&say("label-shoppers", lang), &arithmetic.say(lang)));
        }
        if let Some(margin) = &record.verdict.margin {
            lines.extend(self.labelled(&say("label-expected", lang), &margin.say(lang)));
        }
        if let Some(text) = wording::planned(&record.iterations) {
            lines.extend(self.labelled(&say("label-iterations", lang), &text.say(lang)));
        }
        for executor in &record.executors {
            let text = wording::executor(executor).say(lang);
            lines.extend(self.labelled(&say("label-executor", lang), &text));
        }
        lines.extend(self.labelled(&say("label-ended", lang), &wording::ending(record).say(lang)));
        lines.extend(self.generator_lines(record));
        lines
    }

    fn promotion_lines(&self, record: &RunRecord) -> Vec<String> {
        let mut lines = Vec::new();
        for promotion in &record.promotions {
            let told = if promotion.checked {
                Message::new("promotion-line")
            } else {
                Message::new("promotion-line-untried")
            };
            let text = told
                .with("kind", wording::promotion_kind(promotion))
                .with("text", promotion.text.as_str())
                .with("seen", promotion.seen.as_str());
            lines.extend(self.labelled(&say("label-promotion", self.lang), &text.say(self.lang)));
        }
        for cost in &record.promo_costs {
            let label = say("label-promo-cost", self.lang);
            lines.extend(self.labelled(&label, &cost.words().say(self.lang)));
            if let Some(more) = cost.capacity_words() {
                lines.extend(self.labelled("", &more.say(self.lang)));
            }
        }
        for why in &record.promo_unmeasured {
            lines.extend(self.labelled(&say("label-promo-cost", self.lang), &why.say(self.lang)));
        }
        if let Some(seen) = wording::promotion_under_load(record) {
            let text = Message::new("promotion-under-load").with("seen", seen).say(self.lang);
            lines.extend(self.labelled(&say("label-under-load", self.lang), &text));
        }
        lines
    }

    fn generator_lines(&self, record: &RunRecord) -> Vec<String> {
        let lang = self.lang;
        let GeneratorNumbers { late_by, cpu, run_queue, descriptors, ports } =
            GeneratorNumbers::of(&record.generator, false, lang);
        let numbers =
            Message::new("generator-numbers").with("late", late_by).with("cpu", cpu).with("queue", run_queue);
        let resources =
            Message::new("generator-resources").with("descriptors", descriptors).with("ports", ports);
        let mut lines = self.labelled(&say("label-generator", lang), &wording::generator(record).say(lang));
        lines.extend(self.labelled("", &numbers.say(lang)));
        lines.extend(self.labelled("", &resources.say(lang)));
        lines
    }

    fn labelled(&self, label: &str, text: &str) -> Vec<String> {
        // Wrapping splits at single spaces; the wider gaps between numbers stay where the line is short enough.
        let label_width = label_width(self.lang);
        let room = self.width - MARGIN - label_width;
        let text = visible(text);
        let lines =
            if console::measure_text_width(&text) <= room { vec![text] } else { wrap(&plain(&text), room) };
        let mut shown = Vec::new();
        for (position, line) in lines.into_iter().enumerate() {
            let label = if position == 0 { label } else { "" };
            let label = self.style(Style::new().dim(), &format!("{label:label_width$}"));
            shown.push(format!("{:MARGIN$}{label}{line}", ""));
        }
        shown
    }

    fn step_table(&self, steps: &[StepRecord]) -> Vec<String> {
        let wide = self.width >= WIDE;
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        let named =
            [say("column-step", self.lang), say("column-sent", self.lang), say("column-ok", self.lang)];
        let times: &[&str] = if wide { &["p50", "p95", "p99", "max"] } else { &["p95", "max"] };
        table.set_header(named.into_iter().chain(times.iter().map(|&time| time.to_owned())));
        for step in steps {
            table.add_row(row(step, wide, self.lang));
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
        let evidence = wording::evidence(finding, self.lang);
        let what = format!("{} — {}", plain(&finding.what.say(self.lang)), plain(&evidence));
        let mut lines = self.marked(&self.style(Style::new().yellow(), "▲"), &what);
        let remedy = plain(&finding.remedy.say(self.lang));
        for (position, line) in wrap(&remedy, self.width - MARGIN - 2).into_iter().enumerate() {
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
fn row(step: &StepRecord, wide: bool, lang: Lang) -> Vec<String> {
    let judged = step.ok + step.failures;
    let ok = if judged > 0 { words::share(step.ok as f64 / judged as f64, lang) } else { "–".to_owned() };
    let time = |pick: fn(&super::Trend) -> f64| match step.response_time {
        Some(_) => wording::time(step.response_time, pick, lang),
        None => "–".to_owned(),
    };
    let name = shorten(&plain(&step.name), if wide { 28 } else { 16 });
    let (p50, p95, p99, max) = (time(|t| t.med), time(|t| t.p95), time(|t| t.p99), time(|t| t.max));
    let sent = words::count(step.requests, lang);
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
        insta::assert_snapshot!(render(&sample::record(), PATH, 100, false, Lang::En));
    }

    #[test]
    fn french() {
        insta::assert_snapshot!(render(&sample::record(), PATH, 100, false, Lang::Fr));
    }

    #[test]
    fn narrow() {
        insta::assert_snapshot!(render(&sample::record(), PATH, 60, false, Lang::En));
    }

    #[test]
    fn inconclusive() {
        let sick = GeneratorHealth { own_failures: 12, ..sample::health() };
        let record = sample::record_of(&Course::default(), Ending::Completed, sick);
        insta::assert_snapshot!(render(&record, PATH, 100, false, Lang::En));
    }

    #[test]
    fn nothing_measured() {
        let course = Course { ramp_s: 0, hold_s: 0, ..Course::default() };
        let record = sample::record_of(&course, Ending::Interrupted, sample::health());
        insta::assert_snapshot!(render(&record, PATH, 100, false, Lang::En));
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
        let text = render(&record, PATH, 100, false, Lang::En);
        assert!(text.contains("executor        background: 1,234 started\n"), "{text}");
        let planned = "executor        wave: 800 planned = 800 started + 0 dropped + 0 not reached\n";
        assert!(text.contains(planned), "{text}");
    }

    #[test]
    fn lines_fit_and_only_our_own_colours_are_in_them() {
        for (width, lang) in [60, 80, 100].into_iter().flat_map(|width| Lang::ALL.map(|lang| (width, lang))) {
            let text = render(&sample::record(), PATH, width, false, lang);
            assert!(!text.contains('\u{1b}'));
            for line in text.lines().filter(|line| !line.contains(PATH)) {
                assert!(console::measure_text_width(line) <= width, "{width}: {line}");
            }
            let coloured = render(&sample::record(), PATH, width, true, lang);
            assert!(coloured.contains('\u{1b}'));
            assert_eq!(console::strip_ansi_codes(&coloured), text);
        }
    }
}
