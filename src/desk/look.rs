//! A look at a page: `promo-load inspect` or `compile` in a process of its own, as runs are, so that whatever a page holds never
//! touches the desk.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::kept_back::kept_back;
use super::options::BenchCheck;
use super::queue::{CheckedRun, OptionValue, RunRequest};
use crate::words::Message;

/// How long a look may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a process that was told to end may take to give back what it has in a cart.
const FAREWELL: Duration = Duration::from_secs(10);
/// The most bytes of each output.
const LONGEST: usize = 4 << 20;
/// Looks at once; others wait.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The command that looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LookCommand {
    /// Says what a page is.
    Inspect,
    /// Makes a scenario of it.
    Compile,
}

/// A page to look at, with flags of the command.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LookRequest {
    /// The address of the page.
    pub(super) url: String,
    /// Flags of the command by their names without dashes, such as `{"voucher": "BF2026"}`: a number or a text, `true` for a flag
    /// without a value, a list for one that is repeated.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) options: BTreeMap<String, OptionValue>,
}

impl LookRequest {
    /// Checks all of it, by the rules for runs.
    ///
    /// # Errors
    ///
    /// What is wrong, in one sentence.
    pub(super) fn check(&self, check: BenchCheck) -> Result<CheckedRun, Message> {
        let (url, options) = (Some(self.url.clone()), self.options.clone());
        RunRequest { url, scenario: None, pull_request: None, options }.check(check)
    }
}

/// The flags that keep a look from filling carts, whatever the environment and the configuration of this machine say; `None` when
/// the caller asks for carts.
pub(super) fn read_only(checked: &CheckedRun) -> Option<&'static [&'static str]> {
    let mut modes = checked.arguments.iter().filter_map(|flag| flag.strip_prefix("--mode="));
    match modes.next() {
        None => Some(&["--mode=read-only"]),
        Some("read-only") => Some(&[]),
        Some(_) => None,
    }
}

/// Where a look may lead, beside the command's own limits.
#[derive(Debug, Clone)]
pub(super) struct LookTerms {
    /// Flags that the caller does not choose.
    pub(super) flags: Vec<String>,
    /// Whether a private address may be reached.
    pub(super) private: bool,
    /// The variables with secrets that the shop may get.
    pub(super) secrets: Vec<String>,
    /// The configuration.
    pub(super) config: Option<PathBuf>,
}

/// What a look brought.
#[derive(Debug)]
pub(super) struct LookResult {
    /// Standard output.
    pub(super) output: String,
    /// The notes on standard error.
    pub(super) notes: Vec<String>,
}

/// Why there is nothing to see.
#[derive(Debug)]
pub(super) enum LookFault {
    /// The command's own words.
    Refused(Message),
    /// The desk cannot look now.
    Unavailable(Message),
}

impl From<io::Error> for LookFault {
    fn from(error: io::Error) -> Self {
        Self::Unavailable(Message::from(&error))
    }
}

/// Looks at a page.
///
/// # Errors
///
/// [`LookFault`] with one sentence.
pub(super) async fn look(
    command: LookCommand,
    url: &str,
    checked: &CheckedRun,
    terms: &LookTerms,
) -> Result<LookResult, LookFault> {
    let _turn = TURNS.acquire().await.map_err(io::Error::other)?;
    let mut child = process(command, url, checked, terms)?.spawn()?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let ended = timeout(PATIENCE, async {
        let (output, said, status) = tokio::join!(read(stdout), read(stderr), child.wait());
        Ok::<_, io::Error>((output?, said?, status?))
    });
    let Ok(ended) = ended.await else {
        end(&mut child).await;
        let seconds = PATIENCE.as_secs();
        return Err(LookFault::Unavailable(Message::new("error-desk-look-long").with("seconds", seconds)));
    };
    let (output, said, status) = ended?;
    if output.len() >= LONGEST {
        return Err(LookFault::Unavailable(Message::new("error-desk-look-large")));
    }
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    if !status.success() {
        let last = lines.next_back().unwrap_or_default();
        let problem = last.strip_prefix("promo-load: ").unwrap_or(last).to_owned();
        return Err(LookFault::Refused(Message::plain(problem)));
    }
    let notes = lines.filter_map(|line| line.strip_prefix("note: ")).map(str::to_owned).collect();
    Ok(LookResult { output, notes })
}

fn process(command: LookCommand, url: &str, checked: &CheckedRun, terms: &LookTerms) -> io::Result<Command> {
    let mut process = Command::new(std::env::current_exe()?);
    match command {
        LookCommand::Inspect => process.args(["inspect", url, "--json"]),
        LookCommand::Compile => process.args(["compile", url]),
    };
    process
        .args(&checked.arguments)
        .args(&terms.flags)
        // Its own secret, which no page has a use for.
        .env_remove("PROMO_LOAD_DESK_TOKEN")
        .env_remove("PROMO_LOAD_LOG_FORMAT")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    for name in kept_back(&terms.secrets) {
        process.env_remove(name);
    }
    if !terms.private {
        process.arg("--public-only");
    }
    if let Some(config) = &terms.config {
        process.arg("--config").arg(std::path::absolute(config)?);
    }
    Ok(process)
}

/// All of an output, which a child closes at its end. One that is too long ends the reading, and so the child.
async fn read(from: Option<impl AsyncRead + Unpin>) -> io::Result<String> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        from.take(LONGEST as u64).read_to_end(&mut bytes).await?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Lets a process end that has no more time: politely first, so that it empties the cart that it tried.
async fn end(child: &mut Child) {
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    if let Some(pid) = pid {
        let _gone = kill_process(pid, Signal::TERM);
        if timeout(FAREWELL, child.wait()).await.is_ok() {
            return;
        }
    }
    let _gone = child.kill().await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::options::CheckedBench;

    #[test]
    fn a_look_that_may_not_fill_carts_fills_none() {
        let flags = |options: &str| {
            let text = format!(r#"{{"url":"http://shop.example/","options":{options}}}"#);
            let request: LookRequest = serde_json::from_str(&text).unwrap();
            let checked = request
                .check(|typed| Ok(CheckedBench { addresses: vec![url::Url::parse(&typed[0]).unwrap()] }));
            read_only(&checked.unwrap()).map(<[&str]>::concat)
        };
        assert_eq!(flags("{}").as_deref(), Some("--mode=read-only"));
        assert_eq!(flags(r#"{"mode":false}"#).as_deref(), Some("--mode=read-only"));
        // It is there already, and once is enough.
        assert_eq!(flags(r#"{"mode":"read-only"}"#).as_deref(), Some(""));
        for options in [r#"{"mode":"full"}"#, r#"{"mode":["full"]}"#, r#"{"mode":["full","read-only"]}"#] {
            assert_eq!(flags(options), None, "{options}");
        }
    }
}
