use std::time::Duration;

use super::super::sample_run::{self, SampleCourse};
use super::super::{Capacity, Component};
use super::*;
use crate::metric::{
    ExecutorLine, HeldWait, Layout, LoadPart, Measurements, Outcome, PageEnd, Recorder, RunPhase, Sample,
    StepId, Timings, VisitKey,
};
use crate::words::Lang;
use proptest::prelude::*;

fn healthy() -> GeneratorHealth {
    GeneratorHealth { lag_p99_us: 300, cpu_share: 0.2, ..GeneratorHealth::default() }
}

fn judge(course: &SampleCourse, ending: &Ending) -> Verdict {
    Verdict::of(&sample_run::summary(course), &[], ending, &healthy(), &Background::default())
}

fn aborted() -> Ending {
    Ending::Aborted { thresholds: vec!["http_req_failed: rate<0.05".into()] }
}

#[test]
fn headlines_follow_the_letter() {
    let course = |cart_ms, timeouts| SampleCourse { cart_ms, timeouts, ..SampleCourse::default() };
    for (course, ending, headline, held) in [
        (
            course(200, 0),
            Ending::Completed,
            "holds at 200 shoppers, as far as 120 visits can tell",
            Some(200),
        ),
        (
            course(1_900, 0),
            Ending::Completed,
            "holds at 200 shoppers, with little margin: add_to_cart takes 1.90 s (p95 of 120 pages)",
            Some(200),
        ),
        (
            course(2_900, 0),
            Ending::Completed,
            "strains at 200 shoppers: add_to_cart takes 2.90 s (p95 of 120 pages)",
            None,
        ),
        (
            course(3_900, 0),
            Ending::Completed,
            "barely copes with 200 shoppers: add_to_cart takes 3.90 s (p95 of 120 pages)",
            None,
        ),
        (
            course(200, 3),
            Ending::Completed,
            "does not hold at 200 shoppers: 30 % of the visits fail (36 of 120): most at add_to_cart: requests end badly: no \
             answer in time",
            None,
        ),
        (
            SampleCourse { wrong: 10, ..SampleCourse::default() },
            Ending::Completed,
            "does not hold at 200 shoppers: the promotion is wrong in 100 % of the visits (120 of 120)",
            None,
        ),
        (course(200, 0), aborted(), "does not hold: given up at 200 shoppers", None),
        (
            course(200, 0),
            Ending::Silent { lasted: Duration::from_secs(20) },
            "stopped answering: no page for 20.0 s with 200 shoppers",
            None,
        ),
        (
            course(200, 0),
            Ending::Interrupted,
            "holds at 200 shoppers, as far as 120 visits can tell (seen for 12.0 s)",
            Some(200),
        ),
        (
            SampleCourse { dropped: 1, ..SampleCourse::default() },
            Ending::Completed,
            "answers 200 shoppers, but 9.1 % of the planned visits could not begin",
            None,
        ),
    ] {
        let verdict = judge(&course, &ending);
        assert_eq!(
            (verdict.headline.say(Lang::En).as_str(), verdict.held_at_vus),
            (headline, held),
            "{course:?}"
        );
        assert_eq!(verdict.inconclusive, None);
    }
}

#[test]
fn a_rate_is_judged_as_visits_per_second() {
    let mut summary = sample_run::summary(&SampleCourse::default());
    let line = |arrivals| ExecutorLine { name: "x".into(), planned: None, arrivals, needs: None };
    let headline = |summary: &Summary| {
        Verdict::of(summary, &[], &Ending::Completed, &healthy(), &Background::default())
            .headline
            .say(Lang::En)
    };
    summary.executors = vec![line(true)];
    let (measured, _) = summary.judged();
    let started = measured.tally().started;
    assert!(started > 0);
    assert!(
        headline(&summary).starts_with("holds at 10 visits per second, as far as"),
        "{}",
        headline(&summary)
    );
    summary.executors.push(line(false));
    assert!(headline(&summary).starts_with("holds at 200 shoppers"), "some come by themselves");
}

