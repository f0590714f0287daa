//! A turn of the queue's thread.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::process::{Child, Command, Stdio};

use super::request::{CheckedRun, RunRequest};
use super::{due, hours, start};
use crate::desk::control;
use crate::desk::folder::{JobFolder, ProcessState};
use crate::desk::halt::{HaltPoint, halt_at};
use crate::desk::state::DeskState;
use crate::desk::store::{EndedJob, JobOutcome, JobRow, JobState, StoreFault, TargetEnvironment, TargetRow};
use crate::desk::store::{jobs, targets};
use crate::record::folder_name;
use crate::words::Message;

/// What the queue's thread remembers between its turns; nothing of it is needed after a restart.
pub(super) struct Turns<'a> {
    desk: &'a DeskState,
    at_once: usize,
    /// The processes that this desk started, by the numbers of their runs.
    children: BTreeMap<i64, Child>,
    /// How often each run was told to stop that is to; [`TOLD`] when it has heard.
    stopped: BTreeMap<i64, u32>,
}

/// So often a run is told to stop that does not listen yet, each time in a turn, before it gets a signal.
const MOST_TRIES: u32 = 20;
/// Instead of how often it was tried: it was told.
const TOLD: u32 = u32::MAX;

/// Why a run cannot be started now or ever.
enum NoStart {
    /// Its time has not come; what it waits for, where that is not said elsewhere.
    Later(Option<Message>),
    /// A second person has to agree.
    Unapproved,
    /// It never can.
    Never(Message),
}

impl<'a> Turns<'a> {
    pub(super) const fn new(desk: &'a DeskState, at_once: NonZeroUsize) -> Self {
        Self { desk, at_once: at_once.get(), children: BTreeMap::new(), stopped: BTreeMap::new() }
    }

    /// Takes a turn. What fails is tried again in the next one: a disk that is full may have room then.
    pub(super) fn take(&mut self) {
        if let Err(fault) = self.all() {
            tracing::error!("{fault}");
            self.desk.troubles.tell(&Message::from(&fault));
        }
    }

    fn all(&mut self) -> Result<(), StoreFault> {
        let with_process = self.jobs(&[JobState::Starting, JobState::Running])?;
        // What cannot be stored of one keeps none of the others from being looked after.
        let looked: Vec<_> = with_process.iter().map(|job| self.look_after(job)).collect();
        looked.into_iter().collect::<Result<(), _>>()?;
        due::ask(self.desk)?;
        let mut busy = self.jobs(&[JobState::Starting, JobState::Running])?;
        for job in self.jobs(&[JobState::Queued, JobState::Waiting])? {
            if busy.len() >= self.at_once {
                break;
            }
            if busy.iter().all(|other| other.host != job.host) && self.begin(&job)? {
                busy.push(job);
            }
        }
        Ok(())
    }

    fn jobs(&self, states: &'static [JobState]) -> Result<Vec<JobRow>, StoreFault> {
        self.desk.store.read_now(move |database| jobs::in_states(database, states))
    }

