//! Starts the process of a run. It goes on when the desk is gone: it has a process group of its own, and its output goes to files.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::request::{CheckedRun, RunRequest, secrets_of};
use crate::desk::control::kept_token;
use crate::desk::folder::{ASKED_SCENARIO_FILE, JOB_FILE, JobFolder, STDERR_FILE, STDOUT_FILE};
use crate::desk::halt::{HaltPoint, halt_at};
use crate::desk::kept_back::kept_back;
use crate::desk::state::DeskState;
use crate::desk::store::{JobRow, TargetRow};

/// What is written into a run's folder before its process is started: enough to list the run again without the database.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct JobFile {
    pub(super) id: i64,
    pub(super) host: String,
    pub(super) request: Value,
    pub(super) asked: jiff::Timestamp,
    pub(super) asked_by: String,
    pub(super) needs_approval: bool,
    pub(super) approved_by: Option<String>,
    pub(super) schedule: Option<i64>,
    pub(super) started: Option<jiff::Timestamp>,
}

impl JobFile {
    /// What is kept of a run.
    pub(super) fn of(job: &JobRow) -> Self {
        Self {
            id: job.id,
            host: job.host.clone(),
            request: job.request.clone(),
            asked: job.asked,
            asked_by: job.asked_by.clone(),
            needs_approval: job.needs_approval,
            approved_by: job.approved_by.clone(),
            schedule: job.schedule,
            started: job.started,
        }
    }
}

/// Makes the folder, as often as it has to be done, and starts a process in it.
///
/// # Errors
///
/// The system's: no room, or no process.
pub(super) fn start(
    desk: &DeskState,
    job: &JobRow,
    name: &str,
    checked: &CheckedRun,
    target: &TargetRow,
) -> io::Result<Child> {
    let folder = JobFolder::new(&desk.runs, name);
    prepare(&folder, job)?;
    halt_at(HaltPoint::Prepared);
    let output = |name| File::options().append(true).create(true).open(folder.file(name));
    let request: RunRequest = serde_json::from_value(job.request.clone())?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("bench");
    match &request.url {
        Some(url) => command.arg(url),
        None => command.arg(folder.file(ASKED_SCENARIO_FILE)),
    };
    command
        .args(&checked.arguments)
        .arg(format!("--own-folder={}", folder.path().display()))
        .args(["--control=127.0.0.1:0", "--quiet"])
        .arg(format!("--env={}", target.environment.as_str()))
        .arg(format!("--lang={}", desk.lang.code()))
        .env("PROMO_LOAD_CONTROL_TOKEN", kept_token(&folder)?)
        // What the environment of the desk says of these is not said of its runs.
        .env_remove("PROMO_LOAD_OUT")
        .env_remove("JOB_COMPLETION_INDEX")
        .stdin(Stdio::null())
        .stdout(output(STDOUT_FILE)?)
        .stderr(output(STDERR_FILE)?)
        .process_group(0);
    for name in kept_back(secrets_of(&desk.config, &checked.page)) {
        command.env_remove(name);
    }
    if !target.private {
        command.arg("--public-only");
    }
    if let Some(config) = desk.config.path() {
        command.arg("--config").arg(std::path::absolute(config)?);
    }
    let child = command.spawn()?;
    halt_at(HaltPoint::Spawned);
    Ok(child)
}

fn prepare(folder: &JobFolder, job: &JobRow) -> io::Result<()> {
    fs::create_dir_all(folder.path())?;
    folder.write(JOB_FILE, &serde_json::to_vec_pretty(&JobFile::of(job))?)?;
    if let Some(Value::String(scenario)) = job.request.get("scenario") {
        folder.write(ASKED_SCENARIO_FILE, scenario.as_bytes())?;
    }
    Ok(())
}
