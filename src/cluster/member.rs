//! The leader's end of the connection to one follower.

use std::io;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc as blocking};
use std::time::Instant;

use tokio::sync::mpsc;
use tokio::time::sleep_until;

use super::channel::{FrameReader, FrameWriter};
use super::clock::{OtherClock, OwnPulse, PINGS, Ping};
use super::job::AssignmentMaker;
use super::message::{FromFollower, FromLeader, Hello};
use super::{BEAT, ClusterError, SILENCE};
use crate::metric::ShardFacts;
use crate::run::{CrewLink, Loss, NotReady, OnLostShard, RunShare};
use crate::words::Message;

/// Takes the number of a follower, and whether it is ready.
type ReadyReply = blocking::Sender<(usize, Result<(), NotReady>)>;

/// What a member is asked to do.
pub(super) enum MemberCommand {
    /// Give the follower its part, and look at its clock; the reply says that it is ready, or why it is not.
    Prepare { job: Arc<AssignmentMaker>, share: RunShare, reply: ReadyReply },
    /// Let it begin.
    Start { start: Instant, link: CrewLink },
    /// The run has ended.
    End,
}

/// What is known of a member by those who command it.
#[derive(Debug)]
pub(super) struct MemberState {
    facts: Mutex<ShardFacts>,
    gone: AtomicBool,
}

impl MemberState {
    pub(super) fn new(hello: &Hello) -> Self {
        let facts = ShardFacts {
            host: hello.host.clone(),
            cores: hello.cores,
            threads: hello.threads as u64,
            ..ShardFacts::default()
        };
        Self { facts: Mutex::new(facts), gone: AtomicBool::new(false) }
    }

    pub(super) fn facts(&self) -> ShardFacts {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn learn(&self, what: impl FnOnce(&mut ShardFacts)) {
        what(&mut self.facts.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(super) fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Acquire)
    }
}

/// A part that the follower is being given.
struct Preparation {
    fingerprint: String,
    asked: Instant,
    pings: Vec<Ping>,
    reply: ReadyReply,
}

/// One follower.
pub(super) struct Member {
    shard: usize,
    state: Arc<MemberState>,
    on_lost: OnLostShard,
    pulse: Rc<OwnPulse>,
    writer: FrameWriter,
    preparation: Option<Preparation>,
    clock: Option<OtherClock>,
    link: Option<CrewLink>,
    /// Whether the run may still tell something else.
    told_more: bool,
}

impl Member {
    pub(super) fn new(
        shard: usize,
        state: Arc<MemberState>,
        on_lost: OnLostShard,
        pulse: Rc<OwnPulse>,
        writer: FrameWriter,
    ) -> Self {
        Self {
            shard,
            state,
            on_lost,
            pulse,
            writer,
            preparation: None,
            clock: None,
            link: None,
            told_more: false,
        }
    }

    /// Serves the connection until either end leaves.
    pub(super) async fn serve(
        mut self,
        reader: FrameReader,
        mut commands: mpsc::UnboundedReceiver<MemberCommand>,
    ) {
        let ended = self.converse(reader, &mut commands).await;
        self.state.gone.store(true, Ordering::Release);
        if let Err(error) = ended {
            let stood_still = self.pulse.stood_still(Instant::now());
            match stood_still {
                None => tracing::warn!(shard = self.shard, "a generator is lost: {error}"),
                Some(away) => {
                    tracing::warn!(
                        shard = self.shard,
                        "gave this process up, which stood still for {away:?}"
                    );
                }
            }
            if let Some(preparation) = self.preparation.take() {
                let message = Message::from(&error);
                let why = match error {
                    ClusterError::Plan(_) => NotReady::Refused(message),
                    _ => NotReady::Gone(message),
                };
                let _unheard = preparation.reply.send((self.shard, Err(why)));
            }
            if let Some(link) = &self.link {
                link.lost(Loss { shard: self.shard, then: self.on_lost, stood_still });
            }
            // It may only be cut off, or stand still for a while: when it comes back it must not go on.
            let _gone = self.writer.write(&FromLeader::GivenUp).await;
        }
    }

