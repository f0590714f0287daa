//! The text a person sees at the end of a run.

mod failures;
mod steps;
#[cfg(test)]
mod tests;

use console::Style;
use url::Url;

use super::presentation::{Advice, Offer, PartLetter, Presentation};
use super::text::{hanging, styled, wrap};
use crate::grade::Letter;
use crate::metric::Ending;
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

/// What stands below the run.
#[derive(Debug, Clone, Default)]
pub struct Closing {
    /// What to do next, a line each.
    pub next: Vec<String>,
    /// The last line: the path of the report, or a sentence that there is none.
    pub report: String,
    /// The address that a terminal opens when the last line is clicked.
    pub link: Option<Url>,
}

impl From<&str> for Closing {
    fn from(report: &str) -> Self {
        Self { report: report.to_owned(), ..Self::default() }
    }
}

/// Renders the end of a run for a terminal of `width` columns (40 at least, readable from 60), with `closing` below. With `failures` it shows what broke visits, each cause with a sample of what the shop sent. With `colour` it
/// contains escape sequences; without, none at all, whatever the shop sent.
#[must_use]
pub fn render(
    record: &RunRecord,
    closing: impl Into<Closing>,
    width: usize,
    colour: bool,
    failures: bool,
    lang: Lang,
) -> String {
    let (page, shown) =
        (TerminalPage { width: width.max(NARROWEST), colour, lang }, Presentation::of(record, lang));
    let mut lines = vec![String::new()];
    lines.extend(page.headline(&shown));
    lines.push(String::new());
    lines.extend(page.verdict_lines(&shown));
    lines.push(String::new());
    lines.extend(page.step_table(&shown.steps));
    lines.push(String::new());
    lines.extend(page.advice_lines(&shown.advice));
    if failures {
        lines.extend(page.failures(&shown));
    }
    for note in &shown.notes {
        lines.extend(page.marked("·", &plain(note)));
    }
    if let Some(permission) = shown.plan.permission {
        let said = Message::new("terminal-permission").with("permission", permission);
        lines.extend(page.marked("·", &plain(&said.say(lang))));
    }
    let closing = closing.into();
    if !closing.next.is_empty() {
        lines.push(String::new());
    }
    lines.extend(closing.next.iter().flat_map(|next| page.marked("→", &plain(next))));
    lines.push(String::new());
    let link = closing.link.filter(|_| colour);
    lines.push(format!("  {}", linked(&plain(&closing.report), link.as_ref())));
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The text as a link of a terminal (OSC 8).
fn linked(text: &str, link: Option<&Url>) -> String {
    match link {
        Some(link) => format!("\u{1b}]8;;{link}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
        None => text.to_owned(),
    }
}

/// One line, in English, beside another form of the summary: the verdict in short, why the load stopped when it did not
/// come to its end, and where the report is: a path, or a sentence that there is none.
#[must_use]
pub fn closing(record: &RunRecord, report: &str) -> String {
    let shown = Presentation::of(record, Lang::En);
    let mut parts = vec![shown.verdict.headline];
    if record.ending != Ending::Completed {
        parts.push(shown.plan.ending);
    }
    let verdict = plain(&parts.join("; "));
    format!("  promo-load {}: {verdict}; report: {}\n", shown.verdict.letter_at_best, plain(report))
}

/// Width of the labels in front of the verdict's lines.
const LABEL: usize = 18;
/// Width of letter and score behind the label of a part of the grade.
const GRADE: usize = 7;

struct TerminalPage {
    width: usize,
    colour: bool,
    lang: Lang,
}

impl TerminalPage {
    fn style(&self, style: Style, text: &str) -> String {
        styled(self.colour, style, text)
    }

    fn letter_style(letter: Option<Letter>) -> Style {
        let style = Style::new().bold();
        match letter {
            Some(Letter::A | Letter::B) => style.green(),
            Some(Letter::C) | None => style.yellow(),
            Some(Letter::D | Letter::F) => style.red(),
        }
    }

    fn headline(&self, shown: &Presentation<'_>) -> Vec<String> {
        let style = Self::letter_style(shown.verdict.grade);
        let text = format!("{} — {}", plain(shown.title), plain(&shown.verdict.headline));
        let mut lines = Vec::new();
        for (position, line) in wrap(&text, self.width - MARGIN).into_iter().enumerate() {
            let letter = if position == 0 { &shown.verdict.letter } else { " " };
            let line = self.style(Style::new().bold(), &line);
            lines.push(format!("  {}   {line}", self.style(style.clone(), letter)));
        }
        lines
    }

    fn verdict_lines(&self, shown: &Presentation<'_>) -> Vec<String> {
        let Presentation { verdict, plan, generator, .. } = shown;
        let say = |id: &'static str| Message::new(id).say(self.lang);
        let mut lines = self.part_lines(shown);
        let mut line = |label: String, text: &str| lines.extend(self.labelled(&label, text));
        if let Some(claim) = &verdict.claim {
            line(say("label-at-best"), claim);
        }
        line(say("label-judged-on"), &verdict.basis);
        line(say("label-done"), &verdict.done.sentence);
        for times in steps::page_loads(&shown.steps.page_loads) {
            line(say("label-whole-page"), &times);
        }
        for cost in &shown.promotions.costs {
            line(say("label-promo-cost"), &cost.words);
            cost.lost.iter().for_each(|lost| line(String::new(), lost));
        }
        for why in &shown.promotions.unmeasured {
            line(say("label-promo-cost"), why);
        }
        line(say("label-thresholds"), &verdict.thresholds);
        line(say("label-capacity"), &verdict.capacity);
        if let Some(arithmetic) = shown.capacity.as_ref().and_then(|found| found.arithmetic.as_ref()) {
            line(say("label-shoppers"), arithmetic);
        }
        if let Some(margin) = &verdict.margin {
            line(say("label-expected"), margin);
        }
        if let Some(visits) = &plan.visits {
            line(say("label-visits"), visits);
        }
        for executor in &plan.executors {
            line(say("label-executor"), executor);
        }
        line(say("label-ended"), &plan.ending);
        line(say("label-generator"), &generator.verdict);
        line(String::new(), &generator.numbers);
        line(String::new(), &generator.resources);
        lines
    }

    /// The three parts of the grade: letter and score, and what was measured. The headline says which of them decides.
    fn part_lines(&self, shown: &Presentation<'_>) -> Vec<String> {
        let say = |id: &'static str| Message::new(id).say(self.lang);
        let verdict = &shown.verdict;
        let part = |label: &str, mark: &PartLetter, text: &str| {
            let label = (label, LABEL, Style::new().dim());
            match (verdict.grade, &mark.text) {
                (None, _) => self.beside(&[label], text),
                (Some(_), None) => self.beside(&[label, ("–", GRADE, Style::new().dim())], text),
                (Some(_), Some(told)) => {
                    self.beside(&[label, (told, GRADE, Self::letter_style(mark.letter))], text)
                }
            }
        };
        let times = verdict.times.as_ref().map_or_else(
            || say("not-measured"),
            |times| format!("{}   {}   {} {}", times.p50, times.p95, times.p99, times.place),
        );
        let mut lines = part(&say("label-response-time"), &verdict.marks.time, &times);
        if let Some(more) = verdict.times.as_ref().and_then(|times| times.beside.as_ref()) {
            lines.extend(self.beside(&[("", LABEL + GRADE, Style::new())], more));
        }
        lines.extend(part(&say("label-failures"), &verdict.marks.failures, &verdict.visits_together));
        let mut label = say("label-promotion");
        if let Some(seen) = &verdict.promotion {
            lines.extend(part(&label, &verdict.marks.promotion, seen));
            label.clear();
        }
        for offer in &shown.promotions.offers {
            lines.extend(self.labelled(&label, &self.offer(offer)));
            label.clear();
        }
        lines
    }

    fn offer(&self, offer: &Offer) -> String {
        let told = if offer.checked {
            Message::new("promotion-line")
        } else {
            Message::new("promotion-line-untried")
        };
        told.with("kind", offer.kind.as_str()).with("text", offer.text.as_str()).say(self.lang)
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
    fn advice_lines(&self, all: &[Advice]) -> Vec<String> {
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
        let arrow = format!("{:MARGIN$}→ ", "");
        lines.extend(hanging(&arrow, MARGIN + 2, &plain(&advice.remedy), self.width));
        lines
    }

    fn marked(&self, mark: &str, text: &str) -> Vec<String> {
        hanging(&format!("  {mark}   "), MARGIN, text, self.width)
    }
}
