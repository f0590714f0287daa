//! The process: a runtime for set-up work, and standard output.

use std::future::Future;
use std::io::{self, Write};
use std::sync::OnceLock;

use tokio::task::LocalSet;

use super::failure::Failure;
use super::logs;
use super::secrets::{scrub, scrub_name};
use crate::units::line::visible;
use crate::words::{Lang, Message};

/// The language of what is said on standard error.
static SPOKEN: OnceLock<Lang> = OnceLock::new();

/// Speaks this language on standard error from now on; English until then. The first call decides.
pub fn speak(lang: Lang) {
    SPOKEN.get_or_init(|| lang);
}

/// The language of what is said on standard error.
pub(super) fn spoken() -> Lang {
    SPOKEN.get().copied().unwrap_or_default()
}

/// Runs set-up work on this thread.
pub(super) fn in_runtime<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, work)
}

/// Where the user limits the size of files (`ulimit -f`), one that grows too large is an error from now on, and not the
/// end of the program by SIGXFSZ. Where that signal is ignored it is an error already.
///
/// # Errors
///
/// [`Failure::Unexpected`] when the system gives no runtime or takes no handler.
#[cfg(unix)]
pub fn outlive_full_files() -> Result<(), Failure> {
    use rustix::process::Signal;
    use tokio::signal::unix::{SignalKind, signal};

    use super::inherited::is_ignored;

    if is_ignored(Signal::XFSZ) {
        return Ok(());
    }
    in_runtime(async {
        // The handler stays after the last waiter has gone.
        let _never_read = signal(SignalKind::from_raw(Signal::XFSZ.as_raw()))?;
        Ok(())
    })
}

/// Other systems have no such limit.
///
/// # Errors
///
/// None.
#[cfg(not(unix))]
pub const fn outlive_full_files() -> Result<(), Failure> {
    Ok(())
}

/// Writes to standard output, without what is secret. A reader that has gone (`| head`) is not an error.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    print_data(&scrub(text))
}

/// Says a sentence on standard output, in the language of what is said on standard error.
pub(super) fn say(message: &Message) -> Result<(), Failure> {
    print(&format!("{}\n", message.say(spoken())))
}

/// The same for a page that is made of scrubbed values: its own words stay, also where a short secret reads like one.
pub(super) fn print_page(text: &str) -> Result<(), Failure> {
    print_data(&scrub_name(text))
}

/// Writes text made of scrubbed values, such as JSON, unchanged.
pub(super) fn print_data(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Unexpected(Message::new("error-standard-output").with("why", Message::from(&error))))
        }
        _ => Ok(()),
    }
}

/// Tells people, or the log, on standard error: without what is secret and what a terminal would obey. Not being read there
/// is no reason to stop.
pub(super) fn note(text: &str) {
    if logs::are_written() {
        text.lines().for_each(|line| tracing::info!("{}", line.trim_start_matches("note: ")));
    } else {
        write_error(text);
    }
}

/// The same of something that went wrong without ending the work.
pub fn warn(message: &Message) {
    let text = message.say(spoken());
    if logs::are_written() {
        tracing::warn!("{text}");
    } else {
        write_error(&format!("promo-load: {text}\n"));
    }
}

/// The same of a problem that ended it.
pub(super) fn problem(text: &str) {
    if logs::are_written() {
        tracing::error!("{text}");
    } else {
        write_error(&format!("promo-load: {text}\n"));
    }
}

/// Lines of a text that may repeat the shop's words or the user's.
pub(super) fn harmless(text: &str) -> String {
    let lines: Vec<String> = scrub(text).split('\n').map(visible).collect();
    lines.join("\n")
}

fn write_error(text: &str) {
    // Where standard error is closed, the exit code still says what happened.
    let _closed = io::stderr().lock().write_all(harmless(text).as_bytes());
}