    async fn converse(
        &mut self,
        reader: FrameReader,
        commands: &mut mpsc::UnboundedReceiver<MemberCommand>,
    ) -> Result<(), ClusterError> {
        let mut frames = read_all(reader);
        let (mut heard, mut beat) = (Instant::now(), Instant::now());
        loop {
            let told_more = self.told_more;
            let changed = async {
                match &mut self.link {
                    Some(link) if told_more => link.changed().await,
                    _ => std::future::pending().await,
                }
            };
            tokio::select! {
                frame = frames.recv() => {
                    heard = Instant::now();
                    self.hear(frame.unwrap_or_else(|| Err(hung_up()))?).await?;
                }
                command = commands.recv() => match command {
                    Some(command) => self.obey(command).await?,
                    None => return self.writer.write(&FromLeader::Goodbye).await,
                },
                more = changed => {
                    self.told_more = more;
                    if let Some(link) = &self.link {
                        let told = link.told();
                        self.writer.write(&FromLeader::Told(told)).await?;
                    }
                }
                () = sleep_until((beat + BEAT).into()) => {
                    beat = Instant::now();
                    self.writer.write(&FromLeader::Alive).await?;
                }
                () = sleep_until((heard + SILENCE).into()) => {
                    if self.pulse.stood_still(Instant::now()).is_some() {
                        // It may have said a lot meanwhile, which is read now.
                        heard = Instant::now();
                        continue;
                    }
                    return Err(io::Error::from(io::ErrorKind::TimedOut).into());
                }
            }
        }
    }

    async fn obey(&mut self, command: MemberCommand) -> Result<(), ClusterError> {
        match command {
            MemberCommand::Prepare { job, share, reply } => {
                let fingerprint = job.fingerprint().to_owned();
                self.preparation =
                    Some(Preparation { fingerprint, asked: Instant::now(), pings: Vec::new(), reply });
                let job = Box::new(job.of(share));
                self.writer.write(&FromLeader::Part { share, job }).await
            }
            MemberCommand::Start { start, link } => {
                let Some(clock) = self.clock else { return Ok(()) };
                self.link = Some(link);
                self.told_more = true;
                self.writer.write(&FromLeader::Start { micros: clock.micros(start) }).await
            }
            MemberCommand::End => {
                self.link = None;
                self.writer.write(&FromLeader::Ended).await
            }
        }
    }

    async fn hear(&mut self, frame: FromFollower) -> Result<(), ClusterError> {
        match frame {
            FromFollower::Ready { fingerprint } => {
                let Some(preparation) = &self.preparation else { return Ok(()) };
                if fingerprint != preparation.fingerprint {
                    return Err(ClusterError::Plan(Box::new(Message::new("error-cluster-other-plan"))));
                }
                self.ask_time().await
            }
            FromFollower::Unable { why } => {
                Err(ClusterError::Plan(Box::new(Message::new("error-cluster-unable").exact("why", why))))
            }
            FromFollower::Clock { micros } => self.learn_time(micros).await,
            FromFollower::Began { late_us } => {
                self.state.learn(|facts| facts.late_us = Some(late_us));
                Ok(())
            }
            FromFollower::News(news) => match &self.link {
                Some(link) => Ok(link.hear(self.shard, news)?),
                None => Ok(()),
            },
            FromFollower::Alive | FromFollower::Hello(_) => Ok(()),
            FromFollower::Leaving => Err(ClusterError::Leaves),
        }
    }

    async fn ask_time(&mut self) -> Result<(), ClusterError> {
        if let Some(preparation) = &mut self.preparation {
            preparation.asked = Instant::now();
        }
        self.writer.write(&FromLeader::WhatTime).await
    }

    /// Takes an answer of the clock; after the last one the follower is ready.
    async fn learn_time(&mut self, said: u64) -> Result<(), ClusterError> {
        let Some(preparation) = &mut self.preparation else { return Ok(()) };
        let (asked, answered) = (preparation.asked, Instant::now());
        preparation.pings.push(Ping { asked, said, answered });
        if preparation.pings.len() < PINGS {
            return self.ask_time().await;
        }
        if let Some(Preparation { pings, reply, .. }) = self.preparation.take() {
            self.clock = OtherClock::from_pings(&pings);
            let error_us = self.clock.map(|clock| clock.error_us);
            self.state.learn(|facts| facts.clock_error_us = error_us);
            let _unheard = reply.send((self.shard, Ok(())));
        }
        Ok(())
    }
}

/// Reads frames in a task of its own, because a frame must not be given up half-way.
pub(super) fn read_all<T: serde::de::DeserializeOwned + 'static>(
    mut reader: FrameReader,
) -> mpsc::Receiver<Result<T, ClusterError>> {
    let (frames, received) = mpsc::channel(64);
    tokio::task::spawn_local(async move {
        loop {
            let frame = reader.read().await;
            let is_last = frame.is_err();
            if frames.send(frame).await.is_err() || is_last {
                return;
            }
        }
    });
    received
}

pub(super) fn hung_up() -> ClusterError {
    io::Error::from(io::ErrorKind::UnexpectedEof).into()
}