#[test]
fn what_was_seen_takes_the_word_holds_away() {
    let walks = |slow: &[u64]| {
        let fast = std::iter::repeat_n(&100, 7 - slow.len());
        let walk =
            |millis: &u64| Walk { journey: 0, page_ms: 90, cart_ms: *millis, failed: false, promotion: None };
        slow.iter().chain(fast).map(walk).collect::<Vec<_>>()
    };
    for (slow, letter) in [
        (&[] as &[u64], Letter::A),
        (&[1_900], Letter::B),
        // One page of seven: how often is not known.
        (&[5_100], Letter::C),
        (&[5_100, 5_100], Letter::F),
    ] {
        let grade = grade_of(&[&walks(slow)]).response_time.unwrap();
        assert_eq!(grade.letter, letter, "{slow:?}");
    }
    // Three of ten steps have one page each, and all three are slow: no step has enough pages of its own.
    let steps: Vec<String> = (0..10).map(|step| format!("step_{step}")).collect();
    let layout = Layout { steps, ..Layout::default() };
    let mut measured = Measurements::new(&layout);
    for step in 0..10 {
        let micros = if step < 3 { 6_000_000 } else { 90_000 };
        measured.visits.record(LoadPart::FullLoad, StepId(step), micros, 1, 1);
    }
    let time = measured.visits.time(0.95);
    assert_eq!(time.step.map(|time| (time.step, time.graded() / 1_000_000)), Some((None, 6)));
}

#[test]
fn a_load_that_ends_while_shoppers_wait_is_not_steady() {
    let mut summary = sample_run::summary(&SampleCourse { ramp_s: 0, ..SampleCourse::default() });
    let mut measured = Measurements::new(&summary.layout);
    let mut recorder = Recorder::new(&summary.layout);
    let visit = VisitKey { part: LoadPart::FullLoad, executor: 0, journey: 0 };
    let at = std::time::Instant::now();
    for second in 0..40 {
        for shopper in 0..8 {
            let micros = if second == 39 { 20_000_000 } else { 100_000 };
            let timings = Timings { waiting: micros, ..Timings::default() };
            let waited = Some(HeldWait { asked: second, until: second });
            let end = PageEnd { visit, shopper: Some(shopper), pace: None, at, waited, trace: None };
            recorder.page(&Sample::new(StepId(0), 200, Outcome::Ok, timings), &end);
        }
    }
    measured.merge(&recorder.hand_over(Measurements::new(&summary.layout)));
    summary.hold.merge(&measured);
    let verdict = Verdict::of(&summary, &[], &Ending::Completed, &healthy(), &Background::default());
    assert_eq!(
        verdict.headline.say(Lang::En),
        "answers 200 shoppers, but is not steady: at the end 8 of 8 shoppers wait 5.00 s or longer for a page, so it would \
         not hold for longer"
    );
}

#[test]
fn an_aborted_run_is_an_f_however_good() {
    let verdict = judge(&SampleCourse::default(), &aborted());
    assert_eq!(verdict.findings[0].evidence.say(Lang::En), "crossed http_req_failed: rate<0.05");
    let grade = verdict.grade.unwrap();
    assert_eq!(grade.letter, Letter::F);
    assert_eq!(grade.response_time.unwrap().letter, Letter::A, "what was measured stays visible");
    let silent = Ending::Silent { lasted: Duration::from_secs(20) };
    let nothing = SampleCourse { ramp_s: 0, hold_s: 0, ..SampleCourse::default() };
    let grade = judge(&nothing, &silent).grade.unwrap();
    assert_eq!((grade.letter, grade.response_time), (Letter::F, None));
}

#[test]
fn a_search_in_which_nothing_held_never_says_that_something_does() {
    use crate::grade::capacity::tests::capacity;
    use crate::grade::{SearchEnd, StepOutcome};
    let summary = sample_run::summary(&SampleCourse::default());
    let of = |found: &Capacity| {
        let background = Background { capacity: Some(found), ..Background::default() };
        Verdict::of(&summary, &[], &Ending::Completed, &healthy(), &background)
    };
    let broke = of(&capacity(&[(200, StepOutcome::Broke)], SearchEnd::LowestBroke));
    assert_eq!((broke.grade.unwrap().letter, broke.held_at_vus), (Letter::F, None));
    assert_eq!(broke.headline.say(Lang::En), "does not hold at 200 shoppers");
    let held = of(&capacity(&[(200, StepOutcome::Held)], SearchEnd::CeilingHeld));
    assert_eq!(held.headline.say(Lang::En), "holds at 200 shoppers, as far as 120 visits can tell");
    assert_eq!((held.grade.unwrap().letter, held.held_at_vus), (Letter::A, Some(200)));
}

