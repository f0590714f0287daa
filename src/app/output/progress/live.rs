//! The text of the live line: as much as fits, the most important first.

use std::time::Duration;

use crate::metric::{RunPhase, Strain};
use crate::run::Progress;
use crate::units::{count, duration};
use crate::words::Lang;

const BETWEEN: &str = " · ";

/// A part of the line: its text, and its rank by importance, 0 the most important.
type Piece = (u8, String);

/// What is to be seen of the run, at most `width` columns wide. What has no room is left out, the least important first;
/// the order is always the same.
pub(super) fn line(progress: &Progress, width: usize) -> String {
    let pieces = pieces(progress);
    let mut chosen: Vec<&Piece> = Vec::new();
    let mut by_rank: Vec<&Piece> = pieces.iter().collect();
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
fn pieces(progress: &Progress) -> Vec<Piece> {
    let p95 = progress
        .recent_p95_us
        .map_or("–".to_owned(), |micros| duration::display(Duration::from_micros(micros)));
    let strain = strain(&progress.generator);
    let users = match progress.arrivals_per_second {
        // After the last arrival the VUs that still walk are what is to be seen.
        Some(arrivals) if !progress.draining => format!("{arrivals:.0} arrivals/s"),
        _ => format!("{}/{} VUs", progress.vus, progress.vus_max),
    };
    // What a second Ctrl-C does must be seen by those who pressed it once.
    let mut pieces = vec![(if progress.interrupted { 0 } else { 5 }, state(progress).to_owned())];
    if let Some((stage, of)) = progress.stage.filter(|_| !progress.draining) {
        pieces.push((7, format!("stage {stage} of {of}")));
    }
    pieces.extend([
        (4, users),
        (1, format!("{:.0} requests/s", progress.requests_per_second)),
        (2, format!("p95 {p95}")),
        (0, format!("{} failed", count::display(progress.failures))),
        (if strain.is_some() { 3 } else { 8 }, strain.unwrap_or_else(|| "generator ok".to_owned())),
    ]);
    pieces.extend(left(progress).map(|left| (6, left)));
    pieces
}

/// Where the run is, in words.
pub(super) fn state(progress: &Progress) -> &'static str {
    match progress.phase {
        _ if progress.paused => "paused",
        _ if progress.interrupted => "finishing, Ctrl-C again ends at once",
        _ if progress.draining => "finishing",
        RunPhase::Ramp => "ramping",
        RunPhase::Hold => "full load",
        RunPhase::Drain => "going down",
    }
}

/// What is still to come; `None` when only the end is.
fn left(progress: &Progress) -> Option<String> {
    match progress.planned_iterations {
        Some(planned) => {
            Some(format!("{} of {} iterations", count::display(progress.iterations), count::display(planned)))
        }
        None if progress.draining => None,
        None => {
            let left = progress.planned.saturating_sub(progress.elapsed);
            Some(format!("{} left", duration::format(Duration::from_secs(left.as_secs()))))
        }
    }
}

/// A thread that is busier has little left for its virtual users.
const BUSY: f64 = 0.9;
/// Half of what makes a run doubtful.
const LATE: Duration = Duration::from_millis(50);
/// Beyond this share of the descriptors they are worth a word.
const NEARLY_FULL: f64 = 0.8;

/// What is getting bad about the generator; `None` while nothing is.
fn strain(generator: &Strain) -> Option<String> {
    let lag = Duration::from_micros(generator.lag_p99_us);
    let descriptors = generator.descriptors.filter(|usage| usage.share() > NEARLY_FULL);
    let slow = generator.busy > BUSY || lag > LATE;
    let mut parts = Vec::new();
    if slow {
        parts.push(format!(
            "generator busy {:.0} %, {} late",
            generator.busy * 100.0,
            duration::display(lag)
        ));
    }
    parts.extend(descriptors.map(|usage| format!("{} descriptors", usage.words().say(Lang::En))));
    (!parts.is_empty()).then(|| parts.join(BETWEEN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Usage;

    fn progress() -> Progress {
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
            recent_p95_us: Some(84_000),
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
            assert_eq!(line(&progress(), width), text, "{width} columns");
        }
    }

    #[test]
    fn no_line_is_wider_than_it_may_be() {
        let busy =
            Strain { busy: 0.99, lag_p99_us: 70_000_000, descriptors: Some(Usage { used: 9, limit: 9 }) };
        let huge =
            Progress { failures: 123_456_789, requests_per_second: 98_765.0, generator: busy, ..progress() };
        for width in 0..200 {
            for progress in [&progress(), &huge] {
                let text = line(progress, width);
                assert!(text.is_empty() || columns(&text) < width, "{text:?} in {width} columns");
            }
        }
    }

    #[test]
    fn each_kind_of_load_is_counted_as_it_is_planned() {
        let wide = |progress: Progress| line(&progress, usize::MAX);
        let counted =
            Progress { planned_iterations: Some(2_000), recent_p95_us: None, stage: None, ..progress() };
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
        let interrupted = line(&Progress { interrupted: true, ..over }, 50);
        assert_eq!(interrupted, "finishing, Ctrl-C again ends at once · 2 failed");
    }

    #[test]
    fn a_generator_in_trouble_says_so_before_the_rest() {
        let busy = Strain { busy: 0.97, lag_p99_us: 40_000, descriptors: None };
        assert_eq!(strain(&busy).unwrap(), "generator busy 97 %, 40 ms late");
        let narrow = line(&Progress { generator: busy, ..progress() }, 72);
        assert_eq!(narrow, "41 requests/s · p95 84 ms · 2 failed · generator busy 97 %, 40 ms late");
        let late = Strain { busy: 0.3, lag_p99_us: 51_000, ..busy };
        assert_eq!(strain(&late).unwrap(), "generator busy 30 %, 51 ms late");
        let full = Strain { busy: 0.3, lag_p99_us: 0, descriptors: Some(Usage { used: 820, limit: 1_000 }) };
        assert_eq!(strain(&full).unwrap(), "820 of 1,000 descriptors");
        assert_eq!(strain(&Strain { descriptors: None, ..full }), None);
    }
}
