//! What became of the visits: how many were good, what broke them, and whether the promotion was right in them.

use super::period;
use crate::metric::RunPhase;
use crate::record::{BrokenRecord, RunRecord, TimeRecord, VisitsRecord};
use crate::words::{self, Lang, Message, Value};

/// The period of the judged part; of a record without visits, of its judged requests.
pub(super) fn judged_period(record: &RunRecord) -> Message {
    period(record.visits.as_ref().map_or(record.judged.phase == RunPhase::Hold, |visits| visits.at_full_load))
}

/// `of 1,000 visits at full load 998 were good`; `None` when none ended.
fn good(visits: &VisitsRecord) -> Option<Message> {
    let told = Message::new("visits-good").with("period", period(visits.at_full_load));
    (visits.ended() > 0).then(|| told.with("visits", visits.ended()).with("good", visits.judged.good))
}

/// What broke most of the judged visits, what turned some away, how many the end cut off: in short.
fn failed_by(visits: &VisitsRecord) -> Vec<Message> {
    let mut told = Vec::new();
    if let Some((worst, times)) = most_broken(visits) {
        let others = visits.judged.failed.saturating_sub(times);
        let most =
            if others > 0 { Message::new("visits-most-broke") } else { Message::new("visits-all-broke") };
        told.push(
            most.with("step", worst.step.as_str()).with("cause", worst.cause.clone()).with("times", times),
        );
    }
    if visits.turned_away > 0 {
        told.push(Message::new("visits-turned-away").with("visits", visits.turned_away));
    }
    if visits.judged.unfinished > 0 {
        told.push(Message::new("visits-unfinished").with("visits", visits.judged.unfinished));
    }
    told
}

/// The step and cause that broke most of the judged visits, of all journeys together, and how many; `None` when none broke.
fn most_broken(visits: &VisitsRecord) -> Option<(&BrokenRecord, u64)> {
    let mut places: Vec<(&BrokenRecord, u64)> = Vec::new();
    for broken in &visits.broken {
        let is_same = |known: &BrokenRecord| (&known.step, &known.cause) == (&broken.step, &broken.cause);
        match places.iter_mut().find(|(known, _)| is_same(known)) {
            Some((_, times)) => *times += broken.judged,
            None => places.push((broken, broken.judged)),
        }
    }
    // Of equals the first, as they are listed.
    places.into_iter().rev().max_by_key(|(_, times)| *times).filter(|(_, times)| *times > 0)
}

/// Whether the promotion was right in the judged visits; `None` when none could be looked at. Of a record without visits, in
/// how many checks.
pub(super) fn promotion(record: &RunRecord) -> Option<Message> {
    let Some(visits) = &record.visits else { return promotion_by_checks(record) };
    let (right, wrong) = (visits.judged.promotion_right, visits.judged.promotion_wrong);
    let told = match wrong {
        0 => Message::new("promotion-visits-right").with("right", right),
        _ => Message::new("promotion-visits-wrong").with("wrong", wrong),
    };
    let all = right + wrong;
    (all > 0).then(|| told.with("visits", all).with("period", period(visits.at_full_load)))
}

/// What the graded time is beside the percentiles of its step: that of whole shoppers, of a part of the time, or less sure than it
/// looks.
pub(super) fn beside_the_time(visits: &VisitsRecord) -> Option<Message> {
    let time = visits.time.as_ref()?;
    let TimeRecord { pages, p95_ms, at_least_ms, shoppers, shoppers_wait_ms, .. } = time;
    match (time.slow_time_ms.zip(time.slow_time_share), shoppers_wait_ms) {
        (Some((wait, share)), _) if wait >= time.graded_ms && wait > *at_least_ms => {
            let told = Message::new("reason-seconds").with("wait", Value::Millis(wait));
            Some(told.with("share", Value::Share(share)))
        }
        // A shopper's usual waiting is known to 3 %: within that it is what the step's p95 says, too.
        (_, Some(wait)) if wait > at_least_ms && *wait > p95_ms * 1.03 => {
            let told = Message::new("reason-shoppers").with("wait", Value::Millis(*wait));
            Some(told.with("shoppers", *shoppers))
        }
        _ if time.graded_ms > *at_least_ms && *p95_ms > time.graded_ms => {
            let told = Message::new("time-seen").with("p95", Value::Millis(*p95_ms));
            Some(told.with("graded", Value::Millis(time.graded_ms)).with("pages", *pages))
        }
        // Where the same is shown for both, there is nothing to explain.
        _ if words::millis(*p95_ms, Lang::En) != words::millis(*at_least_ms, Lang::En) => {
            let told = Message::new("time-at-least").with("at-least", Value::Millis(*at_least_ms));
            Some(told.with("pages", *pages))
        }
        _ => None,
    }
}

/// How many visits were good, then what broke most of the others; empty when none ended. Of a record without visits
/// `0.3 % of the requests (41 × no answer in time on add_to_cart)`.
pub(super) fn failures(record: &RunRecord) -> Vec<Message> {
    match &record.visits {
        Some(judged) => good(judged)
            .map_or_else(Vec::new, |good| std::iter::once(good).chain(failed_by(judged)).collect()),
        None => failed_requests(record).into_iter().collect(),
    }
}

