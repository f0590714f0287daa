//! What is shown while a run goes on: a live view on a terminal, a plain line now and then elsewhere.

mod changes;
pub(super) mod live;
mod panel;
mod spark;

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use url::Url;

use super::seen::SeenSoFar;
use crate::app::logs;
use crate::app::process::{harmless, note};
use crate::run::Progress;
use crate::units::duration;
use crate::words::Lang;
use changes::Changes;
use panel::Panel;

/// Before the live line, so that it stands under the page's.
const INDENT: &str = "  ";
/// Columns of the bar; it is there when there is room for it.
const BAR: usize = 12;

/// How often a plain line is written.
const PLAIN_EVERY: Duration = Duration::from_secs(5);

/// Shows progress on standard error.
pub(in crate::app) struct View {
    form: ViewForm,
    lang: Lang,
}

/// What progress looks like.
enum ViewForm {
    /// Nothing.
    Quiet,
    /// A live line, and more below it where there is room.
    Live(ProgressBar, Panel),
    /// Plain lines, the next one due at this time of the run.
    Plain(Duration),
    /// Lines of the log: each second for those who want everything, and what changes.
    Log(Changes),
}

impl View {
    /// The view that fits where standard error goes.
    pub(in crate::app) fn new(quiet: bool, lang: Lang) -> Self {
        let form = if logs::are_written() {
            ViewForm::Log(Changes::default())
        } else if quiet {
            ViewForm::Quiet
        } else if console::Term::stderr().is_term() {
            ViewForm::Live(ProgressBar::new(0), Panel::default())
        } else {
            ViewForm::Plain(Duration::ZERO)
        };
        Self { form, lang }
    }

    /// Says what begins.
    pub(in crate::app) fn announce(&self, name: &str, page: &Url, load: &str) {
        if let ViewForm::Log(_) = self.form {
            tracing::info!(page = page.as_str(), load, "{name}");
        } else if !matches!(self.form, ViewForm::Quiet) {
            let name: String = name.chars().filter(|character| !character.is_control()).collect();
            note(&format!("{name}\n{page}\n{load}\n"));
        }
    }

    /// Says one more thing about what begins.
    pub(in crate::app) fn say(&self, text: &str) {
        if !matches!(self.form, ViewForm::Quiet) {
            note(&format!("{text}\n"));
        }
    }

    /// Whether it shows more than the progress.
    pub(super) const fn is_live(&self) -> bool {
        matches!(self.form, ViewForm::Live(..))
    }

    /// Each run is shown anew.
    pub(super) fn begin(&mut self) {
        match &mut self.form {
            ViewForm::Quiet => {}
            ViewForm::Live(bar, _) if bar.is_finished() => *bar = ProgressBar::new(0),
            ViewForm::Live(..) => {}
            ViewForm::Plain(due) => *due = Duration::ZERO,
            ViewForm::Log(changes) => *changes = Changes::default(),
        }
    }

    /// Shows the state of the run, and what was seen of it beside that.
    pub(super) fn show(&mut self, progress: &Progress, seen: Option<&SeenSoFar>) {
        let lang = self.lang;
        match &mut self.form {
            ViewForm::Quiet => {}
            ViewForm::Log(changes) => changes.log(progress),
            ViewForm::Live(bar, panel) => {
                panel.add(progress);
                draw(bar, progress, panel, seen, lang);
            }
            ViewForm::Plain(due) => {
                if progress.elapsed >= *due {
                    *due = progress.elapsed + PLAIN_EVERY;
                    let elapsed = duration::format(Duration::from_secs(progress.elapsed.as_secs()));
                    note(&format!("{elapsed:>6}  {}\n", live::line(progress, usize::MAX, lang)));
                }
            }
        }
    }

    /// Clears the live line.
    pub(super) fn end(&self) {
        if let ViewForm::Live(bar, _) = &self.form {
            bar.finish_and_clear();
        }
    }
}

/// Draws the live line and what stands below it.
fn draw(bar: &ProgressBar, progress: &Progress, panel: &Panel, seen: Option<&SeenSoFar>, lang: Lang) {
    let (position, length) = extent(progress);
    bar.set_length(length);
    bar.set_position(position);
    // The window may have got another size.
    let (height, width) = console::Term::stderr().size();
    let (height, width) = (usize::from(height), usize::from(width));
    let mut text = live::line(progress, width.saturating_sub(INDENT.len()), lang);
    bar.set_style(style(live::columns(&text), width));
    for row in seen.map(|seen| panel.rows(seen, (width, height), INDENT.len(), lang)).unwrap_or_default() {
        text += &format!(
            "\n{INDENT}{}{}{}",
            console::style(harmless(&row.label)).for_stderr().dim(),
            console::style(row.curve).for_stderr().cyan(),
            harmless(&row.text)
        );
    }
    bar.set_message(text);
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