    /// Looks how the process of a run is, and stores what changed.
    fn look_after(&mut self, job: &JobRow) -> Result<(), StoreFault> {
        let Some(name) = job.folder.clone() else { return Err(StoreFault::Damaged) };
        let folder = JobFolder::new(&self.desk.runs, &name);
        let child_is_gone = self.reap(job.id);
        // After the child was asked: a claim that it made before it ended is seen.
        match folder.process() {
            Ok(ProcessState::GoesOn) => self.goes_on(job, &folder),
            Ok(ProcessState::Gone) => self.judge(job, &folder),
            Ok(ProcessState::NotBegun) => match child_is_gone {
                // It is on its way to its claim.
                Some(false) => Ok(()),
                // It ended before it could claim anything: no program, a wrong flag.
                Some(true) => self.judge(job, &folder),
                // An earlier desk chose the folder, and may have started a process or not: of two, one gives up.
                None => self.launch(job, &name),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the child of a run has ended; `None` when this desk started none.
    fn reap(&mut self, id: i64) -> Option<bool> {
        let gone = self.children.get_mut(&id)?.try_wait();
        Some(!matches!(gone, Ok(None)))
    }

    fn goes_on(&mut self, job: &JobRow, folder: &JobFolder) -> Result<(), StoreFault> {
        let id = job.id;
        // Before anything is written: a full disk keeps no run from being stopped.
        if job.stop_asked {
            self.stop(id, folder);
        }
        if job.state == JobState::Starting {
            self.desk.store.write_now(move |database| jobs::running(database, id))?;
        }
        Ok(())
    }

    /// Tells a run to stop until it has heard.
    fn stop(&mut self, id: i64, folder: &JobFolder) {
        let tries = self.stopped.entry(id).or_default();
        if *tries == TOLD {
            return;
        }
        *tries += 1;
        match control::stop(folder, *tries > MOST_TRIES) {
            Ok(true) => *tries = TOLD,
            Ok(false) => {}
            Err(why) => tracing::warn!("run {id} cannot be told to stop: {why}"),
        }
    }

    /// Stores how a run ended whose process is gone.
    fn judge(&mut self, job: &JobRow, folder: &JobFolder) -> Result<(), StoreFault> {
        if folder.needs_report()
            && let Err(error) = report(folder, self.desk.lang.code())
        {
            tracing::warn!("the report of run {} cannot be made: {error}", job.id);
        }
        halt_at(HaltPoint::Ended);
        self.end(job, folder.judge(job.stop_asked))
    }

    fn end(&mut self, job: &JobRow, ended: EndedJob) -> Result<(), StoreFault> {
        let id = job.id;
        self.desk.store.write_now(move |database| jobs::end(database, id, &ended))?;
        // Its folder is free already, so it is on its way out.
        if let Some(mut child) = self.children.remove(&id) {
            let _reaped = child.wait();
        }
        self.stopped.remove(&id);
        Ok(())
    }

    /// Starts a run whose turn it is; whether it is on its way.
    fn begin(&mut self, job: &JobRow) -> Result<bool, StoreFault> {
        let id = job.id;
        match self.may_start(job)? {
            // What never can be started gets a state that says why.
            Ok(_) | Err(NoStart::Never(_)) => {}
            Err(NoStart::Later(why)) => {
                let why = why.map(|why| why.to_string());
                let is_new = why.is_some() && why != job.reason;
                if job.state == JobState::Queued || is_new {
                    self.desk.store.write_now(move |database| {
                        jobs::wait(database, id)?;
                        why.map_or(Ok(()), |why| jobs::explain(database, id, &why))
                    })?;
                }
                return Ok(false);
            }
            Err(NoStart::Unapproved) => {
                self.desk.store.write_now(move |database| jobs::hold(database, id))?;
                return Ok(false);
            }
        }
        let name = folder_name(jiff::Timestamp::now(), &job.host);
        let chosen = name.clone();
        let is_ours =
            self.desk.store.write_now(move |database| jobs::choose_folder(database, id, &chosen))?;
        halt_at(HaltPoint::Intent);
        if is_ours {
            self.launch(job, &name)?;
        }
        Ok(is_ours)
    }

    /// Starts the process of a run whose folder is chosen.
    fn launch(&mut self, job: &JobRow, name: &str) -> Result<(), StoreFault> {
        let never = |reason: String| EndedJob {
            state: JobState::Failed,
            exit: None,
            reason: Some(reason),
            outcome: JobOutcome::default(),
        };
        let (checked, target) = match self.may_start(job)? {
            Ok(may) => may,
            // The hours ended between the choice of the folder and now; the process says so.
            Err(NoStart::Later(_)) => {
                return self.end(job, never(Message::new("desk-run-hours").to_string()));
            }
            Err(NoStart::Unapproved) => {
                return self.end(job, never(Message::new("desk-run-unapproved").to_string()));
            }
            Err(NoStart::Never(why)) => return self.end(job, never(why.to_string())),
        };
        match start::start(self.desk, job, name, &checked, &target) {
            Ok(child) => {
                self.children.insert(job.id, child);
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::StorageFull => Err(StoreFault::Full),
            Err(error) => self.end(job, never(Message::from(&error).to_string())),
        }
    }

    /// What is asked of a run and its host, as it is allowed now.
    fn may_start(&self, job: &JobRow) -> Result<Result<(CheckedRun, TargetRow), NoStart>, StoreFault> {
        let request: RunRequest = serde_json::from_value(job.request.clone())?;
        if request.awaits_page() {
            return Ok(Err(NoStart::Later(None)));
        }
        let host = job.host.clone();
        let target = self.desk.store.read_now(move |database| targets::covering(database, &host))?;
        let Some(target) = target else {
            let why = Message::new("error-desk-not-listed").exact("host", &job.host);
            return Ok(Err(NoStart::Never(why)));
        };
        if target.environment == TargetEnvironment::Prod && job.approved_by.is_none() {
            return Ok(Err(NoStart::Unapproved));
        }
        let checked = request.check(self.desk.check);
        let checked = checked.and_then(|run| run.keeps_secrets(&self.desk.config).map(|()| run));
        let checked = match checked {
            Ok(checked) => checked,
            Err(why) => return Ok(Err(NoStart::Never(why))),
        };
        if let Some(why) = hours::awaited(&self.desk.config, &target, &checked.page) {
            return Ok(Err(NoStart::Later(Some(why))));
        }
        Ok(Ok((checked, target)))
    }
}

/// Makes the reports of a run that was killed, of its log.
fn report(folder: &JobFolder, lang: &str) -> io::Result<()> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("report").arg(folder.path()).args(["--lang", lang]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().map(drop)
}