fn failed_requests(record: &RunRecord) -> Option<Message> {
    let rate = record.judged.failure_rate?;
    let told = match record.judged.kinds.first() {
        None => Message::new("failures-none"),
        Some(worst) => {
            let others: u64 = record.judged.kinds.iter().skip(1).map(|kind| kind.count).sum();
            let told = match others {
                0 => Message::new("failures-worst"),
                _ => Message::new("failures-worst-and-others").with("others", others),
            };
            told.with("times", worst.count)
                .with("outcome", worst.outcome.words())
                .with("step", worst.step.as_str())
        }
    };
    Some(told.with("share", Value::Share(rate)))
}

/// Whether the promotion was right under load, by checks; `None` when no check looked.
fn promotion_by_checks(record: &RunRecord) -> Option<Message> {
    let proofs = record.checks.iter().filter(|check| check.promotion);
    let (right, wrong) =
        proofs.fold((0, 0), |(right, wrong), check| (right + check.passes, wrong + check.wrong()));
    let all = right + wrong;
    let told = match wrong {
        0 => Message::new("promotion-right").with("right", right),
        _ => Message::new("promotion-not-right").with("wrong", wrong),
    };
    (all > 0).then(|| told.with("all", all))
}

/// How many visits broke for a cause, by period.
pub(super) fn how_many(broken: &BrokenRecord, at_full_load: bool) -> Message {
    let told = match (broken.judged, broken.others) {
        _ if !at_full_load => Message::new("broken-visits"),
        (_, 0) => Message::new("broken-full-load"),
        (0, _) => Message::new("broken-elsewhere"),
        (judged, others) => {
            return Message::new("broken-by-period").with("judged", judged).with("others", others);
        }
    };
    told.with("visits", broken.visits())
}

/// `order_page: status 500`.
pub(super) fn where_and_what(broken: &BrokenRecord) -> Message {
    Message::new("at-step").with("step", broken.step.as_str()).with("what", broken.cause.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::sample_run::SampleCourse;
    use crate::metric::{Ending, Outcome};
    use crate::record::sample;

    fn record(course: &SampleCourse) -> RunRecord {
        sample::record_of(course, Ending::Completed, sample::health())
    }

    #[test]
    fn visits_are_said_first_with_what_broke_them() {
        let course =
            SampleCourse { timeouts: 1, wrong: 2, outcome: Outcome::Status, ..SampleCourse::default() };
        let record = record(&course);
        let visits = record.visits.as_ref().unwrap();
        assert_eq!(good(visits).unwrap().say(Lang::En), "of 120 visits at full load 84 were good");
        let told = Message::list(failed_by(visits)).say(Lang::En);
        assert_eq!(told, "most often broken at add_to_cart: “the rule is applied” did not hold (24)");
        assert_eq!(promotion(&record).unwrap().say(Lang::En), "wrong in 24 of 120 visits at full load");
        let broken = &visits.broken[1];
        assert_eq!(where_and_what(broken).say(Lang::En), "add_to_cart: status 500");
        assert_eq!(how_many(broken, true).say(Lang::En), "12 visits at full load, 4 before or after it");
        assert_eq!(how_many(broken, false).say(Lang::En), "16 visits");
        let held = BrokenRecord { others: 0, ..broken.clone() };
        assert_eq!(how_many(&held, true).say(Lang::En), "12 visits at full load");
        let ramp = BrokenRecord { judged: 0, ..broken.clone() };
        assert_eq!(how_many(&ramp, true).say(Lang::En), "4 visits, all before or after full load");
    }

    #[test]
    fn few_pages_and_slow_shoppers_stand_beside_the_percentiles() {
        let record = record(&SampleCourse::default());
        let mut visits = record.visits.unwrap();
        assert_eq!(beside_the_time(&visits), None);
        let time = visits.time.as_mut().unwrap();
        (time.pages, time.p95_ms, time.at_least_ms, time.shoppers_wait_ms) = (12, 2_000.0, 900.0, None);
        let said = |visits: &VisitsRecord| beside_the_time(visits).unwrap().say(Lang::En);
        assert_eq!(said(&visits), "at least 900 ms for certain: the slowest of 12 pages may be chance");
        let time = visits.time.as_mut().unwrap();
        (time.p95_ms, time.graded_ms) = (5_000.0, 2_000.0);
        assert_eq!(
            said(&visits),
            "5.00 s was seen and counts as at least 2.00 s: the slowest of 12 pages may be chance"
        );
        let time = visits.time.as_mut().unwrap();
        (time.slow_time_ms, time.slow_time_share, time.graded_ms) = (Some(3_000.0), Some(0.25), 3_000.0);
        assert_eq!(said(&visits), "in 25 % of the time most shoppers wait 3.00 s or longer for a page");
        let time = visits.time.as_mut().unwrap();
        (time.shoppers, time.shoppers_wait_ms, time.slow_time_ms) = (20, Some(7_500.0), None);
        assert_eq!(
            said(&visits),
            "one shopper in twenty waits 7.50 s or longer for most pages (20 shoppers)"
        );
    }
}