#[test]
fn what_a_higher_load_could_not_deliver_says_nothing_of_the_one_that_held() {
    use crate::grade::capacity::tests::capacity;
    use crate::grade::{SearchEnd, StepOutcome};
    let mut summary = sample_run::summary(&SampleCourse::default());
    let too_high = sample_run::summary(&SampleCourse { dropped: 9, ..SampleCourse::default() });
    summary.append(&too_high, Duration::from_secs(60), false);
    let found = capacity(&[(200, StepOutcome::Held), (220, StepOutcome::Broke)], SearchEnd::Found);
    let background = Background { capacity: Some(&found), ..Background::default() };
    let held = Verdict::of(&summary, &[], &Ending::Completed, &healthy(), &background);
    assert_eq!(held.headline.say(Lang::En), "holds at 200 shoppers, as far as 120 visits can tell");
    assert_eq!((held.grade.unwrap().letter, held.held_at_vus), (Letter::A, Some(200)));
}

#[test]
fn no_grade_without_a_measurement_of_the_shop() {
    let blocked = SampleCourse { outcome: Outcome::Blocked, timeouts: 10, ..SampleCourse::default() };
    let nothing = SampleCourse { ramp_s: 0, hold_s: 0, ..SampleCourse::default() };
    let ramp_only = SampleCourse { hold_s: 0, ..SampleCourse::default() };
    for (course, ending, reason) in [
        (&blocked, Ending::Completed, "firewall"),
        (&nothing, Ending::Completed, "no request"),
        (&ramp_only, Ending::Interrupted, "full load"),
        (&ramp_only, Ending::Stopped, "full load"),
        (&ramp_only, Ending::Killed, "full load"),
    ] {
        let verdict = judge(course, &ending);
        assert!(verdict.inconclusive.unwrap().say(Lang::En).contains(reason));
        assert_eq!((verdict.grade, verdict.held_at_vus), (None, None));
    }
    assert!(judge(&ramp_only, &Ending::Completed).grade.is_some(), "a plan without a hold is judged whole");
}

#[test]
fn a_blocked_run_is_not_read_as_a_shop_that_fails() {
    let course = SampleCourse {
        outcome: Outcome::Blocked,
        timeouts: 10,
        failed_ms: 5,
        cart_ms: 200,
        ..SampleCourse::default()
    };
    let silent = Ending::Silent { lasted: Duration::from_secs(10) };
    for ending in [Ending::Completed, silent, aborted()] {
        let verdict = judge(&course, &ending);
        assert_eq!(verdict.grade, None, "{ending:?}");
        let said: Vec<_> = verdict.findings.iter().map(|finding| finding.what.say(Lang::En)).collect();
        assert_eq!(said, ["a CDN or firewall answered instead of the shop"], "{ending:?}");
        assert!(verdict.findings[0].remedy.say(Lang::En).contains("allow-list this machine's address"));
    }
    // A few refusals are a kind of failure like others.
    let verdict = judge(&SampleCourse { timeouts: 2, ..course }, &Ending::Completed);
    assert!(verdict.grade.is_some());
    assert_eq!(verdict.findings[0].what.say(Lang::En), "requests end badly: blocked by a CDN or firewall");
}

#[test]
fn a_crossed_threshold_takes_the_word_holds_away() {
    let crossed = ThresholdResult {
        source: "http_req_duration: p(95)<100".into(),
        value: Some(200.0),
        ok: false,
        abort_on_fail: false,
        worst_at_s: None,
    };
    let summary = sample_run::summary(&SampleCourse::default());
    let verdict = Verdict::of(&summary, &[crossed], &Ending::Completed, &healthy(), &Background::default());
    assert_eq!(verdict.headline.say(Lang::En), "answers 200 shoppers, but crosses 1 threshold");
    assert_eq!(verdict.held_at_vus, None);
    assert!(verdict.findings.iter().any(|finding| finding.evidence.say(Lang::En) == "measured 200 ms"));
}

