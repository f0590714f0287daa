//! The letter, what it means, and the three parts it is made of.

use serde::Serialize;

use super::done::Done;
use super::{TextLine, rules, say, visits};
use crate::grade::{Component, Grade, Letter, LoadUnit};
use crate::record::{RunRecord, Trend};
use crate::report::text::ticked;
use crate::words::{self, Lang, Message, Value};

/// The top of a report.
#[derive(Serialize)]
pub(in crate::report) struct VerdictSection {
    /// `?` without a grade.
    pub(in crate::report) letter: String,
    /// That the letter is one at best.
    at_best: Option<String>,
    /// The letter with that.
    pub(in crate::report) letter_at_best: String,
    /// The letter with the score.
    overall: Option<String>,
    /// The letter for layouts that colour it.
    #[serde(skip)]
    pub(in crate::report) grade: Option<Letter>,
    /// The class of the style sheet that colours it.
    class: String,
    /// The verdict without a full stop, and as a sentence.
    pub(in crate::report) headline: String,
    sentence: String,
    meaning: String,
    /// What so few visits leave open.
    pub(in crate::report) claim: Option<String>,
    /// What was judged, and the same as a sentence.
    pub(in crate::report) basis: String,
    judged_on: String,
    pub(in crate::report) marks: PartLetters,
    /// What is graded as response time; `None` when no page came.
    pub(in crate::report) times: Option<Times>,
    /// How many visits were good, then what broke the others; empty when none ended.
    visits: Vec<String>,
    /// The same in one sentence.
    pub(in crate::report) visits_together: String,
    /// Whether the promotion was right; `None` when no visit looked.
    pub(in crate::report) promotion: Option<String>,
    /// How many shoppers, and what that number is.
    shoppers: Option<TextLine>,
    pub(in crate::report) done: Done,
    /// How many thresholds held.
    pub(in crate::report) thresholds: String,
    pub(in crate::report) capacity: String,
    /// What it says about the shoppers that are expected, when that was asked.
    pub(in crate::report) margin: Option<String>,
}

impl VerdictSection {
    pub(super) fn of(record: &RunRecord, lang: Lang) -> Self {
        let verdict = &record.verdict;
        let letter = verdict.grade.map_or_else(|| "?".to_owned(), |grade| grade.letter.to_string());
        let at_best = verdict.grade.is_some_and(|grade| grade.at_best);
        let with_at_best = || Message::new("letter-at-best").with("letter", letter.as_str()).say(lang);
        let (sentence, meaning) = match (&verdict.grade, &verdict.inconclusive) {
            (Some(grade), None) => {
                (Message::new("md-it").with("headline", verdict.headline.clone()), grade.letter.meaning())
            }
            (_, reason) => {
                // A record that was written by hand may have neither.
                let reason = reason.clone().unwrap_or_else(|| Message::new("not-measured"));
                (Message::new("md-no-grade").with("reason", reason), Message::new("md-no-grade-then"))
            }
        };
        let visits = visits::failures(record);
        Self {
            at_best: at_best.then(|| say("md-at-best", lang)),
            letter_at_best: if at_best { with_at_best() } else { letter.clone() },
            letter,
            overall: verdict.grade.map(|grade| format!("{} {}", grade.letter, grade.score)),
            grade: verdict.grade.map(|grade| grade.letter),
            class: class(verdict.grade.map(|grade| grade.letter)),
            headline: verdict.headline.say(lang),
            sentence: ticked(&sentence, lang),
            meaning: meaning.say(lang),
            claim: verdict.claim.as_ref().map(|claim| claim.say(lang)),
            basis: verdict.basis.say(lang),
            judged_on: Message::new("md-judged-on").with("basis", verdict.basis.clone()).say(lang),
            marks: PartLetters::of(record),
            times: Times::of(record, lang),
            visits: visits.iter().map(|told| told.say(lang)).collect(),
            visits_together: if visits.is_empty() {
                say("not-measured", lang)
            } else {
                Message::list(visits).say(lang)
            },
            promotion: visits::promotion(record).map(|seen| seen.say(lang)),
            shoppers: shoppers(record, lang),
            done: Done::of(record, lang),
            thresholds: rules::summary(record).say(lang),
            capacity: verdict.capacity.say(lang),
            margin: verdict.margin.as_ref().map(|margin| margin.say(lang)),
        }
    }
}

/// The class of the style sheet that colours a letter.
fn class(letter: Option<Letter>) -> String {
    letter.map_or_else(|| "none".to_owned(), |letter| letter.to_string().to_lowercase())
}

/// The letters of the three things that are graded.
#[derive(Serialize)]
pub(in crate::report) struct PartLetters {
    pub(in crate::report) time: PartLetter,
    pub(in crate::report) failures: PartLetter,
    pub(in crate::report) promotion: PartLetter,
}

/// The letter of one of them.
#[derive(Serialize)]
pub(in crate::report) struct PartLetter {
    /// `B 87`; `None` without a letter.
    pub(in crate::report) text: Option<String>,
    #[serde(skip)]
    pub(in crate::report) letter: Option<Letter>,
    class: String,
    /// Whether the letter of the whole follows from it.
    decides: bool,
}

