//! The text of the live line: as much as fits, the most important first.

use std::time::Duration;

use crate::metric::{RunPhase, Strain};
use crate::run::Progress;
use crate::words::{self, Lang, Message, Value};

const BETWEEN: &str = " · ";

/// A part of the line: its text, and its rank by importance, 0 the most important.
type LinePiece = (u8, String);

/// What is to be seen of the run, at most `width` columns wide. What has no room is left out, the least important first;
/// the order is always the same.
pub(super) fn line(progress: &Progress, width: usize, lang: Lang) -> String {
    let pieces = pieces(progress, lang);
    let mut chosen: Vec<&LinePiece> = Vec::new();
    let mut by_rank: Vec<&LinePiece> = pieces.iter().collect();
    by_rank.sort_by_key(|(rank, _)| *rank);
    let mut used = 0;
    for piece in by_rank {
        let more = columns(&piece.1) + if chosen.is_empty() { 0 } else { columns(BETWEEN) };
        if used + more < width {
            used += more;
            chosen.push(piece);
        }
    }
    let shown = pieces.iter().filter(|piece| chosen.iter().any(|chosen| std::ptr::eq(*chosen, *piece)));
    shown.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(BETWEEN)
}

/// Columns of a text; none of ours is wider than its characters.
pub(super) fn columns(text: &str) -> usize {
    text.chars().count()
}

/// Everything, in the order of the line.
fn pieces(progress: &Progress, lang: Lang) -> Vec<LinePiece> {
    let strain = strain(&progress.generator, lang);
    let users = match progress.arrivals_per_second {
        // After the last arrival the VUs that still walk are what is to be seen.
        Some(arrivals) if !progress.draining => {
            Message::new("live-arrivals").with("arrivals", format!("{arrivals:.0}"))
        }
        _ => vus(progress),
    };
    let say = |message: Message| message.say(lang);
    let state = LiveState::of(progress);
    // What a second Ctrl-C does must be seen by those who pressed it once.
    let mut pieces = vec![(if progress.interrupted { 0 } else { 5 }, say(state.words()))];
    if let Some((stage, of)) = progress.stage.filter(|_| !progress.draining) {
        let told = Message::new("live-stage").with("stage", stage as u64).with("of", of as u64);
        pieces.push((7, say(told)));
    }
    pieces.extend([
        (4, say(users)),
        (1, say(rate(progress))),
        (2, say(Message::new("live-p95").with("p95", p95(progress)))),
        (0, say(Message::new("live-failed").with("failures", progress.failures))),
        (if strain.is_some() { 3 } else { 8 }, strain.unwrap_or_else(|| say(healthy()))),
    ]);
    pieces.extend(left(progress, lang).map(|left| (6, left)));
    pieces
}

/// `18/20 VUs`.
pub(in crate::app::output) fn vus(progress: &Progress) -> Message {
    let told = Message::new("live-vus").with("vus", progress.vus.to_string());
    told.with("of", progress.vus_max.to_string())
}

/// `41 requests/s`.
pub(in crate::app::output) fn rate(progress: &Progress) -> Message {
    Message::new("live-requests").with("requests", format!("{:.0}", progress.requests_per_second))
}

/// The p95 of the last ten seconds; `–` without a page.
pub(in crate::app::output) fn p95(progress: &Progress) -> Message {
    let time = |micros| Value::Millis(Duration::from_micros(micros).as_secs_f64() * 1e3);
    progress.recent.map_or_else(|| Message::plain("–"), |times| Message::value(time(times.p95_us)))
}

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app::output) enum LiveState {
    Paused,
    Interrupted,
    Finishing,
    Ramping,
    FullLoad,
    GoingDown,
}

impl LiveState {
    pub(in crate::app::output) const fn of(progress: &Progress) -> Self {
        match progress.phase {
            _ if progress.paused => Self::Paused,
            _ if progress.interrupted => Self::Interrupted,
            _ if progress.draining => Self::Finishing,
            RunPhase::Ramp => Self::Ramping,
            RunPhase::Hold => Self::FullLoad,
            RunPhase::Drain => Self::GoingDown,
        }
    }

