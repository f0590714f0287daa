//! Descriptors, ports, cores and clocks.

use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::plan::{Intensity, MachineCapacity};
use crate::report::doctor::{Examination, ExaminationState};
use crate::run::Cores;
use crate::words::{Message, Value};

/// Room for fewer VUs than the greatest named load has is worth a word.
const ENOUGH: u64 = Intensity::Heavy.vus() as u64;
/// The number of timers that are tried.
const TIMERS: usize = 100;
/// The length of each: together they are a short look.
const TIMER: Duration = Duration::from_millis(1);
/// From here on a busy thread delays its own requests; a run judges itself by the same bound.
const LATE: Duration = Duration::from_millis(20);
/// A clock with longer steps cannot tell two response times apart.
const COARSE: Duration = Duration::from_millis(1);

pub(super) fn descriptors(capacity: MachineCapacity) -> Examination {
    const ID: &str = "descriptors";
    let Some(limit) = capacity.descriptors else {
        return Examination::ok(ID, Message::new("doctor-descriptors-free"));
    };
    let room = limit.saturating_sub(capacity.reserve) / capacity.per_vu.max(1);
    let remedy = Message::new("doctor-raise-descriptors");
    if room == 0 {
        let found =
            Message::new("doctor-descriptors-none").with("limit", limit).with("reserve", capacity.reserve);
        return Examination::bad(ID, ExaminationState::Problem, found, remedy);
    }
    let found = Message::new("doctor-descriptors").with("limit", limit).with("vus", room);
    if room < ENOUGH {
        Examination::bad(ID, ExaminationState::Warn, found, remedy)
    } else {
        Examination::ok(ID, found)
    }
}

pub(super) fn ports(ports: Option<u64>) -> Examination {
    const ID: &str = "ports";
    let remedy = Message::new("doctor-widen-ports");
    match ports {
        None => Examination::ok(ID, Message::new("doctor-ports-unknown")),
        Some(0) => Examination::bad(ID, ExaminationState::Problem, Message::new("doctor-ports-none"), remedy),
        Some(ports) => {
            let found = Message::new("doctor-ports").with("ports", ports);
            if ports < ENOUGH {
                Examination::bad(ID, ExaminationState::Warn, found, remedy)
            } else {
                Examination::ok(ID, found)
            }
        }
    }
}

pub(super) fn cores(cores: Cores) -> Examination {
    const ID: &str = "cores";
    let usable = cores.usable;
    if let Some(granted) = cores.granted.filter(|granted| *granted < usable as f64) {
        let found = Message::new("doctor-cores-throttled").with("usable", usable);
        let found = found.with("granted", Value::Number(granted));
        return Examination::bad(ID, ExaminationState::Warn, found, Message::new("doctor-raise-cores"));
    }
    let online = cores.online.unwrap_or(usable).max(usable);
    Examination::ok(ID, Message::new("doctor-cores").with("usable", usable).with("online", online))
}

/// How the monotonic clock and its timers behaved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClockLook {
    /// The shortest step between two readings.
    step: Duration,
    /// How late each timer was, sorted.
    late: Vec<Duration>,
}

impl ClockLook {
    /// Looks for about a tenth of a second.
    pub(super) fn take() -> Self {
        let mut late: Vec<Duration> = (0..TIMERS).map(|_| one_timer()).collect();
        late.sort_unstable();
        let steps = (0..TIMERS).map(|_| {
            let begun = Instant::now();
            loop {
                let step = begun.elapsed();
                if !step.is_zero() {
                    return step;
                }
            }
        });
        Self { step: steps.min().unwrap_or_default(), late }
    }
}

fn one_timer() -> Duration {
    let begun = Instant::now();
    thread::sleep(TIMER);
    begun.elapsed().saturating_sub(TIMER)
}

pub(super) fn clock(look: &ClockLook) -> Examination {
    const ID: &str = "clock";
    let millis = |duration: Duration| Value::Millis(duration.as_secs_f64() * 1e3);
    let step = u64::try_from(look.step.as_nanos()).unwrap_or(u64::MAX);
    let timers = look.late.len() as u64;
    if look.step >= COARSE {
        let found = Message::new("doctor-clock-coarse").with("step", step);
        return Examination::bad(ID, ExaminationState::Problem, found, Message::new("doctor-other-machine"));
    }
    let at = |share: usize| look.late.get(look.late.len() * share / 100).or(look.late.last()).copied();
    let (p95, most) = (at(95).unwrap_or_default(), at(100).unwrap_or_default());
    if p95 > LATE {
        let found = Message::new("doctor-clock-late").with("late", millis(p95)).with("timers", timers);
        return Examination::bad(ID, ExaminationState::Warn, found, Message::new("doctor-free-machine"));
    }
    let found = Message::new("doctor-clock").with("step", step).with("timers", timers);
    Examination::ok(ID, found.with("late", millis(most)))
}

