//! What is shown while a run goes on: a live line on a terminal, a plain line now and then elsewhere.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use url::Url;

use super::process::note;
use crate::metric::Strain;
use crate::run::Progress;
use crate::units::duration;
use crate::words::Lang;

/// How often a plain line is written.
const PLAIN_EVERY: Duration = Duration::from_secs(5);

/// Shows progress on standard error.
pub(super) enum View {
    /// Nothing.
    Quiet,
    /// A live line.
    Live(ProgressBar),
    /// Plain lines, the next one due at this time of the run.
    Plain(Duration),
}

impl View {
    /// The view that fits where standard error goes.
    pub(super) fn new(quiet: bool) -> Self {
        if quiet {
            Self::Quiet
        } else if console::Term::stderr().is_term() {
            let bar = ProgressBar::new(0);
            if let Ok(style) = ProgressStyle::with_template("  {bar:24.cyan/dim} {msg}") {
                bar.set_style(style.progress_chars("━━─"));
            }
            Self::Live(bar)
        } else {
            Self::Plain(Duration::ZERO)
        }
    }

    /// Says what begins.
    pub(super) fn announce(&self, name: &str, page: &Url, load: &str) {
        if !matches!(self, Self::Quiet) {
            let name: String = name.chars().filter(|character| !character.is_control()).collect();
            note(&format!("{name}\n{page}\n{load}\n"));
        }
    }

    /// Says one more thing about what begins.
    pub(super) fn say(&self, text: &str) {
        if !matches!(self, Self::Quiet) {
            note(&format!("{text}\n"));
        }
    }

    /// Shows the state of the run.
    pub(super) fn show(&mut self, progress: &Progress) {
        match self {
            Self::Quiet => {}
            Self::Live(bar) => {
                let (position, length) = extent(progress);
                bar.set_length(length);
                bar.set_position(position);
                bar.set_message(line(progress));
            }
            Self::Plain(due) => {
                if progress.elapsed >= *due {
                    *due = progress.elapsed + PLAIN_EVERY;
                    let elapsed = duration::format(Duration::from_secs(progress.elapsed.as_secs()));
                    note(&format!("{elapsed:>6}  {}\n", line(progress)));
                }
            }
        }
    }

    /// Clears the live line.
    pub(super) fn finish(&self) {
        if let Self::Live(bar) = self {
            bar.finish_and_clear();
        }
    }
}

/// How far the run is: by iterations when they are counted, otherwise by time.
fn extent(progress: &Progress) -> (u64, u64) {
    match progress.planned_iterations {
        Some(planned) => (progress.iterations, planned),
        None => (progress.elapsed.as_secs(), progress.planned.as_secs()),
    }
}

fn line(progress: &Progress) -> String {
    let p95 =
        progress.p95_us.map_or("–".to_owned(), |micros| duration::display(Duration::from_micros(micros)));
    let left = if progress.draining {
        "finishing".to_owned()
    } else {
        match progress.planned_iterations {
            Some(planned) => format!("{} of {planned} iterations", progress.iterations),
            None => {
                let left = progress.planned.saturating_sub(progress.elapsed);
                format!("{} left", duration::format(Duration::from_secs(left.as_secs())))
            }
        }
    };
    let strain = strain(&progress.generator).map(|words| format!(" · {words}")).unwrap_or_default();
    format!(
        "{}/{} VUs · {:.0} requests/s · p95 {p95} · {} failed · {left}{strain}",
        progress.vus, progress.vus_max, progress.requests_per_second, progress.failures
    )
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
    (!parts.is_empty()).then(|| parts.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::{RunPhase, Usage};

    #[test]
    fn one_line_says_it_all() {
        let progress = Progress {
            elapsed: Duration::from_millis(12_010),
            planned: Duration::from_secs(60),
            phase: RunPhase::Hold,
            vus: 18,
            vus_max: 20,
            requests_per_second: 41.0,
            requests: 480,
            p95_us: Some(84_000),
            failures: 2,
            iterations: 100,
            planned_iterations: None,
            draining: false,
            generator: Strain {
                busy: 0.5,
                lag_p99_us: 900,
                descriptors: Some(Usage { used: 80, limit: 100 }),
            },
        };
        assert_eq!(line(&progress), "18/20 VUs · 41 requests/s · p95 84 ms · 2 failed · 47s left");
        let counted = Progress { planned_iterations: Some(200), p95_us: None, ..progress };
        assert_eq!(line(&counted), "18/20 VUs · 41 requests/s · p95 – · 2 failed · 100 of 200 iterations");
        assert_eq!(extent(&counted), (100, 200));
    }

    #[test]
    fn a_generator_in_trouble_says_so() {
        let busy = Strain { busy: 0.97, lag_p99_us: 40_000, descriptors: None };
        assert_eq!(strain(&busy).unwrap(), "generator busy 97 %, 40 ms late");
        let late = Strain { busy: 0.3, lag_p99_us: 51_000, ..busy };
        assert_eq!(strain(&late).unwrap(), "generator busy 30 %, 51 ms late");
        let full = Strain { busy: 0.3, lag_p99_us: 0, descriptors: Some(Usage { used: 820, limit: 1_000 }) };
        assert_eq!(strain(&full).unwrap(), "820 of 1,000 descriptors");
        assert_eq!(strain(&Strain { descriptors: None, ..full }), None);
    }
}