#[test]
fn findings_carry_their_numbers() {
    let course = SampleCourse { cart_ms: 4_000, timeouts: 2, wrong: 1, ..SampleCourse::default() };
    let verdict = judge(&course, &Ending::Completed);
    let lines: Vec<_> = verdict
        .findings
        .iter()
        .map(|finding| format!("{} | {}", finding.what.say(Lang::En), finding.evidence.say(Lang::En)))
        .collect();
    assert_eq!(
        lines,
        [
            "requests end badly: no answer in time | 24 of 120 visits (20 %); add_to_cart in 24 visits",
            "add_to_cart: a page is not as it should be: `the rule is applied` | 12 of 120 visits (10 %); add_to_cart in 12 \
             visits; the rule is applied: 16 of 128 checks (12.5 %)",
            "add_to_cart is the slowest step | p95 60.0 s; the next slowest is product_page with 101 ms; \
             100 % of the mean time is waiting for the shop's first byte",
        ]
    );
}

#[test]
fn a_promotion_that_is_wrong_stands_above_other_checks_with_its_beginning() {
    let summary = sample_run::summary(&SampleCourse { wrong: 1, ..SampleCourse::default() });
    let background = Background { promotion_checks: &[false, true], ..Background::default() };
    let verdict = Verdict::of(&summary, &[], &Ending::Completed, &healthy(), &background);
    let finding = &verdict.findings[0];
    assert_eq!((finding.kind, finding.step.as_deref()), (FindingKind::PromotionWrong, Some("add_to_cart")));
    assert_eq!(finding.since_s, Some(0.0));
    // With other failures, the seconds do not tell which of them it was.
    let summary = sample_run::summary(&SampleCourse { wrong: 1, timeouts: 1, ..SampleCourse::default() });
    let verdict = Verdict::of(&summary, &[], &Ending::Completed, &healthy(), &background);
    let kinds: Vec<_> = verdict.findings.iter().map(|finding| (finding.kind, finding.since_s)).collect();
    assert_eq!(kinds[..2], [(FindingKind::PromotionWrong, None), (FindingKind::Failures, None)]);
}

#[test]
fn what_is_expected_is_compared_with_what_was_seen() {
    let expecting = |expected, health: &GeneratorHealth| {
        let background = Background { expected_shoppers: Some(expected), ..Background::default() };
        Verdict::of(
            &sample_run::summary(&SampleCourse::default()),
            &[],
            &Ending::Completed,
            health,
            &background,
        )
    };
    let verdict = expecting(500, &healthy());
    assert_eq!(verdict.findings[0].kind, FindingKind::CapacityMargin);
    assert_eq!(verdict.margin.unwrap().say(Lang::En), "500 expected: not shown to hold");
    assert!(verdict.headline.say(Lang::En).starts_with("holds at 200 shoppers"), "what was seen stays seen");
    assert_eq!(expecting(100, &healthy()).findings, []);
    let sick = GeneratorHealth { own_failures: 1, ..healthy() };
    let kinds: Vec<_> = expecting(500, &sick).findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [FindingKind::Generator]);
}

/// A visit of two pages.
#[derive(Debug, Clone, Copy)]
struct Walk {
    journey: usize,
    page_ms: u64,
    cart_ms: u64,
    failed: bool,
    promotion: Option<bool>,
}

fn visit() -> impl Strategy<Value = Walk> {
    let times = || prop_oneof![3 => 10_u64..900, 1 => 900_u64..9_000];
    (0_usize..2, times(), times(), prop::bool::weighted(0.1), prop::option::of(prop::bool::weighted(0.9)))
        .prop_map(|(journey, page_ms, cart_ms, failed, promotion)| Walk {
            journey,
            page_ms,
            cart_ms,
            failed,
            promotion,
        })
}