impl PartLetters {
    fn of(record: &RunRecord) -> Self {
        let deciding = deciding(record);
        let mark = |part: GradedPart| {
            let component = record.verdict.grade.as_ref().and_then(|grade| part.of(grade));
            let letter = component.map(|component| component.letter);
            PartLetter {
                text: component.map(|component| format!("{} {}", component.letter, component.score)),
                letter,
                class: class(letter),
                decides: deciding == Some(part),
            }
        };
        Self {
            time: mark(GradedPart::Time),
            failures: mark(GradedPart::Failures),
            promotion: mark(GradedPart::Promotion),
        }
    }
}

/// One of the three things that are graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GradedPart {
    /// What shoppers wait.
    Time,
    /// The visits that fail.
    Failures,
    /// Whether the promotion was right.
    Promotion,
}

impl GradedPart {
    const fn of(self, grade: &Grade) -> Option<Component> {
        match self {
            Self::Time => grade.response_time,
            Self::Failures => grade.failures,
            Self::Promotion => grade.promotion,
        }
    }
}

/// The part from which the letter follows: the worst one. `None` when all are excellent, and when the letter has another
/// reason (the end of the run, a load that is not steady, the grade of an older version).
fn deciding(record: &RunRecord) -> Option<GradedPart> {
    let grade = record.verdict.grade.as_ref().filter(|grade| grade.letter < Letter::A)?;
    let score = |part: GradedPart| part.of(grade).map(|component| component.score.points());
    let parts = [GradedPart::Promotion, GradedPart::Failures, GradedPart::Time];
    parts.into_iter().find(|part| score(*part).is_some_and(|score| score <= grade.score.points()))
}

/// The percentiles of the judged part; of a record without visits, of all requests.
#[derive(Serialize)]
pub(in crate::report) struct Times {
    /// `p50 84 ms`.
    pub(in crate::report) p50: String,
    pub(in crate::report) p95: String,
    pub(in crate::report) p99: String,
    /// The p95 for people: `95 of 100 pages within 1.31 s`.
    within: String,
    /// Of which pages and of which period they are: `at order_page, at full load`.
    pub(in crate::report) place: String,
    /// What the graded time is beside them.
    pub(in crate::report) beside: Option<String>,
}

impl Times {
    fn of(record: &RunRecord, lang: Lang) -> Option<Self> {
        let trend = record.judged.response_time?;
        let time =
            |name: &str, pick: fn(&Trend) -> f64| format!("{name} {}", words::millis(pick(&trend), lang));
        let place = match (&record.visits, &record.judged.slowest_step) {
            (None, _) => Message::new("where-requests"),
            (Some(_), None) => Message::new("where-all"),
            (Some(_), Some(step)) => Message::new("where-step").with("step", step.as_str()),
        };
        let beside = record.visits.as_ref().and_then(visits::beside_the_time);
        Some(Self {
            p50: time("p50", |trend| trend.med),
            p95: time("p95", |trend| trend.p95),
            p99: time("p99", |trend| trend.p99),
            within: Message::new("html-within").with("time", Value::Millis(trend.p95)).say(lang),
            place: place.with("period", visits::judged_period(record)).say(lang),
            beside: beside.map(|beside| beside.say(lang)),
        })
    }
}

/// The shoppers for whom it held; else how many were tried. A search tries more than it claims: of it, the load that held.
fn shoppers(record: &RunRecord, lang: Lang) -> Option<TextLine> {
    let line = |vus: u64, label: Message| TextLine { label: label.say(lang), text: words::count(vus, lang) };
    if let Some(capacity) = &record.capacity
        && capacity.unit != LoadUnit::Shoppers
    {
        let held = u64::from(capacity.held?);
        let per = if capacity.unit == LoadUnit::VisitsPerMinute { "minute" } else { "second" };
        return Some(line(held, Message::new("html-visits-held").with("visits", held).exact("per", per)));
    }
    let tried = record.timeline.iter().map(|point| point.vus).max().filter(|vus| *vus > 0);
    match record.verdict.held_at_vus {
        Some(vus) => Some(line(vus, Message::new("html-shoppers-held").with("shoppers", vus))),
        None => tried.map(|vus| line(vus, Message::new("html-shoppers-tried").with("shoppers", vus))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::sample_run::SampleCourse;
    use crate::metric::Ending;
    use crate::record::sample;

    fn record(course: &SampleCourse) -> RunRecord {
        sample::record_of(course, Ending::Completed, sample::health())
    }

    #[test]
    fn the_worst_part_decides_and_an_excellent_one_does_not() {
        let slow = SampleCourse { cart_ms: 2_500, ..SampleCourse::default() };
        let failing = SampleCourse { timeouts: 2, failed_ms: 9, ..SampleCourse::default() };
        let wrong = SampleCourse { wrong: 2, ..SampleCourse::default() };
        for (course, expected) in [
            (SampleCourse::default(), None),
            (slow, Some(GradedPart::Time)),
            (failing, Some(GradedPart::Failures)),
            (wrong, Some(GradedPart::Promotion)),
        ] {
            assert_eq!(deciding(&record(&course)), expected, "{course:?}");
        }
        let aborted = Ending::Aborted { thresholds: vec!["checks: rate>0.9".into()] };
        assert_eq!(deciding(&sample::record_of(&SampleCourse::default(), aborted, sample::health())), None);
    }
}
