//! What is shown while a run goes on: a live line on a terminal, a plain line now and then elsewhere.

mod changes;
mod live;

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use url::Url;

use crate::app::logs;
use crate::app::process::note;
use crate::run::{Controller, Finished, Listener, Progress, Tick};
use crate::units::duration;
use changes::Changes;

/// Before the live line, so that it stands under the page's.
const INDENT: &str = "  ";
/// Columns of the bar; it is there when there is room for it.
const BAR: usize = 12;

/// How often a plain line is written.
const PLAIN_EVERY: Duration = Duration::from_secs(5);

/// Shows progress on standard error.
pub(in crate::app) enum View {
    /// Nothing.
    Quiet,
    /// A live line.
    Live(ProgressBar),
    /// Plain lines, the next one due at this time of the run.
    Plain(Duration),
    /// Lines of the log: each second for those who want everything, and what changes.
    Log(Changes),
}

impl View {
    /// The view that fits where standard error goes.
    pub(in crate::app) fn new(quiet: bool) -> Self {
        if logs::are_written() {
            Self::Log(Changes::default())
        } else if quiet {
            Self::Quiet
        } else if console::Term::stderr().is_term() {
            Self::Live(ProgressBar::new(0))
        } else {
            Self::Plain(Duration::ZERO)
        }
    }

    /// Says what begins.
    pub(in crate::app) fn announce(&self, name: &str, page: &Url, load: &str) {
        if let Self::Log(_) = self {
            tracing::info!(page = page.as_str(), load, "{name}");
        } else if !matches!(self, Self::Quiet) {
            let name: String = name.chars().filter(|character| !character.is_control()).collect();
            note(&format!("{name}\n{page}\n{load}\n"));
        }
    }

    /// Says one more thing about what begins.
    pub(in crate::app) fn say(&self, text: &str) {
        if !matches!(self, Self::Quiet) {
            note(&format!("{text}\n"));
        }
    }

    /// Shows the state of the run.
    fn show(&mut self, progress: &Progress) {
        match self {
            Self::Quiet => {}
            Self::Log(changes) => changes.log(progress),
            Self::Live(bar) => {
                let (position, length) = extent(progress);
                bar.set_length(length);
                bar.set_position(position);
                // The window may have got another size.
                let width = usize::from(console::Term::stderr().size().1);
                let text = live::line(progress, width.saturating_sub(INDENT.len()));
                bar.set_style(style(live::columns(&text), width));
                bar.set_message(text);
            }
            Self::Plain(due) => {
                if progress.elapsed >= *due {
                    *due = progress.elapsed + PLAIN_EVERY;
                    let elapsed = duration::format(Duration::from_secs(progress.elapsed.as_secs()));
                    note(&format!("{elapsed:>6}  {}\n", live::line(progress, usize::MAX)));
                }
            }
        }
    }
}

impl Listener for View {
    /// Each run is shown anew.
    fn begin(&mut self, _: &Controller) {
        match self {
            Self::Quiet => {}
            Self::Live(bar) if bar.is_finished() => *bar = ProgressBar::new(0),
            Self::Live(_) => {}
            Self::Plain(due) => *due = Duration::ZERO,
            Self::Log(changes) => *changes = Changes::default(),
        }
    }

    fn second(&mut self, tick: &Tick<'_>) {
        self.show(tick.progress);
    }

    /// Clears the live line.
    fn end(&mut self, _: &Finished) {
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

/// The form of a live line whose text is this long, with a bar before it where the window is wide enough.
fn style(text: usize, width: usize) -> ProgressStyle {
    // The last column stays free: some terminals go on to the next line with it.
    let has_room = INDENT.len() + BAR + 1 + text < width;
    let template =
        if has_room { format!("{INDENT}{{bar:{BAR}.cyan/dim}} {{msg}}") } else { format!("{INDENT}{{msg}}") };
    // The templates are right; a wrong one would give the default form.
    ProgressStyle::with_template(&template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━━─")
}