/// The grade of several runs merged.
fn grade_of(runs: &[&Vec<Walk>]) -> Grade {
    let layout = Layout { journeys: vec!["look".into(), "buy".into()], ..sample_run::layout() };
    let mut summary = Summary::new(layout.clone(), 1);
    for (run, second) in runs.iter().zip(1..) {
        let mut measured = Measurements::new(&layout);
        for walk in *run {
            sample_run::walk(
                &mut measured,
                walk.journey,
                [walk.page_ms, walk.cart_ms],
                walk.failed,
                walk.promotion,
            );
        }
        summary.add_second(Duration::from_secs(second), RunPhase::Hold, 1, &measured);
    }
    let verdict = Verdict::of(&summary, &[], &Ending::Completed, &healthy(), &Background::default());
    verdict.grade.unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn more_failures_never_make_a_better_verdict(
        cart_ms in 1_u64..9_000, timeouts in 0_u64..5, wrong in 0_u64..5, fast in proptest::bool::ANY,
    ) {
        let failed_ms = if fast { 1 } else { 60_000 };
        let course = SampleCourse { cart_ms, timeouts, wrong, failed_ms, ramp_s: 0, hold_s: 1, ..SampleCourse::default() };
        let before = judge(&course, &Ending::Completed).grade.unwrap();
        for worse in [SampleCourse { timeouts: timeouts + 1, ..course.clone() }, SampleCourse { wrong: wrong + 1, ..course }] {
            let after = judge(&worse, &Ending::Completed).grade.unwrap();
            prop_assert!(after.letter <= before.letter && after.score <= before.score, "{worse:?}");
        }
    }

    /// Slower, failed, with a wrong promotion: one visit of many, or each.
    #[test]
    fn a_visit_made_worse_never_improves_the_letter(
        visits in prop::collection::vec(visit(), 1..60), chosen in any::<prop::sample::Index>(), by in 0_u64..20_000, fails in any::<bool>(),
    ) {
        let mut worse = visits.clone();
        let made_worse = &mut worse[chosen.index(visits.len())];
        made_worse.cart_ms += by;
        made_worse.failed |= fails;
        made_worse.promotion = made_worse.promotion.map(|right| right && !fails);
        let (before, after) = (grade_of(&[&visits]), grade_of(&[&worse]));
        prop_assert!(after.letter <= before.letter && after.score <= before.score, "{before:?} {after:?}");
    }

    /// The property holds for each part of one step and one journey. Two runs that are bad in different parts can be better
    /// together: two visits of 9 s, and a hundred of which ten fail, are 2 % slow ones and 9.8 % failed ones.
    #[test]
    fn two_runs_together_are_in_no_part_better_than_the_better(
        one in prop::collection::vec(visit(), 1..60), other in prop::collection::vec(visit(), 1..60),
    ) {
        let plain = |visits: &[Walk]| -> Vec<Walk> {
            visits.iter().map(|walk| Walk { journey: 0, page_ms: 1, ..*walk }).collect()
        };
        let (one, other) = (plain(&one), plain(&other));
        let (of_one, of_other, of_both) = (grade_of(&[&one]), grade_of(&[&other]), grade_of(&[&one, &other]));
        let parts: [fn(&Grade) -> Option<Component>; 3] =
            [|grade| grade.response_time, |grade| grade.failures, |grade| grade.promotion];
        for part in parts {
            let letter = |grade| part(grade).map(|component| component.letter);
            prop_assert!(letter(&of_both) <= letter(&of_one).max(letter(&of_other)), "{of_one:?} {of_other:?} {of_both:?}");
        }
    }

    #[test]
    fn an_inconclusive_run_has_no_grade_and_a_graded_one_no_excuse(
        cart_ms in 1_u64..20_000, timeouts in 0_u64..10, hold_s in 0_u64..4, ramp_s in 0_u64..3,
        lag in 0_u64..200_000, own in 0_u64..2, end in 0_usize..5,
    ) {
        let endings = [Ending::Completed, Ending::Interrupted, Ending::Stopped, Ending::Killed, aborted(),
            Ending::Silent { lasted: Duration::from_secs(20) }];
        let health = GeneratorHealth { lag_p99_us: lag, own_failures: own, ..healthy() };
        let course = SampleCourse { cart_ms, timeouts, hold_s, ramp_s, ..SampleCourse::default() };
        let verdict = Verdict::of(&sample_run::summary(&course), &[], &endings[end], &health, &Background::default());
        prop_assert_eq!(verdict.grade.is_none(), verdict.inconclusive.is_some());
        prop_assert!(health.bottleneck().is_none() || verdict.grade.is_none());
        prop_assert!(verdict.held_at_vus.is_none() || verdict.grade.is_some_and(|grade| grade.letter >= Letter::B));
    }
}