    pub(in crate::app::output) const fn words(self) -> Message {
        match self {
            Self::Paused => Message::new("live-paused"),
            Self::Interrupted => Message::new("live-interrupted"),
            Self::Finishing => Message::new("live-finishing"),
            Self::Ramping => Message::new("live-ramping"),
            Self::FullLoad => Message::new("live-full-load"),
            Self::GoingDown => Message::new("live-going-down"),
        }
    }
}

/// What is still to come; `None` when only the end is.
pub(in crate::app::output) fn left(progress: &Progress, lang: Lang) -> Option<String> {
    let told = match progress.planned_iterations {
        Some(planned) => {
            Message::new("live-iterations").with("done", progress.iterations).with("planned", planned)
        }
        None if progress.draining => return None,
        None => {
            let left = progress.planned.saturating_sub(progress.elapsed);
            Message::new("live-left").with("left", words::clock(Duration::from_secs(left.as_secs()), lang))
        }
    };
    Some(told.say(lang))
}

/// A thread that is busier has little left for its virtual users.
const BUSY: f64 = 0.9;
/// Half of what makes a run doubtful.
const LATE: Duration = Duration::from_millis(50);
/// Beyond this share of the descriptors they are worth a word.
const NEARLY_FULL: f64 = 0.8;

/// Nothing is getting bad.
pub(in crate::app::output) const fn healthy() -> Message {
    Message::new("live-generator-ok")
}