/// The time of day. No certificate that a shop shows today was valid before 2024 or will be after 2100.
pub(super) fn time(now: Timestamp) -> Examination {
    const ID: &str = "time";
    let shown = now.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let year = now.to_zoned(jiff::tz::TimeZone::UTC).year();
    if (2024..=2100).contains(&year) {
        Examination::ok(ID, Message::new("doctor-time").with("time", shown))
    } else {
        let found = Message::new("doctor-time-wrong").with("time", shown);
        Examination::bad(ID, ExaminationState::Problem, found, Message::new("doctor-set-time"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    fn said(check: &Examination) -> (ExaminationState, String) {
        assert_eq!(check.remedy.is_some(), check.state != ExaminationState::Ok, "{check:?}");
        assert!(check.found.is_whole() && check.remedy.as_ref().is_none_or(Message::is_whole), "{check:?}");
        (check.state, check.found.say(Lang::En))
    }

    #[test]
    fn room_is_what_a_plan_would_be_granted() {
        let capacity = |descriptors| MachineCapacity { descriptors, reserve: 40, per_vu: 1, ports: None };
        for (limit, state, part) in [
            (None, ExaminationState::Ok, "no limit"),
            (Some(20_000), ExaminationState::Ok, "20,000 open files are allowed: room for about 19,960 VUs"),
            (Some(540), ExaminationState::Ok, "about 500 VUs"),
            (Some(539), ExaminationState::Warn, "about 499 VUs"),
            (Some(41), ExaminationState::Warn, "about 1 VU"),
            (Some(40), ExaminationState::Problem, "no room for a VU"),
            (Some(0), ExaminationState::Problem, "no room for a VU"),
        ] {
            let (found, text) = said(&descriptors(capacity(limit)));
            assert!(found == state && text.contains(part), "{limit:?}: {found:?} {text}");
        }
        for (count, state, part) in [
            (None, ExaminationState::Ok, "does not say"),
            (Some(28_232), ExaminationState::Ok, "28,232 local ports"),
            (Some(499), ExaminationState::Warn, "about 499 VUs"),
            (Some(0), ExaminationState::Problem, "no VU can connect"),
        ] {
            let (found, text) = said(&ports(count));
            assert!(found == state && text.contains(part), "{count:?}: {found:?} {text}");
        }
    }

    #[test]
    fn throttled_cores_are_told() {
        for (usable, online, granted, state, part) in [
            (2, Some(8), None, ExaminationState::Ok, "2 of 8 cores"),
            (1, None, None, ExaminationState::Ok, "1 of 1 core may be used: a run has up to 1 engine thread"),
            (2, Some(8), Some(2.0), ExaminationState::Ok, "2 of 8 cores"),
            (
                1,
                Some(8),
                Some(0.5),
                ExaminationState::Warn,
                "1 core may be used, but the container grants the time of 0.5",
            ),
        ] {
            let (found, text) = said(&cores(Cores { usable, online, granted }));
            assert!(found == state && text.contains(part), "{found:?} {text}");
        }
    }

    #[test]
    fn clocks_are_judged_by_most_of_their_timers() {
        let look = |step, late: &[u64]| ClockLook {
            step: Duration::from_nanos(step),
            late: late.iter().map(|millis| Duration::from_millis(*millis)).collect(),
        };
        let one_hiccup: Vec<u64> = (0..100).map(|timer| if timer == 99 { 300 } else { 0 }).collect();
        for (look, state, part) in [
            (look(42, &[0, 1]), ExaminationState::Ok, "a step of the clock is 42 ns; of 2 timers"),
            (look(42, &one_hiccup), ExaminationState::Ok, "the slowest came 300 ms late"),
            (look(42, &[1, 30, 30]), ExaminationState::Warn, "30 ms late (p95 of 3)"),
            (look(42, &[]), ExaminationState::Ok, "of 0 timers"),
            (look(15_000_000, &[1]), ExaminationState::Problem, "too coarse"),
        ] {
            let (found, text) = said(&clock(&look));
            assert!(found == state && text.contains(part), "{found:?} {text}");
        }
        let look = ClockLook::take();
        assert!(look.late.len() == TIMERS && look.late.is_sorted() && !look.step.is_zero(), "{look:?}");
    }

    #[test]
    fn a_time_that_cannot_be_is_told() {
        for (now, state) in [
            ("2026-11-29T17:00:00Z", ExaminationState::Ok),
            ("1970-01-01T00:00:07Z", ExaminationState::Problem),
            ("2222-01-01T00:00:00Z", ExaminationState::Problem),
        ] {
            assert_eq!(said(&time(now.parse().unwrap())).0, state, "{now}");
        }
    }
}
