//! The text a person sees at the end of a run.

mod failures;
mod steps;
#[cfg(test)]
mod tests;

use console::Style;

use super::advice::{Advice, advice};
use super::text::wrap;
use super::visits::{self, GradedPart};
use super::wording::{self, Done, GeneratorNumbers, say};
use crate::grade::{Capacity, Letter};
use crate::metric::Ending;
use crate::record::Permission;
use crate::record::RunRecord;
use crate::units::line::{plain, visible};
use crate::words::{Lang, Message};

/// Left margin: the verdict's letter and the findings' marks stand in it.
const MARGIN: usize = 6;
/// More things to do are left to the report.
const ADVICE: usize = 5;
/// More reasons for one of them, too.
const REASONS: usize = 3;
/// Narrower terminals get lines of this width all the same.
const NARROWEST: usize = 40;

/// Renders the end of a run for a terminal of `width` columns (40 at least, readable from 60). The last line is `report`: a
/// path, or a sentence that there is none. With `failures` it shows what broke visits, each cause with a sample of what the shop sent. With `colour` it
/// contains escape sequences; without, none at all, whatever the shop sent.
#[must_use]
pub fn render(
    record: &RunRecord,
    report: &str,
    width: usize,
    colour: bool,
    failures: bool,
    lang: Lang,
) -> String {
    let page = Page { width: width.max(NARROWEST), colour, lang };
    let mut lines = vec![String::new()];
    lines.extend(page.headline(record));
    lines.push(String::new());
    lines.extend(page.verdict_lines(record));
    lines.push(String::new());
    lines.extend(page.step_table(record));
    lines.push(String::new());
    lines.extend(page.advice_lines(record));
    if failures {
        lines.extend(page.failures(record));
    }
    for note in &record.notes {
        lines.extend(page.marked("·", &plain(note)));
    }
    if matches!(record.permission, Some(Permission::File | Permission::Confirmed { .. })) {
        let said = Message::new("terminal-permission").with("permission", wording::permission(record));
        lines.extend(page.marked("·", &plain(&said.say(lang))));
    }
    lines.push(String::new());
    lines.push(format!("  {}", plain(report)));
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// One line, in English, beside another form of the summary: the verdict in short, why the load stopped when it did not
/// come to its end, and where the report is: a path, or a sentence that there is none.
#[must_use]
pub fn closing(record: &RunRecord, report: &str) -> String {
    let mut parts = vec![record.verdict.headline.say(Lang::En)];
    if record.ending != Ending::Completed {
        parts.push(wording::ending(record).say(Lang::En));
    }
    let verdict = plain(&parts.join("; "));
    format!(
        "  promo-load {}: {verdict}; report: {}\n",
        wording::letter_at_best(record, Lang::En),
        plain(report)
    )
}

/// Width of the labels in front of the verdict's lines.
const LABEL: usize = 18;
/// Width of letter and score behind the label of a part of the grade.
const GRADE: usize = 7;

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
        let mut lines = self.part_lines(record);
        if let Some(claim) = &record.verdict.claim {
            lines.extend(self.labelled(&say("label-at-best", lang), &claim.say(lang)));
        }
        lines.extend(self.labelled(&say("label-judged-on", lang), &record.verdict.basis.say(lang)));
        let done = Done::of(record).words(record).say(lang);
        lines.extend(self.labelled(&say("label-done", lang), &done));
        for text in wording::page_loads(record, "   ", lang) {
            lines.extend(self.labelled(&say("label-whole-page", lang), &text));
        }
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
            lines.extend(self.labelled(&say("label-visits", lang), &text.say(lang)));
        }
        for executor in &record.executors {
            let text = wording::executor(executor).say(lang);
            lines.extend(self.labelled(&say("label-executor", lang), &text));
        }
        lines.extend(self.labelled(&say("label-ended", lang), &wording::ending(record).say(lang)));
        lines.extend(self.generator_lines(record));
        lines
    }

    /// The three parts of the grade: letter and score, and what was measured. The headline says which of them decides.
    fn part_lines(&self, record: &RunRecord) -> Vec<String> {
        let lang = self.lang;
        let times = wording::percentiles(record, "   ", lang);
        let mut lines = self.graded(record, GradedPart::Time, &say("label-response-time", lang), &times);
        if let Some(more) = record.visits.as_ref().and_then(visits::beside_the_time) {
            lines.extend(self.beside(&[("", LABEL + GRADE, Style::new())], &more.say(lang)));
        }
        let failures = wording::failures(record, lang);
        lines.extend(self.graded(record, GradedPart::Failures, &say("label-failures", lang), &failures));
        if let Some(seen) = visits::promotion(record) {
            let seen = Message::new("promotion-under-load").with("seen", seen).say(lang);
            lines.extend(self.graded(record, GradedPart::Promotion, &say("label-under-load", lang), &seen));
        }
        lines
    }

    /// A part of the grade: label, letter with score, and what was measured.
    fn graded(&self, record: &RunRecord, part: GradedPart, label: &str, text: &str) -> Vec<String> {
        let grade = record.verdict.grade.as_ref().map(|grade| part.of(grade));
        let label = (label, LABEL, Style::new().dim());
        match grade {
            None => self.beside(&[label], text),
            Some(None) => self.beside(&[label, ("–", GRADE, Style::new().dim())], text),
            Some(Some(graded)) => {
                let told = format!("{} {}", graded.letter, graded.score);
                self.beside(&[label, (&told, GRADE, Self::letter_style(Some(graded.letter)))], text)
            }
        }
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
        self.beside(&[(label, LABEL, Style::new().dim())], text)
    }

    /// A text beside heads of so many columns each, and below them where it has several lines.
    fn beside(&self, heads: &[(&str, usize, Style)], text: &str) -> Vec<String> {
        let width = heads.iter().map(|(_, width, _)| width).sum::<usize>();
        // Wrapping splits at single spaces; the wider gaps between numbers stay where the line is short enough.
        let room = self.width - MARGIN - width;
        let text = visible(text);
        let lines =
            if console::measure_text_width(&text) <= room { vec![text] } else { wrap(&plain(&text), room) };
        let head: String = heads
            .iter()
            .map(|(head, width, style)| self.style(style.clone(), &format!("{head:width$}", width = *width)))
            .collect();
        let mut shown = Vec::new();
        for (position, line) in lines.into_iter().enumerate() {
            let head = if position == 0 { head.clone() } else { " ".repeat(width) };
            shown.push(format!("{:MARGIN$}{head}{line}", ""));
        }
        shown
    }

    /// What to do, each thing with everything that asks for it.
    fn advice_lines(&self, record: &RunRecord) -> Vec<String> {
        let all = advice(&record.verdict.findings, self.lang);
        let mut lines: Vec<String> = all.iter().take(ADVICE).flat_map(|advice| self.advice(advice)).collect();
        let rest = all.len().saturating_sub(ADVICE);
        if rest > 0 {
            let more = Message::new("more-in-report").with("more", rest as u64).say(self.lang);
            lines.push(format!("{:MARGIN$}{more}", ""));
        }
        lines
    }

    fn advice(&self, advice: &Advice) -> Vec<String> {
        let mut lines = Vec::new();
        for reason in advice.reasons.iter().take(REASONS) {
            let what = format!("{} — {}", plain(&reason.what), plain(&reason.evidence));
            lines.extend(self.marked(&self.style(Style::new().yellow(), "▲"), &what));
        }
        let rest = advice.reasons.len().saturating_sub(REASONS);
        if rest > 0 {
            let more = Message::new("more-of-kind").with("more", rest as u64).say(self.lang);
            lines.push(format!("{:MARGIN$}{more}", ""));
        }
        for (position, line) in wrap(&plain(&advice.remedy), self.width - MARGIN - 2).into_iter().enumerate()
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