/// What is getting bad about the generator; `None` while nothing is.
pub(in crate::app::output) fn strain(generator: &Strain, lang: Lang) -> Option<String> {
    let lag = Duration::from_micros(generator.lag_p99_us);
    let descriptors = generator.descriptors.filter(|usage| usage.share() > NEARLY_FULL);
    let slow = generator.busy > BUSY || lag > LATE;
    let mut parts = Vec::new();
    if slow {
        let told =
            Message::new("live-generator-busy").with("percent", format!("{:.0}", generator.busy * 100.0));
        parts.push(told.with("lag", Value::Millis(lag.as_secs_f64() * 1e3)).say(lang));
    }
    let descriptors =
        descriptors.map(|usage| Message::new("live-descriptors").with("usage", usage.words()).say(lang));
    parts.extend(descriptors);
    (!parts.is_empty()).then(|| parts.join(BETWEEN))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::metric::Usage;
    use crate::run::RecentTimes;

    pub(in crate::app::output) fn progress() -> Progress {
        Progress {
            elapsed: Duration::from_millis(12_010),
            planned: Duration::from_secs(60),
            phase: RunPhase::Hold,
            stage: Some((2, 5)),
            vus: 18,
            vus_max: 20,
            arrivals_per_second: None,
            requests_per_second: 41.0,
            requests: 480,
            recent: Some(RecentTimes { p50_us: 40_000, p95_us: 84_000, p99_us: 90_000 }),
            failures: 2,
            iterations: 100,
            planned_iterations: None,
            draining: false,
            interrupted: false,
            paused: false,
            generator: Strain {
                busy: 0.5,
                lag_p99_us: 900,
                descriptors: Some(Usage { used: 80, limit: 100 }),
            },
        }
    }

    #[test]
    fn what_has_no_room_is_left_out_by_its_importance() {
        for (width, text) in [
            (
                usize::MAX,
                "full load · stage 2 of 5 · 18/20 VUs · 41 requests/s · p95 84 ms · 2 failed · generator ok · 47s left",
            ),
            (
                102,
                "full load · stage 2 of 5 · 18/20 VUs · 41 requests/s · p95 84 ms · 2 failed · generator ok · 47s left",
            ),
            (101, "full load · stage 2 of 5 · 18/20 VUs · 41 requests/s · p95 84 ms · 2 failed · 47s left"),
            (78, "full load · 18/20 VUs · 41 requests/s · p95 84 ms · 2 failed · 47s left"),
            (60, "18/20 VUs · 41 requests/s · p95 84 ms · 2 failed · 47s left"),
            (50, "18/20 VUs · 41 requests/s · p95 84 ms · 2 failed"),
            (38, "41 requests/s · p95 84 ms · 2 failed"),
            (26, "41 requests/s · 2 failed"),
            (24, "p95 84 ms · 2 failed"),
            (10, "2 failed"),
            (5, ""),
            (0, ""),
        ] {
            assert_eq!(line(&progress(), width, Lang::En), text, "{width} columns");
        }
    }

    #[test]
    fn no_line_is_wider_than_it_may_be() {
        let busy =
            Strain { busy: 0.99, lag_p99_us: 70_000_000, descriptors: Some(Usage { used: 9, limit: 9 }) };
        let huge =
            Progress { failures: 123_456_789, requests_per_second: 98_765.0, generator: busy, ..progress() };
        for width in 0..200 {
            for (progress, lang) in [(&progress(), Lang::En), (&huge, Lang::En), (&huge, Lang::Fr)] {
                let text = line(progress, width, lang);
                assert!(text.is_empty() || columns(&text) < width, "{text:?} in {width} columns");
            }
        }
    }

    #[test]
    fn each_kind_of_load_is_counted_as_it_is_planned() {
        let wide = |progress: Progress| line(&progress, usize::MAX, Lang::En);
        let counted = Progress { planned_iterations: Some(2_000), recent: None, stage: None, ..progress() };
        assert_eq!(
            wide(counted.clone()),
            "full load · 18/20 VUs · 41 requests/s · p95 – · 2 failed · generator ok · 100 of 2,000 iterations"
        );
        assert_eq!(super::super::extent(&counted), (100, 2_000));
        let arriving = Progress { arrivals_per_second: Some(30.0), phase: RunPhase::Ramp, ..progress() };
        assert!(wide(arriving).starts_with("ramping · stage 2 of 5 · 30 arrivals/s · 41 requests/s"));
        let over =
            Progress { draining: true, phase: RunPhase::Drain, arrivals_per_second: Some(0.0), ..progress() };
        assert_eq!(
            wide(over.clone()),
            "finishing · 18/20 VUs · 41 requests/s · p95 84 ms · 2 failed · generator ok"
        );
        let interrupted = line(&Progress { interrupted: true, ..over }, 50, Lang::En);
        assert_eq!(interrupted, "finishing, Ctrl-C again ends at once · 2 failed");
    }

    #[test]
    fn a_generator_in_trouble_says_so_before_the_rest() {
        let busy = Strain { busy: 0.97, lag_p99_us: 40_000, descriptors: None };
        assert_eq!(strain(&busy, Lang::En).unwrap(), "generator busy 97 %, 40 ms late");
        let narrow = line(&Progress { generator: busy, ..progress() }, 72, Lang::En);
        assert_eq!(narrow, "41 requests/s · p95 84 ms · 2 failed · generator busy 97 %, 40 ms late");
        let late = Strain { busy: 0.3, lag_p99_us: 51_000, ..busy };
        assert_eq!(strain(&late, Lang::En).unwrap(), "generator busy 30 %, 51 ms late");
        let full = Strain { busy: 0.3, lag_p99_us: 0, descriptors: Some(Usage { used: 820, limit: 1_000 }) };
        assert_eq!(strain(&full, Lang::En).unwrap(), "820 of 1,000 descriptors");
        assert_eq!(strain(&Strain { descriptors: None, ..full }, Lang::En), None);
    }

    #[test]
    fn the_line_speaks_french() {
        let french = |progress: Progress| line(&progress, usize::MAX, Lang::Fr).replace('\u{202F}', "_");
        assert_eq!(
            french(Progress {
                elapsed: Duration::from_secs(1),
                planned: Duration::from_secs(151),
                ..progress()
            }),
            "pleine charge · palier 2 sur 5 · 18/20 VU · 41 requêtes/s · p95 84_ms · 2 échecs · générateur OK · encore \
             2_min 30_s"
        );
        let busy = Strain { busy: 0.97, lag_p99_us: 40_000, descriptors: Some(Usage { used: 9, limit: 10 }) };
        let counted = Progress {
            planned_iterations: Some(2_000),
            failures: 1,
            stage: None,
            interrupted: true,
            generator: busy,
            ..progress()
        };
        assert_eq!(
            french(counted),
            "fin en cours, Ctrl-C à nouveau arrête tout de suite · 18/20 VU · 41 requêtes/s · p95 84_ms · 1 échec · \
             générateur occupé à 97_%, 40_ms de retard · 9 sur 10 descripteurs · 100 itérations sur 2_000"
        );
        let states = [LiveState::Paused, LiveState::Finishing, LiveState::Ramping, LiveState::GoingDown];
        assert_eq!(
            states.map(|state| state.words().say(Lang::Fr)),
            ["en pause", "fin en cours", "montée en charge", "fin de charge"]
        );
    }
}
